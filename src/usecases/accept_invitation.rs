//! Following a one-time link: setting a password and coming in. Must not import anything but `domain` and `store`.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};
use serde_json::json;

use super::set_password::SetPassword;
use super::token::Token;
use super::{password, session};
use crate::domain::ids::PersonId;
use crate::domain::person::By;
use crate::domain::refusal::Refusal;
use crate::store::entities::{invitation, person};
use crate::store::{Command, Result, Store, Tx, people};

/// Whom a link that still works is for, for the greeting on its page.
///
/// # Errors
/// [`Refusal::LinkSpent`], or the database did not answer.
pub async fn addressee(store: &Store, token: &Token) -> Result<person::Model> {
    let live = people::live_invitation(store.reader(), &token.hash(), store.clock().now()).await?;
    live.map(|(_, person)| person).ok_or_else(|| Refusal::LinkSpent.into())
}

/// Sets the password by a one-time link, uses the link up, ends other sessions and opens one.
///
/// # Errors
/// [`Refusal::LinkSpent`], [`Refusal::Field`] on `password` or `again`, or the database did not answer.
pub async fn accept(store: &Store, token: &Token, password: &str, again: &str) -> Result<Token> {
    let person = addressee(store, token).await?;
    password::check(password, &[&person.name, &person.email])?;
    if password != again {
        return Err(Refusal::field("again", "The two passwords are not the same").into());
    }
    let command = Accept { person: person.id, token_hash: token.hash(), secret: password::hash(password).await? };
    store.write(By::Person(person.id), &command).await
}

struct Accept {
    person: PersonId,
    token_hash: Vec<u8>,
    secret: String,
}

impl Command for Accept {
    type Output = Token;

    async fn run(&self, tx: &Tx) -> Result<Token> {
        self.use_up(tx).await?;
        SetPassword { person: self.person, secret: self.secret.clone() }.run(tx).await?;
        tx.record("invitation.accepted", Some(self.person.0), &json!({})).await?;
        session::open(tx, self.person).await
    }
}

impl Accept {
    /// The guarded update decides between two who follow the same link at once.
    async fn use_up(&self, tx: &Tx) -> Result<()> {
        let used = invitation::Entity::update_many()
            .set(invitation::ActiveModel { used_at: Set(Some(tx.now())), ..Default::default() })
            .filter(invitation::Column::TokenHash.eq(self.token_hash.clone()))
            .filter(invitation::Column::UsedAt.is_null())
            .filter(invitation::Column::ExpiresAt.gt(tx.now()))
            .exec(tx.db())
            .await?;
        if used.rows_affected != 1 {
            return Err(Refusal::LinkSpent.into());
        }
        // Other links of the same person have done their work too.
        spend_links(tx, self.person).await
    }
}

/// Makes all links worthless by which a person could choose a password.
pub(super) async fn spend_links(tx: &Tx, person: PersonId) -> Result<()> {
    invitation::Entity::update_many()
        .set(invitation::ActiveModel { used_at: Set(Some(tx.now())), ..Default::default() })
        .filter(invitation::Column::PersonId.eq(person))
        .filter(invitation::Column::UsedAt.is_null())
        .exec(tx.db())
        .await?;
    Ok(())
}
