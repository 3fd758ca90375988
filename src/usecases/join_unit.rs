//! Joining a unit, and being held to what its people are held to. Must not import anything but `domain`, `catalog` and
//! `store`.

use sea_orm::Set;
use serde_json::json;

use super::reevaluate::reevaluate;
use crate::catalog::Published;
use crate::domain::ids::{AssignmentId, PersonId, UnitId};
use crate::domain::program::Program;
use crate::store::entities::{assignment, membership};
use crate::store::units::Tree;
use crate::store::{Command, Error, Result, Tx, insert_new, people};

/// Puts a person into a unit and assigns the programs whose audience the unit belongs to.
#[derive(Debug)]
pub struct JoinUnit<'a> {
    /// Who.
    pub person: PersonId,
    /// Where.
    pub unit: UnitId,
    /// What is taught.
    pub published: &'a Published,
}

impl Command for JoinUnit<'_> {
    type Output = ();

    async fn run(&self, tx: &Tx) -> Result<()> {
        people::lock(tx.db(), self.person).await?;
        let tree = Tree::load(tx.db()).await?;
        let unit = tree.unit(self.unit).ok_or(Error::NotFound)?;
        let row = membership::ActiveModel {
            person_id: Set(self.person),
            unit_id: Set(unit.id),
            joined_at: Set(tx.now()),
        };
        if !insert_new(tx.db(), row).await? {
            return Ok(());
        }
        tx.record("unit.joined", Some(self.person.0), &json!({ "unit": unit.id, "name": unit.name })).await?;
        for program in &self.published.catalog.programs {
            if in_audience(&tree, unit.id, program) {
                assign(tx, self.published, self.person, program).await?;
            }
        }
        // What the person did before counts for what they are held to now.
        reevaluate(tx, self.published, self.person).await?;
        Ok(())
    }
}

/// Whether people of the unit are held to the program.
pub(super) fn in_audience(tree: &Tree, unit: UnitId, program: &Program) -> bool {
    tree.with_above(unit).iter().any(|unit| unit.key.as_deref() == Some(&program.audience))
}

/// Holds a person to a program from now on, once; says whether they were not before.
pub(super) async fn assign(tx: &Tx, published: &Published, person: PersonId, program: &Program) -> Result<bool> {
    let due_at = tx
        .now()
        .end_of_day_after(program.due_days, &program.time_zone)
        .map_err(|error| Error::unreadable(&program.key, error))?;
    let id = AssignmentId::new();
    let row = assignment::ActiveModel {
        id: Set(id),
        person_id: Set(person),
        program_key: Set(program.key.clone()),
        program_hash: Set(published.program_hash(&program.key).to_owned()),
        cycle: Set(1),
        assigned_at: Set(tx.now()),
        due_at: Set(due_at),
        started_at: Set(None),
        completed_at: Set(None),
    };
    if !insert_new(tx.db(), row).await? {
        return Ok(false);
    }
    let details = json!({ "assignment": id, "program": program.key, "due_at": due_at });
    tx.record("program.assigned", Some(person.0), &details).await?;
    Ok(true)
}
