//! Giving somebody more time where assessments have a limit. Must not import anything but `domain` and `store`.

use sea_orm::Set;
use serde_json::json;

use super::allow_attempt::reason;
use crate::domain::ids::{ExtraTimeId, PersonId};
use crate::domain::person::By;
use crate::domain::refusal::Refusal;
use crate::store::entities::extra_time;
use crate::store::{Command, Error, Result, Tx, insert, people};

/// Shares of the limit that can be given on top of it, in percent; nothing takes it back.
pub const CHOICES: [u16; 5] = [0, 25, 50, 100, 200];

/// Sets a person's extra time, for attempts that begin from now on. Who may do so for whom is for the caller to have
/// checked.
#[derive(Debug)]
pub struct GrantTime<'a> {
    /// For whom.
    pub person: PersonId,
    /// In percent of the limit, one of [`CHOICES`].
    pub percent: &'a str,
    /// Why, in the words of who grants it.
    pub reason: &'a str,
}

impl Command for GrantTime<'_> {
    type Output = ();

    async fn run(&self, tx: &Tx) -> Result<()> {
        let By::Person(given_by) = tx.by() else { return Err(Error::NotFound) };
        if given_by == self.person {
            return Err(Refusal::NotYourself.into());
        }
        let chosen = CHOICES.into_iter().find(|choice| choice.to_string() == self.percent);
        let percent = chosen.ok_or_else(|| Refusal::field("percent", "Choose one of the times in the list"))?;
        let reason = reason(self.reason)?;
        people::lock(tx.db(), self.person).await?;
        let row = extra_time::ActiveModel {
            id: Set(ExtraTimeId::new()),
            person_id: Set(self.person),
            percent: Set(i32::from(percent)),
            reason: Set(reason.clone()),
            given_by: Set(given_by),
            at: Set(tx.now()),
        };
        insert(tx.db(), row).await?;
        tx.record("time.granted", Some(self.person.0), &json!({ "percent": percent, "reason": reason })).await
    }
}
