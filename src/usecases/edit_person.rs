//! Changing a person's name or address. Must not import anything but `domain` and `store`.

use sea_orm::{EntityTrait, Set, SqlErr};
use serde_json::json;

use super::accept_invitation::spend_links;
use super::printable;
use crate::domain::ids::PersonId;
use crate::domain::person::{clean_email, clean_name};
use crate::domain::refusal::Refusal;
use crate::store::entities::person;
use crate::store::{Command, Error, Result, Tx, people};

/// Gives a person another name or address. Certificates keep the name they were issued to.
#[derive(Debug)]
pub struct EditPerson {
    /// Whose.
    pub person: PersonId,
    /// E-mail address as typed.
    pub email: String,
    /// Name as typed.
    pub name: String,
}

impl Command for EditPerson {
    type Output = ();

    async fn run(&self, tx: &Tx) -> Result<()> {
        let email = clean_email(&self.email).map_err(|message| Refusal::field("email", message))?;
        let name = clean_name(&self.name).map_err(|message| Refusal::field("name", message))?;
        let before = people::lock(tx.db(), self.person).await?;
        if people::is_erased(&before) {
            return Err(Refusal::Erased.into());
        }
        if (&before.email, &before.name) == (&email, &name) {
            return Ok(());
        }
        // An old name that cannot be printed must not keep anybody from mending the address.
        if before.name != name {
            printable::check("name", &name)?;
        }
        // Looked up first, because a broken unique key ends a transaction on PostgreSQL.
        if people::by_email(tx.db(), &email).await?.is_some_and(|other| other.id != before.id) {
            return Err(Refusal::EmailTaken.into());
        }
        let after = person::ActiveModel {
            id: Set(before.id),
            email: Set(email.clone()),
            name: Set(name.clone()),
            ..Default::default()
        };
        person::Entity::update(after).exec(tx.db()).await.map_err(taken)?;
        if before.email != email {
            // Links that went to the old address may be in somebody else's hands.
            spend_links(tx, before.id).await?;
        }
        let details = json!({
            "email": email, "name": name, "email_before": before.email, "name_before": before.name,
        });
        tx.record("person.changed", Some(before.id.0), &details).await
    }
}

/// Somebody else was given the address a moment ago.
fn taken(error: sea_orm::DbErr) -> Error {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => Refusal::EmailTaken.into(),
        _ => error.into(),
    }
}
