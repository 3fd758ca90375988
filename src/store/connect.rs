//! Opening the database with the settings each engine needs. Must not import anything but `domain`.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use migration::{Migrator, MigratorTrait};
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};

use super::clock::Clock;

/// Oldest SQLite without the write-ahead-log reset race that can lose committed writes.
const OLDEST_SQLITE: (u32, u32, u32) = (3, 51, 3);
/// How long a SQLite writer waits for another process before it gives up.
const BUSY: Duration = Duration::from_secs(5);
/// How long a request waits for a connection before it is answered with "unavailable".
const ACQUIRE: Duration = Duration::from_secs(3);

/// Which database is behind the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// One file beside the program; one node.
    Sqlite,
    /// A server; one or more nodes.
    Postgres,
}

/// Where the database is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// A SQLite file.
    File(PathBuf),
    /// A PostgreSQL address.
    Postgres(String),
}

impl Location {
    /// Whether there is something to open; a server is asked when it is opened.
    pub fn is_there(&self) -> bool {
        match self {
            Self::File(path) => path.exists(),
            Self::Postgres(_) => true,
        }
    }

    /// Reads `sqlite:PATH`, `postgres://…` or `postgresql://…`.
    ///
    /// # Errors
    /// A sentence that says what is accepted.
    pub fn parse(url: &str) -> Result<Self, OpenError> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Self::Postgres(url.to_owned()));
        }
        url.strip_prefix("sqlite:")
            .map(|path| Self::File(PathBuf::from(path.strip_prefix("//").unwrap_or(path))))
            .ok_or(OpenError::Address)
    }
}

/// Why the database could not be opened, each with what to do.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The address is of no known kind.
    #[error("NETWISE_DATABASE_URL must begin with sqlite: or postgres://")]
    Address,
    /// The engine did not answer.
    #[error(
        "the database at {place} cannot be opened: {source}. Check that it is running, that the address is right and that this program may use it"
    )]
    Unreachable {
        /// File or host, without credentials.
        place: String,
        /// What the driver said.
        source: DbErr,
    },
    /// The linked SQLite has a defect that loses data.
    #[error("this program was built with SQLite {0}, which can lose committed writes; 3.51.3 or newer is needed")]
    OldSqlite(String),
    /// The schema has steps this program does not know.
    #[error(
        "the database was made by a newer version of Netwise (it has the step {0}); use that version or a newer one"
    )]
    Newer(String),
    /// A step failed.
    #[error("the database schema could not be brought up to date: {0}")]
    Migration(DbErr),
}

/// The database. Reads go to `reader`; writes only through [`Store::write`].
#[derive(Clone)]
pub struct Store {
    reader: DatabaseConnection,
    writer: DatabaseConnection,
    clock: Arc<dyn Clock>,
}

impl Store {
    /// Opens the database and brings its schema up to date.
    ///
    /// # Errors
    /// See [`OpenError`]; each says what to do.
    pub async fn open(location: &Location, clock: Arc<dyn Clock>) -> Result<Self, OpenError> {
        let unreachable = |source| OpenError::Unreachable { place: place(location), source };
        let (reader, writer) = match location {
            Location::File(path) => {
                let writer = sqlite(path, 1, false).await.map_err(unreachable)?;
                check_sqlite_version(&writer).await?;
                migrate(&writer).await?;
                (sqlite(path, 8, true).await.map_err(unreachable)?, writer)
            }
            Location::Postgres(url) => {
                let writer = postgres(url, false).await.map_err(unreachable)?;
                migrate(&writer).await?;
                (postgres(url, true).await.map_err(unreachable)?, writer)
            }
        };
        Ok(Self { reader, writer, clock })
    }

    /// Where to read.
    pub fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// Where the one door writes; nothing else may.
    pub(super) fn writer(&self) -> &DatabaseConnection {
        &self.writer
    }

