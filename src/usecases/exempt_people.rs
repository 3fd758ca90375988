//! Exempting people from what they are held to. Must not import anything but `domain` and `store`.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};
use serde_json::json;
use uuid::Uuid;

use super::decide::{Choice, confirmed, reason, row};
use crate::domain::intervention::{Deed, Ground};
use crate::domain::refusal::Refusal;
use crate::store::entities::assignment;
use crate::store::{Command, Result, Tx, insert_new};

/// Counts requirements as met without a certificate. Who earns one all the same gets it.
#[derive(Debug)]
pub struct ExemptPeople {
    /// Whom, from what.
    pub choice: Choice,
    /// On which ground, as its word.
    pub ground: String,
    /// Why, as typed.
    pub reason: String,
    /// Identity of all of this.
    pub act: Uuid,
}

impl Command for ExemptPeople {
    /// How many are exempt.
    type Output = usize;

    async fn run(&self, tx: &Tx) -> Result<usize> {
        let ground = Ground::from_word(&self.ground);
        let ground = ground.ok_or_else(|| Refusal::field("ground", "Choose what kind of exemption this is"))?;
        let reason = reason(&self.reason)?;
        let mut count = 0;
        for (person, assignment) in confirmed(tx, Deed::Exempt, &self.choice).await? {
            let exempt = assignment::Entity::update_many()
                .set(assignment::ActiveModel { exempt_at: Set(Some(tx.now())), ..Default::default() })
                .filter(assignment::Column::Id.eq(assignment.id))
                .filter(assignment::Column::CompletedAt.is_null())
                .filter(assignment::Column::ExemptAt.is_null())
                .exec(tx.db())
                .await?;
            let mut row = row(tx, Deed::Exempt, self.act, &assignment, &reason)?;
            row.ground = Set(Some(ground.word().to_owned()));
            if exempt.rows_affected == 0 || !insert_new(tx.db(), row).await? {
                continue;
            }
            let details = json!({
                "act": self.act, "assignment": assignment.id, "program": assignment.program_key, "reason": reason,
                "ground": ground.word(),
            });
            tx.record("assignment.exempted", Some(person.id.0), &details).await?;
            count += 1;
        }
        Ok(count)
    }
}
