//! Entries of the ledger as they are looked through: newest first, by kind, by whom, about whom, when. Must not import
//! anything but `domain`.

use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::entities::{ledger, ledger_head, ledger_payload, person};
use super::overview::searched;
use super::{Found, Result};
use crate::domain::ids::PersonId;
use crate::domain::time::Timestamp;

/// Which entries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only of this kind.
    pub kind: Option<String>,
    /// Not of these kinds.
    pub without: Vec<&'static str>,
    /// Only by these people.
    pub actors: Option<Vec<Uuid>>,
    /// Only about these people or things.
    pub subjects: Option<Vec<Uuid>>,
    /// Only from this moment on.
    pub from: Option<Timestamp>,
    /// Only up to this moment.
    pub until: Option<Timestamp>,
}

/// An entry with its details, unless they were erased.
pub type Entry = (ledger::Model, Option<ledger_payload::Model>);

/// One page of the ledger, newest first.
///
/// # Errors
/// The database did not answer.
pub async fn list(db: &impl ConnectionTrait, filter: &Filter, page: u64) -> Result<Found<Entry>> {
    let mut all = Condition::all();
    if let Some(kind) = &filter.kind {
        all = all.add(ledger::Column::Kind.eq(kind.as_str()));
    }
    if !filter.without.is_empty() {
        all = all.add(ledger::Column::Kind.is_not_in(filter.without.iter().copied()));
    }
    if let Some(actors) = &filter.actors {
        all = all.add(ledger::Column::ActorId.is_in(actors.iter().copied()));
    }
    if let Some(subjects) = &filter.subjects {
        all = all.add(ledger::Column::SubjectId.is_in(subjects.iter().copied()));
    }
    if let Some(from) = filter.from {
        all = all.add(ledger::Column::At.gte(from));
    }
    if let Some(until) = filter.until {
        all = all.add(ledger::Column::At.lte(until));
    }
    let entries =
        ledger::Entity::find().filter(all).find_also_related(ledger_payload::Entity).order_by_desc(ledger::Column::Seq);
    Found::of(db, entries, page).await
}

/// Entries of some kinds about one person or thing, newest first; at most so many.
///
/// # Errors
/// The database did not answer.
pub async fn about(db: &impl ConnectionTrait, subject: Uuid, kinds: &[&str], most: u64) -> Result<Vec<Entry>> {
    Ok(ledger::Entity::find()
        .filter(ledger::Column::SubjectId.eq(subject))
        .filter(ledger::Column::Kind.is_in(kinds.iter().copied()))
        .find_also_related(ledger_payload::Entity)
        .order_by_desc(ledger::Column::Seq)
        .limit(most)
        .all(db)
        .await?)
}

/// Most people that a search for whom an entry is by or about leads to.
const MOST: u64 = 100;

/// People whose name or address contains the words, with or without access.
///
/// # Errors
/// The database did not answer.
pub async fn people_like(db: &impl ConnectionTrait, words: &str) -> Result<Vec<Uuid>> {
    let found: Vec<PersonId> = person::Entity::find()
        .select_only()
        .column(person::Column::Id)
        .filter(searched(words))
        .order_by_asc(person::Column::Name)
        .limit(MOST)
        .into_tuple()
        .all(db)
        .await?;
    Ok(found.into_iter().map(|id| id.0).collect())
}

/// How many entries the ledger has, and the hash of the last one in hexadecimal.
///
/// # Errors
/// The database did not answer.
pub async fn head(db: &impl ConnectionTrait) -> Result<(i64, String)> {
    let head = ledger_head::Entity::find().one(db).await?;
    Ok(head.map_or((0, String::new()), |head| (head.seq, hex::encode(head.hash))))
}
