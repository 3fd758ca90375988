//! Changing one's own password, with the present one. Must not import anything but `domain` and `store`.

use super::set_password::SetPassword;
use super::sign_in::{count_try, take_try_back};
use super::token::Token;
use super::{password, session};
use crate::domain::ids::PersonId;
use crate::domain::person::By;
use crate::domain::refusal::Refusal;
use crate::store::entities::person;
use crate::store::{Command, Result, Store, Tx, people};

/// What the form asks for.
#[derive(Clone, Copy)]
pub struct Passwords<'a> {
    /// The present one.
    pub current: &'a str,
    /// The new one.
    pub new: &'a str,
    /// The new one again.
    pub again: &'a str,
}

/// Changes the password, ends every session and opens a new one, whose secret it gives. Tries with a wrong present password
/// count like tries to sign in: whoever found an open browser must not be able to guess on.
///
/// # Errors
/// [`Refusal::Field`] on `current`, `password` or `again`; [`Refusal::TooManyTries`]; or the database did not answer.
pub async fn change_password(store: &Store, id: PersonId, typed: Passwords<'_>, place: &str) -> Result<Token> {
    let person = people::person(store.reader(), id).await?;
    check_new(typed, &person)?;
    count_try(store, &person.email, place).await?;
    let hash = people::password_hash(store.reader(), id).await?;
    if !password::verify(typed.current, hash.as_deref()).await? {
        return Err(wrong());
    }
    let secret = password::hash(typed.new).await?;
    let command = ChangePassword { person: id, verified: hash, secret, email: person.email, place: place.to_owned() };
    store.write(By::Person(id), &command).await
}

fn check_new(typed: Passwords<'_>, person: &person::Model) -> Result<()> {
    if typed.current.is_empty() {
        return Err(Refusal::field("current", "Enter your present password").into());
    }
    password::check(typed.new, &[&person.name, &person.email])?;
    if typed.new != typed.again {
        return Err(Refusal::field("again", "The two new passwords are not the same").into());
    }
    if typed.new == typed.current {
        return Err(Refusal::field("password", "This is your present password. Choose another one").into());
    }
    Ok(())
}

fn wrong() -> crate::store::Error {
    Refusal::field("current", "This is not your present password").into()
}

struct ChangePassword {
    person: PersonId,
    /// The hash that the present password was found to fit.
    verified: Option<String>,
    secret: String,
    email: String,
    place: String,
}

impl Command for ChangePassword {
    type Output = Token;

    async fn run(&self, tx: &Tx) -> Result<Token> {
        let person = people::lock(tx.db(), self.person).await?;
        if person.disabled_at.is_some() || people::password_hash(tx.db(), self.person).await? != self.verified {
            return Err(wrong());
        }
        take_try_back(tx, &self.email, &self.place).await?;
        SetPassword { person: self.person, secret: self.secret.clone() }.run(tx).await?;
        session::open(tx, self.person).await
    }
}
