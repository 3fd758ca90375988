//! Saving an answer while an attempt is open. Must not import anything but `domain` and `store`.

use sea_orm::sea_query::OnConflict;
use sea_orm::{EntityTrait, Set};
use serde_json::json;

use crate::domain::answer::Answer;
use crate::domain::ids::{AttemptId, PersonId};
use crate::domain::item::{Body, Item};
use crate::domain::refusal::Refusal;
use crate::domain::time::Timestamp;
use crate::store::attempts::{self, OPEN};
use crate::store::entities::response;
use crate::store::{Command, Error, Result, Tx, content};

/// What is done with the answer to one question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Answer it, or change the answer.
    Answer(Answer),
    /// Take the answer back.
    Clear,
    /// Leave the answer as it is, mark or unmark the question to look at again.
    Flag(bool),
}

/// Saves an answer, or marks a question; gives the moment it was saved.
#[derive(Debug)]
pub struct SaveResponse<'a> {
    /// Whose attempt it must be.
    pub person: PersonId,
    /// The attempt.
    pub attempt: AttemptId,
    /// The item.
    pub item: &'a str,
    /// What to save.
    pub change: Change,
}

impl Command for SaveResponse<'_> {
    type Output = Timestamp;

    async fn run(&self, tx: &Tx) -> Result<Timestamp> {
        let attempt = attempts::own_locked(tx.db(), self.person, self.attempt).await?;
        if attempt.state != OPEN {
            return Err(Refusal::AttemptClosed.into());
        }
        let form = attempts::form(&attempt)?;
        if form.deadline(attempt.started_at).is_some_and(|deadline| tx.now() > deadline) {
            return Err(Refusal::TimeUp.into());
        }
        let place = form.items.iter().find(|place| place.item == self.item).ok_or(Error::NotFound)?;
        let answer = match &self.change {
            Change::Flag(flagged) => {
                self.flag(tx, *flagged).await?;
                return Ok(tx.now());
            }
            Change::Answer(answer) => Some(answer),
            Change::Clear => None,
        };
        let item: Item = content::version(tx.db(), &place.hash).await?;
        self.check(tx, &item, answer).await?;
        self.save(tx, answer).await?;
        Ok(tx.now())
    }
}

impl SaveResponse<'_> {
    /// The answer suits the item, and goes on from what was settled in a scenario before.
    async fn check(&self, tx: &Tx, item: &Item, answer: Option<&Answer>) -> Result<()> {
        if let Some(answer) = answer {
            item.check(answer)?;
        }
        if !matches!(item.body, Body::Branch(_)) {
            return Ok(());
        }
        let saved = attempts::saved(tx.db(), self.attempt).await?;
        let saved = saved.get(self.item).and_then(|saved| saved.answer.clone()).unwrap_or(Answer::Path(vec![]));
        match answer {
            Some(answer) if answer.keeps(&saved) => Ok(()),
            _ => Err(Refusal::ChoiceStands.into()),
        }
    }

    async fn save(&self, tx: &Tx, answer: Option<&Answer>) -> Result<()> {
        use response::Column::{Answer, SavedAt};
        self.upsert(tx, answer, false, &[Answer, SavedAt]).await?;
        let details = json!({ "attempt": self.attempt, "item": self.item, "answer": answer });
        tx.record("response.saved", Some(self.person.0), &details).await
    }

    /// A mark is a note to oneself, not a fact: it stays off the ledger.
    async fn flag(&self, tx: &Tx, flagged: bool) -> Result<()> {
        self.upsert(tx, None, flagged, &[response::Column::Flagged]).await
    }

    /// Inserts the row, or changes just the named columns of the one that is there.
    async fn upsert(&self, tx: &Tx, answer: Option<&Answer>, flagged: bool, change: &[response::Column]) -> Result<()> {
        let row = response::ActiveModel {
            attempt_id: Set(self.attempt),
            item_id: Set(self.item.to_owned()),
            answer: Set(serde_json::to_string(&answer).map_err(|error| Error::unreadable("answer", error))?),
            flagged: Set(flagged),
            saved_at: Set(tx.now()),
        };
        let replace = OnConflict::columns([response::Column::AttemptId, response::Column::ItemId])
            .update_columns(change.iter().copied())
            .to_owned();
        response::Entity::insert(row).on_conflict(replace).exec_without_returning(tx.db()).await?;
        Ok(())
    }
}
