//! Submitting an attempt: graded once, against the frozen form. Must not import anything but `domain`, `catalog` and
//! `store`.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};
use serde_json::json;

use super::reevaluate::reevaluate;
use crate::catalog::Published;
use crate::domain::credential::Number;
use crate::domain::grading::{Graded, grade};
use crate::domain::ids::{AttemptId, PersonId};
use crate::store::attempts::{self, OPEN, SUBMITTED};
use crate::store::entities::attempt;
use crate::store::{Command, Result, Tx, content, people};

/// Submits and grades an attempt, and seals the certificates this earns. Submitting again changes nothing.
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
        if !self.close(tx, &graded).await? {
            return Ok(vec![]);
        }
        let details = json!({
            "attempt": attempt.id,
            "course": attempt.course_key,
            "points": graded.total.points,
            "max_points": graded.total.max,
            "passed": graded.passed,
            "answers": answers,
        });
        tx.record("attempt.submitted", Some(self.person.0), &details).await?;
        reevaluate(tx, self.published, self.person).await
    }
}

impl SubmitAttempt<'_> {
    /// The guarded update decides: of any number of submissions one closes the attempt.
    async fn close(&self, tx: &Tx, graded: &Graded) -> Result<bool> {
        let result = attempt::ActiveModel {
            state: Set(SUBMITTED.to_owned()),
            submitted_at: Set(Some(tx.now())),
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
