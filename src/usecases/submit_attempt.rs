//! Submitting an attempt: graded once, against the frozen form. Must not import anything but `domain`, `catalog` and
//! `store`.

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};
use serde_json::json;

use super::reevaluate::reevaluate;
use crate::catalog::Published;
use crate::domain::credential::Number;
use crate::domain::form::parallel;
use crate::domain::grading::{Graded, POINT, grade};
use crate::domain::ids::{AttemptId, PersonId, RetakeId};
use crate::domain::time::Timestamp;
use crate::store::attempts::{self, OPEN, SUBMITTED};
use crate::store::entities::{attempt, critical_retake};
use crate::store::{Command, Error, Result, Tx, content, insert_new, people};

/// Submits and grades an attempt, and seals the certificates this earns. Submitting again changes nothing. One whose time is
/// over was handed in when it was: nothing could be saved since, so it does not matter who came to submit it, or when.
#[derive(Debug)]
pub struct SubmitAttempt<'a> {
    /// Whose attempt it must be.
    pub person: PersonId,
    /// The attempt.
    pub attempt: AttemptId,
    /// What is taught.
    pub published: &'a Published,
}

impl Command for SubmitAttempt<'_> {
    /// Numbers of the certificates that were earned by it.
    type Output = Vec<Number>;

    async fn run(&self, tx: &Tx) -> Result<Vec<Number>> {
        people::lock(tx.db(), self.person).await?;
        let attempt = attempts::own_locked(tx.db(), self.person, self.attempt).await?;
        if attempt.state != OPEN {
            return Ok(vec![]);
        }
        let form = attempts::form(&attempt)?;
        let items = content::items_of(tx.db(), &form).await?;
        let answers = attempts::answers(&attempts::saved(tx.db(), attempt.id).await?);
        let graded = grade(&form, &items, &answers);
        let submitted_at = attempt.deadline_at.map_or(tx.now(), |deadline| deadline.min(tx.now()));
        if !self.close(tx, &graded, submitted_at).await? {
            return Ok(vec![]);
        }
        let details = json!({
            "attempt": attempt.id,
            "course": attempt.course_key,
            "submitted_at": submitted_at.utc(),
            "time_ran_out": attempts::ran_out(submitted_at, attempt.deadline_at),
            "points": graded.total.points,
            "max_points": graded.total.max,
            "passed": graded.passed,
            "answers": answers,
        });
        tx.record("attempt.submitted", Some(self.person.0), &details).await?;
        if graded.passed {
            let asked: BTreeSet<String> = items.keys().cloned().collect();
            for item in items.values().filter(|item| item.critical && graded.items.get(&item.id) != Some(&POINT)) {
                ask_again(tx, self.published, &attempt, &item.id, 1, &asked).await?;
            }
        }
        reevaluate(tx, self.published, self.person).await
    }
}

/// Lets a question wait for a missed critical item: another one of the same objective, one not `asked` before if there
/// is any.
pub(super) async fn ask_again(
    tx: &Tx,
    published: &Published,
    attempt: &attempt::Model,
    missed: &str,
    ordinal: i32,
    asked: &BTreeSet<String>,
) -> Result<()> {
    let form = attempts::form(attempt)?;
    let place = form.items.iter().find(|place| place.item == missed).ok_or(Error::NotFound)?;
    let bank = published.catalog.bank(&attempt.course_key);
    let place = parallel(place, bank, published.item_hashes(), asked, &mut rand::rng());
    let row = critical_retake::ActiveModel {
        id: Set(RetakeId::new()),
        attempt_id: Set(attempt.id),
        item_id: Set(missed.to_owned()),
        ordinal: Set(ordinal),
        place: Set(serde_json::to_string(&place).map_err(|error| Error::unreadable("place", error))?),
        answer: Set(None),
        right: Set(None),
        asked_at: Set(tx.now()),
        answered_at: Set(None),
    };
    insert_new(tx.db(), row).await?;
    Ok(())
}

impl SubmitAttempt<'_> {
    /// The guarded update decides: of any number of submissions one closes the attempt.
    async fn close(&self, tx: &Tx, graded: &Graded, submitted_at: Timestamp) -> Result<bool> {
        let result = attempt::ActiveModel {
            state: Set(SUBMITTED.to_owned()),
            submitted_at: Set(Some(submitted_at)),
            points: Set(Some(graded.total.points.0)),
            max_points: Set(Some(graded.total.max.0)),
            passed: Set(Some(graded.passed)),
            ..Default::default()
        };
        let closed = attempt::Entity::update_many()
            .set(result)
            .filter(attempt::Column::Id.eq(self.attempt))
            .filter(attempt::Column::State.eq(OPEN))
            .exec(tx.db())
            .await?;
        Ok(closed.rows_affected == 1)
    }
}
