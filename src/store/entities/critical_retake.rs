//! One time that a missed critical item is asked again. Must not import anything but `domain`.

use sea_orm::entity::prelude::*;

use crate::domain::ids::{AttemptId, RetakeId};
use crate::domain::time::Timestamp;

/// One time that a missed critical item is asked again.
#[sea_orm::model]
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "critical_retake")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RetakeId,
    /// The attempt in which it was missed.
    pub attempt_id: AttemptId,
    /// The item that was missed.
    pub item_id: String,
    /// 1 for the first time.
    pub ordinal: i32,
    /// The frozen place of the item that is asked, as JSON.
    pub place: String,
    /// The answer as JSON.
    pub answer: Option<String>,
    /// Whether it got the whole point.
    pub right: Option<bool>,
    /// Since when it waits to be answered.
    pub asked_at: Timestamp,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
}

impl ActiveModelBehavior for ActiveModel {}
