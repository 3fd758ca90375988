//! One person held to one program for one cycle. Must not import anything but `domain`.

use sea_orm::entity::prelude::*;

use crate::domain::ids::{AssignmentId, PersonId};
use crate::domain::time::Timestamp;

/// One person held to one program for one cycle.
#[sea_orm::model]
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "assignment")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AssignmentId,
    /// Who.
    pub person_id: PersonId,
    /// Which program.
    pub program_key: String,
    /// In which version.
    pub program_hash: String,
    /// 1 for the first time.
    pub cycle: i32,
    /// When it was given.
    pub assigned_at: Timestamp,
    /// When it is due: as first given, or as last extended.
    pub due_at: Timestamp,
    /// Roll-up: the first fact that counts.
    pub started_at: Option<Timestamp>,
    /// Roll-up: when everything was done.
    pub completed_at: Option<Timestamp>,
    /// Roll-up: since when somebody is exempt from it.
    pub exempt_at: Option<Timestamp>,
    /// By which act of an administrator it was given; none for what the program gave by itself.
    pub act_id: Option<Uuid>,
    /// The person it refers to.
    #[sea_orm(belongs_to, from = "person_id", to = "id")]
    pub person: BelongsTo<super::person::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
