//! Exempting people from what they are held to. Must not import anything but `domain` and `store`.

use sea_orm::Set;
use serde_json::json;
use uuid::Uuid;

use super::decide::{Choice, change, confirmed, hold_open, in_parts, keep, reason, row};
use crate::domain::intervention::{Deed, Ground};
use crate::domain::refusal::Refusal;
use crate::store::entities::assignment;
use crate::store::{Command, Result, Tx};

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
        let chosen = confirmed(tx, Deed::Exempt, &self.choice).await?;
        let mut count = 0;
        for part in in_parts(chosen.iter().map(|(_, assignment)| assignment.id)) {
            let open = hold_open(tx, &part).await?;
            let exempt = assignment::ActiveModel { exempt_at: Set(Some(tx.now())), ..Default::default() };
            change(tx, &open.iter().map(|one| one.id).collect::<Vec<_>>(), exempt).await?;
            let mut rows = Vec::new();
            for assignment in &open {
                let mut row = row(tx, Deed::Exempt, self.act, assignment, &reason)?;
                row.ground = Set(Some(ground.word().to_owned()));
                rows.push(row);
                let details = json!({
                    "act": self.act, "assignment": assignment.id, "program": assignment.program_key, "reason": reason,
                    "ground": ground.word(),
                });
                tx.record("assignment.exempted", Some(assignment.person_id.0), &details).await?;
            }
            keep(tx, rows).await?;
            count += open.len();
        }
        Ok(count)
    }
}
