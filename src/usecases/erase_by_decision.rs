//! Erasing a person because an administrator decided it. Must not import anything but `domain` and `store`.

use serde_json::json;

use super::decide::reason;
use super::erase_person::ErasePerson;
use crate::domain::ids::PersonId;
use crate::domain::person::By;
use crate::domain::refusal::Refusal;
use crate::store::{Command, Result, Tx, people};

/// Erases a person whose name was typed once more, with a reason. Nobody erases themselves, nor the last administrator.
#[derive(Debug)]
pub struct EraseByDecision {
    /// Whom.
    pub person: PersonId,
    /// Their name, as typed to confirm it.
    pub name: String,
    /// Why. It is kept, so it must not name the person.
    pub reason: String,
}

impl Command for EraseByDecision {
    type Output = ();

    async fn run(&self, tx: &Tx) -> Result<()> {
        if tx.by() == By::Person(self.person) {
            return Err(Refusal::NotYourself.into());
        }
        people::keep_an_administrator(tx.db(), self.person).await?;
        let person = people::lock(tx.db(), self.person).await?;
        if people::is_erased(&person) {
            return Err(Refusal::Erased.into());
        }
        let reason = reason(&self.reason)?;
        if squeezed(&self.name) != squeezed(&person.name) {
            return Err(Refusal::field("name", "Type the name exactly as it stands above").into());
        }
        if squeezed(&reason).to_lowercase().contains(&squeezed(&person.name).to_lowercase()) {
            return Err(Refusal::field("reason", "The reason is kept, so leave the name out of it").into());
        }
        ErasePerson { person: person.id }.run(tx).await?;
        // About nobody, so that it outlives whoever it was about.
        tx.record("erasure.decided", None, &json!({ "person": person.id, "reason": reason })).await
    }
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
