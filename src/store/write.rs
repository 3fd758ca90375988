//! The one door for writes: a transaction, the command, its ledger entries, the commit. Must not import
//! anything but `domain`.

use std::time::Duration;

use sea_orm::sea_query::{LockType, OnConflict};
use sea_orm::{ActiveModelTrait, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, QuerySelect, Select};
use serde::Serialize;
use tokio::sync::Mutex;
use uuid::Uuid;

use super::connect::begin;
use super::ledger::{self, Entry};
use super::{Error, Result, Store, tallies};
use crate::domain::person::By;
use crate::domain::time::Timestamp;

/// How often a transaction that another one got in the way of is run again.
const TRIES: u32 = 6;

/// One thing people do, as one transaction. A command may run more than once before it commits, so it has
/// no effect but through the transaction it is given.
pub trait Command: Sync {
    /// What the person who did it gets to know.
    type Output: Send;

    /// Does it. Everything written or recorded is committed together, or not at all when this fails.
    fn run(&self, tx: &Tx) -> impl Future<Output = Result<Self::Output>> + Send;
}

/// A transaction in progress. Only [`Store::write`] makes one.
pub struct Tx {
    transaction: DatabaseTransaction,
    now: Timestamp,
    by: By,
    entries: Mutex<Vec<Entry>>,
}

impl Tx {
    /// The transaction, for queries.
    pub fn db(&self) -> &DatabaseTransaction {
        &self.transaction
    }

    /// The moment by which everything in this transaction is dated.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Who is doing it.
    pub fn by(&self) -> By {
        self.by
    }

    /// Puts a fact on the ledger: what happened, whom or what it is about, and the details.
    ///
    /// # Errors
    /// The details cannot be written as JSON.
    pub async fn record(&self, kind: &'static str, subject: Option<Uuid>, details: &impl Serialize) -> Result<()> {
        let body = serde_json_canonicalizer::to_string(details).map_err(|error| Error::unreadable(kind, error))?;
        self.entries.lock().await.push(Entry { kind, subject, body });
        Ok(())
    }
}

impl Store {
    /// Runs a command in one transaction, appends the ledger entries it recorded, commits, and only then
    /// returns. Runs it again when the database says that another transaction was in the way.
    ///
    /// # Errors
    /// What the command refused, or what the database said.
    pub async fn write<C: Command>(&self, by: By, command: &C) -> Result<C::Output> {
        let mut tried = 1;
        loop {
            match self.try_write(by, command).await {
                Err(error) if tried < TRIES && error.may_be_retried() => {
                    tokio::time::sleep(Duration::from_millis(5 << tried)).await;
                    tried += 1;
                }
                done => return done,
            }
        }
    }

    async fn try_write<C: Command>(&self, by: By, command: &C) -> Result<C::Output> {
        let transaction = begin(self.writer()).await?;
        let tx = Tx { transaction, now: self.clock().now(), by, entries: Mutex::new(Vec::new()) };
        // Dropping the transaction on an early return rolls it back.
        let output = command.run(&tx).await?;
        let Tx { transaction, now, entries, .. } = tx;
        tallies::settle(&transaction).await?;
        ledger::append(&transaction, now, by, entries.into_inner()).await?;
        transaction.commit().await?;
        Ok(output)
    }
}

/// Inserts a row unless a unique key says it is there already; says whether it was inserted. On both engines
/// the transaction goes on either way.
///
/// # Errors
/// The database did not take it.
pub async fn insert_new<A: ActiveModelTrait>(db: &impl ConnectionTrait, row: A) -> Result<bool> {
    let yielding = OnConflict::new().do_nothing().to_owned();
    let rows = <A::Entity as EntityTrait>::insert(row).on_conflict(yielding).exec_without_returning(db).await?;
    Ok(rows == 1)
}

/// Inserts a row that must not be there yet.
///
/// # Errors
/// The database did not take it.
pub async fn insert<A: ActiveModelTrait>(db: &impl ConnectionTrait, row: A) -> Result<()> {
    <A::Entity as EntityTrait>::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// Holds the rows a query reads until the transaction ends. SQLite has no row locks and needs none: its
/// transaction began by taking the only write lock.
pub fn for_update<E: EntityTrait>(db: &impl ConnectionTrait, query: Select<E>) -> Select<E> {
    match db.get_database_backend() {
        DbBackend::Postgres => query.lock(LockType::Update),
        _ => query,
    }
}
