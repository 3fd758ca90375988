//! Leaving a unit. Must not import anything but `domain` and `store`.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use crate::domain::ids::{PersonId, UnitId};
use crate::store::entities::membership;
use crate::store::units::Tree;
use crate::store::{Command, Result, Tx, people};

/// Takes a person out of a unit. What they are held to already stays: a requirement is not lifted by moving.
#[derive(Debug)]
pub struct LeaveUnit {
    /// Who.
    pub person: PersonId,
    /// Which unit.
    pub unit: UnitId,
}

impl Command for LeaveUnit {
    type Output = ();

    async fn run(&self, tx: &Tx) -> Result<()> {
        people::lock(tx.db(), self.person).await?;
        let tree = Tree::load(tx.db()).await?;
        leave(tx, &tree, self.person, self.unit).await
    }
}

/// Takes a person, whose row the caller holds, out of a unit. Doing it twice does nothing the second time.
pub(super) async fn leave(tx: &Tx, tree: &Tree, person: PersonId, unit: UnitId) -> Result<()> {
    let left = membership::Entity::delete_many()
        .filter(membership::Column::PersonId.eq(person))
        .filter(membership::Column::UnitId.eq(unit))
        .exec(tx.db())
        .await?;
    if left.rows_affected == 0 {
        return Ok(());
    }
    let name = tree.unit(unit).map(|unit| unit.name.as_str());
    tx.record("unit.left", Some(person.0), &json!({ "unit": unit, "name": name })).await
}
