//! One link of the chain of facts. Must not import anything but `domain`.

use sea_orm::entity::prelude::*;

use crate::domain::time::Timestamp;

/// One link of the chain of facts.
#[sea_orm::model]
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ledger")]
pub struct Model {
    /// Place in the chain, from 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    /// When it was recorded.
    pub at: Timestamp,
    /// What happened.
    pub kind: String,
    /// Who did it; none for the program itself.
    pub actor_id: Option<Uuid>,
    /// Whom or what it is about.
    pub subject_id: Option<Uuid>,
    /// SHA-256 of salt and payload.
    pub payload_digest: Vec<u8>,
    /// Hash of the entry before.
    pub prev_hash: Vec<u8>,
    /// Hash of all fields above.
    pub hash: Vec<u8>,
    /// Its details, unless erased.
    #[sea_orm(has_one)]
    pub payload: HasOne<super::ledger_payload::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
