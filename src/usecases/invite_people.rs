//! Inviting many people by mail. Must not import anything but `domain` and `store`.

use serde_json::json;

use crate::domain::ids::PersonId;
use crate::domain::mail::MailKind;
use crate::store::{Command, Result, Tx, newcomers, outbox};

/// How many people are invited in one transaction, so that others can write in between.
pub const TOGETHER: usize = 500;

/// Sends those of some people who have never been able to sign in an invitation, unless one is on its way or was sent lately.
/// Doing it again changes nothing.
#[derive(Debug)]
pub struct InvitePeople<'a> {
    /// Who, at most [`TOGETHER`].
    pub people: &'a [PersonId],
}

impl Command for InvitePeople<'_> {
    /// How many invitations were put into the outbox.
    type Output = usize;

    async fn run(&self, tx: &Tx) -> Result<usize> {
        let mut people = newcomers::among(tx.db(), self.people).await?;
        let lately = newcomers::invited_lately(tx.db(), &people, tx.now()).await?;
        people.retain(|person| !lately.contains(person));
        outbox::enqueue_all(tx, MailKind::Invitation, people.iter().map(|person| (*person, None))).await?;
        for person in &people {
            tx.record("person.invited", Some(person.0), &json!({ "by": "mail" })).await?;
        }
        Ok(people.len())
    }
}
