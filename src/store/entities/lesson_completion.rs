//! A fact: a person completed a lesson. Must not import anything but `domain`.

use sea_orm::entity::prelude::*;

use crate::domain::ids::PersonId;
use crate::domain::time::Timestamp;

/// A fact: a person completed a lesson.
#[sea_orm::model]
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "lesson_completion")]
pub struct Model {
    /// Who.
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: PersonId,
    /// Course.
    #[sea_orm(primary_key, auto_increment = false)]
    pub course_key: String,
    /// Lesson.
    #[sea_orm(primary_key, auto_increment = false)]
    pub lesson_key: String,
    /// In which version.
    pub lesson_hash: String,
    /// When.
    pub at: Timestamp,
}

impl ActiveModelBehavior for ActiveModel {}
