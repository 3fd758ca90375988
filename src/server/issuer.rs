//! The issuer of certificates: its address, its keys, and all it was known by. Must not import anything but `domain`, `store`,
//! `usecases` and its siblings.

use open_badge::{KeyPair, PublicKeys, did_document, did_web};
use serde_json::Value;
use url::{Host, Url};

use super::config::Config;
use super::key_file::{self, KeyFileError, Secrets};
use crate::domain::person::By;
use crate::domain::time::Timestamp;
use crate::store::entities::signing_key;
use crate::store::{self, Error, Store, keys};
use crate::usecases::add_signing_key::AddSigningKey;
use crate::usecases::fix_issuer::FixIssuer;

/// Why certificates cannot be issued, each with what to do.
#[derive(Debug, thiserror::Error)]
pub enum IssuerError {
    /// The key file cannot be used.
    #[error(transparent)]
    File(#[from] KeyFileError),
    /// The file is gone.
    #[error(
        "the signing keys are missing: there is no {0}. Restore the file from a backup (on another node: copy it from the \
         first), or run `netwise keys rotate` to go on with new keys; certificates that are signed already stay valid"
    )]
    Lost(String),
    /// The file belongs to another database.
    #[error(
        "the signing keys in {0} are not those of this database. Restore the file that belongs to it, or run \
         `netwise keys rotate` to go on with new keys; certificates that are signed already stay valid"
    )]
    Others(String),
    /// The address changed after certificates were issued.
    #[error(
        "certificates were issued for {before}, but NETWISE_BASE_URL is now {now}. Every certificate names the old address, and \
         is checked there. Set NETWISE_BASE_URL back, or run `netwise keys move` to issue under the new address from now on; \
         the old one must then still lead here"
    )]
    Moved {
        /// The address that is fixed.
        before: String,
        /// The one in the settings.
        now: String,
    },
    /// The database did not answer, or holds what cannot be read.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Who issues certificates here.
#[derive(Debug)]
pub struct Issuer {
    base: String,
    former: Vec<String>,
    keys: KeyPair,
    listed: Vec<PublicKeys>,
    since: Timestamp,
}

/// The address of the site as it stands in certificates: without a slash at its end.
pub fn base_of(url: &Url) -> String {
    url.as_str().trim_end_matches('/').to_owned()
}

impl Issuer {
    /// Gets ready to issue: makes keys the first time, and compares the address with the one in certificates.
    ///
    /// # Errors
    /// [`IssuerError`], saying what to do.
    pub async fn open(config: &Config, store: &Store) -> Result<Self, IssuerError> {
        let base = base_of(&config.base_url);
        settle(store, &base).await?;
        let path = key_file::place(&config.data_dir);
        let name = || path.display().to_string();
        let rows = keys::all(store.reader()).await?;
        let secrets = match (key_file::read(&path)?, rows.first()) {
            (Some(secrets), None) => begin(store, secrets).await?,
            (None, None) => {
                let secrets = Secrets::generate(id(1))?;
                key_file::write(&path, &[&secrets])?;
                begin(store, vec![secrets]).await?
            }
            (None, Some(_)) => return Err(IssuerError::Lost(name())),
            (Some(secrets), Some(_)) => secrets,
        };
        let rows = keys::all(store.reader()).await?;
        let current = secrets
            .iter()
            .filter_map(Secrets::pair)
            .find(|pair| Some(pair.public()) == rows.first().and_then(|row| public(row).ok()));
        Ok(Self {
            base,
            former: keys::former_issuers(store.reader()).await?,
            keys: current.ok_or_else(|| IssuerError::Others(name()))?,
            since: rows.last().map_or(Timestamp(0), |row| row.created_at),
            listed: rows.iter().map(public).collect::<Result<_, _>>()?,
        })
    }

    /// The address that certificates name, without a slash at its end.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// When the first keys were made.
    pub fn since(&self) -> Timestamp {
        self.since
    }

