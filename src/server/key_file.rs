//! The file with the private signing keys: in the data folder, for its owner only. Must not import anything of this crate.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use open_badge::KeyPair;
use serde::{Deserialize, Serialize};

/// The one form of the file that this program writes.
const FORMAT: u32 = 1;

/// Why the keys cannot be used, each with what to do.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// The file cannot be read or written.
    #[error("the signing keys in {path} cannot be used: {source}. Give the file to the user this program runs as")]
    Io {
        /// The file.
        path: String,
        /// What the system said.
        source: io::Error,
    },
    /// It is not what this program wrote.
    #[error(
        "the signing keys in {0} cannot be read. Restore the file from a backup, or use the version of Netwise that wrote it"
    )]
    Damaged(String),
    /// Others than the owner may read it.
    #[error("the signing keys in {0} can be read by other users of this machine. Make it yours alone: chmod 600 {0}")]
    TooOpen(String),
    /// No usable random numbers.
    #[error("this machine gives no random numbers for signing keys: {0}")]
    Random(String),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyFile {
    format: u32,
    keys: Vec<StoredPair>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredPair {
    id: String,
    ed25519: String,
    p256: String,
}

/// Secrets of one pair of keys.
pub struct Secrets {
    /// Name of the pair.
    pub id: String,
    ed25519: [u8; 32],
    p256: [u8; 32],
}

impl Secrets {
    /// New ones.
    ///
    /// # Errors
    /// [`KeyFileError::Random`].
    pub fn generate(id: String) -> Result<Self, KeyFileError> {
        let random = || -> Result<[u8; 32], KeyFileError> {
            let mut bytes = [0u8; 32];
            getrandom::fill(&mut bytes).map_err(|error| KeyFileError::Random(error.to_string()))?;
            Ok(bytes)
        };
        loop {
            let secrets = Self { id: id.clone(), ed25519: random()?, p256: random()? };
            // One in 2^32 numbers is no key.
            if secrets.pair().is_some() {
                return Ok(secrets);
            }
        }
    }

    /// The pair, ready to sign; `None` if the bytes are no keys.
    pub fn pair(&self) -> Option<KeyPair> {
        KeyPair::new(self.id.clone(), &self.ed25519, &self.p256).ok()
    }
}

/// Where the file is.
pub fn place(data_dir: &Path) -> PathBuf {
    data_dir.join("keys").join("signing-keys.json")
}

/// The secrets in the file; `None` when there is no file.
///
/// # Errors
/// [`KeyFileError`].
pub fn read(path: &Path) -> Result<Option<Vec<Secrets>>, KeyFileError> {
    let name = || path.display().to_string();
    let text = match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        read => read.map_err(|source| KeyFileError::Io { path: name(), source })?,
    };
    let mode = fs::metadata(path).map_err(|source| KeyFileError::Io { path: name(), source })?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(KeyFileError::TooOpen(name()));
    }
    let file: KeyFile = serde_json::from_str(&text).map_err(|_| KeyFileError::Damaged(name()))?;
    let secrets: Option<Vec<Secrets>> = file.keys.iter().map(unpack).collect();
    match secrets {
        Some(secrets) if file.format == FORMAT => Ok(Some(secrets)),
        _ => Err(KeyFileError::Damaged(name())),
    }
}

fn unpack(stored: &StoredPair) -> Option<Secrets> {
    let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok();
    let secrets = Secrets { id: stored.id.clone(), ed25519: bytes(&stored.ed25519)?, p256: bytes(&stored.p256)? };
    secrets.pair().map(|_| secrets)
}

/// Writes the file so that after a crash it is there as before or as after.
///
/// # Errors
/// [`KeyFileError::Io`].
pub fn write(path: &Path, secrets: &[&Secrets]) -> Result<(), KeyFileError> {
    let keys = secrets.iter().map(|secrets| StoredPair {
        id: secrets.id.clone(),
        ed25519: URL_SAFE_NO_PAD.encode(secrets.ed25519),
        p256: URL_SAFE_NO_PAD.encode(secrets.p256),
    });
    let file = KeyFile { format: FORMAT, keys: keys.collect() };
    let write = || -> io::Result<()> {
        let folder = path.parent().unwrap_or(Path::new("."));
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        let beside = path.with_extension("new");
        let mut new = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&beside)?;
        new.write_all(serde_json::to_string_pretty(&file)?.as_bytes())?;
        new.sync_all()?;
        fs::rename(&beside, path)?;
        File::open(folder)?.sync_all()
    };
    write().map_err(|source| KeyFileError::Io { path: path.display().to_string(), source })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn keys_are_kept_for_their_owner_only_and_read_back() {
        let dir = tempfile::tempdir().unwrap();
        let path = place(dir.path());
        assert!(read(&path).unwrap().is_none());
        let (first, second) = (Secrets::generate("key-1".into()).unwrap(), Secrets::generate("key-2".into()).unwrap());
        write(&path, &[&first, &second]).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::metadata(path.parent().unwrap()).unwrap().permissions().mode() & 0o777, 0o700);
        let back = read(&path).unwrap().unwrap();
        let public = |secrets: &Secrets| secrets.pair().unwrap().public();
        assert_eq!(back.iter().map(public).collect::<Vec<_>>(), [public(&first), public(&second)]);

        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(read(&path), Err(KeyFileError::TooOpen(_))));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        for rubbish in
            ["", "{}", r#"{"format":2,"keys":[]}"#, r#"{"format":1,"keys":[{"id":"a","ed25519":"","p256":""}]}"#]
        {
            fs::write(&path, rubbish).unwrap();
            assert!(matches!(read(&path), Err(KeyFileError::Damaged(_))), "{rubbish}");
        }
    }
}
