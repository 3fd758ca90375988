//! Joining a unit, and being held to what its people are held to. Must not import anything but `domain`, `catalog` and
//! `store`.

use sea_orm::Set;
use serde_json::json;
use uuid::Uuid;

use super::readiness::Readiness;
use super::reevaluate::reevaluate;
use crate::catalog::Published;
use crate::domain::ids::{AssignmentId, PersonId, UnitId};
use crate::domain::program::Program;
use crate::domain::time::Timestamp;
use crate::store::entities::{assignment, membership, unit};
use crate::store::units::Tree;
use crate::store::{Command, Error, Result, Tx, insert_new, people, rules};

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
        join(tx, &tree, self.published, self.person, self.unit, tx.now()).await
    }
}

/// Puts a person, whose row the caller holds, into a unit as of `since`.
pub(super) async fn join(
    tx: &Tx,
    tree: &Tree,
    published: &Published,
    person: PersonId,
    unit: UnitId,
    since: Timestamp,
) -> Result<()> {
    let unit = tree.unit(unit).ok_or(Error::NotFound)?;
    let row = membership::ActiveModel { person_id: Set(person), unit_id: Set(unit.id), joined_at: Set(since) };
    if !insert_new(tx.db(), row).await? {
        return Ok(());
    }
    record_joined(tx, person, unit).await?;
    hold(tx, tree, published, person, unit.id).await
}

/// Holds a person to what the people of a unit are held to, as far as it is ready for that. What the person did before counts.
pub(super) async fn hold(tx: &Tx, tree: &Tree, published: &Published, person: PersonId, unit: UnitId) -> Result<()> {
    let rules = rules::live(tx.db()).await?;
    let readiness = Readiness::load(tx.db()).await?;
    for program in published.catalog.programs.iter().filter(|program| readiness.is_open(program)) {
        if let Some(days) = rules::due_days(tree, &rules, unit, program) {
            assign(tx, published, person, program, Terms { days, act: None }).await?;
        }
    }
    reevaluate(tx, published, person).await?;
    Ok(())
}

/// On which terms somebody is held to a program.
#[derive(Debug, Clone, Copy)]
pub(super) struct Terms {
    /// Days to the due date.
    pub days: u16,
    /// By which act of an administrator, if by one.
    pub act: Option<Uuid>,
}

/// Notes that a person joined a unit.
pub(super) async fn record_joined(tx: &Tx, person: PersonId, unit: &unit::Model) -> Result<()> {
    tx.record("unit.joined", Some(person.0), &json!({ "unit": unit.id, "name": unit.name })).await
}

/// Holds a person to a program from now on, once; says whether they were not before.
pub(super) async fn assign(
    tx: &Tx,
    published: &Published,
    person: PersonId,
    program: &Program,
    terms: Terms,
) -> Result<bool> {
    let row = assignment_to(tx, published, person, program, terms)?;
    if !insert_new(tx.db(), row.clone()).await? {
        return Ok(false);
    }
    record_assignment(tx, &row).await?;
    Ok(true)
}

/// What holds a person to a program from now on.
pub(super) fn assignment_to(
    tx: &Tx,
    published: &Published,
    person: PersonId,
    program: &Program,
    terms: Terms,
) -> Result<assignment::ActiveModel> {
    let due_at = tx
        .now()
        .end_of_day_after(terms.days, &program.time_zone)
        .map_err(|error| Error::unreadable(&program.key, error))?;
    Ok(assignment::ActiveModel {
        id: Set(AssignmentId::new()),
        person_id: Set(person),
        program_key: Set(program.key.clone()),
        program_hash: Set(published.program_hash(&program.key).to_owned()),
        cycle: Set(1),
        assigned_at: Set(tx.now()),
        due_at: Set(due_at),
        started_at: Set(None),
        completed_at: Set(None),
        exempt_at: Set(None),
        act_id: Set(terms.act),
    })
}

/// Notes that a person is held to a program.
pub(super) async fn record_assignment(tx: &Tx, row: &assignment::ActiveModel) -> Result<()> {
    let (id, person) = (row.id.as_ref(), row.person_id.as_ref());
    let details = json!({ "assignment": id, "program": row.program_key.as_ref(), "due_at": row.due_at.as_ref() });
    tx.record("program.assigned", Some(person.0), &details).await
}
