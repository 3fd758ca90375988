//! Adding a unit to the organisation tree. Must not import anything but `domain` and `store`.

use sea_orm::Set;
use serde_json::json;

use crate::domain::ids::UnitId;
use crate::domain::person::clean_name;
use crate::domain::refusal::Refusal;
use crate::store::entities::unit;
use crate::store::{Command, Result, Tx, insert_new};

/// Adds a unit.
#[derive(Debug, Clone)]
pub struct CreateUnit {
    /// The unit above; none for the top.
    pub parent: Option<UnitId>,
    /// Name by which programs choose their audience, if any.
    pub key: Option<String>,
    /// Name.
    pub name: String,
    /// `organisation`, `department`, `school` or `class`.
    pub kind: String,
}

impl Command for CreateUnit {
    type Output = UnitId;

    async fn run(&self, tx: &Tx) -> Result<UnitId> {
        let name = clean_name(&self.name).map_err(|message| Refusal::field("name", message))?;
        let id = UnitId::new();
        let row = unit::ActiveModel {
            id: Set(id),
            parent_id: Set(self.parent),
            key: Set(self.key.clone()),
            name: Set(name.clone()),
            kind: Set(self.kind.clone()),
            created_at: Set(tx.now()),
        };
        if !insert_new(tx.db(), row).await? {
            return Err(Refusal::field("key", "Another unit has this key").into());
        }
        let details = json!({ "name": name, "kind": self.kind, "key": self.key, "parent": self.parent });
        tx.record("unit.created", Some(id.0), &details).await?;
        Ok(id)
    }
}
