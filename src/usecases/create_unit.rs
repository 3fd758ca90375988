//! Adding a unit to the organisation tree. Must not import anything but `domain` and `store`.

use sea_orm::Set;
use serde_json::json;

use super::edit_unit::{check_depth, check_name};
use crate::domain::ids::UnitId;
use crate::domain::person::clean_name;
use crate::domain::refusal::Refusal;
use crate::domain::unit::{KINDS, clean_key};
use crate::store::entities::unit;
use crate::store::units::Tree;
use crate::store::{Command, Result, Tx, insert_new, units};

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
        let key =
            clean_key(self.key.as_deref().unwrap_or_default()).map_err(|message| Refusal::field("key", message))?;
        if !KINDS.iter().any(|(word, _)| *word == self.kind) {
            return Err(Refusal::field("kind", "Choose what it is").into());
        }
        self.check_place(tx, &name).await?;
        let id = UnitId::new();
        let row = unit::ActiveModel {
            id: Set(id),
            parent_id: Set(self.parent),
            key: Set(key.clone()),
            name: Set(name.clone()),
            kind: Set(self.kind.clone()),
            created_at: Set(tx.now()),
        };
        if !insert_new(tx.db(), row).await? {
            return Err(Refusal::field("key", "Another unit has this key").into());
        }
        let details = json!({ "name": name, "kind": self.kind, "key": key, "parent": self.parent });
        tx.record("unit.created", Some(id.0), &details).await?;
        Ok(id)
    }
}

impl CreateUnit {
    async fn check_place(&self, tx: &Tx, name: &str) -> Result<()> {
        // So that of two who add the same one at once only one does.
        units::lock(tx.db()).await?;
        let tree = Tree::load(tx.db()).await?;
        check_name(&tree, None, self.parent, name)?;
        let Some(parent) = self.parent else { return Ok(()) };
        tree.unit(parent).ok_or_else(|| Refusal::field("parent", "Choose one of the units in the list"))?;
        check_depth(tree.with_above(parent).len() + 1)
    }
}