    /// The keys that sign.
    pub fn keys(&self) -> &KeyPair {
        &self.keys
    }

    /// The document that lists the keys.
    pub fn did_document(&self) -> Value {
        did_document(&did_web(&self.base), &self.listed)
    }

    /// The document, and those of earlier addresses after it.
    pub fn did_documents(&self) -> Vec<Value> {
        let bases = std::iter::once(&self.base).chain(&self.former);
        bases.map(|base| did_document(&did_web(base), &self.listed)).collect()
    }

    /// The same under the name that a certificate uses for its issuer, if that is or was ours.
    pub fn did_document_as(&self, did: &str) -> Option<Value> {
        let ours = std::iter::once(&self.base).chain(&self.former).any(|base| did_web(base) == did);
        ours.then(|| did_document(did, &self.listed))
    }
}

fn id(number: usize) -> String {
    format!("key-{number}")
}

fn public(row: &signing_key::Model) -> store::Result<PublicKeys> {
    PublicKeys::new(row.id.clone(), &row.ed25519, &row.p256).map_err(|error| Error::unreadable("signing key", error))
}

/// An address on this machine means nothing to others, so it may change as it likes.
fn is_only_here(base: &str) -> bool {
    match Url::parse(base).ok().as_ref().and_then(Url::host) {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

async fn settle(store: &Store, base: &str) -> Result<(), IssuerError> {
    let moves = keys::issuer(store.reader()).await?.is_some_and(|before| is_only_here(&before));
    match store.write(By::System, &FixIssuer { base, moves }).await? {
        Some(before) => Err(IssuerError::Moved { before, now: base.to_owned() }),
        None => Ok(()),
    }
}

/// Lists the first keys.
async fn begin(store: &Store, secrets: Vec<Secrets>) -> Result<Vec<Secrets>, IssuerError> {
    if let Some(pair) = secrets.last().and_then(Secrets::pair) {
        list(store, &pair, 0).await?;
    }
    Ok(secrets)
}

async fn list(store: &Store, pair: &KeyPair, after: usize) -> store::Result<()> {
    let public = pair.public();
    let add = AddSigningKey {
        id: public.id().to_owned(),
        ed25519: public.ed25519_bytes().to_vec(),
        p256: public.p256_bytes(),
        after,
    };
    store.write(By::System, &add).await
}

/// Puts new keys into use; the old ones stay listed. Needs no old file, so it helps when that is lost. Gives the new name.
///
/// # Errors
/// [`IssuerError`], saying what to do.
pub async fn rotate(config: &Config, store: &Store) -> Result<String, IssuerError> {
    let path = key_file::place(&config.data_dir);
    let before = keys::all(store.reader()).await?.len();
    let new = Secrets::generate(id(before + 1))?;
    let old = key_file::read(&path).ok().flatten().unwrap_or_default();
    // Both, until the database has decided.
    let both: Vec<&Secrets> = old.iter().filter(|secrets| secrets.id != new.id).chain([&new]).collect();
    key_file::write(&path, &both)?;
    if let Some(pair) = new.pair() {
        list(store, &pair, before).await?;
    }
    key_file::write(&path, &[&new])?;
    Ok(new.id)
}

/// Decides to issue under the address of the settings from now on. Gives that address.
///
/// # Errors
/// [`IssuerError::Store`].
pub async fn move_here(config: &Config, store: &Store) -> Result<String, IssuerError> {
    let base = base_of(&config.base_url);
    store.write(By::System, &FixIssuer { base: &base, moves: true }).await?;
    Ok(base)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_this_machine_may_change_by_themselves() {
        for here in ["http://127.0.0.1:3000", "http://localhost", "http://[::1]:3000"] {
            assert!(is_only_here(here), "{here}");
        }
        for elsewhere in ["https://learn.example.org", "https://127.example.org", "rubbish"] {
            assert!(!is_only_here(elsewhere), "{elsewhere}");
        }
    }
}
