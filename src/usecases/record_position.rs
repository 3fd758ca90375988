//! Remembering where a reader stopped: a convenience, kept off the ledger. Must not import anything but `domain` and
//! `store`.

use sea_orm::sea_query::OnConflict;
use sea_orm::{EntityTrait, Set};

use crate::domain::ids::PersonId;
use crate::store::entities::reading_position;
use crate::store::{Command, Result, Tx};

/// The end of a page, in thousandths.
pub const END: i32 = 1000;

/// Remembers where a reader stopped. The caller has checked that the lesson exists.
#[derive(Debug)]
pub struct RecordPosition {
    /// Who reads.
    pub person: PersonId,
    /// Course key.
    pub course: String,
    /// Lesson key.
    pub lesson: String,
    /// Thousandths of the page; out of range is brought into it.
    pub position: i32,
}

impl Command for RecordPosition {
    type Output = ();

    async fn run(&self, tx: &Tx) -> Result<()> {
        use reading_position::Column::{CourseKey, LessonKey, PersonId, Position, UpdatedAt};
        let row = reading_position::ActiveModel {
            person_id: Set(self.person),
            course_key: Set(self.course.clone()),
            lesson_key: Set(self.lesson.clone()),
            position: Set(self.position.clamp(0, END)),
            updated_at: Set(tx.now()),
        };
        let replace =
            OnConflict::columns([PersonId, CourseKey, LessonKey]).update_columns([Position, UpdatedAt]).to_owned();
        reading_position::Entity::insert(row).on_conflict(replace).exec_without_returning(tx.db()).await?;
        Ok(())
    }
}
