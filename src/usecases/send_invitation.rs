//! Sending somebody a link by mail by which they come in. Must not import anything but `domain` and `store`.

use serde_json::json;

use crate::domain::ids::PersonId;
use crate::domain::mail::{MailKind, MailState};
use crate::domain::refusal::Refusal;
use crate::store::{Command, Result, Tx, outbox, people};

/// Sends a person a link by which they set a password and come in: an invitation, or a link for a new password to who has one.
/// While one waits to be sent, asking again changes nothing.
#[derive(Debug)]
pub struct SendInvitation {
    /// Whom it lets in.
    pub person: PersonId,
}

impl Command for SendInvitation {
    /// What is sent.
    type Output = MailKind;

    async fn run(&self, tx: &Tx) -> Result<MailKind> {
        let person = people::lock(tx.db(), self.person).await?;
        if person.disabled_at.is_some() {
            return Err(Refusal::AccessEnded.into());
        }
        let known = people::password_hash(tx.db(), person.id).await?.is_some();
        let kind = if known { MailKind::PasswordReset } else { MailKind::Invitation };
        let latest = outbox::latest(tx.db(), kind, person.id).await?;
        if latest.is_some_and(|mail| mail.state == MailState::Queued.word()) {
            return Ok(kind);
        }
        outbox::enqueue(tx, kind, person.id, None).await?;
        let record = if known { "password.reset-asked" } else { "person.invited" };
        tx.record(record, Some(person.id.0), &json!({ "by": "mail" })).await?;
        Ok(kind)
    }
}
