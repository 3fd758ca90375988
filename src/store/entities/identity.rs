//! How a person proves who they are. Must not import anything but `domain`.

use sea_orm::entity::prelude::*;

use crate::domain::ids::PersonId;
use crate::domain::time::Timestamp;

/// How a person proves who they are.
#[sea_orm::model]
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "identity")]
pub struct Model {
    /// Whose it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: PersonId,
    /// `password`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    /// The password hash, in PHC form.
    pub secret: String,
    /// When it was set.
    pub created_at: Timestamp,
    /// The person it refers to.
    #[sea_orm(belongs_to, from = "person_id", to = "id")]
    pub person: BelongsTo<super::person::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
