//! One sitting of an assessment, with its result once submitted. Must not import anything but `domain`.

use sea_orm::entity::prelude::*;

use crate::domain::ids::{AttemptId, PersonId};
use crate::domain::time::Timestamp;

/// One sitting of an assessment, with its result once submitted.
#[sea_orm::model]
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attempt")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AttemptId,
    /// Whose.
    pub person_id: PersonId,
    /// Of which course.
    pub course_key: String,
    /// 1 for the first.
    pub ordinal: i32,
    /// `open` or `submitted`.
    pub state: String,
    /// The frozen form, as JSON.
    pub form: String,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ends by itself; none where there is no time limit.
    pub deadline_at: Option<Timestamp>,
    /// When it ended: when it was handed in, or when the time was over.
    pub submitted_at: Option<Timestamp>,
    /// Points reached, in sixtieths.
    pub points: Option<i64>,
    /// Points that could be reached, in sixtieths.
    pub max_points: Option<i64>,
    /// Whether the pass mark was reached.
    pub passed: Option<bool>,
}

impl ActiveModelBehavior for ActiveModel {}
