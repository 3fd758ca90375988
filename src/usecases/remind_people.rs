//! Reminding people of open requirements by hand, at most once a day of each. Must not import anything but `domain` and
//! `store`.

use sea_orm::Set;
use serde_json::json;
use uuid::Uuid;

use super::decide::{Choice, confirmed, row, today};
use crate::domain::intervention::{Deed, clean_reason};
use crate::domain::mail::MailKind;
use crate::domain::refusal::Refusal;
use crate::store::{Command, Result, Tx, insert_new, outbox};

/// Puts a mail into the outbox for each.
#[derive(Debug)]
pub struct RemindPeople {
    /// Whom.
    pub choice: Choice,
    /// A word to go with it, as typed; may be empty.
    pub note: String,
    /// Identity of all of this.
    pub act: Uuid,
}

impl Command for RemindPeople {
    /// How many are reminded.
    type Output = usize;

    async fn run(&self, tx: &Tx) -> Result<usize> {
        let note = clean_reason(&self.note).map_err(|message| Refusal::field("reason", message))?;
        let day = today(tx.db(), tx.now()).await?;
        let mut count = 0;
        for (person, assignment) in confirmed(tx, Deed::Remind, &self.choice).await? {
            let mut row = row(tx, Deed::Remind, self.act, &assignment, &note)?;
            row.day = Set(Some(day.clone()));
            let id = *row.id.as_ref();
            // The day decides between two who remind at once.
            if insert_new(tx.db(), row).await? {
                outbox::enqueue(tx, MailKind::Reminder, person.id, Some(id.0)).await?;
                let details = json!({ "act": self.act, "assignment": assignment.id, "program": assignment.program_key, "note": note });
                tx.record("reminder.asked", Some(person.id.0), &details).await?;
                count += 1;
            }
        }
        Ok(count)
    }
}
