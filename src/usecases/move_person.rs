//! Moving a person to another unit. Must not import anything but `domain`, `catalog` and `store`.

use super::join_unit::join;
use super::leave_unit::leave;
use crate::catalog::Published;
use crate::domain::ids::{PersonId, UnitId};
use crate::domain::time::Timestamp;
use crate::store::units::{self, Tree};
use crate::store::{Command, Error, Result, Tx, people};

/// Puts a person into a unit, and out of every other.
#[derive(Debug)]
pub struct MovePerson<'a> {
    /// Who.
    pub person: PersonId,
    /// To where.
    pub unit: UnitId,
    /// What is taught.
    pub published: &'a Published,
}

impl Command for MovePerson<'_> {
    type Output = ();

    async fn run(&self, tx: &Tx) -> Result<()> {
        people::lock(tx.db(), self.person).await?;
        let tree = Tree::load(tx.db()).await?;
        relocate(tx, &tree, self.published, self.person, self.unit, tx.now()).await
    }
}

/// Moves a person, whose row the caller holds.
pub(super) async fn relocate(
    tx: &Tx,
    tree: &Tree,
    published: &Published,
    person: PersonId,
    unit: UnitId,
    since: Timestamp,
) -> Result<()> {
    tree.unit(unit).ok_or(Error::NotFound)?;
    for other in units::of_person(tx.db(), person).await? {
        if other.id != unit {
            leave(tx, tree, person, other.id).await?;
        }
    }
    join(tx, tree, published, person, unit, since).await
}
