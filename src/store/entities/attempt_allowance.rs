//! One attempt more than a course allows, for one person. Must not import anything but `domain`.

use sea_orm::entity::prelude::*;

use crate::domain::ids::{AllowanceId, PersonId};
use crate::domain::time::Timestamp;

/// One attempt more than a course allows, for one person.
#[sea_orm::model]
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attempt_allowance")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AllowanceId,
    /// For whom.
    pub person_id: PersonId,
    /// At which assessment.
    pub course_key: String,
    /// 1 for the first one more.
    pub ordinal: i32,
    /// Why.
    pub reason: String,
    /// Who allowed it.
    pub given_by: PersonId,
    /// When.
    pub at: Timestamp,
}

impl ActiveModelBehavior for ActiveModel {}
