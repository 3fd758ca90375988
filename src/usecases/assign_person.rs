//! Holding one person to a program. Must not import anything but `domain`, `catalog` and `store`.

use sea_orm::Set;
use uuid::Uuid;

use super::extend_due::end_of_day;
use super::join_unit::{Terms, assignment_to, record_assignment};
use super::readiness::Readiness;
use super::reevaluate::reevaluate;
use crate::catalog::Published;
use crate::domain::ids::PersonId;
use crate::domain::refusal::Refusal;
use crate::store::{Command, Error, Result, Tx, insert_new, people};

/// Holds a person to a program until the end of a day, read in the zone of the program.
#[derive(Debug)]
pub struct AssignPerson<'a> {
    /// Whom.
    pub person: PersonId,
    /// To which program.
    pub program: &'a str,
    /// The day as typed, `2026-05-31`.
    pub until: &'a str,
    /// Identity of this.
    pub act: Uuid,
    /// What is taught.
    pub published: &'a Published,
}

impl Command for AssignPerson<'_> {
    type Output = ();

    async fn run(&self, tx: &Tx) -> Result<()> {
        let program = self.published.catalog.program(self.program).ok_or(Error::NotFound)?;
        Readiness::load(tx.db()).await?.check(program)?;
        let person = people::lock(tx.db(), self.person).await?;
        if person.disabled_at.is_some() {
            return Err(Refusal::AccessEnded.into());
        }
        let due = end_of_day(self.until, &program.time_zone)?;
        if due <= tx.now() {
            return Err(Refusal::field("until", "Choose a day from today on").into());
        }
        let terms = Terms { days: program.due_days, act: Some(self.act) };
        let mut row = assignment_to(tx, self.published, person.id, program, terms)?;
        row.due_at = Set(due);
        if !insert_new(tx.db(), row.clone()).await? {
            return Err(Refusal::field("sure", "This person is held to it already").into());
        }
        record_assignment(tx, &row).await?;
        reevaluate(tx, self.published, person.id).await?;
        Ok(())
    }
}
