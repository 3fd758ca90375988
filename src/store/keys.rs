//! Reading the public keys that certificates were signed with, and the address they were issued under. Must not import
//! anything but `domain`.

use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder};

use super::entities::signing_key;
use super::{Error, Result, settings};

/// The address under which certificates are issued; fixed with the first of them.
pub const ISSUER: &str = "issuer.base";
/// Addresses under which certificates were issued before, as a JSON list.
pub const FORMER_ISSUERS: &str = "issuer.former";

/// All keys, the newest first.
///
/// # Errors
/// The database did not answer.
pub async fn all(db: &impl ConnectionTrait) -> Result<Vec<signing_key::Model>> {
    Ok(signing_key::Entity::find()
        .order_by_desc(signing_key::Column::CreatedAt)
        .order_by_desc(signing_key::Column::Id)
        .all(db)
        .await?)
}

/// The address under which certificates are issued, once it is fixed.
///
/// # Errors
/// The database did not answer.
pub async fn issuer(db: &impl ConnectionTrait) -> Result<Option<String>> {
    settings::get(db, ISSUER).await
}

/// Addresses under which certificates were issued before.
///
/// # Errors
/// [`Error::Unreadable`], or the database did not answer.
pub async fn former_issuers(db: &impl ConnectionTrait) -> Result<Vec<String>> {
    match settings::get(db, FORMER_ISSUERS).await? {
        Some(text) => serde_json::from_str(&text).map_err(|error| Error::unreadable(FORMER_ISSUERS, error)),
        None => Ok(vec![]),
    }
}
