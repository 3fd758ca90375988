//! Signing in with e-mail and password, throttled in the database. Must not import anything but `domain` and `store`.

use sea_orm::sea_query::{Expr, SimpleExpr};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, Set};
use serde_json::json;

use super::throttle::{self, Allowance, FORGET, bucket};
use super::token::Token;
use super::{password, session};
use crate::domain::ids::PersonId;
use crate::domain::person::{By, clean_email};
use crate::domain::refusal::Refusal;
use crate::domain::time::MINUTE;
use crate::store::entities::{person, sign_in_throttle};
use crate::store::{Command, Error, Result, Store, Tx, people};

/// One account from one place: the usual forgetful owner, or somebody guessing.
const PAIR: Allowance = Allowance { free: 5, longest: 15 * MINUTE };
/// One place trying many accounts; a school may sit behind one address.
const PLACE: Allowance = Allowance { free: 50, longest: 15 * MINUTE };
/// One account from many places. Blocks only briefly, so that nobody can lock its owner out.
const ACCOUNT: Allowance = Allowance { free: 100, longest: 10_000 };

/// Signs a person in and gives the secret for the session cookie. `place` is the network address they come from.
///
/// # Errors
/// [`Refusal::SignIn`], the same for unknown people and for wrong passwords; [`Refusal::TooManyTries`]; or the database
/// did not answer.
pub async fn sign_in(store: &Store, email: &str, password: &str, place: &str) -> Result<Token> {
    // An address that cannot be one is looked up like any other, so that it takes as long.
    let email = clean_email(email).unwrap_or_else(|_| email.trim().to_lowercase());
    count_try(store, &email, place).await?;
    let known = people::by_email(store.reader(), &email).await?.filter(|person| person.disabled_at.is_none());
    let hash = match &known {
        Some(person) => people::password_hash(store.reader(), person.id).await?,
        None => None,
    };
    let right = password::verify(password, hash.as_deref()).await?;
    match known.filter(|_| right) {
        Some(person) => {
            let command = OpenSession { person: person.id, verified: hash, buckets: buckets(&email, place) };
            store.write(By::Person(person.id), &command).await
        }
        None => Err(Refusal::SignIn.into()),
    }
}

/// Counts a try before the password is looked at, so that parallel guesses cannot outrun the count.
///
/// # Errors
/// [`Refusal::TooManyTries`], or the database did not answer.
pub(super) async fn count_try(store: &Store, email: &str, place: &str) -> Result<()> {
    store.write(By::System, &CountTry { buckets: buckets(email, place) }).await
}

/// Takes a try back that succeeded.
pub(super) async fn take_try_back(tx: &Tx, email: &str, place: &str) -> Result<()> {
    take_back(tx, &buckets(email, place)).await
}

fn buckets(email: &str, place: &str) -> [(String, Allowance); 3] {
    [
        (bucket("pair", &[email, place]), PAIR),
        (bucket("place", &[place]), PLACE),
        (bucket("account", &[email]), ACCOUNT),
    ]
}

struct CountTry {
    buckets: [(String, Allowance); 3],
}

impl Command for CountTry {
    type Output = ();

    async fn run(&self, tx: &Tx) -> Result<()> {
        throttle::count(tx, &self.buckets).await
    }
}

struct OpenSession {
    person: PersonId,
    /// The hash that the password was found to fit.
    verified: Option<String>,
    buckets: [(String, Allowance); 3],
}

impl Command for OpenSession {
    type Output = Token;

    async fn run(&self, tx: &Tx) -> Result<Token> {
        // Looked at again inside the transaction: access may have been ended since, or the password changed.
        let person = people::lock(tx.db(), self.person).await?;
        refuse_disabled(&person)?;
        if people::password_hash(tx.db(), person.id).await? != self.verified {
            return Err(Refusal::SignIn.into());
        }
        take_back(tx, &self.buckets).await?;
        tx.record("session.opened", Some(self.person.0), &json!({})).await?;
        session::open(tx, self.person).await
    }
}

/// A try that succeeded was no failure. It clears the account; a place, which many share, forgets just this one.
async fn take_back(tx: &Tx, buckets: &[(String, Allowance); 3]) -> Result<()> {
    use sign_in_throttle::Column::{Bucket, Failures, LastFailureAt};
    let [(pair, _), (place, _), (account, _)] = buckets;
    let mine = Condition::any().add(Bucket.is_in([pair, account])).add(LastFailureAt.lt(tx.now().plus(-FORGET)));
    sign_in_throttle::Entity::delete_many().filter(mine).exec(tx.db()).await?;
    sign_in_throttle::Entity::update_many()
        .col_expr(Failures, one_less())
        .set(sign_in_throttle::ActiveModel { blocked_until: Set(tx.now()), ..Default::default() })
        .filter(Bucket.eq(place))
        .filter(Failures.gt(0))
        .exec(tx.db())
        .await?;
    Ok(())
}

fn one_less() -> SimpleExpr {
    use sea_orm::sea_query::ExprTrait;
    Expr::col(sign_in_throttle::Column::Failures).sub(1)
}

fn refuse_disabled(person: &person::Model) -> Result<()> {
    match person.disabled_at {
        Some(_) => Err(Error::Refused(Refusal::SignIn)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_tell_accounts_and_places_apart() {
        let names = |email, place| buckets(email, place).map(|(name, _)| name);
        assert_ne!(names("a@example.org", "1"), names("b@example.org", "1"));
        assert_eq!(names("a@example.org", "1")[2], names("a@example.org", "2")[2]);
        assert_ne!(names("ab", "c")[0], names("a", "bc")[0]);
    }
}
