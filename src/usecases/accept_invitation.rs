//! Following a one-time link: setting a password and coming in. Must not import anything but `domain` and `store`.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};
use serde_json::json;

use super::token::Token;
use super::{password, session};
use crate::domain::ids::PersonId;
use crate::domain::person::By;
use crate::domain::refusal::Refusal;
use crate::store::entities::{identity, invitation, person};
use crate::store::people::{self, PASSWORD};
use crate::store::{Command, Result, Store, Tx};

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
        set_password(tx, self.person, &self.secret).await?;
        session::end_all(tx, self.person).await?;
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
        if used.rows_affected == 1 { Ok(()) } else { Err(Refusal::LinkSpent.into()) }
    }
}

/// Sets or replaces a person's password hash.
pub(super) async fn set_password(tx: &Tx, person: PersonId, secret: &str) -> Result<()> {
    let row = identity::ActiveModel {
        person_id: Set(person),
        kind: Set(PASSWORD.to_owned()),
        secret: Set(secret.to_owned()),
        created_at: Set(tx.now()),
    };
    let replace = OnConflict::columns([identity::Column::PersonId, identity::Column::Kind])
        .update_columns([identity::Column::Secret, identity::Column::CreatedAt])
        .to_owned();
    identity::Entity::insert(row).on_conflict(replace).exec_without_returning(tx.db()).await?;
    Ok(())
}
