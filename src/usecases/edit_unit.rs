//! Changing a unit: its name, its key, its place in the tree. Must not import anything but `domain`, `catalog` and `store`.

use sea_orm::{EntityTrait, Set, SqlErr};
use serde_json::json;

use super::publish_content::assign_missing;
use crate::catalog::Published;
use crate::domain::ids::UnitId;
use crate::domain::person::clean_name;
use crate::domain::refusal::Refusal;
use crate::domain::unit::clean_key;
use crate::store::entities::unit;
use crate::store::units::{MAX_DEPTH, Tree};
use crate::store::{Command, Error, Result, Tx, units};

/// Renames or moves a unit, with all that is below it. People are then held to what the new place asks for; what they are
/// held to already stays.
#[derive(Debug)]
pub struct EditUnit<'a> {
    /// Which.
    pub unit: UnitId,
    /// Name as typed.
    pub name: String,
    /// Key as typed; empty for none.
    pub key: String,
    /// The unit above; none for the top.
    pub parent: Option<UnitId>,
    /// What is taught.
    pub published: &'a Published,
}

impl Command for EditUnit<'_> {
    type Output = ();

    async fn run(&self, tx: &Tx) -> Result<()> {
        let name = clean_name(&self.name).map_err(|message| Refusal::field("name", message))?;
        let key = clean_key(&self.key).map_err(|message| Refusal::field("key", message))?;
        units::lock(tx.db()).await?;
        let tree = Tree::load(tx.db()).await?;
        let before = tree.unit(self.unit).ok_or(Error::NotFound)?;
        check_place(&tree, self.unit, self.parent)?;
        check_key(&tree, self.unit, key.as_deref())?;
        if (&before.name, before.parent_id) != (&name, self.parent) {
            check_name(&tree, Some(self.unit), self.parent, &name)?;
        }
        if (&before.name, &before.key, before.parent_id) == (&name, &key, self.parent) {
            return Ok(());
        }
        let after = unit::ActiveModel {
            id: Set(before.id),
            name: Set(name.clone()),
            key: Set(key.clone()),
            parent_id: Set(self.parent),
            ..Default::default()
        };
        unit::Entity::update(after).exec(tx.db()).await.map_err(taken)?;
        let details = json!({
            "name": name, "key": key, "parent": self.parent,
            "name_before": before.name, "key_before": before.key, "parent_before": before.parent_id,
        });
        tx.record("unit.changed", Some(before.id.0), &details).await?;
        assign_missing(tx, self.published).await
    }
}

/// A unit below itself would be a circle.
fn check_place(tree: &Tree, unit: UnitId, parent: Option<UnitId>) -> Result<()> {
    let Some(parent) = parent else { return Ok(()) };
    tree.unit(parent).ok_or_else(|| Refusal::field("parent", "Choose one of the units in the list"))?;
    let below = tree.with_below(unit);
    if below.contains(&parent) {
        return Err(Refusal::field("parent", "A unit cannot be moved into itself or into a unit below it").into());
    }
    let height =
        below.iter().map(|one| tree.with_above(*one).len()).max().unwrap_or(1) + 1 - tree.with_above(unit).len();
    check_depth(tree.with_above(parent).len() + height)
}

/// Refuses a place that is too deep.
pub(super) fn check_depth(depth: usize) -> Result<()> {
    if depth > MAX_DEPTH {
        return Err(
            Refusal::field("parent", format!("The tree can have {MAX_DEPTH} levels. Choose a higher place")).into()
        );
    }
    Ok(())
}

/// Refuses a key that another unit has.
pub(super) fn check_key(tree: &Tree, unit: UnitId, key: Option<&str>) -> Result<()> {
    let other = key.and_then(|key| tree.by_key(key)).filter(|other| other.id != unit);
    match other {
        Some(other) => Err(Refusal::field("key", format!("The unit “{}” has this key already", other.name)).into()),
        None => Ok(()),
    }
}

/// Refuses a name that a unit beside it has: nobody could tell the two apart, and a file of people could mean either.
pub(super) fn check_name(tree: &Tree, unit: Option<UnitId>, parent: Option<UnitId>, name: &str) -> Result<()> {
    match tree.namesake(parent, unit, name) {
        Some(other) => {
            let place = parent.and_then(|parent| tree.unit(parent));
            let place = place.map_or_else(|| "at the top".to_owned(), |place| format!("in “{}”", place.name));
            let message = format!("There is a unit “{}” {place} already. Choose another name", other.name);
            Err(Refusal::field("name", message).into())
        }
        None => Ok(()),
    }
}

fn taken(error: sea_orm::DbErr) -> Error {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => Refusal::field("key", "Another unit has this key already").into(),
        _ => error.into(),
    }
}
