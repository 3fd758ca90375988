//! A person as stored. Must not import anything but `domain`.

use sea_orm::entity::prelude::*;

use crate::domain::ids::PersonId;
use crate::domain::time::Timestamp;

/// A person as stored.
#[sea_orm::model]
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PersonId,
    /// Address, trimmed and lower-case.
    pub email: String,
    /// Name as it will stand on certificates.
    pub name: String,
    /// When the person was added.
    pub created_at: Timestamp,
    /// When access was ended.
    pub disabled_at: Option<Timestamp>,
    /// What the person is held to.
    #[sea_orm(has_many)]
    pub assignments: HasMany<super::assignment::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
