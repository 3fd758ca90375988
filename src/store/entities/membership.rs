//! A person belongs to a unit. Must not import anything but `domain`.

use sea_orm::entity::prelude::*;

use crate::domain::ids::{PersonId, UnitId};
use crate::domain::time::Timestamp;

/// A person belongs to a unit.
#[sea_orm::model]
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "membership")]
pub struct Model {
    /// Who.
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: PersonId,
    /// Where.
    #[sea_orm(primary_key, auto_increment = false)]
    pub unit_id: UnitId,
    /// Since when.
    pub joined_at: Timestamp,
    /// The person it refers to.
    #[sea_orm(belongs_to, from = "person_id", to = "id")]
    pub person: BelongsTo<super::person::Entity>,
    /// The unit it refers to.
    #[sea_orm(belongs_to, from = "unit_id", to = "id")]
    pub unit: BelongsTo<super::unit::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
