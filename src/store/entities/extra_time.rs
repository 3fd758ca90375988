//! How much longer than others a person may take, from then on. Must not import anything but `domain`.

use sea_orm::entity::prelude::*;

use crate::domain::ids::{ExtraTimeId, PersonId};
use crate::domain::time::Timestamp;

/// How much longer than others a person may take, from then on.
#[sea_orm::model]
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "extra_time")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ExtraTimeId,
    /// For whom.
    pub person_id: PersonId,
    /// In percent of the limit.
    pub percent: i32,
    /// Why.
    pub reason: String,
    /// Who granted it.
    pub given_by: PersonId,
    /// When.
    pub at: Timestamp,
}

impl ActiveModelBehavior for ActiveModel {}
