//! Holding the people of a unit to a program, now and as they come. Must not import anything but `domain`, `catalog` and
//! `store`.

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};
use serde_json::json;

use super::join_unit::{Terms, assign};
use super::publish_content::missing;
use super::readiness::Readiness;
use super::reevaluate::reevaluate;
use crate::catalog::Published;
use crate::domain::ids::{RuleId, UnitId};
use crate::domain::refusal::Refusal;
use crate::store::entities::{assignment_rule, person};
use crate::store::units::Tree;
use crate::store::{Command, Error, Result, Tx, insert, people};

/// Longest time that can be given, in days.
pub const MAX_DAYS: u16 = 3650;

/// Makes a rule in place of the one there is for the unit, and holds those to the program who are not yet. Those who are
/// keep their due date.
#[derive(Debug)]
pub struct MakeRule<'a> {
    /// Which rule this becomes.
    pub id: RuleId,
    /// Which program.
    pub program: &'a str,
    /// Which unit.
    pub unit: UnitId,
    /// Days from being held to it to the due date.
    pub due_days: u16,
    /// How many people were seen to be affected; with another number, nothing is done.
    pub expected: Option<usize>,
    /// What is taught.
    pub published: &'a Published,
}

impl Command for MakeRule<'_> {
    /// How many people are newly held to it.
    type Output = usize;

    async fn run(&self, tx: &Tx) -> Result<usize> {
        let program = self.published.catalog.program(self.program).ok_or(Error::NotFound)?;
        Readiness::load(tx.db()).await?.check(program)?;
        let by_id = tx.by().person().ok_or(Error::NotFound)?;
        if !(1..=MAX_DAYS).contains(&self.due_days) {
            return Err(Refusal::field("days", "Enter a number of days from 1 to 3650").into());
        }
        let tree = Tree::load(tx.db()).await?;
        tree.unit(self.unit).ok_or(Error::NotFound)?;
        let people = missing(tx.db(), &tree.with_below(self.unit), &program.key).await?;
        confirm(self.expected, people.len())?;
        end(tx, &program.key, self.unit).await?;
        let rule = assignment_rule::ActiveModel {
            id: Set(self.id),
            program_key: Set(program.key.clone()),
            unit_id: Set(self.unit),
            due_days: Set(i32::from(self.due_days)),
            by_id: Set(by_id),
            at: Set(tx.now()),
            ended_at: Set(None),
        };
        insert(tx.db(), rule).await?;
        let details = json!({ "rule": self.id, "program": program.key, "unit": self.unit, "due_days": self.due_days });
        tx.record("rule.made", Some(self.unit.0), &details).await?;
        let terms = Terms { days: self.due_days, act: Some(self.id.0) };
        for person in &people {
            people::lock(tx.db(), person.id).await?;
            assign(tx, self.published, person.id, program, terms).await?;
            reevaluate(tx, self.published, person.id).await?;
        }
        Ok(people.len())
    }
}

/// Those whom a rule for the unit would newly hold to the program, by name.
///
/// # Errors
/// The database did not answer.
pub async fn newly_held(
    db: &impl sea_orm::ConnectionTrait,
    units: &BTreeSet<UnitId>,
    program: &str,
) -> Result<Vec<person::Model>> {
    let mut people = missing(db, units, program).await?;
    people.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
    Ok(people)
}

/// Nothing is done that was not seen.
pub(super) fn confirm(expected: Option<usize>, found: usize) -> Result<()> {
    match expected {
        Some(expected) if expected == found => Ok(()),
        Some(_) => {
            let message = "Who is affected has changed since you looked. Check it once more, then tick the box";
            Err(Refusal::field("sure", message).into())
        }
        None => Err(Refusal::field("sure", "Look at who is affected, then tick the box").into()),
    }
}

/// Ends the rule there is for the unit, if there is one.
async fn end(tx: &Tx, program: &str, unit: UnitId) -> Result<()> {
    let ended = assignment_rule::Entity::update_many()
        .set(assignment_rule::ActiveModel { ended_at: Set(Some(tx.now())), ..Default::default() })
        .filter(assignment_rule::Column::ProgramKey.eq(program))
        .filter(assignment_rule::Column::UnitId.eq(unit))
        .filter(assignment_rule::Column::EndedAt.is_null())
        .exec(tx.db())
        .await?;
    if ended.rows_affected > 0 {
        tx.record("rule.ended", Some(unit.0), &json!({ "program": program, "unit": unit })).await?;
    }
    Ok(())
}
