//! Doing what a plan says, inside one transaction. New people, who may be thousands, are written many at a time. Must not
//! import anything but `domain`, `catalog` and `store`.

use std::collections::BTreeMap;

use sea_orm::{ActiveModelTrait, EntityTrait, Set};
use serde_json::json;

use super::plan::{Change, Plan, Wanted};
use crate::catalog::Published;
use crate::domain::ids::{PersonId, UnitId};
use crate::domain::refusal::Refusal;
use crate::store::Command;
use crate::store::entities::{assignment, assignment_rule, membership, person};
use crate::store::units::Tree;
use crate::store::{Error, Result, Tx, people, rules};
use crate::usecases::edit_person::EditPerson;
use crate::usecases::grant_role::GrantRole;
use crate::usecases::join_unit::{Terms, assignment_to, record_assignment, record_joined};
use crate::usecases::move_person::relocate;

/// How many rows are sent to the database at once; both engines take this many fields in one statement.
const TOGETHER: usize = 500;

/// Writes all changes of a plan without mistakes.
pub(in crate::usecases) async fn apply(tx: &Tx, published: &Published, plan: &Plan) -> Result<()> {
    let tree = Tree::load(tx.db()).await?;
    let mut rows = New { rules: rules::live(tx.db()).await?, ..New::default() };
    for change in &plan.changes {
        if let Change::Add(wanted) = change {
            rows.add(tx, &tree, published, wanted).await?;
        }
    }
    let New { people, memberships, assignments, roles, .. } = rows;
    insert_all(tx, people).await?;
    insert_all(tx, memberships).await?;
    insert_all(tx, assignments).await?;
    for role in roles {
        role.run(tx).await?;
    }
    for change in &plan.changes {
        edit(tx, &tree, published, change).await?;
    }
    Ok(())
}

/// Rows about new people, who have no past that would have to be looked at.
#[derive(Default)]
struct New {
    people: Vec<person::ActiveModel>,
    memberships: Vec<membership::ActiveModel>,
    assignments: Vec<assignment::ActiveModel>,
    roles: Vec<GrantRole>,
    rules: Vec<assignment_rule::Model>,
    /// For each unit, the places of the programs that its people are held to, and in how many days they are due.
    programs: BTreeMap<UnitId, Vec<(usize, u16)>>,
}

impl New {
    async fn add(&mut self, tx: &Tx, tree: &Tree, published: &Published, wanted: &Wanted) -> Result<()> {
        let id = PersonId::new();
        self.people.push(person::ActiveModel {
            id: Set(id),
            email: Set(wanted.email.clone()),
            name: Set(wanted.name.clone()),
            created_at: Set(tx.now()),
            disabled_at: Set(None),
        });
        tx.record("person.created", Some(id.0), &json!({ "email": wanted.email, "name": wanted.name })).await?;
        let Some(unit) = wanted.unit else { return Ok(()) };
        let joined_at = wanted.joined.unwrap_or(tx.now());
        self.memberships.push(membership::ActiveModel {
            person_id: Set(id),
            unit_id: Set(unit),
            joined_at: Set(joined_at),
        });
        record_joined(tx, id, tree.unit(unit).ok_or(Error::NotFound)?).await?;
        self.hold(tx, tree, published, id, unit).await?;
        self.roles.extend(wanted.role.map(|role| GrantRole { person: id, role, unit: Some(unit) }));
        Ok(())
    }

    async fn hold(
        &mut self,
        tx: &Tx,
        tree: &Tree,
        published: &Published,
        person: PersonId,
        unit: UnitId,
    ) -> Result<()> {
        let all = &published.catalog.programs;
        let held = |place: usize| Some((place, rules::due_days(tree, &self.rules, unit, &all[place])?));
        let places = self.programs.entry(unit).or_insert_with(|| (0..all.len()).filter_map(held).collect());
        for (place, days) in places {
            let row = assignment_to(tx, published, person, &all[*place], Terms { days: *days, act: None })?;
            record_assignment(tx, &row).await?;
            self.assignments.push(row);
        }
        Ok(())
    }
}

/// Inserts rows that must not be there yet. Whoever else was added meanwhile was added by somebody else.
async fn insert_all<A: ActiveModelTrait>(tx: &Tx, rows: Vec<A>) -> Result<()> {
    let mut rows = rows.into_iter();
    loop {
        let some: Vec<A> = rows.by_ref().take(TOGETHER).collect();
        if some.is_empty() {
            return Ok(());
        }
        let inserted = <A::Entity as EntityTrait>::insert_many(some).exec_without_returning(tx.db()).await;
        inserted.map_err(|error| match error.sql_err() {
            Some(sea_orm::SqlErr::UniqueConstraintViolation(_)) => Refusal::EmailTaken.into(),
            _ => Error::from(error),
        })?;
    }
}

async fn edit(tx: &Tx, tree: &Tree, published: &Published, change: &Change) -> Result<()> {
    let Change::Edit { person, name, unit, role, .. } = change else { return Ok(()) };
    let before = people::lock(tx.db(), *person).await?;
    if let Some(name) = name {
        EditPerson { person: *person, email: before.email, name: name.clone() }.run(tx).await?;
    }
    if let Some((unit, joined)) = unit {
        relocate(tx, tree, published, *person, *unit, joined.unwrap_or(tx.now())).await?;
    }
    if let Some((role, unit)) = role {
        GrantRole { person: *person, role: *role, unit: Some(*unit) }.run(tx).await?;
    }
    Ok(())
}
