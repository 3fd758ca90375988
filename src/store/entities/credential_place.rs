//! Where on which status list a certificate is. Must not import anything but `domain`.

use sea_orm::entity::prelude::*;

use crate::domain::ids::CredentialId;

/// Where on which status list a certificate is.
#[sea_orm::model]
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "credential_place")]
pub struct Model {
    /// Which certificate.
    #[sea_orm(primary_key, auto_increment = false)]
    pub credential_id: CredentialId,
    /// Number of the list, from 1.
    pub list: i32,
    /// Place on it, from 0.
    pub place: i32,
}

impl ActiveModelBehavior for ActiveModel {}
