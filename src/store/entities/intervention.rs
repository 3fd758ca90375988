//! What somebody decided about one assignment. Must not import anything but `domain`.

use sea_orm::entity::prelude::*;

use crate::domain::ids::{AssignmentId, InterventionId, PersonId};
use crate::domain::time::Timestamp;

/// What somebody decided about one assignment: a reminder, a later due date, an exemption.
#[sea_orm::model]
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "intervention")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: InterventionId,
    /// Those that were decided together share it.
    pub act_id: Uuid,
    /// About which assignment.
    pub assignment_id: AssignmentId,
    /// Kind, as its word.
    pub kind: String,
    /// Why; the note of a reminder.
    pub reason: String,
    /// Of an exemption: on which ground, as its word.
    pub ground: Option<String>,
    /// Of a reminder: the day, so that there is one a day.
    pub day: Option<String>,
    /// Of an extension: the due date before.
    pub due_before: Option<Timestamp>,
    /// Of an extension: the due date after.
    pub due_after: Option<Timestamp>,
    /// Who decided.
    pub by_id: PersonId,
    /// When.
    pub at: Timestamp,
    /// When it was taken back, if it was.
    pub taken_back_at: Option<Timestamp>,
    /// Who took it back.
    pub taken_back_by: Option<PersonId>,
    /// The assignment it refers to.
    #[sea_orm(belongs_to, from = "assignment_id", to = "id")]
    pub assignment: BelongsTo<super::assignment::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
