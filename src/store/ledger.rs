//! The append-only, hash-chained record of facts. Must not import anything but `domain`.
//!
//! Each entry's hash covers all its other fields, length-prefixed, under a version byte. The payload is kept apart and
//! enters the chain only through a salted digest, so that erasing it leaves the chain whole.

use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Set,
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::entities::{ledger, ledger_head, ledger_payload};
use super::{Error, Result, Store, for_update};
use crate::domain::person::By;
use crate::domain::time::Timestamp;

/// Version of the hash's recipe, its first byte.
const RECIPE: u8 = 1;
/// What the first entry follows.
pub const GENESIS: [u8; 32] = [0; 32];
const HEAD: i32 = 1;
const PAGE: u64 = 1000;

/// A fact on its way onto the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What happened, `noun.verb`.
    pub kind: &'static str,
    /// Whom or what it is about.
    pub subject: Option<Uuid>,
    /// The details, canonical JSON.
    pub body: String,
}

/// Something wrong with the chain, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Place in the chain.
    pub seq: i64,
    /// What is wrong.
    pub what: &'static str,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "entry {}: {}", self.seq, self.what)
    }
}

/// What a check of the whole chain found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Entries read.
    pub entries: u64,
    /// Entries whose payload has been erased.
    pub erased: u64,
    /// What is wrong, in order; empty for a sound chain.
    pub faults: Vec<Fault>,
}

/// The hash of an entry, over every field but the hash itself.
pub fn hash(entry: &ledger::Model) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update([RECIPE]);
    let mut field = |bytes: &[u8]| {
        hasher.update((bytes.len() as u64).to_be_bytes());
        hasher.update(bytes);
    };
    field(&entry.seq.to_be_bytes());
    field(&entry.at.0.to_be_bytes());
    field(entry.kind.as_bytes());
    field(entry.actor_id.as_ref().map_or(&[][..], |id| id.as_bytes()));
    field(entry.subject_id.as_ref().map_or(&[][..], |id| id.as_bytes()));
    field(&entry.payload_digest);
    field(&entry.prev_hash);
    hasher.finalize().into()
}

fn digest(salt: &[u8], body: &str) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update((salt.len() as u64).to_be_bytes());
    hasher.update(salt);
    hasher.update(body.as_bytes());
    hasher.finalize().into()
}

/// Appends entries to the chain inside the transaction `db`. The head row stays locked until it ends, so two
/// transactions cannot both follow the same entry.
pub(super) async fn append<C: ConnectionTrait>(db: &C, at: Timestamp, by: By, entries: Vec<Entry>) -> Result<()> {
    if entries.is_empty() {
        return Ok(());
    }
    let (mut seq, mut prev) = lock_head(db).await?;
    let mut entries = entries.into_iter();
    loop {
        let (mut links, mut payloads) = (Vec::new(), Vec::new());
        for entry in entries.by_ref().take(TOGETHER) {
            seq += 1;
            let (link, payload) = follow(seq, prev, at, by, entry)?;
            prev = link.hash.clone();
            links.push(link.into_active_model());
            payloads.push(payload.into_active_model());
        }
        if links.is_empty() {
            break;
        }
        ledger::Entity::insert_many(links).exec_without_returning(db).await?;
        ledger_payload::Entity::insert_many(payloads).exec_without_returning(db).await?;
    }
    ledger_head::ActiveModel { id: Set(HEAD), seq: Set(seq), hash: Set(prev) }.update(db).await?;
    Ok(())
}

/// How many entries are sent to the database at once; both engines take this many fields in one statement.
const TOGETHER: usize = 500;

/// The entry that follows the one with the hash `prev`.
fn follow(
    seq: i64,
    prev: Vec<u8>,
    at: Timestamp,
    by: By,
    entry: Entry,
) -> Result<(ledger::Model, ledger_payload::Model)> {
    let mut salt = [0u8; 16];
    getrandom::fill(&mut salt).map_err(|error| Error::unreadable("random source", error))?;
    let mut link = ledger::Model {
        seq,
        at,
        kind: entry.kind.to_owned(),
        actor_id: by.person().map(|person| person.0),
        subject_id: entry.subject,
        payload_digest: digest(&salt, &entry.body).to_vec(),
        prev_hash: prev,
        hash: Vec::new(),
    };
    link.hash = hash(&link).to_vec();
    Ok((link, ledger_payload::Model { seq, salt: salt.to_vec(), body: entry.body }))
}

