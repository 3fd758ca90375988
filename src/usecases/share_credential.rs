//! Showing a certificate to everybody, or no longer. Must not import anything but `domain` and `store`.

use sea_orm::sea_query::OnConflict;
use sea_orm::{EntityTrait, Set};
use serde_json::json;

use crate::domain::credential::Number;
use crate::domain::ids::PersonId;
use crate::store::entities::credential_share;
use crate::store::{Command, Result, Tx, credentials};

/// Switches the public page of the holder's own certificate on or off.
#[derive(Debug)]
pub struct ShareCredential {
    /// Whose it must be.
    pub holder: PersonId,
    /// Which.
    pub number: Number,
    /// On or off.
    pub public: bool,
}

impl Command for ShareCredential {
    type Output = ();

    async fn run(&self, tx: &Tx) -> Result<()> {
        let sealed = credentials::own_by_number(tx.db(), self.holder, &self.number).await?;
        if credentials::is_shared(tx.db(), sealed.id).await? == self.public {
            return Ok(());
        }
        let row = credential_share::ActiveModel {
            credential_id: Set(sealed.id),
            public: Set(self.public),
            changed_at: Set(tx.now()),
        };
        let replace = OnConflict::column(credential_share::Column::CredentialId)
            .update_columns([credential_share::Column::Public, credential_share::Column::ChangedAt])
            .to_owned();
        credential_share::Entity::insert(row).on_conflict(replace).exec_without_returning(tx.db()).await?;
        let details = json!({ "number": self.number, "public": self.public });
        tx.record("credential.shared", Some(self.holder.0), &details).await
    }
}
