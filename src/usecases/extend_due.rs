//! Giving people more time. Must not import anything but `domain` and `store`.

use std::collections::BTreeMap;

use sea_orm::Set;
use serde_json::json;
use uuid::Uuid;

use super::decide::{Choice, change, confirmed, hold_open, in_parts, keep, reason, row};
use crate::domain::ids::AssignmentId;
use crate::domain::intervention::Deed;
use crate::domain::refusal::Refusal;
use crate::domain::time::Timestamp;
use crate::store::entities::assignment;
use crate::store::{Command, Result, Tx, assignments};

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
        let chosen = confirmed(tx, Deed::Extend, &self.choice).await?;
        let mut dues = BTreeMap::new();
        for (_, assignment) in &chosen {
            if !dues.contains_key(&assignment.program_hash) {
                let zone = assignments::program_of(tx.db(), assignment).await?.time_zone;
                let due = end_of_day(&self.until, &zone)?;
                if due <= tx.now() {
                    return Err(Refusal::field("until", "Choose a day from today on").into());
                }
                dues.insert(assignment.program_hash.clone(), due);
            }
        }
        let mut count = 0;
        for part in in_parts(chosen.iter().map(|(_, assignment)| assignment.id)) {
            count += self.move_part(tx, &part, &dues, &reason).await?;
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
    /// Moves those of some that have less time; gives how many those are.
    async fn move_part(
        &self,
        tx: &Tx,
        part: &[AssignmentId],
        dues: &BTreeMap<String, Timestamp>,
        reason: &str,
    ) -> Result<usize> {
        let mut moved: BTreeMap<Timestamp, Vec<AssignmentId>> = BTreeMap::new();
        let mut rows = Vec::new();
        for assignment in hold_open(tx, part).await? {
            let due = dues.get(&assignment.program_hash).copied();
            let Some(due) = due.filter(|due| *due > assignment.due_at) else { continue };
            moved.entry(due).or_default().push(assignment.id);
            let mut row = row(tx, Deed::Extend, self.act, &assignment, reason)?;
            (row.due_before, row.due_after) = (Set(Some(assignment.due_at)), Set(Some(due)));
            rows.push(row);
            let details = json!({
                "act": self.act, "assignment": assignment.id, "program": assignment.program_key, "reason": reason,
                "due_before": assignment.due_at, "due_after": due,
            });
            tx.record("assignment.extended", Some(assignment.person_id.0), &details).await?;
        }
        for (due, ids) in moved {
            change(tx, &ids, assignment::ActiveModel { due_at: Set(due), ..Default::default() }).await?;
        }
        let count = rows.len();
        keep(tx, rows).await?;
        Ok(count)
    }
}
