//! Answering a critical question again after a miss. Must not import anything but `domain`, `catalog` and `store`.

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};
use serde_json::json;

use super::reevaluate::reevaluate;
use super::submit_attempt::ask_again;
use crate::catalog::Published;
use crate::domain::answer::Answer;
use crate::domain::credential::Number;
use crate::domain::grading::{POINT, grade_item};
use crate::domain::ids::{AttemptId, PersonId};
use crate::domain::item::Item;
use crate::domain::refusal::Refusal;
use crate::store::attempts::{self, SUBMITTED};
use crate::store::entities::critical_retake;
use crate::store::{Command, Error, Result, Tx, content, people, retakes};

/// Answers the question that waits for a missed critical item. A wrong answer brings another question; the right one
/// settles the item. In a scenario each call makes one choice.
#[derive(Debug)]
pub struct AnswerCritical<'a> {
    /// Whose attempt it must be.
    pub person: PersonId,
    /// The attempt in which it was missed.
    pub attempt: AttemptId,
    /// The item that was missed.
    pub missed: &'a str,
    /// The answer to the item that is asked now.
    pub answer: Answer,
    /// Whether the learner says that the lesson was read again.
    pub reread: bool,
    /// What is taught.
    pub published: &'a Published,
}

/// What became of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A choice in a scenario was made; it goes on.
    GoesOn,
    /// It was wrong; another question waits.
    Missed,
    /// It was right, or had been already; with the numbers of the certificates that this earned.
    Settled(Vec<Number>),
}

impl Command for AnswerCritical<'_> {
    type Output = Outcome;

    async fn run(&self, tx: &Tx) -> Result<Outcome> {
        people::lock(tx.db(), self.person).await?;
        let attempt = attempts::own_locked(tx.db(), self.person, self.attempt).await?;
        if attempt.state != SUBMITTED {
            return Err(Error::NotFound);
        }
        let rows = retakes::of_attempt(tx.db(), attempt.id).await?;
        let rows: Vec<_> = rows.into_iter().filter(|row| row.item_id == self.missed).collect();
        let Some(last) = rows.last() else { return Err(Error::NotFound) };
        if last.right == Some(true) {
            return Ok(Outcome::Settled(vec![]));
        }
        if !self.reread {
            return Err(Refusal::field("reread", "Read the lesson again, then tick the box").into());
        }
        let item: Item = content::version(tx.db(), &retakes::place(last)?.hash).await?;
        item.check_finished(&self.answer)?;
        let saved = retakes::answer(last)?.unwrap_or(Answer::Path(vec![]));
        if !self.answer.keeps(&saved) {
            return Err(Refusal::ChoiceStands.into());
        }
        if !item.is_complete(&self.answer) {
            self.save(tx, last, None).await?;
            return Ok(Outcome::GoesOn);
        }
        let right = grade_item(&item, &self.answer) == POINT;
        self.save(tx, last, Some(right)).await?;
        let details = json!({
            "attempt": attempt.id, "missed": self.missed, "asked": item.id, "answer": self.answer, "right": right,
        });
        tx.record("critical.answered", Some(self.person.0), &details).await?;
        if right {
            return Ok(Outcome::Settled(reevaluate(tx, self.published, self.person).await?));
        }
        let asked: BTreeSet<String> =
            rows.iter().map(|row| retakes::place(row).map(|place| place.item)).collect::<Result<_>>()?;
        ask_again(tx, self.published, &attempt, self.missed, last.ordinal + 1, &asked).await?;
        Ok(Outcome::Missed)
    }
}

impl AnswerCritical<'_> {
    /// Only a question that is still open changes.
    async fn save(&self, tx: &Tx, row: &critical_retake::Model, right: Option<bool>) -> Result<()> {
        let answer = serde_json::to_string(&self.answer).map_err(|error| Error::unreadable("answer", error))?;
        let change = critical_retake::ActiveModel {
            answer: Set(Some(answer)),
            right: Set(right),
            answered_at: Set(right.map(|_| tx.now())),
            ..Default::default()
        };
        let changed = critical_retake::Entity::update_many()
            .set(change)
            .filter(critical_retake::Column::Id.eq(row.id))
            .filter(critical_retake::Column::AnsweredAt.is_null())
            .exec(tx.db())
            .await?;
        if changed.rows_affected == 1 { Ok(()) } else { Err(Refusal::AttemptClosed.into()) }
    }
}
