//! Taking a role back. Must not import anything but `domain` and `store`.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::session;
use crate::domain::ids::{PersonId, RoleGrantId};
use crate::domain::person::{By, Role};
use crate::domain::refusal::Refusal;
use crate::store::entities::role_grant;
use crate::store::{Command, Error, Result, Tx, people};

/// Takes a role back and ends the person's sessions. Administrators keep their own, and the last one stays one.
#[derive(Debug)]
pub struct TakeRole {
    /// From whom.
    pub person: PersonId,
    /// Which of their roles.
    pub grant: RoleGrantId,
}

impl Command for TakeRole {
    type Output = ();

    async fn run(&self, tx: &Tx) -> Result<()> {
        let grants = people::role_grants(tx.db(), self.person).await?;
        let grant = grants.iter().find(|grant| grant.id == self.grant).ok_or(Error::NotFound)?;
        if grant.role == Role::Administrator.word() {
            if tx.by() == By::Person(self.person) {
                return Err(Refusal::NotYourself.into());
            }
            people::keep_an_administrator(tx.db(), self.person).await?;
        }
        let taken = role_grant::Entity::delete_many()
            .filter(role_grant::Column::Id.eq(grant.id))
            .filter(role_grant::Column::PersonId.eq(self.person))
            .exec(tx.db())
            .await?;
        if taken.rows_affected == 1 {
            session::end_all(tx, self.person).await?;
            let details = json!({ "role": grant.role, "unit": grant.unit_id });
            tx.record("role.taken", Some(self.person.0), &details).await?;
        }
        Ok(())
    }
}
