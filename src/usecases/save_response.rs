//! Saving an answer while an attempt is open. Must not import anything but `domain` and `store`.

use std::collections::BTreeSet;

use sea_orm::sea_query::OnConflict;
use sea_orm::{EntityTrait, Set};
use serde_json::json;

use crate::domain::assessment::{Item, ItemKind};
use crate::domain::ids::{AttemptId, PersonId};
use crate::domain::refusal::Refusal;
use crate::domain::time::Timestamp;
use crate::store::attempts::{self, OPEN};
use crate::store::entities::response;
use crate::store::{Command, Error, Result, Tx, content};

/// What is done with the answer to one question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Choose these options, by their positions in the item's source order.
    Choose(BTreeSet<u8>),
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
        let place = form.items.iter().find(|place| place.item == self.item).ok_or(Error::NotFound)?;
        match &self.change {
            Change::Choose(choices) => {
                let item: Item = content::version(tx.db(), &place.hash).await?;
                check(&item, choices)?;
                self.answer(tx, choices).await?;
            }
            Change::Clear => self.answer(tx, &BTreeSet::new()).await?,
            Change::Flag(flagged) => self.flag(tx, *flagged).await?,
        }
        Ok(tx.now())
    }
}

impl SaveResponse<'_> {
    async fn answer(&self, tx: &Tx, choices: &BTreeSet<u8>) -> Result<()> {
        use response::Column::{Choices, SavedAt};
        self.upsert(tx, choices, false, &[Choices, SavedAt]).await?;
        let details = json!({ "attempt": self.attempt, "item": self.item, "choices": choices });
        tx.record("response.saved", Some(self.person.0), &details).await
    }

    /// A mark is a note to oneself, not a fact: it stays off the ledger.
    async fn flag(&self, tx: &Tx, flagged: bool) -> Result<()> {
        self.upsert(tx, &BTreeSet::new(), flagged, &[response::Column::Flagged]).await
    }

    /// Inserts the row, or changes just the named columns of the one that is there.
    async fn upsert(&self, tx: &Tx, choices: &BTreeSet<u8>, flagged: bool, change: &[response::Column]) -> Result<()> {
        let row = response::ActiveModel {
            attempt_id: Set(self.attempt),
            item_id: Set(self.item.to_owned()),
            choices: Set(serde_json::to_string(choices).map_err(|error| Error::unreadable("answer", error))?),
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

fn check(item: &Item, choices: &BTreeSet<u8>) -> std::result::Result<(), Refusal> {
    if choices.is_empty() {
        return Err(Refusal::NothingChosen);
    }
    if choices.iter().any(|key| usize::from(*key) >= item.options.len()) {
        return Err(Refusal::UnknownChoice);
    }
    if item.kind == ItemKind::Single && choices.len() > 1 {
        return Err(Refusal::OneOnly);
    }
    Ok(())
}
