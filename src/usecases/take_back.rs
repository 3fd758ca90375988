//! Taking back what was decided: more time, or an exemption. Must not import anything but `domain` and `store`.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};
use serde_json::json;
use uuid::Uuid;

use crate::domain::ids::{AssignmentId, InterventionId, PersonId};
use crate::domain::intervention::Deed;
use crate::domain::refusal::Refusal;
use crate::store::entities::{assignment, intervention};
use crate::store::interventions::{self, Decided};
use crate::store::overview::Scope;
use crate::store::{Command, Error, Result, Tx, for_update, people};

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
        let mut wanted: Vec<Decided> = all.into_iter().filter(ours).collect();
        if wanted.is_empty() {
            return Err(Error::NotFound);
        }
        // In one order, so that two who take back at once do not wait for each other.
        wanted.sort_by_key(|one| one.person.id);
        let mut count = 0;
        for one in wanted {
            count += usize::from(take_back(tx, &one).await?);
        }
        if count == 0 {
            return Err(Refusal::NothingToTakeBack.into());
        }
        Ok(count)
    }
}

async fn take_back(tx: &Tx, decided: &Decided) -> Result<bool> {
    let kind = match Deed::from_word(&decided.intervention.kind) {
        // A mail that was sent stays sent.
        None | Some(Deed::Remind) => return Ok(false),
        Some(Deed::Extend) => "extension.taken-back",
        Some(Deed::Exempt) => "exemption.taken-back",
    };
    if tx.by().person() == Some(decided.person.id) {
        return Err(Refusal::NotYourself.into());
    }
    people::lock(tx.db(), decided.person.id).await?;
    let id = decided.intervention.id;
    let taken = intervention::Entity::update_many()
        .set(intervention::ActiveModel {
            taken_back_at: Set(Some(tx.now())),
            taken_back_by: Set(tx.by().person()),
            ..Default::default()
        })
        .filter(intervention::Column::Id.eq(id))
        .filter(intervention::Column::TakenBackAt.is_null())
        .exec(tx.db())
        .await?;
    if taken.rows_affected == 0 {
        return Ok(false);
    }
    roll_up(tx, decided.assignment.id).await?;
    let details = json!({
        "act": decided.intervention.act_id, "assignment": decided.assignment.id, "program": decided.assignment.program_key,
    });
    tx.record(kind, Some(decided.person.id.0), &details).await?;
    Ok(true)
}

/// The assignment as what is left of the decisions makes it.
async fn roll_up(tx: &Tx, id: AssignmentId) -> Result<()> {
    // Held before the decisions are read: those who decide something new change this row first, and are waited for.
    let held = for_update(tx.db(), assignment::Entity::find_by_id(id)).one(tx.db()).await?;
    let assignment = &held.ok_or(Error::NotFound)?;
    let rows = interventions::of_assignment(tx.db(), assignment.id).await?;
    let (first_due, decisions) = interventions::decisions(assignment, &rows)?;
    let change = assignment::ActiveModel {
        due_at: Set(decisions.extensions.last().map_or(first_due, |extension| extension.due_at)),
        exempt_at: Set(decisions.exemption.map(|exemption| exemption.at)),
        ..Default::default()
    };
    assignment::Entity::update_many()
        .set(change)
        .filter(assignment::Column::Id.eq(assignment.id))
        .exec(tx.db())
        .await?;
    Ok(())
}
