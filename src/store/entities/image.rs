//! A logo or a signature. Must not import anything but `domain`.

use sea_orm::entity::prelude::*;

use crate::domain::time::Timestamp;

/// A logo or a signature, found by the hash of its bytes.
#[sea_orm::model]
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "image")]
pub struct Model {
    /// SHA-256 of the bytes, in hex.
    #[sea_orm(primary_key, auto_increment = false)]
    pub hash: String,
    /// `png` or `jpeg`.
    pub kind: String,
    /// The file.
    pub bytes: Vec<u8>,
    /// When it came.
    pub created_at: Timestamp,
    /// When it first stood on a certificate; it is never removed from then on.
    pub sealed_at: Option<Timestamp>,
}

impl ActiveModelBehavior for ActiveModel {}
