//! One award, sealed when it was earned. Must not import anything but `domain`.

use sea_orm::entity::prelude::*;

use crate::domain::ids::{AssignmentId, CredentialId, PersonId};
use crate::domain::time::Timestamp;

/// One award, sealed when it was earned.
#[sea_orm::model]
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "credential")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CredentialId,
    /// Certificate number, as printed.
    pub number: String,
    /// The assignment that earned it.
    pub assignment_id: AssignmentId,
    /// Holder.
    pub person_id: PersonId,
    /// Program.
    pub program_key: String,
    /// The frozen record, canonical JSON.
    pub record: String,
    /// SHA-256 of the record, in hex.
    pub record_hash: String,
    /// When.
    pub issued_at: Timestamp,
    /// The certificate for the same assignment that it comes after: one that it replaces, or one that was revoked.
    pub replaces: Option<CredentialId>,
    /// Until when it is valid.
    pub valid_until: Option<Timestamp>,
    /// The person it refers to.
    #[sea_orm(belongs_to, from = "person_id", to = "id")]
    pub person: BelongsTo<super::person::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
