//! Somebody who asked for the erasure of their data. Must not import anything but `domain`.

use sea_orm::entity::prelude::*;

use crate::domain::ids::PersonId;
use crate::domain::time::Timestamp;

/// Somebody who asked for the erasure of their data, and is still waiting for it.
#[sea_orm::model]
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "erasure_request")]
pub struct Model {
    /// Who.
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: PersonId,
    /// When.
    pub at: Timestamp,
}

impl ActiveModelBehavior for ActiveModel {}
