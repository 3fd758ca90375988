//! Where a reader stopped. Must not import anything but `domain`.

use sea_orm::entity::prelude::*;

use crate::domain::ids::PersonId;
use crate::domain::time::Timestamp;

/// Where a reader stopped.
#[sea_orm::model]
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reading_position")]
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
    /// Thousandths of the page.
    pub position: i32,
    /// When.
    pub updated_at: Timestamp,
}

impl ActiveModelBehavior for ActiveModel {}
