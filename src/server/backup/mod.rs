//! The whole site in one file, taken while it runs, and put back elsewhere. Must not import anything but `store` and its
//! siblings.

mod archive;
mod dump;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::config::Config;
use super::serve::{StartError, open, open_beside};
use crate::store::connect::Location;
use crate::store::ledger::Report;
use crate::store::{Clock, Engine};
use archive::{Manifest, Part};

/// The database inside the file.
const DATABASE: &str = "database";
/// Files of the data folder inside the file stand below this.
const DATA: &str = "data/";

/// Why there is no backup, or why it was not put back; each with what to do.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The site's own database or folder cannot be used.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The ledger could not be read.
    #[error(transparent)]
    Store(#[from] crate::store::Error),
    /// A file cannot be read or written.
    #[error("{path}: {source}")]
    Files {
        /// The file.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// PostgreSQL's own program is missing or did not succeed.
    #[error("{0}")]
    Dump(String),
    /// It would overwrite something.
    #[error("{0} is there already and is not overwritten. {1}")]
    Occupied(String, &'static str),
    /// The file is not a backup, or not the one that was written.
    #[error("{0} cannot be put back: {1}. Nothing was changed")]
    Damaged(String, String),
}

fn files(path: &Path) -> impl Fn(std::io::Error) -> BackupError + use<> {
    let path = path.display().to_string();
    move |source| BackupError::Files { path: path.clone(), source }
}

/// What is in a backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Bytes of the file.
    pub bytes: u64,
    /// Entries of the ledger that are in it at least.
    pub entries: i64,
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// The check of the restored ledger.
    pub report: Report,
    /// Whether it holds all entries that it held when the backup was begun.
    pub whole: bool,
}

/// Writes a backup of the site to `file`, which must not be there yet. The site may run meanwhile: what was acknowledged
/// before this began is in it.
///
/// # Errors
/// [`BackupError`], and then there is no file.
pub async fn backup(config: &Config, file: &Path, clock: Arc<dyn Clock>) -> Result<Taken, BackupError> {
    if file.exists() {
        return Err(BackupError::Occupied(file.display().to_string(), "Choose another name"));
    }
    let opened = open_beside(config, clock).await?;
    let (entries, head) = opened.store.ledger_head().await?;
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let work = archive::work_folder(folder)?;
    let database = work.path().join(DATABASE);
    match &config.database {
        Location::File(_) => opened.store.copy_into(&database).await?,
        Location::Postgres(url) => dump::save(url, &database).await?,
    }
    let manifest = Manifest::new(opened.store.engine(), opened.store.clock().now(), entries, head);
    opened.store.close().await;
    let mut parts = vec![Part { name: DATABASE.to_owned(), path: database }];
    parts.extend(own_files(config)?);
    let bytes = archive::write(file, work.path(), manifest, &parts)?;
    Ok(Taken { bytes, entries })
}

/// Files of the data folder that belong to the site, but are not its database, nor mail that was written instead of sent.
fn own_files(config: &Config) -> Result<Vec<Part>, BackupError> {
    let mut found = Vec::new();
    let mut folders = vec![config.data_dir.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).map_err(files(&folder))? {
            let path = entry.map_err(files(&folder))?.path();
            let Ok(inside) = path.strip_prefix(&config.data_dir) else { continue };
            // Unfinished files and folders, such as those of a backup that was killed.
            if is_passing(inside) {
                continue;
            }
            if path.is_dir() && inside != Path::new("mail") {
                folders.push(path);
            } else if path.is_file() && !is_database(config, &path) {
                let name = format!("{DATA}{}", inside.display());
                found.push(Part { name, path });
            }
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

/// The SQLite file and what stands beside it while it is open.
fn is_database(config: &Config, path: &Path) -> bool {
    let Location::File(database) = &config.database else { return false };
    let with = |ending: &str| PathBuf::from(format!("{}{ending}", database.display()));
    ["", "-wal", "-shm", "-journal"].iter().any(|ending| with(ending) == path)
        || database.with_extension("lock") == path
}

fn is_passing(inside: &Path) -> bool {
    inside.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))
}

/// Puts a backup back into an empty place: the database and data folder of `config`. The file is checked whole before
/// anything is written, and the restored ledger is recomputed.
///
/// # Errors
/// [`BackupError`]; only a database that could not be loaded half-way can leave something behind, and says so.
pub async fn restore(config: &Config, file: &Path, clock: Arc<dyn Clock>) -> Result<Restored, BackupError> {
    must_be_empty(config)?;
    std::fs::create_dir_all(&config.data_dir).map_err(files(&config.data_dir))?;
    let work = archive::work_folder(&config.data_dir)?;
    let manifest = archive::read(file, work.path())?;
    let engine = match &config.database {
        Location::File(_) => Engine::Sqlite,
        Location::Postgres(_) => Engine::Postgres,
    };
    if manifest.engine != archive::word(engine) {
        let why = format!("it is of a {} database; set NETWISE_DATABASE_URL to one of that kind", manifest.engine);
        return Err(BackupError::Damaged(file.display().to_string(), why));
    }
    let database = work.path().join(DATABASE);
    match &config.database {
        Location::File(path) => std::fs::rename(&database, path).map_err(files(path))?,
        Location::Postgres(url) => dump::load(url, &database).await?,
    }
    for name in manifest.names().filter_map(|name| name.strip_prefix(DATA)) {
        let target = config.data_dir.join(name);
        if let Some(folder) = target.parent() {
            std::fs::create_dir_all(folder).map_err(files(folder))?;
        }
        std::fs::rename(work.path().join(DATA).join(name), &target).map_err(files(&target))?;
    }
    let opened = open(config, clock).await?;
    let report = opened.store.verify_ledger().await?;
    let whole = opened.store.ledger_hash(manifest.entries).await?.map(hex::encode) == manifest.head();
    opened.store.close().await;
    Ok(Restored { report, whole })
}

fn must_be_empty(config: &Config) -> Result<(), BackupError> {
    const MEND: &str = "Restore into an empty place: set NETWISE_DATA_DIR and NETWISE_DATABASE_URL";
    if let Location::File(path) = &config.database
        && path.exists()
    {
        return Err(BackupError::Occupied(path.display().to_string(), MEND));
    }
    match own_files(config) {
        Ok(found) => match found.first() {
            Some(part) => Err(BackupError::Occupied(part.path.display().to_string(), MEND)),
            None => Ok(()),
        },
        Err(BackupError::Files { source, .. }) if source.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}
