//! The end of a certificate before its time. Must not import anything but `domain` and `store`.

use sea_orm::Set;
use serde_json::json;

use crate::domain::credential::Number;
use crate::domain::ids::CredentialId;
use crate::domain::refusal::Refusal;
use crate::store::entities::credential_end;
use crate::store::{Command, Result, Tx, credentials, insert_new};

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

/// Takes certificates back, each with the same reason. One that has ended already is left as it is. Gives how many ended.
#[derive(Debug)]
pub struct RevokeCredentials {
    /// Their numbers.
    pub numbers: Vec<Number>,
    /// Why, for everybody to read.
    pub reason: String,
}

impl Command for RevokeCredentials {
    type Output = usize;

    async fn run(&self, tx: &Tx) -> Result<usize> {
        let reason = clean_reason(&self.reason)?;
        let mut ended = 0;
        for number in &self.numbers {
            let sealed = credentials::sealed_by_number(tx.db(), number).await?;
            if end(tx, sealed.id, "revoked", &reason, None).await? {
                let details = json!({ "number": number, "reason": reason });
                tx.record("credential.revoked", Some(sealed.holder.0), &details).await?;
                ended += 1;
            }
        }
        Ok(ended)
    }
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