/// Holds the head until the transaction ends.
pub(super) async fn hold_head<C: ConnectionTrait>(db: &C) -> Result<()> {
    lock_head(db).await.map(drop)
}

/// Place and hash of the last entry, locked until the transaction ends.
async fn lock_head<C: ConnectionTrait>(db: &C) -> Result<(i64, Vec<u8>)> {
    let head = for_update(db, ledger_head::Entity::find_by_id(HEAD))
        .one(db)
        .await?
        .ok_or_else(|| Error::unreadable("ledger", "the head row is missing"))?;
    Ok((head.seq, head.hash))
}

/// Deletes the payloads of all entries about `subject`. The chain still verifies; what the entries said is gone.
///
/// # Errors
/// The database did not take it.
pub async fn erase_payloads<C: ConnectionTrait>(db: &C, subject: Uuid) -> Result<u64> {
    let entries = ledger::Entity::find()
        .select_only()
        .column(ledger::Column::Seq)
        .filter(ledger::Column::SubjectId.eq(subject))
        .into_query();
    let deleted =
        ledger_payload::Entity::delete_many().filter(ledger_payload::Column::Seq.in_subquery(entries)).exec(db).await?;
    Ok(deleted.rows_affected)
}

/// Checks the links one after the other. Pure, so that every way of tampering can be tried in memory.
#[derive(Debug, Clone)]
pub struct Checker {
    expected_seq: i64,
    prev: Vec<u8>,
    /// What was found so far.
    pub report: Report,
}

impl Default for Checker {
    fn default() -> Self {
        Self { expected_seq: 1, prev: GENESIS.to_vec(), report: Report::default() }
    }
}

impl Checker {
    /// Looks at the next entry and its payload, `None` when that has been erased.
    pub fn entry(&mut self, link: &ledger::Model, payload: Option<&ledger_payload::Model>) {
        self.report.entries += 1;
        let mut fault = |what| self.report.faults.push(Fault { seq: link.seq, what });
        if link.seq != self.expected_seq {
            fault("an entry before it is missing or moved");
        }
        if link.prev_hash != self.prev {
            fault("it does not follow the entry before it");
        }
        if link.hash != hash(link) {
            fault("its fields do not match its hash");
        }
        match payload {
            Some(payload) if digest(&payload.salt, &payload.body)[..] != link.payload_digest[..] => {
                fault("its details do not match its digest");
            }
            Some(_) => {}
            None => self.report.erased += 1,
        }
        self.expected_seq = link.seq + 1;
        self.prev.clone_from(&link.hash);
    }

    /// Compares the end of the chain with the head row and gives the report.
    pub fn finish(mut self, head: Option<&ledger_head::Model>) -> Report {
        let last = self.expected_seq - 1;
        if head.is_none_or(|head| head.seq != last || head.hash != self.prev) {
            self.report.faults.push(Fault { seq: last, what: "the chain does not end where its head says" });
        }
        self.report
    }
}

impl Store {
    /// Recomputes the whole chain. It cannot show that the newest entries were removed together with the head;
    /// a checkpoint kept elsewhere can.
    ///
    /// # Errors
    /// The database did not answer.
    pub async fn verify_ledger(&self) -> Result<Report> {
        let db = self.reader();
        // The end is read first: what is appended meanwhile is for the next time.
        let head = ledger_head::Entity::find_by_id(HEAD).one(db).await?;
        let end = head.as_ref().map_or(0, |head| head.seq);
        let mut checker = Checker::default();
        let mut seen = 0;
        loop {
            let page = ledger::Entity::find()
                .filter(ledger::Column::Seq.gt(seen))
                .filter(ledger::Column::Seq.lte(end))
                .find_also_related(ledger_payload::Entity)
                .order_by_asc(ledger::Column::Seq)
                .limit(PAGE)
                .all(db)
                .await?;
            let Some((last, _)) = page.last() else { break };
            seen = last.seq;
            for (link, payload) in &page {
                checker.entry(link, payload.as_ref());
            }
        }
        Ok(checker.finish(head.as_ref()))
    }
}
