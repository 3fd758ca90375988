//! The details of a ledger entry; erasable. Must not import anything but `domain`.

use sea_orm::entity::prelude::*;

/// The details of a ledger entry; erasable.
#[sea_orm::model]
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ledger_payload")]
pub struct Model {
    /// Place in the chain.
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    /// 16 random bytes, so that a guess cannot be checked after erasure.
    pub salt: Vec<u8>,
    /// Canonical JSON.
    pub body: String,
    /// The entry it belongs to.
    #[sea_orm(belongs_to, from = "seq", to = "seq")]
    pub entry: BelongsTo<super::ledger::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
