//! Slowing down those who guess, counted in the database for all nodes. Must not import anything but `domain` and `store`.

use sea_orm::{ActiveModelTrait, EntityTrait, Set};
use sha2::{Digest, Sha256};

use crate::domain::refusal::Refusal;
use crate::domain::time::{HOUR, Timestamp};
use crate::store::entities::sign_in_throttle;
use crate::store::{Error, Result, Tx, for_update, insert_new};

/// How many failures in a row a bucket forgives, and how long it blocks at most, in milliseconds.
#[derive(Debug)]
pub(super) struct Allowance {
    /// Failures before the first block.
    pub(super) free: i32,
    /// Longest block.
    pub(super) longest: i64,
}

/// The first block, doubled with each further failure, in milliseconds.
const FIRST_BLOCK: i64 = 5_000;
/// Failures are forgotten after this time without another, in milliseconds.
pub(super) const FORGET: i64 = 24 * HOUR;

/// Name of a bucket, which says nothing about the parts it is made of.
pub(super) fn bucket(kind: &str, parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    format!("{kind}:{}", hex::encode(&hasher.finalize()[..16]))
}

/// Counts a try in each bucket, or refuses it because one of them is blocked.
pub(super) async fn count(tx: &Tx, buckets: &[(String, Allowance)]) -> Result<()> {
    for (bucket, allowance) in buckets {
        count_one(tx, bucket, allowance).await?;
    }
    Ok(())
}

async fn count_one(tx: &Tx, bucket: &str, allowance: &Allowance) -> Result<()> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::MINUTE;

    const LONG: Allowance = Allowance { free: 5, longest: 15 * MINUTE };
    const SHORT: Allowance = Allowance { free: 100, longest: 10_000 };

    #[test]
    fn blocks_double_and_end() {
        let after = |failures, allowance: &Allowance| blocked_until(Timestamp(0), failures, allowance).0;
        assert_eq!(after(4, &LONG), 0);
        assert_eq!(after(5, &LONG), 5_000);
        assert_eq!(after(7, &LONG), 20_000);
        assert_eq!(after(1000, &LONG), 15 * MINUTE);
        assert_eq!(after(100_000, &SHORT), 10_000, "an owner never waits long for other people's guesses");
    }
}
