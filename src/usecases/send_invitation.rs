//! Inviting somebody by mail. Must not import anything but `domain` and `store`.

use serde_json::json;

use crate::domain::ids::PersonId;
use crate::domain::mail::{MailKind, MailState};
use crate::domain::refusal::Refusal;
use crate::store::{Command, Result, Tx, outbox, people};

/// Sends a person a link by which they set a password and come in. While one waits to be sent, asking again changes nothing.
#[derive(Debug)]
pub struct SendInvitation {
    /// Whom it lets in.
    pub person: PersonId,
}

impl Command for SendInvitation {
    type Output = ();

    async fn run(&self, tx: &Tx) -> Result<()> {
        let person = people::lock(tx.db(), self.person).await?;
        if person.disabled_at.is_some() {
            return Err(Refusal::AccessEnded.into());
        }
        let latest = outbox::latest(tx.db(), MailKind::Invitation, person.id).await?;
        if latest.is_some_and(|mail| mail.state == MailState::Queued.word()) {
            return Ok(());
        }
        outbox::enqueue(tx, MailKind::Invitation, person.id, None).await?;
        tx.record("person.invited", Some(person.id.0), &json!({ "by": "mail" })).await
    }
}
