//! The end of a certificate before its time. Must not import anything but `domain` and `store`.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};
use serde_json::json;
use uuid::Uuid;

use super::decide::row;
use super::extend_due::end_of_day;
use crate::domain::credential::Number;
use crate::domain::ids::{AssignmentId, CredentialId};
use crate::domain::intervention::Deed;
use crate::domain::mail::MailKind;
use crate::domain::refusal::Refusal;
use crate::domain::time::Timestamp;
use crate::store::credentials::Sealed;
use crate::store::entities::{assignment, credential_end};
use crate::store::{
    Command, Error, Result, Tx, assignments, credentials, for_update, insert, insert_new, outbox, people,
};

/// Longest reason.
const LONGEST: usize = 500;

/// A reason as it will be shown to whoever checks the certificate.
pub(super) fn clean_reason(typed: &str) -> Result<String> {
    let reason = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    match reason.chars().count() {
        0 => Err(Refusal::field("reason", "Enter a reason. Whoever checks the certificate will read it").into()),
        1..=LONGEST => Ok(reason),
        _ => Err(Refusal::field("reason", format!("Use at most {LONGEST} characters")).into()),
    }
}

/// Takes certificates back, each with the same reason. What they rested on counts no longer, so the requirements are open again,
/// to be met until a day. One that has ended already is left as it is. Gives how many ended.
#[derive(Debug)]
pub struct RevokeCredentials {
    /// Their numbers.
    pub numbers: Vec<Number>,
    /// Why, for everybody to read.
    pub reason: String,
    /// Until when the requirements are to be met again, as typed: `2026-05-31`. A later due date stays; so does any, if nothing
    /// was typed.
    pub until: String,
}

impl Command for RevokeCredentials {
    type Output = usize;

    async fn run(&self, tx: &Tx) -> Result<usize> {
        let reason = clean_reason(&self.reason)?;
        let mut ended = 0;
        let mut chosen = credentials::sealed_by_numbers(tx.db(), &self.numbers).await?;
        // In one order, so that two who revoke at once do not wait for each other.
        chosen.sort_by_key(|sealed| (sealed.holder, sealed.id));
        let act = Uuid::now_v7();
        for sealed in &chosen {
            people::lock(tx.db(), sealed.holder).await?;
            if end(tx, sealed.id, "revoked", &reason, None).await? {
                let details = json!({ "number": sealed.record.number, "reason": reason });
                tx.record("credential.revoked", Some(sealed.holder.0), &details).await?;
                self.open_again(tx, sealed, act, &reason).await?;
                outbox::enqueue(tx, MailKind::CertificateRevoked, sealed.holder, Some(sealed.id.0)).await?;
                ended += 1;
            }
        }
        Ok(ended)
    }
}

impl RevokeCredentials {
    /// The requirement as the facts make it now that the results do not count: open, and due on the day that was chosen.
    async fn open_again(&self, tx: &Tx, sealed: &Sealed, act: Uuid, reason: &str) -> Result<()> {
        let held = for_update(tx.db(), assignment::Entity::find_by_id(sealed.assignment));
        let held = held.one(tx.db()).await?.ok_or(Error::NotFound)?;
        let due = self.due(tx, &held).await?;
        // Decisions are people's: each has somebody who answers for it.
        // Nobody gives themselves more time.
        let later = due > held.due_at && tx.by().person().is_some_and(|by| by != sealed.holder);
        let change = assignment::ActiveModel {
            completed_at: Set(None),
            due_at: Set(if later { due } else { held.due_at }),
            ..Default::default()
        };
        change_held(tx, held.id, change).await?;
        if !later {
            return Ok(());
        }
        let mut decided = row(tx, Deed::Extend, act, &held, reason)?;
        (decided.due_before, decided.due_after) = (Set(Some(held.due_at)), Set(Some(due)));
        insert(tx.db(), decided).await?;
        let details = json!({
            "act": act, "assignment": held.id, "program": held.program_key, "reason": reason,
            "due_before": held.due_at, "due_after": due,
        });
        tx.record("assignment.extended", Some(sealed.holder.0), &details).await
    }
}

impl RevokeCredentials {
    /// The day that was chosen, in the zone of the program; the due date there is, if none was.
    async fn due(&self, tx: &Tx, held: &assignment::Model) -> Result<Timestamp> {
        if self.until.trim().is_empty() {
            return Ok(held.due_at);
        }
        let due = end_of_day(&self.until, &assignments::program_of(tx.db(), held).await?.time_zone)?;
        if due <= tx.now() {
            return Err(Refusal::field("until", "Choose a day from today on").into());
        }
        Ok(due)
    }
}

async fn change_held(tx: &Tx, id: AssignmentId, change: assignment::ActiveModel) -> Result<()> {
    assignment::Entity::update_many().set(change).filter(assignment::Column::Id.eq(id)).exec(tx.db()).await?;
    Ok(())
}

/// Ends a certificate unless it has ended; says whether it did.
pub(super) async fn end(
    tx: &Tx,
    credential: CredentialId,
    kind: &str,
    reason: &str,
    replaced_by: Option<CredentialId>,
) -> Result<bool> {
    let row = credential_end::ActiveModel {
        credential_id: Set(credential),
        kind: Set(kind.to_owned()),
        reason: Set(reason.to_owned()),
        replaced_by: Set(replaced_by),
        by_person: Set(tx.by().person()),
        at: Set(tx.now()),
    };
    insert_new(tx.db(), row).await
}
