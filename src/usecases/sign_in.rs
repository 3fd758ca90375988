//! Signing in with e-mail and password, throttled in the database. Must not import anything but `domain` and `store`.

use sea_orm::sea_query::{Expr, SimpleExpr};
use sea_orm::{ActiveModelTrait, ColumnTrait, Condition, EntityTrait, QueryFilter, Set};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::token::Token;
use super::{password, session};
use crate::domain::ids::PersonId;
use crate::domain::person::{By, clean_email};
use crate::domain::refusal::Refusal;
use crate::domain::time::{HOUR, MINUTE, Timestamp};
use crate::store::entities::{person, sign_in_throttle};
use crate::store::{Command, Error, Result, Store, Tx, for_update, insert_new, people};

/// How many failures in a row a bucket forgives, and how long it blocks at most, in milliseconds.
struct Allowance {
    free: i32,
    longest: i64,
}

/// One account from one place: the usual forgetful owner, or somebody guessing.
const PAIR: Allowance = Allowance { free: 5, longest: 15 * MINUTE };
/// One place trying many accounts; a school may sit behind one address.
const PLACE: Allowance = Allowance { free: 50, longest: 15 * MINUTE };
/// One account from many places. Blocks only briefly, so that nobody can lock its owner out.
const ACCOUNT: Allowance = Allowance { free: 100, longest: 10_000 };

/// The first block, doubled with each further failure, in milliseconds.
const FIRST_BLOCK: i64 = 5_000;
/// Failures are forgotten after this time without another, in milliseconds.
const FORGET: i64 = 24 * HOUR;

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
    let name = |kind: &str, parts: &[&str]| {
        let mut hasher = Sha256::new();
        for part in parts {
            hasher.update((part.len() as u64).to_be_bytes());
            hasher.update(part);
        }
        format!("{kind}:{}", hex::encode(&hasher.finalize()[..16]))
    };
    [
        (name("pair", &[email, place]), PAIR),
        (name("place", &[place]), PLACE),
        (name("account", &[email]), ACCOUNT),
    ]
}

struct CountTry {
    buckets: [(String, Allowance); 3],
}

impl Command for CountTry {
    type Output = ();

    async fn run(&self, tx: &Tx) -> Result<()> {
        for (bucket, allowance) in &self.buckets {
            count(tx, bucket, allowance).await?;
        }
        Ok(())
    }
}

async fn count(tx: &Tx, bucket: &str, allowance: &Allowance) -> Result<()> {
    let now = tx.now();
    let mut row = sign_in_throttle::ActiveModel {
        bucket: Set(bucket.to_owned()),
        failures: Set(0),
        last_failure_at: Set(now),
        blocked_until: Set(now),
    };
    // There must be a row before it can be locked, or two first tries would both count as the first.
    insert_new(tx.db(), row.clone()).await?;
    let query = sign_in_throttle::Entity::find_by_id(bucket);
    let before = for_update(tx.db(), query).one(tx.db()).await?.ok_or(Error::NotFound)?;
    let wait = before.blocked_until.since(now);
    if wait > 0 {
        return Err(Refusal::TooManyTries { seconds: (wait + 999) / 1000 }.into());
    }
    let failures = if now.since(before.last_failure_at) < FORGET { before.failures + 1 } else { 1 };
    row.failures = Set(failures);
    row.blocked_until = Set(blocked_until(now, failures, allowance));
    row.update(tx.db()).await?;
    Ok(())
}

fn blocked_until(now: Timestamp, failures: i32, allowance: &Allowance) -> Timestamp {
    let beyond = failures - allowance.free;
    if beyond < 0 {
        return now;
    }
    let doubled = FIRST_BLOCK.saturating_mul(1 << beyond.min(20));
    now.plus(doubled.min(allowance.longest))
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
    let mine =
        Condition::any().add(Bucket.is_in([pair, account])).add(LastFailureAt.lt(tx.now().plus(-FORGET)));
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
    fn blocks_double_and_end() {
        let after = |failures, allowance: &Allowance| blocked_until(Timestamp(0), failures, allowance).0;
        assert_eq!(after(4, &PAIR), 0);
        assert_eq!(after(5, &PAIR), 5_000);
        assert_eq!(after(7, &PAIR), 20_000);
        assert_eq!(after(1000, &PAIR), 15 * MINUTE);
        assert_eq!(after(100_000, &ACCOUNT), 10_000, "an owner never waits long for other people's guesses");
    }

    #[test]
    fn buckets_tell_accounts_and_places_apart() {
        let names = |email, place| buckets(email, place).map(|(name, _)| name);
        assert_ne!(names("a@example.org", "1"), names("b@example.org", "1"));
        assert_eq!(names("a@example.org", "1")[2], names("a@example.org", "2")[2]);
        assert_ne!(names("ab", "c")[0], names("a", "bc")[0]);
    }
}
