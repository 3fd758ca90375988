//! Counting everybody anew, to see whether the numbers are still right. Must not import anything but `domain`.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::share::{ALL, COMPLETE, EXEMPT, HELD, Key, OPEN, PEOPLE, PROGRAM, Sums, UNIT};
use super::{add, read, recount};
use crate::domain::ids::PersonId;
use crate::store::entities::{person, tally, tally_share};
use crate::store::units::Tree;
use crate::store::{Error, Result, ledger};

/// What counting some people anew found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Checked {
    /// The last of them; nothing when nobody was left.
    pub last: Option<PersonId>,
    /// How many of them were not counted as they should be, and now are.
    pub mended: u64,
}

/// Counts the next people after `last` anew, in the order they were added.
///
/// # Errors
/// The database did not answer.
pub async fn recount_some<C: ConnectionTrait>(db: &C, last: Option<PersonId>, most: u64) -> Result<Checked> {
    ledger::hold_head(db).await?;
    let mut query = person::Entity::find().select_only().column(person::Column::Id);
    if let Some(last) = last {
        query = query.filter(person::Column::Id.gt(last));
    }
    let people: Vec<PersonId> = query.order_by_asc(person::Column::Id).limit(most).into_tuple().all(db).await?;
    let mended = recount(db, &Tree::load(db).await?, &people).await?;
    Ok(Checked { last: people.last().copied(), mended })
}

/// Compares the numbers with what all people add to them, and puts right what differs; says how many numbers did.
///
/// # Errors
/// The database did not answer.
pub async fn mend<C: ConnectionTrait>(db: &C) -> Result<u64> {
    ledger::hold_head(db).await?;
    let mut sums = wanted(db).await?;
    for (key, number) in found(db).await? {
        *sums.entry(key).or_default() -= number;
    }
    sums.retain(|_, number| *number != 0);
    let different = sums.len() as u64;
    add(db, sums).await?;
    Ok(different)
}

/// How many people are read at a time.
const PAGE: u64 = 1000;

async fn wanted<C: ConnectionTrait>(db: &C) -> Result<Sums> {
    let (mut sums, mut last) = (Sums::default(), None);
    loop {
        let mut query = tally_share::Entity::find();
        if let Some(last) = last {
            query = query.filter(tally_share::Column::PersonId.gt(last));
        }
        let rows = query.order_by_asc(tally_share::Column::PersonId).limit(PAGE).all(db).await?;
        let Some(end) = rows.last() else { return Ok(sums) };
        last = Some(end.person_id);
        for row in &rows {
            read(&row.share)?.add_to(&mut sums, 1);
        }
    }
}

async fn found<C: ConnectionTrait>(db: &C) -> Result<BTreeMap<Key, i64>> {
    let rows = tally::Entity::find().all(db).await?;
    rows.into_iter()
        .map(|row| {
            let kind = known(&row.kind, [ALL, UNIT, PROGRAM])?;
            let what = known(&row.what, [PEOPLE, HELD, COMPLETE, EXEMPT, OPEN])?;
            Ok((Key { kind, whose: row.whose, due_at: row.due_at, what }, row.number))
        })
        .collect()
}

fn known<const N: usize>(word: &str, words: [&'static str; N]) -> Result<&'static str> {
    words.into_iter().find(|known| *known == word).ok_or_else(|| Error::unreadable("tally", word))
}
