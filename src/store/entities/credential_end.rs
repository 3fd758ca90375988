//! How a certificate ended before its time. Must not import anything but `domain`.

use sea_orm::entity::prelude::*;

use crate::domain::ids::{CredentialId, PersonId};
use crate::domain::time::Timestamp;

/// How a certificate ended before its time: it was revoked, or another stands in its place.
#[sea_orm::model]
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "credential_end")]
pub struct Model {
    /// Which certificate.
    #[sea_orm(primary_key, auto_increment = false)]
    pub credential_id: CredentialId,
    /// `revoked` or `replaced`.
    pub kind: String,
    /// Why.
    pub reason: String,
    /// The certificate that stands in its place.
    pub replaced_by: Option<CredentialId>,
    /// Who did it; nobody when it was a command on the server.
    pub by_person: Option<PersonId>,
    /// When.
    pub at: Timestamp,
}

impl ActiveModelBehavior for ActiveModel {}
