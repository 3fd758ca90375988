//! Issuing a certificate anew, after a change of name. Must not import anything but `domain`, `catalog` and `store`.

use sea_orm::EntityTrait;
use serde_json::json;

use super::end_credential::{clean_reason, end};
use super::printable::printable;
use super::seal::{Earned, email_digest, new_number, provider, seal};
use crate::domain::credential::{Number, Particulars, Record};
use crate::domain::refusal::Refusal;
use crate::store::entities::credential;
use crate::store::{Command, Error, Result, Tx, credentials, people, settings};

/// Issues a certificate anew: with the holder's name and the organisation's details as they are now, and all that was
/// achieved as it was. The old one ends, and points to the new one. Gives the new number.
#[derive(Debug)]
pub struct ReplaceCredential {
    /// The old one.
    pub number: Number,
    /// Why, for everybody to read.
    pub reason: String,
}

impl Command for ReplaceCredential {
    type Output = Number;

    async fn run(&self, tx: &Tx) -> Result<Number> {
        let reason = clean_reason(&self.reason)?;
        let holder = credentials::sealed_by_number(tx.db(), &self.number).await?.holder;
        let person = people::lock(tx.db(), holder).await?;
        // Once more, as it may have ended while we waited.
        let old = credentials::sealed_by_number(tx.db(), &self.number).await?;
        if old.end.is_some() {
            return Err(Refusal::CertificateEnded.into());
        }
        if people::is_erased(&person) {
            return Err(Refusal::Erased.into());
        }
        if let Err(message) = printable(&person.name) {
            let message = format!("The name on the new one cannot be printed. {message}");
            return Err(Refusal::field("reason", message).into());
        }
        let row = credential::Entity::find_by_id(old.id).one(tx.db()).await?.ok_or(Error::NotFound)?;
        let number = new_number()?;
        let record = Record {
            number: number.clone(),
            learner: person.name.clone(),
            organisation: settings::organisation(tx.db()).await?.name,
            issued_at: tx.now(),
            provider: provider(tx).await?,
            particulars: Particulars {
                email: Some(email_digest(&person.email)?),
                replaces: Some(self.number.clone()),
                ..old.record.particulars.clone()
            },
            ..old.record.clone()
        };
        let earned = Earned { assignment: row.assignment_id, holder: old.holder, after: Some(old.id) };
        let id = seal(tx, &earned, &record).await?;
        if !end(tx, old.id, "replaced", &reason, Some(id)).await? {
            return Err(Refusal::CertificateEnded.into());
        }
        let details = json!({ "number": self.number, "by": number, "reason": reason });
        tx.record("credential.replaced", Some(old.holder.0), &details).await?;
        Ok(number)
    }
}
