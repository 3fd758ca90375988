//! Taking back what was decided: more time, or an exemption. Must not import anything but `domain` and `store`.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Set};
use serde_json::json;
use uuid::Uuid;

use super::decide::{change, in_parts};
use crate::domain::ids::{AssignmentId, InterventionId, PersonId};
use crate::domain::intervention::Deed;
use crate::domain::refusal::Refusal;
use crate::domain::time::Timestamp;
use crate::store::entities::{assignment, intervention};
use crate::store::interventions::{self, Decided};
use crate::store::overview::Scope;
use crate::store::{Command, Error, Result, Tx, for_update};

/// Takes back all of one act, or one part of it. That is a fact of its own: what was decided stays on record.
#[derive(Debug)]
pub struct TakeBack {
    /// Which act.
    pub act: Uuid,
    /// Only this part.
    pub only: Option<InterventionId>,
    /// Whose records the one who takes back may see.
    pub scope: Scope,
    /// Only what this person decided.
    pub decided_by: Option<PersonId>,
}

impl Command for TakeBack {
    /// How many were taken back.
    type Output = usize;

    async fn run(&self, tx: &Tx) -> Result<usize> {
        let all = interventions::of_act(tx.db(), &self.scope, self.act).await?;
        let ours = |one: &Decided| {
            self.decided_by.is_none_or(|by| one.intervention.by_id == by)
                && self.only.is_none_or(|only| one.intervention.id == only)
        };
        let wanted: Vec<Decided> = all.into_iter().filter(ours).collect();
        if wanted.is_empty() {
            return Err(Error::NotFound);
        }
        if wanted.iter().any(|one| tx.by().person() == Some(one.person.id)) {
            return Err(Refusal::NotYourself.into());
        }
        // A mail that was sent stays sent.
        let wanted: Vec<Decided> = wanted.into_iter().filter(|one| kind_of(&one.intervention).is_some()).collect();
        let assignments: Vec<AssignmentId> = wanted.iter().map(|one| one.assignment.id).collect();
        let wanted: BTreeSet<InterventionId> = wanted.iter().map(|one| one.intervention.id).collect();
        let mut count = 0;
        for part in in_parts(assignments) {
            count += take_back(tx, &part, &wanted).await?;
        }
        if count == 0 {
            return Err(Refusal::NothingToTakeBack.into());
        }
        Ok(count)
    }
}

/// How taking it back is recorded, where it can be.
fn kind_of(one: &intervention::Model) -> Option<&'static str> {
    match Deed::from_word(&one.kind)? {
        Deed::Remind => None,
        Deed::Extend => Some("extension.taken-back"),
        Deed::Exempt => Some("exemption.taken-back"),
    }
}

/// Takes back what is wanted and still stands about some assignments; gives how much that is.
async fn take_back(tx: &Tx, part: &[AssignmentId], wanted: &BTreeSet<InterventionId>) -> Result<usize> {
    // Held before the decisions are read: those who decide something new hold these rows first, and are waited for.
    let query = assignment::Entity::find()
        .filter(assignment::Column::Id.is_in(part.iter().copied()))
        .order_by_asc(assignment::Column::Id);
    let held = for_update(tx.db(), query).all(tx.db()).await?;
    let mut decided = interventions::of_assignments(tx.db(), part).await?;
    let mut taken = Vec::new();
    let mut changes: BTreeMap<(Timestamp, Option<Timestamp>), Vec<AssignmentId>> = BTreeMap::new();
    for assignment in &held {
        let mut rows = decided.remove(&assignment.id).unwrap_or_default();
        for row in rows.iter_mut().filter(|row| wanted.contains(&row.id) && row.taken_back_at.is_none()) {
            let Some(kind) = kind_of(row) else { continue };
            row.taken_back_at = Some(tx.now());
            taken.push(row.id);
            let details = json!({ "act": row.act_id, "assignment": assignment.id, "program": assignment.program_key });
            tx.record(kind, Some(assignment.person_id.0), &details).await?;
        }
        changes.entry(roll_up(assignment, &rows)?).or_default().push(assignment.id);
    }
    let back = intervention::ActiveModel {
        taken_back_at: Set(Some(tx.now())),
        taken_back_by: Set(tx.by().person()),
        ..Default::default()
    };
    let those = intervention::Column::Id.is_in(taken.iter().copied());
    intervention::Entity::update_many().set(back).filter(those).exec(tx.db()).await?;
    for ((due_at, exempt_at), ids) in changes {
        let rolled = assignment::ActiveModel { due_at: Set(due_at), exempt_at: Set(exempt_at), ..Default::default() };
        change(tx, &ids, rolled).await?;
    }
    Ok(taken.len())
}

/// Due date and exemption as what is left of the decisions makes them.
fn roll_up(assignment: &assignment::Model, rows: &[intervention::Model]) -> Result<(Timestamp, Option<Timestamp>)> {
    let (first_due, decisions) = interventions::decisions(assignment, rows)?;
    let due_at = decisions.extensions.last().map_or(first_due, |extension| extension.due_at);
    Ok((due_at, decisions.exemption.map(|exemption| exemption.at)))
}
