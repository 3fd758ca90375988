//! What reminding, giving more time and exempting have in common: whom it is about, and the row that says so. Must not import
//! anything but `domain` and `store`.

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Set};
use uuid::Uuid;

use crate::domain::ids::{AssignmentId, InterventionId, PersonId};
use crate::domain::intervention::{Deed, clean_reason};
use crate::domain::refusal::Refusal;
use crate::domain::time::Timestamp;
use crate::store::entities::{assignment, intervention, person};
use crate::store::overview::{Chosen, Scope, TOGETHER, open};
use crate::store::{Result, Tx, for_update, interventions, settings};

/// Most assignments that are decided about at once: one transaction, in parts of [`TOGETHER`].
pub const MOST: usize = 20_000;

/// Whom something is decided about, as the one who decides has seen it.
#[derive(Debug, Clone)]
pub struct Choice {
    /// Whose records the one who decides may see.
    pub scope: Scope,
    /// Which of them.
    pub chosen: Chosen,
    /// How many that were; with another number, nothing is done.
    pub expected: Option<usize>,
}

/// Those it would be about, and who is left out.
#[derive(Debug, Clone, Default)]
pub struct Candidates {
    /// Whom and which assignment, by name.
    pub lines: Vec<(person::Model, assignment::Model)>,
    /// Whether the one who decides is among those chosen. Nobody decides about themselves.
    pub oneself: bool,
    /// How many were reminded today already.
    pub reminded: usize,
    /// Whether there are more than can be decided about at once.
    pub too_many: bool,
}

/// Those it would be about.
///
/// # Errors
/// The database did not answer.
pub async fn candidates(
    db: &impl ConnectionTrait,
    deed: Deed,
    scope: &Scope,
    chosen: &Chosen,
    by: Option<PersonId>,
    now: Timestamp,
) -> Result<Candidates> {
    let mut lines = open(db, scope, chosen, now, MOST as u64 + 1).await?;
    let mut found = Candidates { too_many: lines.len() > MOST, ..Candidates::default() };
    lines.truncate(MOST);
    let mut reminded = BTreeSet::new();
    if deed == Deed::Remind {
        let day = today(db, now).await?;
        reminded = interventions::reminded(db, lines.iter().map(|(_, assignment)| assignment.id), &day).await?;
    }
    for (person, assignment) in lines {
        if deed != Deed::Remind && by == Some(person.id) {
            found.oneself = true;
        } else if reminded.contains(&assignment.id) {
            found.reminded += 1;
        } else {
            found.lines.push((person, assignment));
        }
    }
    Ok(found)
}

/// Those it is about, if they are as many as was seen.
pub(super) async fn confirmed(tx: &Tx, deed: Deed, choice: &Choice) -> Result<Vec<(person::Model, assignment::Model)>> {
    let found = candidates(tx.db(), deed, &choice.scope, &choice.chosen, tx.by().person(), tx.now()).await?;
    if found.too_many {
        return Err(Refusal::field("sure", "These are too many at once. Narrow the list first").into());
    }
    match choice.expected {
        None => Err(Refusal::field("sure", "Look at the list, then tick the box").into()),
        _ if found.lines.is_empty() => Err(Refusal::field("sure", "Nobody is left to whom this applies").into()),
        Some(expected) if expected == found.lines.len() => Ok(found.lines),
        Some(_) => {
            let message = "The list has changed since you looked. Check it once more, then tick the box";
            Err(Refusal::field("sure", message).into())
        }
    }
}

/// Assignments in parts that are dealt with together, in one order, so that two who decide at once do not wait for each other.
pub(super) fn in_parts(ids: impl IntoIterator<Item = AssignmentId>) -> Vec<Vec<AssignmentId>> {
    let ids: BTreeSet<AssignmentId> = ids.into_iter().collect();
    let ids: Vec<AssignmentId> = ids.into_iter().collect();
    ids.chunks(TOGETHER).map(<[_]>::to_vec).collect()
}

/// Those of some assignments that are open still, held until the transaction ends: nobody completes or decides about one in
/// between.
pub(super) async fn hold_open(tx: &Tx, ids: &[AssignmentId]) -> Result<Vec<assignment::Model>> {
    let query = assignment::Entity::find()
        .filter(assignment::Column::Id.is_in(ids.iter().copied()))
        .filter(assignment::Column::CompletedAt.is_null())
        .filter(assignment::Column::ExemptAt.is_null())
        .order_by_asc(assignment::Column::Id);
    Ok(for_update(tx.db(), query).all(tx.db()).await?)
}

/// Changes some assignments alike.
pub(super) async fn change(tx: &Tx, ids: &[AssignmentId], change: assignment::ActiveModel) -> Result<()> {
    let of_them = assignment::Column::Id.is_in(ids.iter().copied());
    assignment::Entity::update_many().set(change).filter(of_them).exec(tx.db()).await?;
    Ok(())
}

/// Writes down what was decided.
pub(super) async fn keep(tx: &Tx, rows: Vec<intervention::ActiveModel>) -> Result<()> {
    if !rows.is_empty() {
        intervention::Entity::insert_many(rows).exec_without_returning(tx.db()).await?;
    }
    Ok(())
}

/// The day it is in the organisation.
pub(super) async fn today(db: &impl ConnectionTrait, now: Timestamp) -> Result<String> {
    Ok(now.iso_date_in(&settings::organisation(db).await?.zone))
}

/// A reason that must be given.
pub(super) fn reason(typed: &str) -> Result<String> {
    match clean_reason(typed) {
        Ok(reason) if reason.is_empty() => Err(Refusal::field("reason", "Say why").into()),
        Ok(reason) => Ok(reason),
        Err(message) => Err(Refusal::field("reason", message).into()),
    }
}

/// The row of a decision, with what all have in common.
pub(super) fn row(
    tx: &Tx,
    deed: Deed,
    act: Uuid,
    assignment: &assignment::Model,
    reason: &str,
) -> Result<intervention::ActiveModel> {
    // Decisions are people's: each has somebody who answers for it.
    let by = tx.by().person().ok_or(crate::store::Error::NotFound)?;
    Ok(intervention::ActiveModel {
        id: Set(InterventionId::new()),
        act_id: Set(act),
        assignment_id: Set(assignment.id),
        kind: Set(deed.word().to_owned()),
        reason: Set(reason.to_owned()),
        ground: Set(None),
        day: Set(None),
        due_before: Set(None),
        due_after: Set(None),
        by_id: Set(by),
        at: Set(tx.now()),
        taken_back_at: Set(None),
        taken_back_by: Set(None),
    })
}