    /// The clock all records are dated by.
    pub fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    /// Which engine is behind it.
    pub fn engine(&self) -> Engine {
        match self.writer.get_database_backend() {
            DbBackend::Postgres => Engine::Postgres,
            _ => Engine::Sqlite,
        }
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// What the driver said.
    pub async fn ping(&self) -> Result<(), DbErr> {
        self.reader.ping().await
    }

    /// The same database dated by another clock.
    pub fn with_clock(&self, clock: Arc<dyn Clock>) -> Self {
        Self { clock, ..self.clone() }
    }

    /// Closes all connections, so that SQLite can fold its log into the file.
    pub async fn close(self) {
        // Closing twice the same pool is harmless, and an error at the very end helps nobody.
        let _ = self.reader.close().await;
        let _ = self.writer.close().await;
    }
}

fn place(location: &Location) -> String {
    match location {
        Location::File(path) => path.display().to_string(),
        // The part before the @ holds the password.
        Location::Postgres(url) => url.rsplit('@').next().unwrap_or_default().to_owned(),
    }
}

async fn sqlite(path: &Path, connections: u32, read_only: bool) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new("sqlite:");
    let path = path.to_owned();
    options
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(ACQUIRE + BUSY)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |sqlite| {
            // As a path and not as part of an address, in which some letters would mean something else.
            let sqlite = sqlite
                .filename(&path)
                .create_if_missing(true)
                .pragma("recursive_triggers", "ON")
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(BUSY);
            if read_only { sqlite.pragma("query_only", "ON") } else { sqlite }
        });
    Database::connect(options).await
}

async fn postgres(url: &str, read_only: bool) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(url);
    let read_only = if read_only { "on" } else { "off" };
    options
        .max_connections(8)
        .acquire_timeout(ACQUIRE)
        .connect_timeout(ACQUIRE)
        .sqlx_logging(false)
        .map_sqlx_postgres_opts(move |postgres| postgres.options([("default_transaction_read_only", read_only)]));
    Database::connect(options).await
}

async fn check_sqlite_version(db: &DatabaseConnection) -> Result<(), OpenError> {
    let row = db
        .query_one_raw(Statement::from_string(DbBackend::Sqlite, "SELECT sqlite_version() AS version"))
        .await
        .map_err(OpenError::Migration)?;
    let version: String = row.and_then(|row| row.try_get("", "version").ok()).unwrap_or_default();
    let mut numbers = version.split('.').map(|part| part.parse().unwrap_or(0));
    let mut next = || numbers.next().unwrap_or(0);
    if (next(), next(), next()) < OLDEST_SQLITE {
        return Err(OpenError::OldSqlite(version));
    }
    Ok(())
}

/// Begins a transaction that will write: on SQLite it has the file from the start, so it never fails for having read first.
pub(super) async fn begin(db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let immediate = (db.get_database_backend() == DbBackend::Sqlite).then_some(SqliteTransactionMode::Immediate);
    let options = TransactionOptions { sqlite_transaction_mode: immediate, ..Default::default() };
    db.begin_with_options(options).await
}

/// Takes all the steps that are missing, or none: a program that is killed meanwhile starts again as if nothing had
/// happened. Nodes that start together wait for each other here.
async fn migrate(db: &DatabaseConnection) -> Result<(), OpenError> {
    let whole = begin(db).await.map_err(OpenError::Migration)?;
    if db.get_database_backend() == DbBackend::Postgres {
        // The lock goes with the transaction, however that ends.
        whole.execute_unprepared("SELECT pg_advisory_xact_lock(6384712)").await.map_err(OpenError::Migration)?;
    }
    take_steps(&whole).await?;
    whole.commit().await.map_err(OpenError::Migration)
}

async fn take_steps(whole: &DatabaseTransaction) -> Result<(), OpenError> {
    let known: Vec<String> = Migrator::migrations().iter().map(|step| step.name().to_owned()).collect();
    let applied = Migrator::get_migration_models(whole).await.map_err(OpenError::Migration)?;
    if let Some(step) = applied.iter().find(|step| !known.contains(&step.version)) {
        return Err(OpenError::Newer(step.version.clone()));
    }
    Migrator::up(whole, None).await.map_err(OpenError::Migration)
}
