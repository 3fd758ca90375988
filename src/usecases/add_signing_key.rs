//! Putting a new pair of signing keys into use. Must not import anything but `domain` and `store`.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};
use serde_json::json;

use crate::store::entities::signing_key;
use crate::store::{Command, Error, Result, Tx, insert_new, keys};

/// Lists new public keys, from now on the ones that sign. Those before them are retired, and stay listed.
#[derive(Debug)]
pub struct AddSigningKey {
    /// Name of the pair.
    pub id: String,
    /// The Ed25519 key.
    pub ed25519: Vec<u8>,
    /// The P-256 key.
    pub p256: Vec<u8>,
    /// How many pairs there must be already, so that of two that do this at once one succeeds.
    pub after: usize,
}

impl Command for AddSigningKey {
    type Output = ();

    async fn run(&self, tx: &Tx) -> Result<()> {
        let unexpected = || Error::unreadable("signing keys", "others were put into use at the same moment");
        if keys::all(tx.db()).await?.len() != self.after {
            return Err(unexpected());
        }
        signing_key::Entity::update_many()
            .set(signing_key::ActiveModel { retired_at: Set(Some(tx.now())), ..Default::default() })
            .filter(signing_key::Column::RetiredAt.is_null())
            .exec(tx.db())
            .await?;
        let row = signing_key::ActiveModel {
            id: Set(self.id.clone()),
            ed25519: Set(self.ed25519.clone()),
            p256: Set(self.p256.clone()),
            created_at: Set(tx.now()),
            retired_at: Set(None),
        };
        if !insert_new(tx.db(), row).await? {
            return Err(unexpected());
        }
        let details = json!({ "id": self.id, "ed25519": hex::encode(&self.ed25519), "p256": hex::encode(&self.p256) });
        tx.record("signing_key.added", None, &details).await
    }
}
