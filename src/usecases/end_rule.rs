//! Ending a rule: nobody new is held to the program by it. Must not import anything but `domain` and `store`.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};
use serde_json::json;

use crate::domain::ids::RuleId;
use crate::domain::refusal::Refusal;
use crate::store::entities::assignment_rule;
use crate::store::{Command, Result, Tx, rules};

/// Ends a rule. Those who are held to the program stay held to it.
#[derive(Debug)]
pub struct EndRule {
    /// Which.
    pub rule: RuleId,
}

impl Command for EndRule {
    type Output = ();

    async fn run(&self, tx: &Tx) -> Result<()> {
        let rule = rules::by_id(tx.db(), self.rule).await?;
        let ended = assignment_rule::Entity::update_many()
            .set(assignment_rule::ActiveModel { ended_at: Set(Some(tx.now())), ..Default::default() })
            .filter(assignment_rule::Column::Id.eq(rule.id))
            .filter(assignment_rule::Column::EndedAt.is_null())
            .exec(tx.db())
            .await?;
        if ended.rows_affected == 0 {
            return Err(Refusal::NothingToTakeBack.into());
        }
        let details = json!({ "rule": rule.id, "program": rule.program_key, "unit": rule.unit_id });
        tx.record("rule.ended", Some(rule.unit_id.0), &details).await
    }
}
