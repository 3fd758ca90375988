//! Keeping a file that was made of a credential. Must not import anything but `domain` and `store`.

use sea_orm::Set;
use serde_json::json;

use crate::domain::ids::{CredentialId, PersonId};
use crate::store::entities::rendering;
use crate::store::renderings::{find, fingerprint};
use crate::store::{Command, Error, Result, Tx, insert_new};

/// Keeps a file, unless one is kept already; gives back the one that is kept, so that everybody holds the same bytes.
#[derive(Debug)]
pub struct KeepRendering {
    /// Of which credential.
    pub credential: CredentialId,
    /// Whose it is.
    pub holder: PersonId,
    /// In which form.
    pub kind: &'static str,
    /// The file.
    pub bytes: Vec<u8>,
}

impl Command for KeepRendering {
    type Output = rendering::Model;

    async fn run(&self, tx: &Tx) -> Result<rendering::Model> {
        let sha256 = fingerprint(&self.bytes);
        let row = rendering::ActiveModel {
            credential_id: Set(self.credential),
            kind: Set(self.kind.to_owned()),
            bytes: Set(self.bytes.clone()),
            sha256: Set(sha256.clone()),
            created_at: Set(tx.now()),
        };
        if insert_new(tx.db(), row).await? {
            let details = json!({ "credential": self.credential, "kind": self.kind, "sha256": sha256 });
            tx.record("credential.rendered", Some(self.holder.0), &details).await?;
        }
        find(tx.db(), self.credential, self.kind).await?.ok_or(Error::NotFound)
    }
}
