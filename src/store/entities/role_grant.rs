//! A role given to a person, over a unit or the whole organisation. Must not import anything but `domain`.

use sea_orm::entity::prelude::*;

use crate::domain::ids::{PersonId, RoleGrantId, UnitId};
use crate::domain::time::Timestamp;

/// A role given to a person, over a unit or the whole organisation.
#[sea_orm::model]
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "role_grant")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RoleGrantId,
    /// Who.
    pub person_id: PersonId,
    /// The role's word.
    pub role: String,
    /// Over which unit; none for the whole organisation.
    pub unit_id: Option<UnitId>,
    /// Since when.
    pub granted_at: Timestamp,
    /// The person it refers to.
    #[sea_orm(belongs_to, from = "person_id", to = "id")]
    pub person: BelongsTo<super::person::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
