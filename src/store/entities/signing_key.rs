//! The public halves of a pair of signing keys. Must not import anything but `domain`.

use sea_orm::entity::prelude::*;

use crate::domain::time::Timestamp;

/// The public halves of the keys that sign certificates; the private ones are in a file of the data folder.
#[sea_orm::model]
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "signing_key")]
pub struct Model {
    /// Name, as it stands in what was signed.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// The Ed25519 key.
    pub ed25519: Vec<u8>,
    /// The P-256 key.
    pub p256: Vec<u8>,
    /// Since when it signs.
    pub created_at: Timestamp,
    /// Since when it signs nothing new.
    pub retired_at: Option<Timestamp>,
}

impl ActiveModelBehavior for ActiveModel {}
