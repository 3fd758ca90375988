//! Allowing one more attempt when all are used up. Must not import anything but `domain`, `catalog` and `store`.

use sea_orm::Set;
use serde_json::json;

use crate::catalog::Published;
use crate::domain::ids::{AllowanceId, PersonId};
use crate::domain::person::By;
use crate::domain::refusal::Refusal;
use crate::store::attempts::OPEN;
use crate::store::entities::attempt_allowance;
use crate::store::{Command, Error, Result, Tx, allowances, facts, insert_new, people};

/// Allows a person one more attempt. Who may do so for whom is for the caller to have checked.
#[derive(Debug)]
pub struct AllowAttempt<'a> {
    /// For whom.
    pub person: PersonId,
    /// Course key.
    pub course: &'a str,
    /// Why, in the words of who allows it.
    pub reason: &'a str,
    /// What is taught.
    pub published: &'a Published,
}

impl Command for AllowAttempt<'_> {
    type Output = ();

    async fn run(&self, tx: &Tx) -> Result<()> {
        let By::Person(given_by) = tx.by() else { return Err(Error::NotFound) };
        if given_by == self.person {
            return Err(Refusal::NotYourself.into());
        }
        let reason = reason(self.reason)?;
        let course = self.published.catalog.course(self.course);
        let course = course.ok_or_else(|| Refusal::field("course", "Choose one of the courses in the list"))?;
        people::lock(tx.db(), self.person).await?;
        let before = facts::attempts_that_count(tx.db(), self.person, &course.key).await?;
        let more = allowances::more_attempts(tx.db(), self.person, &course.key).await?;
        let settled = before.iter().any(|attempt| attempt.state == OPEN || attempt.passed == Some(true));
        if settled || before.len() < usize::from(course.assessment.attempts) + more {
            return Err(Refusal::NothingToAllow.into());
        }
        let row = attempt_allowance::ActiveModel {
            id: Set(AllowanceId::new()),
            person_id: Set(self.person),
            course_key: Set(course.key.clone()),
            ordinal: Set(i32::try_from(more + 1).unwrap_or(i32::MAX)),
            reason: Set(reason.clone()),
            given_by: Set(given_by),
            at: Set(tx.now()),
        };
        if !insert_new(tx.db(), row).await? {
            return Err(Refusal::NothingToAllow.into());
        }
        let details = json!({ "course": course.key, "reason": reason });
        tx.record("attempt.allowed", Some(self.person.0), &details).await
    }
}

/// A reason that says something.
pub(super) fn reason(text: &str) -> std::result::Result<String, Refusal> {
    let text = text.trim();
    match text.chars().count() {
        0..3 => Err(Refusal::field("reason", "Say why, in a few words")),
        501.. => Err(Refusal::field("reason", "Say why in 500 letters or fewer")),
        _ => Ok(text.to_owned()),
    }
}
