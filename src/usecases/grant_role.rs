//! Giving a person a role. Must not import anything but `domain` and `store`.

use sea_orm::Set;
use serde_json::json;

use super::session;
use crate::domain::ids::{PersonId, RoleGrantId, UnitId};
use crate::domain::person::Role;
use crate::domain::refusal::Refusal;
use crate::store::entities::role_grant;
use crate::store::{Command, Result, Tx, insert_new, people};

/// Gives a role over a unit, or over the whole organisation.
#[derive(Debug)]
pub struct GrantRole {
    /// To whom.
    pub person: PersonId,
    /// Which.
    pub role: Role,
    /// Over which unit; none for the whole organisation.
    pub unit: Option<UnitId>,
}

impl Command for GrantRole {
    type Output = ();

    async fn run(&self, tx: &Tx) -> Result<()> {
        self.check()?;
        let person = people::person(tx.db(), self.person).await?;
        let row = role_grant::ActiveModel {
            id: Set(RoleGrantId::new()),
            person_id: Set(person.id),
            role: Set(self.role.word().to_owned()),
            unit_id: Set(self.unit),
            granted_at: Set(tx.now()),
        };
        if insert_new(tx.db(), row).await? {
            // With new powers come a new session and its shorter limits.
            session::end_all(tx, person.id).await?;
            let details = json!({ "role": self.role, "unit": self.unit });
            tx.record("role.granted", Some(person.id.0), &details).await?;
        }
        Ok(())
    }
}

impl GrantRole {
    fn check(&self) -> Result<()> {
        match self.role {
            Role::Learner => Err(Refusal::field("role", "Everybody is a learner already. Choose another role").into()),
            Role::Administrator | Role::Auditor if self.unit.is_some() => {
                let message = "Administrators and auditors see everything. Choose the whole organisation";
                Err(Refusal::field("over", message).into())
            }
            _ => Ok(()),
        }
    }
}
