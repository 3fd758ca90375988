//! A credential in one of its forms, as bytes. Must not import anything but `domain`.

use sea_orm::entity::prelude::*;

use crate::domain::ids::CredentialId;
use crate::domain::time::Timestamp;

/// A credential in one of its forms, made once and never changed.
#[sea_orm::model]
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rendering")]
pub struct Model {
    /// Of which credential.
    #[sea_orm(primary_key, auto_increment = false)]
    pub credential_id: CredentialId,
    /// In which form: `pdf`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    /// The file.
    pub bytes: Vec<u8>,
    /// SHA-256 of the bytes, in hex.
    pub sha256: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// The credential it shows.
    #[sea_orm(belongs_to, from = "credential_id", to = "id")]
    pub credential: BelongsTo<super::credential::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
