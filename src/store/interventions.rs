//! Reading what was decided about assignments. Must not import anything but `domain`.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::entities::{assignment, intervention, person};
use super::overview::{Scope, TOGETHER};
use super::{Error, Result};
use crate::domain::ids::{AssignmentId, InterventionId, PersonId};
use crate::domain::intervention::{Deed, Ground};
use crate::domain::status::{Decisions, Exemption, Extension};
use crate::domain::time::Timestamp;

/// What was decided about a person's assignments, oldest first.
///
/// # Errors
/// The database did not answer.
pub async fn of_person(
    db: &impl ConnectionTrait,
    person: PersonId,
) -> Result<BTreeMap<AssignmentId, Vec<intervention::Model>>> {
    let own = assignment::Entity::find()
        .select_only()
        .column(assignment::Column::Id)
        .filter(assignment::Column::PersonId.eq(person))
        .into_query();
    let rows = oldest_first().filter(intervention::Column::AssignmentId.in_subquery(own)).all(db).await?;
    Ok(by_assignment(rows))
}

/// What was decided about some assignments, oldest first.
///
/// # Errors
/// The database did not answer.
pub async fn of_assignments(
    db: &impl ConnectionTrait,
    ids: &[AssignmentId],
) -> Result<BTreeMap<AssignmentId, Vec<intervention::Model>>> {
    let of_them = intervention::Column::AssignmentId.is_in(ids.iter().copied());
    Ok(by_assignment(oldest_first().filter(of_them).all(db).await?))
}

fn by_assignment(rows: Vec<intervention::Model>) -> BTreeMap<AssignmentId, Vec<intervention::Model>> {
    let mut found: BTreeMap<AssignmentId, Vec<_>> = BTreeMap::new();
    for row in rows {
        found.entry(row.assignment_id).or_default().push(row);
    }
    found
}

fn oldest_first() -> sea_orm::Select<intervention::Entity> {
    intervention::Entity::find().order_by_asc(intervention::Column::At).order_by_asc(intervention::Column::Id)
}

/// One thing that was decided together with others: about whom, and about which assignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// What was decided.
    pub intervention: intervention::Model,
    /// About what.
    pub assignment: assignment::Model,
    /// About whom.
    pub person: person::Model,
}

/// Everything that was decided in one act about people of the scope, by name.
///
/// # Errors
/// The database did not answer.
pub async fn of_act(db: &impl ConnectionTrait, scope: &Scope, act: Uuid) -> Result<Vec<Decided>> {
    let rows = intervention::Entity::find()
        .filter(intervention::Column::ActId.eq(act))
        .find_also_related(assignment::Entity)
        .all(db)
        .await?;
    let mut found = Vec::new();
    for some in rows.chunks(TOGETHER) {
        let people = some.iter().filter_map(|(_, assignment)| assignment.as_ref()).map(|one| one.person_id);
        let people =
            person::Entity::find().filter(person::Column::Id.is_in(people)).filter(scope.everybody()).all(db).await?;
        let people: BTreeMap<PersonId, person::Model> = people.into_iter().map(|one| (one.id, one)).collect();
        for (intervention, assignment) in some.iter().cloned() {
            let Some(assignment) = assignment else { continue };
            let Some(person) = people.get(&assignment.person_id).cloned() else { continue };
            found.push(Decided { intervention, assignment, person });
        }
    }
    found.sort_by(|a, b| {
        (&a.person.name, a.person.id, a.assignment.id).cmp(&(&b.person.name, b.person.id, b.assignment.id))
    });
    Ok(found)
}

/// The intervention with this identity.
///
/// # Errors
/// [`Error::NotFound`], or the database did not answer.
pub async fn by_id(db: &impl ConnectionTrait, id: InterventionId) -> Result<intervention::Model> {
    intervention::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound)
}

/// Those of some assignments of which somebody was reminded on a day.
///
/// # Errors
/// The database did not answer.
pub async fn reminded(
    db: &impl ConnectionTrait,
    assignments: impl IntoIterator<Item = AssignmentId>,
    day: &str,
) -> Result<BTreeSet<AssignmentId>> {
    let assignments: Vec<AssignmentId> = assignments.into_iter().collect();
    let mut found = BTreeSet::new();
    for some in assignments.chunks(TOGETHER) {
        let rows = intervention::Entity::find()
            .filter(intervention::Column::AssignmentId.is_in(some.iter().copied()))
            .filter(intervention::Column::Day.eq(day))
            .all(db)
            .await?;
        found.extend(rows.into_iter().map(|row| row.assignment_id));
    }
    Ok(found)
}

/// When the assignment was due as first given, and what was decided since and not taken back.
///
/// # Errors
/// [`Error::Unreadable`] when an intervention says nothing that is known.
pub fn decisions(given: &assignment::Model, rows: &[intervention::Model]) -> Result<(Timestamp, Decisions)> {
    let mut decisions = Decisions::default();
    // Also one that was taken back knows what it moved.
    let first_due = rows.iter().find_map(|row| row.due_before).unwrap_or(given.due_at);
    for row in rows.iter().filter(|row| row.taken_back_at.is_none()) {
        let deed = Deed::from_word(&row.kind).ok_or_else(|| Error::unreadable("intervention", &row.kind))?;
        match (deed, row.due_after) {
            (Deed::Extend, Some(due_at)) => decisions.extensions.push(Extension { due_at, reason: row.reason.clone() }),
            (Deed::Exempt, _) => {
                let ground = row.ground.as_deref().and_then(Ground::from_word);
                let ground = ground.ok_or_else(|| Error::unreadable("intervention", "an exemption without ground"))?;
                decisions.exemption = Some(Exemption { at: row.at, ground, reason: row.reason.clone() });
            }
            _ => {}
        }
    }
    Ok((first_due, decisions))
}
