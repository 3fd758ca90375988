//! An answer saved during an attempt. Must not import anything but `domain`.

use sea_orm::entity::prelude::*;

use crate::domain::ids::AttemptId;
use crate::domain::time::Timestamp;

/// An answer saved during an attempt.
#[sea_orm::model]
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "response")]
pub struct Model {
    /// In which attempt.
    #[sea_orm(primary_key, auto_increment = false)]
    pub attempt_id: AttemptId,
    /// To which item.
    #[sea_orm(primary_key, auto_increment = false)]
    pub item_id: String,
    /// The answer as JSON; `null` where there is none.
    #[sea_orm(column_name = "choices")]
    pub answer: String,
    /// Marked by the learner to look at again.
    pub flagged: bool,
    /// When it was last saved.
    pub saved_at: Timestamp,
}

impl ActiveModelBehavior for ActiveModel {}
