//! A version of some content, frozen under its hash. Must not import anything but `domain`.

use sea_orm::entity::prelude::*;

use crate::domain::time::Timestamp;

/// A version of some content, frozen under its hash.
#[sea_orm::model]
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "content_version")]
pub struct Model {
    /// SHA-256 of kind and canonical JSON, in hex.
    #[sea_orm(primary_key, auto_increment = false)]
    pub hash: String,
    /// `course`, `lesson`, `item` or `program`.
    pub kind: String,
    /// The content's stable key.
    pub key: String,
    /// Canonical JSON.
    pub body: String,
    /// When it was first published.
    pub created_at: Timestamp,
}

impl ActiveModelBehavior for ActiveModel {}
