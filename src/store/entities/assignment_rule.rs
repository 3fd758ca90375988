//! A rule of the organisation: the people of a unit are held to a program. Must not import anything but `domain`.

use sea_orm::entity::prelude::*;

use crate::domain::ids::{PersonId, RuleId, UnitId};
use crate::domain::time::Timestamp;

/// The people of a unit, and of those below it, are held to a program, beside those whom the program itself names.
#[sea_orm::model]
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "assignment_rule")]
pub struct Model {
    /// Identity; also the act by which assignments were given.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RuleId,
    /// Which program.
    pub program_key: String,
    /// Which unit.
    pub unit_id: UnitId,
    /// Days from being held to it to the due date.
    pub due_days: i32,
    /// Who made it.
    pub by_id: PersonId,
    /// When.
    pub at: Timestamp,
    /// Since when it holds nobody new, if it does not.
    pub ended_at: Option<Timestamp>,
}

impl ActiveModelBehavior for ActiveModel {}
