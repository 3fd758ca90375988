//! Giving people more time. Must not import anything but `domain` and `store`.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};
use serde_json::json;
use uuid::Uuid;

use super::decide::{Choice, confirmed, reason, row};
use crate::domain::ids::PersonId;
use crate::domain::intervention::Deed;
use crate::domain::refusal::Refusal;
use crate::domain::time::Timestamp;
use crate::store::entities::assignment;
use crate::store::{Command, Result, Tx, assignments, insert};

/// Moves due dates to the end of a day, read in the zone of each program. Who has longer already keeps that.
#[derive(Debug)]
pub struct ExtendDue {
    /// Whose.
    pub choice: Choice,
    /// The day as typed, `2026-05-31`.
    pub until: String,
    /// Why, as typed.
    pub reason: String,
    /// Identity of all of this.
    pub act: Uuid,
}

impl Command for ExtendDue {
    /// How many due dates were moved.
    type Output = usize;

    async fn run(&self, tx: &Tx) -> Result<usize> {
        let reason = reason(&self.reason)?;
        let mut count = 0;
        for (person, assignment) in confirmed(tx, Deed::Extend, &self.choice).await? {
            let zone = assignments::program_of(tx.db(), &assignment).await?.time_zone;
            let due = end_of_day(&self.until, &zone)?;
            if due <= tx.now() {
                return Err(Refusal::field("until", "Choose a day from today on").into());
            }
            count +=
                usize::from(due > assignment.due_at && self.move_to(tx, person.id, &assignment, due, &reason).await?);
        }
        if count == 0 {
            return Err(Refusal::field("until", "Everybody has at least that long already. Choose a later day").into());
        }
        Ok(count)
    }
}

/// The last second of a day as typed.
pub(super) fn end_of_day(typed: &str, zone: &str) -> Result<Timestamp> {
    Timestamp::start_of_day(typed.trim(), zone)
        .and_then(|start| start.end_of_day_after(0, zone))
        .map_err(|_| Refusal::field("until", "Enter a day, like 2026-05-31").into())
}

impl ExtendDue {
    async fn move_to(
        &self,
        tx: &Tx,
        person: PersonId,
        assignment: &assignment::Model,
        due: Timestamp,
        reason: &str,
    ) -> Result<bool> {
        // Guarded by what was read: it may have been completed or moved in between.
        let moved = assignment::Entity::update_many()
            .set(assignment::ActiveModel { due_at: Set(due), ..Default::default() })
            .filter(assignment::Column::Id.eq(assignment.id))
            .filter(assignment::Column::DueAt.eq(assignment.due_at))
            .filter(assignment::Column::CompletedAt.is_null())
            .exec(tx.db())
            .await?;
        if moved.rows_affected == 0 {
            return Ok(false);
        }
        let mut row = row(tx, Deed::Extend, self.act, assignment, reason)?;
        (row.due_before, row.due_after) = (Set(Some(assignment.due_at)), Set(Some(due)));
        insert(tx.db(), row).await?;
        let details = json!({
            "act": self.act, "assignment": assignment.id, "program": assignment.program_key, "reason": reason,
            "due_before": assignment.due_at, "due_after": due,
        });
        tx.record("assignment.extended", Some(person.0), &details).await?;
        Ok(true)
    }
}
