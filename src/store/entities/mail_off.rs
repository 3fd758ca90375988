//! A kind of mail that somebody does not want. Must not import anything but `domain`.

use sea_orm::entity::prelude::*;

use crate::domain::ids::PersonId;
use crate::domain::time::Timestamp;

/// A kind of mail that somebody has switched off.
#[sea_orm::model]
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mail_off")]
pub struct Model {
    /// Who.
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: PersonId,
    /// Which kind, as its word.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    /// Since when.
    pub at: Timestamp,
}

impl ActiveModelBehavior for ActiveModel {}
