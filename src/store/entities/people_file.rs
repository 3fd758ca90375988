//! A file of people that was uploaded. Must not import anything but `domain`.

use sea_orm::entity::prelude::*;

use crate::domain::ids::{PeopleFileId, PersonId};
use crate::domain::time::Timestamp;

/// A file of people that was uploaded.
#[sea_orm::model]
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "people_file")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PeopleFileId,
    /// Who uploaded it; nobody else sees it.
    pub person_id: PersonId,
    /// Its name on their machine.
    pub name: String,
    /// What is in it; gone when it has been imported.
    pub body: Option<Vec<u8>>,
    /// Whether it is a list that was pasted, of people who are to be invited.
    pub invite: bool,
    /// When it was uploaded.
    pub created_at: Timestamp,
    /// When its people were imported.
    pub imported_at: Option<Timestamp>,
    /// How many people were added.
    pub added: i32,
    /// How many people were changed.
    pub changed: i32,
    /// How many people were as the file says already.
    pub unchanged: i32,
}

impl ActiveModelBehavior for ActiveModel {}
