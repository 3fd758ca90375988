//! Asking for the erasure of one's own data, and taking that back. Must not import anything but `domain` and `store`.

use sea_orm::{EntityTrait, Set};
use serde_json::json;

use crate::domain::ids::PersonId;
use crate::store::entities::erasure_request;
use crate::store::{Command, Result, Tx, insert_new, people};

/// Asks for erasure, which administrators then see, or takes that back. Nothing is deleted by it: people decide.
#[derive(Debug)]
pub struct AskForErasure {
    /// Who.
    pub person: PersonId,
    /// Whether it is wanted.
    pub wanted: bool,
}

impl Command for AskForErasure {
    type Output = ();

    async fn run(&self, tx: &Tx) -> Result<()> {
        let id = people::person(tx.db(), self.person).await?.id;
        let (changed, kind) = if self.wanted {
            let row = erasure_request::ActiveModel { person_id: Set(id), at: Set(tx.now()) };
            (insert_new(tx.db(), row).await?, "erasure.asked")
        } else {
            let gone = erasure_request::Entity::delete_by_id(id).exec(tx.db()).await?;
            (gone.rows_affected == 1, "erasure.withdrawn")
        };
        if changed {
            tx.record(kind, Some(id.0), &json!({})).await?;
        }
        Ok(())
    }
}
