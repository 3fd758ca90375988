//! Marking a lesson as done. Must not import anything but `domain`, `catalog` and `store`.

use sea_orm::Set;
use serde_json::json;

use super::reevaluate::reevaluate;
use crate::catalog::Published;
use crate::domain::credential::Number;
use crate::domain::ids::PersonId;
use crate::store::entities::lesson_completion;
use crate::store::{Command, Error, Result, Tx, insert_new, people};

/// Marks a lesson as done, once; gives the numbers of certificates that this completed.
#[derive(Debug)]
pub struct CompleteLesson<'a> {
    /// Who studied it.
    pub person: PersonId,
    /// Course key.
    pub course: &'a str,
    /// Lesson key.
    pub lesson: &'a str,
    /// What is taught.
    pub published: &'a Published,
}

impl Command for CompleteLesson<'_> {
    type Output = Vec<Number>;

    async fn run(&self, tx: &Tx) -> Result<Vec<Number>> {
        let course = self.published.catalog.course(self.course).ok_or(Error::NotFound)?;
        let lesson = course.lesson(self.lesson).ok_or(Error::NotFound)?;
        let hash = self.published.lesson_hash(&course.key, &lesson.key);
        people::lock(tx.db(), self.person).await?;
        let row = lesson_completion::ActiveModel {
            person_id: Set(self.person),
            course_key: Set(course.key.clone()),
            lesson_key: Set(lesson.key.clone()),
            lesson_hash: Set(hash.to_owned()),
            at: Set(tx.now()),
        };
        if !insert_new(tx.db(), row).await? {
            return Ok(vec![]);
        }
        let details = json!({ "course": course.key, "lesson": lesson.key, "version": hash });
        tx.record("lesson.completed", Some(self.person.0), &details).await?;
        reevaluate(tx, self.published, self.person).await
    }
}
