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
use crate::domain::time::{HOUR, MINUTE, Timestamp};
use crate::store::attempts::{self, OPEN};
use crate::store::entities::attempt;
use crate::store::{Command, Error, Result, Tx, allowances, facts, insert_new, people};

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
        let more = allowances::more_attempts(tx.db(), self.person, &course.key).await?;
        if before.len() >= usize::from(course.assessment.attempts) + more {
            return Err(Refusal::NoAttemptsLeft.into());
        }
        if let Some(opens) = opens_at(course, &before).filter(|opens| *opens > tx.now()) {
            return Err(Refusal::TooEarly { minutes: (opens.since(tx.now()) + MINUTE - 1) / MINUTE }.into());
        }
        self.insert(tx, course, &before).await
    }
}

/// When the last of the usual attempts may begin, if it comes next and has to wait.
pub fn opens_at(course: &Course, before: &[attempt::Model]) -> Option<Timestamp> {
    let rules = &course.assessment;
    let is_last = rules.attempts > 1 && before.len() + 1 == usize::from(rules.attempts);
    let ended = before.iter().filter_map(|attempt| attempt.submitted_at).max()?;
    (is_last && rules.wait_hours > 0).then(|| ended.plus(i64::from(rules.wait_hours) * HOUR))
}

impl StartAttempt<'_> {
    async fn insert(&self, tx: &Tx, course: &Course, before: &[attempt::Model]) -> Result<AttemptId> {
        let form = self.form(tx, course, before).await?;
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
            deadline_at: Set(form.deadline(tx.now())),
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

    async fn form(&self, tx: &Tx, course: &Course, before: &[attempt::Model]) -> Result<Form> {
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
            test_out_percent: self.test_out_percent(tx, course, before).await?,
            limit_minutes: self.limit_minutes(tx, course).await?,
            items: draw(&course.assessment, bank, self.published.item_hashes(), &seen, &mut rand::rng()),
        })
    }

    /// The first attempt stands for the whole course where no lesson of it was opened or done before.
    async fn test_out_percent(&self, tx: &Tx, course: &Course, before: &[attempt::Model]) -> Result<Option<u8>> {
        if course.assessment.test_out_percent.is_none() || !before.is_empty() {
            return Ok(None);
        }
        let done = facts::completions(tx.db(), self.person).await?.iter().any(|row| row.course_key == course.key);
        let opened = facts::positions(tx.db(), self.person).await?.iter().any(|row| row.course_key == course.key);
        Ok(course.assessment.test_out_percent.filter(|_| !done && !opened))
    }

    /// The time limit with the person's extra time, rounded up.
    async fn limit_minutes(&self, tx: &Tx, course: &Course) -> Result<Option<u16>> {
        let Some(limit) = course.assessment.limit_minutes else { return Ok(None) };
        let percent = 100 + u32::from(allowances::extra_percent(tx.db(), self.person).await?);
        Ok(u16::try_from((u32::from(limit) * percent).div_ceil(100)).ok())
    }
}
