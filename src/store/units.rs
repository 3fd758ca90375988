//! The organisation tree, read whole: it has hundreds of nodes, not millions. Must not import anything but `domain`.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationTrait,
};

use super::entities::{membership, person, unit};
use super::{Result, for_update};
use crate::domain::ids::{PersonId, UnitId};

/// The tree of units.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    units: BTreeMap<UnitId, unit::Model>,
    children: BTreeMap<Option<UnitId>, Vec<UnitId>>,
}

impl Tree {
    /// Reads the tree.
    ///
    /// # Errors
    /// The database did not answer.
    pub async fn load(db: &impl ConnectionTrait) -> Result<Self> {
        let rows = unit::Entity::find().order_by_asc(unit::Column::Name).all(db).await?;
        let mut tree = Self::default();
        for row in rows {
            tree.children.entry(row.parent_id).or_default().push(row.id);
            tree.units.insert(row.id, row);
        }
        Ok(tree)
    }

    /// The unit with this identity.
    pub fn unit(&self, id: UnitId) -> Option<&unit::Model> {
        self.units.get(&id)
    }

    /// The unit with this key.
    pub fn by_key(&self, key: &str) -> Option<&unit::Model> {
        self.units.values().find(|unit| unit.key.as_deref() == Some(key))
    }

    /// Another unit than this one directly below `parent`, or at the top, that has this name, whatever the case of its letters.
    pub fn namesake(&self, parent: Option<UnitId>, unit: Option<UnitId>, name: &str) -> Option<&unit::Model> {
        let wanted = name.to_lowercase();
        let mut siblings = self.children.get(&parent).into_iter().flatten().filter_map(|id| self.units.get(id));
        siblings.find(|other| Some(other.id) != unit && other.name.to_lowercase() == wanted)
    }

    /// The unit and all units below it.
    pub fn with_below(&self, id: UnitId) -> BTreeSet<UnitId> {
        let mut found = BTreeSet::new();
        let mut open = vec![id];
        while let Some(next) = open.pop() {
            // A unit that is met twice would be a circle, which must not hang a page.
            if self.units.contains_key(&next) && found.insert(next) {
                open.extend(self.children.get(&Some(next)).into_iter().flatten());
            }
        }
        found
    }

    /// The unit and all units above it, from the unit up.
    pub fn with_above(&self, id: UnitId) -> Vec<&unit::Model> {
        let mut found: Vec<&unit::Model> = Vec::new();
        let mut next = self.units.get(&id);
        while let Some(unit) = next {
            if found.iter().any(|seen| seen.id == unit.id) {
                break;
            }
            found.push(unit);
            next = unit.parent_id.and_then(|parent| self.units.get(&parent));
        }
        found
    }

    /// All units in the order of the tree, each with its depth from 0.
    pub fn in_order(&self) -> Vec<(usize, &unit::Model)> {
        let mut found = Vec::new();
        let mut open: Vec<(usize, UnitId)> = Vec::new();
        let push = |open: &mut Vec<(usize, UnitId)>, parent, depth| {
            let children = self.children.get(&parent).into_iter().flatten().rev();
            open.extend(children.map(|child| (depth, *child)));
        };
        push(&mut open, None, 0);
        while let Some((depth, id)) = open.pop() {
            if let Some(unit) = self.units.get(&id) {
                found.push((depth, unit));
                push(&mut open, Some(id), depth + 1);
            }
        }
        found
    }
}

/// Most levels of the tree; deeper ones would only be mistakes, and pages could not show them.
pub const MAX_DEPTH: usize = 12;

impl Tree {
    /// Names from the top down to the unit: `Harbour School / Class A`. The topmost unit, which holds all others, is left out.
    pub fn path(&self, id: UnitId) -> String {
        let mut names: Vec<&str> = self.with_above(id).iter().map(|unit| unit.name.as_str()).collect();
        if names.len() > 1 && self.children.get(&None).is_some_and(|tops| tops.len() == 1) {
            names.pop();
        }
        names.reverse();
        names.join(" / ")
    }
}

/// Holds all units until the transaction ends, so that two moves at once cannot make a circle.
///
/// # Errors
/// The database did not answer.
pub async fn lock(db: &impl ConnectionTrait) -> Result<()> {
    for_update(db, unit::Entity::find().order_by_asc(unit::Column::Id)).all(db).await?;
    Ok(())
}

/// Units a person belongs to.
///
/// # Errors
/// The database did not answer.
pub async fn of_person(db: &impl ConnectionTrait, person: PersonId) -> Result<Vec<unit::Model>> {
    let rows = membership::Entity::find()
        .filter(membership::Column::PersonId.eq(person))
        .find_also_related(unit::Entity)
        .all(db)
        .await?;
    Ok(rows.into_iter().filter_map(|(_, unit)| unit).collect())
}

/// How many people who may come in belong to each unit itself, without the units below.
///
/// # Errors
/// The database did not answer.
pub async fn members(db: &impl ConnectionTrait) -> Result<BTreeMap<UnitId, i64>> {
    let counted: Vec<(UnitId, i64)> = membership::Entity::find()
        .select_only()
        .column(membership::Column::UnitId)
        .column_as(membership::Column::PersonId.count(), "people")
        .join(JoinType::InnerJoin, membership::Relation::Person.def())
        .filter(person::Column::DisabledAt.is_null())
        .group_by(membership::Column::UnitId)
        .into_tuple()
        .all(db)
        .await?;
    Ok(counted.into_iter().collect())
}
