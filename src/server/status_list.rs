//! The status lists, sealed. Made again only when something on them changed. Must not import anything but `domain`, `store` and
//! its siblings.

use open_badge::{StatusList, sign_status_list, status_jwt};
use serde_json::Value;

use super::failure::Failure;
use super::state::App;
use crate::domain::time::Timestamp;
use crate::store::credentials::{self, RevokedOn};

/// A sealed list in both forms, and as of when.
#[derive(Debug, Clone)]
pub struct SealedList {
    /// As of when, and how many are revoked: the list is the same as long as these are.
    version: (Timestamp, usize),
    /// With an embedded proof.
    pub json: Value,
    /// As a JWT.
    pub jwt: String,
}

/// The list with this number; [`Failure::NotFound`] when there is none.
///
/// # Errors
/// The database did not answer.
pub async fn sealed(app: &App, list: u32) -> Result<SealedList, Failure> {
    let issuer = app.issuer().await?;
    let revoked = match credentials::revoked_on(app.store().reader(), list).await? {
        Some(revoked) => revoked,
        // The first one is there before anything is on it.
        None if list == 1 => RevokedOn { at: issuer.since(), places: vec![] },
        None => return Err(Failure::NotFound),
    };
    let version = (revoked.at, revoked.places.len());
    let mut made = app.status_lists().lock().await;
    if let Some(known) = made.get(&list).filter(|known| known.version == version) {
        return Ok(known.clone());
    }
    let content = StatusList { base: issuer.base().to_owned(), list, at: revoked.at.utc(), revoked: revoked.places };
    let json = sign_status_list(&content, issuer.keys()).map_err(|error| {
        tracing::error!(%error, "a status list was not sealed");
        Failure::Broken
    })?;
    let sealed = SealedList { version, json, jwt: status_jwt(&content, revoked.at.0 / 1000, issuer.keys()) };
    made.insert(list, sealed.clone());
    Ok(sealed)
}
