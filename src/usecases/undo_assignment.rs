//! Taking back what was assigned in one act, while nobody has started. Must not import anything but `domain` and `store`.

use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use super::end_rule::EndRule;
use crate::domain::ids::RuleId;
use crate::domain::refusal::Refusal;
use crate::store::entities::{assignment, intervention};
use crate::store::overview::TOGETHER;
use crate::store::{Command, Error, Result, Tx, people, rules};

/// Takes back every assignment of the act, and ends its rule if it made one. What was assigned and taken back stays on the
/// ledger.
#[derive(Debug)]
pub struct UndoAssignment {
    /// Which act.
    pub act: Uuid,
}

impl Command for UndoAssignment {
    /// How many assignments were taken back.
    type Output = usize;

    async fn run(&self, tx: &Tx) -> Result<usize> {
        let rule = match rules::by_id(tx.db(), RuleId(self.act)).await {
            Ok(rule) => Some(rule),
            Err(Error::NotFound) => None,
            Err(error) => return Err(error),
        };
        for assignment in rules::given(tx.db(), self.act).await? {
            people::lock(tx.db(), assignment.person_id).await?;
        }
        // Read again, now that nobody can start in between.
        let given = rules::given(tx.db(), self.act).await?;
        match &rule {
            Some(rule) if rule.ended_at.is_none() => EndRule { rule: rule.id }.run(tx).await?,
            _ if given.is_empty() => return Err(Refusal::NothingToTakeBack.into()),
            _ => {}
        }
        if touched(tx, &given).await? {
            return Err(Refusal::StartedSince.into());
        }
        for assignment in &given {
            assignment::Entity::delete_by_id(assignment.id).exec(tx.db()).await?;
            let details = json!({ "act": self.act, "assignment": assignment.id, "program": assignment.program_key, "due_at": assignment.due_at });
            tx.record("assignment.taken-back", Some(assignment.person_id.0), &details).await?;
        }
        Ok(given.len())
    }
}

/// Whether somebody has begun, or something was decided about one of them.
async fn touched(tx: &Tx, given: &[assignment::Model]) -> Result<bool> {
    let begun =
        |one: &assignment::Model| one.started_at.is_some() || one.completed_at.is_some() || one.exempt_at.is_some();
    if given.iter().any(begun) {
        return Ok(true);
    }
    for some in given.chunks(TOGETHER) {
        let ids = some.iter().map(|one| one.id);
        let decided = intervention::Entity::find().filter(intervention::Column::AssignmentId.is_in(ids));
        if decided.count(tx.db()).await? > 0 {
            return Ok(true);
        }
    }
    Ok(false)
}
