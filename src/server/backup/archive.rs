//! The file of a backup: a gzipped tar archive that begins with a list of what is in it. Must not import anything but
//! `domain`, `store` and its parent.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{BackupError, files};
use crate::domain::time::Timestamp;
use crate::store::Engine;

/// The list, first in the archive.
const MANIFEST: &str = "manifest.json";
/// Version of the format.
const FORMAT: u32 = 1;

/// What is in a backup.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    format: u32,
    /// Version of the program that wrote it.
    program: String,
    /// Kind of the database.
    pub(super) engine: String,
    /// When it was begun, in milliseconds since 1970 UTC.
    taken_at: i64,
    /// Place of the ledger's last entry at that time.
    pub(super) entries: i64,
    /// Its hash, in hex.
    head: String,
    /// SHA-256 of each file, in hex, by name.
    files: BTreeMap<String, String>,
}

/// One file of a backup.
#[derive(Debug)]
pub(super) struct Part {
    /// Its name in the archive.
    pub(super) name: String,
    /// Where it is.
    pub(super) path: PathBuf,
}

impl Manifest {
    pub(super) fn new(engine: Engine, at: Timestamp, entries: i64, head: Vec<u8>) -> Self {
        Self {
            format: FORMAT,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            engine: word(engine).to_owned(),
            taken_at: at.0,
            entries,
            head: hex::encode(head),
            files: BTreeMap::new(),
        }
    }

    /// The hash of the last entry; nothing while the ledger was empty.
    pub(super) fn head(&self) -> Option<String> {
        (self.entries > 0).then(|| self.head.clone())
    }

    /// Names of the files.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }
}

/// The word for a kind of database.
pub(super) fn word(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "sqlite",
        Engine::Postgres => "postgresql",
    }
}

/// A folder for unfinished files, which nobody else can read and which goes when it is dropped.
pub(super) struct Work(PathBuf);

impl Work {
    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        // What cannot be removed is named by its dot and is no part of the site.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Makes one below `folder`, so that its files can be moved without being copied.
pub(super) fn work_folder(folder: &Path) -> Result<Work, BackupError> {
    let path = folder.join(format!(".netwise-{}", uuid::Uuid::now_v7()));
    std::fs::DirBuilder::new().mode(0o700).create(&path).map_err(files(&path))?;
    Ok(Work(path))
}

/// Writes the archive under a name of its own first, so that a file called `file` is always a whole backup.
pub(super) fn write(file: &Path, work: &Path, mut manifest: Manifest, parts: &[Part]) -> Result<u64, BackupError> {
    for part in parts {
        let digest = digest(File::open(&part.path).map_err(files(&part.path))?).map_err(files(&part.path))?;
        manifest.files.insert(part.name.clone(), digest);
    }
    let unfinished = work.join("archive");
    let finished = pack(&unfinished, &manifest, parts).map_err(files(file))?;
    std::fs::rename(&unfinished, file).map_err(files(file))?;
    Ok(finished)
}

fn pack(path: &Path, manifest: &Manifest, parts: &[Part]) -> std::io::Result<u64> {
    let file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    let mut archive = tar::Builder::new(GzEncoder::new(BufWriter::new(file), Compression::fast()));
    let list = serde_json::to_vec_pretty(manifest)?;
    let mut header = tar::Header::new_gnu();
    header.set_size(list.len() as u64);
    header.set_mode(0o600);
    archive.append_data(&mut header, MANIFEST, list.as_slice())?;
    for part in parts {
        archive.append_path_with_name(&part.path, &part.name)?;
    }
    let mut file = archive.into_inner()?.finish()?;
    file.flush()?;
    let file = file.get_ref();
    file.sync_all()?;
    Ok(file.metadata()?.len())
}

/// Unpacks an archive into `work` and compares every file with the list.
pub(super) fn read(file: &Path, work: &Path) -> Result<Manifest, BackupError> {
    let damaged = |why: String| BackupError::Damaged(file.display().to_string(), why);
    let archive = File::open(file).map_err(files(file))?;
    let mut archive = tar::Archive::new(GzDecoder::new(BufReader::new(archive)));
    let mut entries = archive.entries().map_err(|error| damaged(error.to_string()))?;
    let no_backup = |_| damaged("it is not a backup of Netwise".to_owned());
    let first = entries.next().ok_or_else(|| damaged("it is empty".to_owned()))?.map_err(no_backup)?;
    let manifest: Manifest = serde_json::from_reader(first).map_err(|error| no_backup(error.into()))?;
    if manifest.format != FORMAT {
        return Err(damaged("a newer Netwise wrote it; use that one".to_owned()));
    }
    let mut missing: Vec<&String> = manifest.files.keys().collect();
    for entry in entries {
        let mut entry = entry.map_err(|error| damaged(error.to_string()))?;
        let name = entry.path().map_err(|error| damaged(error.to_string()))?.display().to_string();
        let Some(at) = missing.iter().position(|known| **known == name && is_inside(&name)) else {
            return Err(damaged(format!("{name} is not on its list")));
        };
        let target = work.join(missing.swap_remove(at));
        if let Some(folder) = target.parent() {
            std::fs::create_dir_all(folder).map_err(files(folder))?;
        }
        let mut unpacked = std::fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&target)
            .map_err(files(&target))?;
        std::io::copy(&mut entry, &mut unpacked).map_err(|error| damaged(error.to_string()))?;
        unpacked.sync_all().map_err(files(&target))?;
        let found = digest(File::open(&target).map_err(files(&target))?).map_err(files(&target))?;
        if manifest.files.get(&name) != Some(&found) {
            return Err(damaged(format!("{name} in it is not the one that was saved")));
        }
    }
    // The checksum of the whole stands at the very end, behind what the archive itself reads.
    std::io::copy(&mut archive.into_inner(), &mut std::io::sink()).map_err(|error| damaged(error.to_string()))?;
    match missing.first() {
        Some(name) => Err(damaged(format!("{name} is missing"))),
        None => Ok(manifest),
    }
}

/// Whether a name leads nowhere but further down.
fn is_inside(name: &str) -> bool {
    name.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

fn digest(mut file: impl Read) -> std::io::Result<String> {
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hex::encode(hasher.finalize())),
            read => hasher.update(&buffer[..read]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_leads_out_is_seen() {
        assert!(is_inside("data/keys/one.json"));
        for name in ["../etc/passwd", "/etc/passwd", "data/../../x", "./x", "data//etc/passwd", ""] {
            assert!(!is_inside(name), "{name}");
        }
    }
}
