//! Switching a kind of mail off or on again for oneself. Must not import anything but `domain` and `store`.

use sea_orm::{EntityTrait, Set};
use serde_json::json;

use crate::domain::ids::PersonId;
use crate::domain::mail::MailKind;
use crate::store::entities::mail_off;
use crate::store::{Command, Result, Tx, insert_new};

/// Switches the weekly summary off or on.
#[derive(Debug)]
pub struct SwitchDigest {
    /// For whom.
    pub person: PersonId,
    /// Whether it is wanted.
    pub on: bool,
}

impl Command for SwitchDigest {
    type Output = ();

    async fn run(&self, tx: &Tx) -> Result<()> {
        let kind = MailKind::Digest.word().to_owned();
        let changed = if self.on {
            let gone = mail_off::Entity::delete_by_id((self.person, kind.clone())).exec(tx.db()).await?;
            gone.rows_affected == 1
        } else {
            let row = mail_off::ActiveModel { person_id: Set(self.person), kind: Set(kind.clone()), at: Set(tx.now()) };
            insert_new(tx.db(), row).await?
        };
        if changed {
            tx.record("mail.switched", Some(self.person.0), &json!({ "kind": kind, "on": self.on })).await?;
        }
        Ok(())
    }
}
