//! A one-time link by which a person sets a password. Must not import anything but `domain`.

use sea_orm::entity::prelude::*;

use crate::domain::ids::{InvitationId, PersonId};
use crate::domain::time::Timestamp;

/// A one-time link by which a person sets a password.
#[sea_orm::model]
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "invitation")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: InvitationId,
    /// SHA-256 of the link's token.
    pub token_hash: Vec<u8>,
    /// Whom it lets in.
    pub person_id: PersonId,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it stops working.
    pub expires_at: Timestamp,
    /// When it was used.
    pub used_at: Option<Timestamp>,
    /// The person it refers to.
    #[sea_orm(belongs_to, from = "person_id", to = "id")]
    pub person: BelongsTo<super::person::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
