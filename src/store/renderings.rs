//! Reading the files that were made of credentials. Must not import anything but `domain`.

use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder, QuerySelect};
use sha2::{Digest, Sha256};

use super::entities::rendering;
use super::{Error, Result};
use crate::domain::ids::CredentialId;

/// The certificate as a PDF, with the credential attached.
pub const PDF: &str = "pdf";
/// The credential with its embedded proof.
pub const JSON: &str = "json";
/// The credential as a JWT.
pub const JWT: &str = "jwt";
/// The badge, with the credential baked into it.
pub const SVG: &str = "svg";

/// What was made of a credential in this form, if it was made; its bytes are the ones that were kept.
///
/// # Errors
/// [`Error::Unreadable`] when the bytes are others, or the database did not answer.
pub async fn find(db: &impl ConnectionTrait, credential: CredentialId, kind: &str) -> Result<Option<rendering::Model>> {
    let row = rendering::Entity::find_by_id((credential, kind.to_owned())).one(db).await?;
    match row {
        Some(row) if fingerprint(&row.bytes) != row.sha256 => Err(Error::unreadable(
            "rendering",
            format!("the {kind} of credential {credential} is not the one that was kept"),
        )),
        row => Ok(row),
    }
}

/// SHA-256 of every file that was kept, in hex and in order.
///
/// # Errors
/// The database did not answer.
pub async fn fingerprints(db: &impl ConnectionTrait) -> Result<Vec<String>> {
    Ok(rendering::Entity::find()
        .select_only()
        .column(rendering::Column::Sha256)
        .order_by_asc(rendering::Column::Sha256)
        .into_tuple::<String>()
        .all(db)
        .await?)
}

/// SHA-256 of a file, in hex.
pub fn fingerprint(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}
