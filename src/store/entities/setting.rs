//! A setting of the organisation. Must not import anything but `domain`.

use sea_orm::entity::prelude::*;

/// A setting of the organisation.
#[sea_orm::model]
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "setting")]
pub struct Model {
    /// Name.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// Value.
    pub value: String,
}

impl ActiveModelBehavior for ActiveModel {}
