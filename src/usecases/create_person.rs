//! Adding a person. Must not import anything but `domain` and `store`.

use sea_orm::Set;
use serde_json::json;

use super::printable;
use crate::domain::ids::PersonId;
use crate::domain::person::{clean_email, clean_name};
use crate::domain::refusal::Refusal;
use crate::store::entities::person;
use crate::store::{Command, Result, Tx, insert_new};

/// Adds a person, who cannot sign in until they have followed a link.
#[derive(Debug)]
pub struct CreatePerson {
    /// E-mail address as typed.
    pub email: String,
    /// Name as typed.
    pub name: String,
}

impl Command for CreatePerson {
    type Output = PersonId;

    async fn run(&self, tx: &Tx) -> Result<PersonId> {
        let email = clean_email(&self.email).map_err(|message| Refusal::field("email", message))?;
        let name = clean_name(&self.name).map_err(|message| Refusal::field("name", message))?;
        printable::check("name", &name)?;
        let id = PersonId::new();
        let row = person::ActiveModel {
            id: Set(id),
            email: Set(email.clone()),
            name: Set(name.clone()),
            created_at: Set(tx.now()),
            disabled_at: Set(None),
        };
        if !insert_new(tx.db(), row).await? {
            return Err(Refusal::EmailTaken.into());
        }
        tx.record("person.created", Some(id.0), &json!({ "email": email, "name": name })).await?;
        Ok(id)
    }
}
