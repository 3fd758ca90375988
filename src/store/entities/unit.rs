//! A node of the organisation tree. Must not import anything but `domain`.

use sea_orm::entity::prelude::*;

use crate::domain::ids::UnitId;
use crate::domain::time::Timestamp;

/// A node of the organisation tree.
#[sea_orm::model]
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "unit")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: UnitId,
    /// The unit above.
    pub parent_id: Option<UnitId>,
    /// Name by which programs choose their audience.
    pub key: Option<String>,
    /// Name.
    pub name: String,
    /// `organisation`, `department`, `school` or `class`.
    pub kind: String,
    /// When it was added.
    pub created_at: Timestamp,
}

impl ActiveModelBehavior for ActiveModel {}
