//! Adding a person with a place and a role, all at once. Must not import anything but `domain`, `catalog` and `store`.

use super::create_person::CreatePerson;
use super::grant_role::GrantRole;
use super::join_unit::JoinUnit;
use crate::catalog::Published;
use crate::domain::ids::{PersonId, UnitId};
use crate::domain::person::Role;
use crate::store::{Command, Result, Tx};

/// Adds a person to a unit and gives a role.
#[derive(Debug)]
pub struct EnrolPerson<'a> {
    /// E-mail address as typed.
    pub email: String,
    /// Name as typed.
    pub name: String,
    /// The unit they belong to, if any.
    pub unit: Option<UnitId>,
    /// A role beyond learner, and the unit it reaches over; none for the whole organisation.
    pub role: Option<(Role, Option<UnitId>)>,
    /// What is taught.
    pub published: &'a Published,
}

impl Command for EnrolPerson<'_> {
    type Output = PersonId;

    async fn run(&self, tx: &Tx) -> Result<PersonId> {
        let person = CreatePerson { email: self.email.clone(), name: self.name.clone() }.run(tx).await?;
        if let Some(unit) = self.unit {
            JoinUnit { person, unit, published: self.published }.run(tx).await?;
        }
        if let Some((role, unit)) = self.role {
            GrantRole { person, role, unit }.run(tx).await?;
        }
        Ok(person)
    }
}
