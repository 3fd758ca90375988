//! Reminding people of open requirements by hand, at most once a day of each. Must not import anything but `domain` and
//! `store`.

use sea_orm::Set;
use serde_json::json;
use uuid::Uuid;

use super::decide::{Choice, confirmed, hold_open, in_parts, keep, row, today};
use crate::domain::intervention::{Deed, clean_reason};
use crate::domain::mail::MailKind;
use crate::domain::refusal::Refusal;
use crate::store::{Command, Result, Tx, interventions, outbox};

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
        let chosen = confirmed(tx, Deed::Remind, &self.choice).await?;
        let mut count = 0;
        for part in in_parts(chosen.iter().map(|(_, assignment)| assignment.id)) {
            let open = hold_open(tx, &part).await?;
            // Read while they are held: whoever reminded the same people a moment ago was waited for.
            let reminded = interventions::reminded(tx.db(), part, &day).await?;
            let (mut rows, mut mails) = (Vec::new(), Vec::new());
            for assignment in open.iter().filter(|one| !reminded.contains(&one.id)) {
                let mut row = row(tx, Deed::Remind, self.act, assignment, &note)?;
                row.day = Set(Some(day.clone()));
                mails.push((assignment.person_id, Some(row.id.as_ref().0)));
                rows.push(row);
                let details = json!({ "act": self.act, "assignment": assignment.id, "program": assignment.program_key, "note": note });
                tx.record("reminder.asked", Some(assignment.person_id.0), &details).await?;
            }
            count += rows.len();
            keep(tx, rows).await?;
            outbox::enqueue_all(tx, MailKind::Reminder, mails).await?;
        }
        Ok(count)
    }
}
