//! The last link: one row, locked while the chain grows. Must not import anything but `domain`.

use sea_orm::entity::prelude::*;

/// The last link: one row, locked while the chain grows.
#[sea_orm::model]
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ledger_head")]
pub struct Model {
    /// Always 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    /// Place of the last entry.
    pub seq: i64,
    /// Its hash.
    pub hash: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
