//! Sealing the record of a certificate under a new number. Must not import anything but `domain`, `catalog` and `store`.

use sea_orm::Set;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::catalog::canonical_json;
use crate::domain::credential::{EmailDigest, Number, Provider, Record};
use crate::domain::ids::{AssignmentId, CredentialId, PersonId};
use crate::domain::mail::MailKind;
use crate::store::entities::credential;
use crate::store::{Error, Result, Tx, images, insert_new, outbox, settings};

/// What a certificate was earned with, and by whom.
#[derive(Debug, Clone, Copy)]
pub(super) struct Earned {
    /// The assignment that was completed.
    pub assignment: AssignmentId,
    /// Whose it is.
    pub holder: PersonId,
    /// The certificate that it replaces.
    pub replaces: Option<CredentialId>,
}

/// Freezes a record, and tells its holder. The numbers and the assignment decide that it happens once.
pub(super) async fn seal(tx: &Tx, earned: &Earned, record: &Record) -> Result<CredentialId> {
    let body = canonical_json(record).map_err(|error| Error::unreadable("credential", error))?;
    let record_hash = hex::encode(Sha256::digest(body.as_bytes()));
    let id = CredentialId::new();
    let row = credential::ActiveModel {
        id: Set(id),
        number: Set(record.number.to_string()),
        assignment_id: Set(earned.assignment),
        person_id: Set(earned.holder),
        program_key: Set(record.program.clone()),
        record: Set(body),
        record_hash: Set(record_hash.clone()),
        issued_at: Set(tx.now()),
        replaces: Set(earned.replaces),
        valid_until: Set(record.particulars.valid_until),
    };
    if !insert_new(tx.db(), row).await? {
        return Err(Error::unreadable("credential", "this assignment has one already, or its number is taken"));
    }
    let mut details = json!({ "number": record.number, "record_hash": record_hash, "assignment": earned.assignment });
    if let Some(replaced) = &record.particulars.replaces {
        details["replaces"] = json!(replaced);
    }
    tx.record("credential.issued", Some(earned.holder.0), &details).await?;
    let kind = if earned.replaces.is_some() { MailKind::Replacement } else { MailKind::Certificate };
    outbox::enqueue(tx, kind, earned.holder, Some(id.0)).await?;
    Ok(id)
}

/// What a certificate says about the organisation from now on, its pictures held so that nobody removes them.
pub(super) async fn provider(tx: &Tx) -> Result<Provider> {
    // Once more if a picture was exchanged between reading the setting and holding it.
    for _ in 0..3 {
        let provider = settings::provider(tx.db()).await?;
        let mut held = true;
        for hash in provider.images() {
            held &= images::seal(tx.db(), hash, tx.now()).await?;
        }
        if held {
            return Ok(provider);
        }
    }
    Err(Error::unreadable("image", "a picture that is set for certificates is missing"))
}

/// A number that nobody can guess.
pub(super) fn new_number() -> Result<Number> {
    let mut random = [0u8; 12];
    getrandom::fill(&mut random).map_err(|error| Error::unreadable("random source", error))?;
    Ok(Number::from_random(random))
}

/// A salt of its own for each certificate, so that two of one person cannot be told to be.
pub(super) fn email_digest(email: &str) -> Result<EmailDigest> {
    let mut random = [0u8; 16];
    getrandom::fill(&mut random).map_err(|error| Error::unreadable("random source", error))?;
    let salt = hex::encode(random);
    let sha256 = hex::encode(Sha256::digest(format!("{email}{salt}")));
    Ok(EmailDigest { salt, sha256 })
}
