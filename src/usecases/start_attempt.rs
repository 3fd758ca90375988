//! Starting an assessment: drawing a form and freezing it. Must not import anything but `domain`, `catalog` and `store`.

use std::collections::BTreeSet;

use sea_orm::Set;
use serde_json::json;

use crate::catalog::Published;
use crate::domain::assessment::Form;
use crate::domain::course::Course;
use crate::domain::form::draw;
use crate::domain::ids::{AttemptId, PersonId};
use crate::domain::refusal::Refusal;
use crate::store::attempts::{self, OPEN};
use crate::store::entities::attempt;
use crate::store::{Command, Error, Result, Tx, insert_new, people};

/// Starts an attempt, or gives the one that is open already.
#[derive(Debug)]
pub struct StartAttempt<'a> {
    /// Who.
    pub person: PersonId,
    /// Course key.
    pub course: &'a str,
    /// What is taught.
    pub published: &'a Published,
}

impl Command for StartAttempt<'_> {
    type Output = AttemptId;

    async fn run(&self, tx: &Tx) -> Result<AttemptId> {
        let course = self.published.catalog.course(self.course).ok_or(Error::NotFound)?;
        people::lock(tx.db(), self.person).await?;
        let before = attempts::of_course(tx.db(), self.person, &course.key).await?;
        if let Some(open) = before.iter().find(|attempt| attempt.state == OPEN) {
            return Ok(open.id);
        }
        if before.iter().any(|attempt| attempt.passed == Some(true)) {
            return Err(Refusal::AlreadyPassed.into());
        }
        if before.len() >= usize::from(course.assessment.attempts) {
            return Err(Refusal::NoAttemptsLeft.into());
        }
        self.insert(tx, course, &before).await
    }
}

impl StartAttempt<'_> {
    async fn insert(&self, tx: &Tx, course: &Course, before: &[attempt::Model]) -> Result<AttemptId> {
        let form = self.form(course, before)?;
        let ordinal = i32::try_from(before.len() + 1).unwrap_or(i32::MAX);
        let id = AttemptId::new();
        let row = attempt::ActiveModel {
            id: Set(id),
            person_id: Set(self.person),
            course_key: Set(course.key.clone()),
            ordinal: Set(ordinal),
            state: Set(OPEN.to_owned()),
            form: Set(serde_json::to_string(&form).map_err(|error| Error::unreadable("form", error))?),
            started_at: Set(tx.now()),
            submitted_at: Set(None),
            points: Set(None),
            max_points: Set(None),
            passed: Set(None),
        };
        if !insert_new(tx.db(), row).await? {
            return Err(Error::unreadable("attempt", "one was started at the same time"));
        }
        let items: Vec<_> = form.items.iter().map(|place| (&place.item, &place.hash)).collect();
        let details = json!({ "attempt": id, "course": course.key, "ordinal": ordinal, "items": items });
        tx.record("attempt.started", Some(self.person.0), &details).await?;
        Ok(id)
    }

    fn form(&self, course: &Course, before: &[attempt::Model]) -> Result<Form> {
        let mut seen = BTreeSet::new();
        for attempt in before {
            seen.extend(attempts::form(attempt)?.items.into_iter().map(|place| place.item));
        }
        let bank = self.published.catalog.bank(&course.key);
        Ok(Form {
            course: course.key.clone(),
            course_hash: self.published.course_hash(&course.key).to_owned(),
            pass_percent: course.assessment.pass_percent,
            objective_percent: course.assessment.objective_percent,
            test_out_percent: None,
            items: draw(&course.assessment, bank, self.published.item_hashes(), &seen, &mut rand::rng()),
        })
    }
}
