//! What one person adds to the tallies at present. Must not import anything but `domain`.

use sea_orm::entity::prelude::*;

use crate::domain::ids::PersonId;

/// What one person adds to the tallies at present.
#[sea_orm::model]
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tally_share")]
pub struct Model {
    /// Who.
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: PersonId,
    /// What is counted of them, as JSON.
    pub share: String,
}

impl ActiveModelBehavior for ActiveModel {}
