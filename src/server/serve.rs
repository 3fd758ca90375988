//! Running the site: opening what it needs, listening, shutting down in order. Must not import anything but `store` and its
//! siblings.

use std::fs::{File, TryLockError};
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::config::Config;
use super::issuer::IssuerError;
use super::jobs::Jobs;
use super::mail::{BadOutlet, Outlet};
use super::state::{App, Content, ContentError};
use crate::store::connect::{Location, OpenError};
use crate::store::{Clock, Engine, Store, people};

/// Why the site cannot run, each with what to do.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The data folder cannot be used.
    #[error(
        "the data folder {path} cannot be written: {source}. Create it, give it to the user this program runs as, or set NETWISE_DATA_DIR"
    )]
    DataDir {
        /// The folder.
        path: String,
        /// What the system said.
        source: io::Error,
    },
    /// Another node uses the same SQLite file.
    #[error(
        "another Netwise is using {0}, most likely `netwise serve`. Stop it first, then do this again: with SQLite only one program at a time \
         may write. (For several nodes, set NETWISE_DATABASE_URL to a PostgreSQL database.)"
    )]
    InUse(String),
    /// The database cannot be used.
    #[error(transparent)]
    Database(#[from] OpenError),
    /// The content cannot be used.
    #[error(transparent)]
    Content(#[from] ContentError),
    /// Something stored could not be read or written.
    #[error(transparent)]
    Store(#[from] crate::store::Error),
    /// The port cannot be used.
    #[error(
        "{addr} cannot be listened on: {source}. Stop the program that uses it, or set NETWISE_ADDR to another port"
    )]
    Listen {
        /// The address.
        addr: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// The mail server cannot be used as it is named.
    #[error(transparent)]
    Mail(#[from] BadOutlet),
    /// Certificates could not be issued.
    #[error(transparent)]
    Issuer(#[from] IssuerError),
    /// The server stopped by itself.
    #[error("the server stopped: {0}")]
    Serve(io::Error),
}

/// The open database of one program. With SQLite it holds a lock, so that there is only one.
pub struct Opened {
    /// The database.
    pub store: Store,
    _lock: Option<File>,
}

/// Opens the database, making the data folder if it is missing.
///
/// # Errors
/// [`StartError`], saying what to do.
pub async fn open(config: &Config, clock: Arc<dyn Clock>) -> Result<Opened, StartError> {
    prepare_data_dir(&config.data_dir)?;
    let lock = match &config.database {
        Location::File(path) => Some(lock(path)?),
        Location::Postgres(_) => None,
    };
    Ok(Opened { store: Store::open(&config.database, clock).await?, _lock: lock })
}

/// As [`open`], but only to look: beside a running site too.
///
/// # Errors
/// [`StartError`], saying what to do.
pub async fn open_beside(config: &Config, clock: Arc<dyn Clock>) -> Result<Opened, StartError> {
    prepare_data_dir(&config.data_dir)?;
    Ok(Opened { store: Store::open(&config.database, clock).await?, _lock: None })
}

fn prepare_data_dir(path: &Path) -> Result<(), StartError> {
    let attempt = || {
        std::fs::create_dir_all(path)?;
        // Creating a file is the only honest way to find out whether one can be created.
        let probe = path.join(".netwise-writable");
        File::create(&probe)?;
        std::fs::remove_file(probe)
    };
    attempt().map_err(|source| StartError::DataDir { path: path.display().to_string(), source })
}

fn lock(database: &Path) -> Result<File, StartError> {
    let path = database.with_extension("lock");
    let failed = |source| StartError::DataDir { path: path.display().to_string(), source };
    let file = File::create(&path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StartError::InUse(database.display().to_string())),
        Err(TryLockError::Error(source)) => Err(failed(source)),
    }
}

/// Loads the content, freezes it, and puts the program's state together.
///
/// # Errors
/// [`StartError`], saying what to do.
pub async fn assemble(config: Config, store: Store) -> Result<App, StartError> {
    let content = Content::load(&config)?;
    let app = App::new(config, store, content);
    app.publish().await?;
    app.issuer().await?;
    Ok(app)
}

/// How long a mail that is being sent may keep the program from stopping.
const LAST_MAIL: Duration = Duration::from_secs(5);

/// Serves, and sends mail, until the program is told to stop; requests that have begun are finished.
///
/// # Errors
/// [`StartError::Listen`] when the port is taken, [`StartError::Mail`], [`StartError::Serve`].
pub async fn serve(app: &App, router: Router) -> Result<(), StartError> {
    let addr = app.config().addr;
    let outlet = Outlet::of(app.config())?;
    let listener = TcpListener::bind(addr).await.map_err(|source| StartError::Listen { addr, source })?;
    tracing::info!(%addr, base_url = %app.config().base_url, "serving");
    say_how_to_begin(app).await?;
    let (stop, stopped) = watch::channel(false);
    let jobs = tokio::spawn(Jobs::new(app.clone(), outlet, stopped).run());
    let served = axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>())
        .with_graceful_shutdown(told_to_stop())
        .await
        .map_err(StartError::Serve);
    stop.send_replace(true);
    if tokio::time::timeout(LAST_MAIL, jobs).await.is_err() {
        tracing::warn!("a mail was still being sent; it will be sent again");
    }
    served
}

/// On a site where nobody can come in, how the first administrator does.
async fn say_how_to_begin(app: &App) -> Result<(), StartError> {
    let somebody = people::is_anybody(app.store().reader()).await?;
    if !somebody {
        let first = if app.store().engine() == Engine::Sqlite { "stop this program, then " } else { "" };
        tracing::warn!(
            "nobody is here yet: {first}run this with the same settings, and open the link it prints: \
             netwise admin create --email you@example.org --name \"Your Name\""
        );
    }
    Ok(())
}

async fn told_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut terminate) => tokio::select! {
            _ = interrupt => {}
            _ = terminate.recv() => {}
        },
        Err(_) => drop(interrupt.await),
    }
    tracing::info!("stopping");
}
