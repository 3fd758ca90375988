//! Reminding people of what is due soon and of what is late, once each. Must not import anything but `domain` and `store`.

use crate::domain::mail::MailKind;
use crate::store::{Command, Result, Tx, outbox};

/// Puts a mail into the outbox for open requirements that are due soon or late, one for each and for each step.
#[derive(Debug)]
pub struct SendReminders {
    /// How many of each step at most, so that others can write in between.
    pub most: u64,
}

impl Command for SendReminders {
    /// How many were put in; run it again until there are none.
    type Output = u64;

    async fn run(&self, tx: &Tx) -> Result<u64> {
        let mut count = 0;
        for kind in [MailKind::DueSoon, MailKind::Overdue] {
            for assignment in outbox::unreminded(tx.db(), kind, tx.now(), self.most).await? {
                let new = outbox::enqueue(tx, kind, assignment.person_id, Some(assignment.id.0)).await?;
                count += u64::from(new);
            }
        }
        Ok(count)
    }
}
