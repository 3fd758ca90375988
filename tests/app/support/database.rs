//! Fresh databases, each a copy of one that was migrated and filled once.

use std::path::PathBuf;
use std::sync::Arc;

use netwise::store::Engine;
use netwise::store::connect::Location;
use sea_orm::{ConnectionTrait, Database, DatabaseConnection};
use tempfile::TempDir;
use tokio::sync::OnceCell;

use super::app::fill;

static SQLITE: OnceCell<Vec<u8>> = OnceCell::const_new();
static POSTGRES: OnceCell<String> = OnceCell::const_new();

/// One test's database. The SQLite file goes with this value; a PostgreSQL database when it is dropped by hand.
#[derive(Clone)]
pub struct TestDatabase {
    pub location: Location,
    _dir: Arc<TempDir>,
}

impl TestDatabase {
    /// A copy of the filled database, for one test.
    pub async fn filled(engine: Engine) -> Self {
        match engine {
            Engine::Sqlite => {
                let template = SQLITE.get_or_init(sqlite_template).await;
                let database = Self::empty_sqlite();
                std::fs::write(database.path(), template).unwrap();
                database
            }
            Engine::Postgres => {
                let template = POSTGRES.get_or_init(postgres_template).await;
                Self::postgres(&format!(" TEMPLATE {template}")).await
            }
        }
    }

    /// A database without tables.
    pub async fn empty(engine: Engine) -> Self {
        match engine {
            Engine::Sqlite => Self::empty_sqlite(),
            Engine::Postgres => Self::postgres("").await,
        }
    }

    fn empty_sqlite() -> Self {
        let dir = tempfile::tempdir().unwrap();
        Self { location: Location::File(dir.path().join("netwise.db")), _dir: Arc::new(dir) }
    }

    async fn postgres(from: &str) -> Self {
        let name = format!("netwise_test_{}", uuid::Uuid::now_v7().simple());
        on_server(&format!("CREATE DATABASE {name}{from}")).await;
        Self { location: Location::Postgres(address_of(&name)), _dir: Arc::new(tempfile::tempdir().unwrap()) }
    }

    /// The SQLite file.
    pub fn path(&self) -> PathBuf {
        match &self.location {
            Location::File(path) => path.clone(),
            Location::Postgres(_) => panic!("a PostgreSQL database is no file"),
        }
    }

    /// A folder for the program's other files.
    pub fn dir(&self) -> PathBuf {
        self._dir.path().to_owned()
    }

    /// A connection past the program, for looking and for meddling.
    pub async fn connect(&self) -> DatabaseConnection {
        let address = match &self.location {
            Location::File(path) => format!("sqlite://{}", path.display()),
            Location::Postgres(url) => url.clone(),
        };
        Database::connect(address).await.unwrap()
    }

    /// Takes a PostgreSQL database off its server.
    pub async fn drop(&self) {
        if let Location::Postgres(url) = &self.location {
            let name = url.rsplit('/').next().unwrap();
            on_server(&format!("DROP DATABASE {name} WITH (FORCE)")).await;
        }
    }
}

async fn sqlite_template() -> Vec<u8> {
    let database = TestDatabase::empty_sqlite();
    fill(&database).await;
    // The program has closed it, so everything is in the one file.
    std::fs::read(database.path()).unwrap()
}

async fn postgres_template() -> String {
    let database = TestDatabase::postgres("").await;
    fill(&database).await;
    let Location::Postgres(url) = &database.location else { unreachable!() };
    url.rsplit('/').next().unwrap().to_owned()
}

/// The server that `scripts/with-postgres` started.
pub fn server() -> String {
    std::env::var("NETWISE_TEST_POSTGRES_URL").unwrap_or_else(|_| {
        panic!("NETWISE_TEST_POSTGRES_URL is not set: run `make test`, or `scripts/with-postgres cargo test`")
    })
}

fn address_of(name: &str) -> String {
    let server = server();
    let (host, _) = server.rsplit_once('/').unwrap();
    format!("{host}/{name}")
}

async fn on_server(statement: &str) {
    let server = Database::connect(server()).await.unwrap();
    server.execute_unprepared(statement).await.unwrap();
    server.close().await.unwrap();
}
