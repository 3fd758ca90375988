//! Letting an administrator in, for the first time or again. Must not import anything but `domain` and `store`.

use super::create_person::CreatePerson;
use super::grant_role::GrantRole;
use super::invite_person::InvitePerson;
use super::token::Token;
use crate::domain::person::{Role, clean_email};
use crate::domain::refusal::Refusal;
use crate::store::{Command, Result, Tx, people};

/// Adds an administrator and makes a one-time link. For an address that is known already it makes that person an
/// administrator and a new link, so that a lost password locks nobody out for good.
#[derive(Debug)]
pub struct CreateAdministrator {
    /// E-mail address as typed.
    pub email: String,
    /// Name as typed.
    pub name: String,
}

impl Command for CreateAdministrator {
    type Output = Token;

    async fn run(&self, tx: &Tx) -> Result<Token> {
        let email = clean_email(&self.email).map_err(|message| Refusal::field("email", message))?;
        let person = match people::by_email(tx.db(), &email).await? {
            Some(person) => person.id,
            None => CreatePerson { email, name: self.name.clone() }.run(tx).await?,
        };
        GrantRole { person, role: Role::Administrator, unit: None }.run(tx).await?;
        InvitePerson { person }.run(tx).await
    }
}
