//! Whether a holder shows a certificate to everybody. Must not import anything but `domain`.

use sea_orm::entity::prelude::*;

use crate::domain::ids::CredentialId;
use crate::domain::time::Timestamp;

/// Whether a holder shows a certificate to everybody who has its address.
#[sea_orm::model]
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "credential_share")]
pub struct Model {
    /// Which certificate.
    #[sea_orm(primary_key, auto_increment = false)]
    pub credential_id: CredentialId,
    /// Whether it is shown.
    pub public: bool,
    /// Since when.
    pub changed_at: Timestamp,
}

impl ActiveModelBehavior for ActiveModel {}
