//! One signed-in browser. Must not import anything but `domain`.

use sea_orm::entity::prelude::*;

use crate::domain::ids::{PersonId, SessionId};
use crate::domain::time::Timestamp;

/// One signed-in browser.
#[sea_orm::model]
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SessionId,
    /// SHA-256 of the cookie's token.
    pub token_hash: Vec<u8>,
    /// Who is signed in.
    pub person_id: PersonId,
    /// When the person signed in.
    pub created_at: Timestamp,
    /// Last use, to within some minutes.
    pub seen_at: Timestamp,
    /// When it ends if it is not used.
    pub idle_until: Timestamp,
    /// When it ends in any case.
    pub expires_at: Timestamp,
    /// The person it refers to.
    #[sea_orm(belongs_to, from = "person_id", to = "id")]
    pub person: BelongsTo<super::person::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
