//! Logos and signatures by the hash of their bytes. Must not import anything but `domain`.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, Set};
use sha2::{Digest, Sha256};

use super::entities::image;
use super::{Error, Result, insert_new};
use crate::domain::image::{Image, ImageKind};
use crate::domain::time::Timestamp;

/// The picture with this hash; its bytes are the ones that were kept.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Unreadable`] when the bytes are others, or the database did not answer.
pub async fn find(db: &impl ConnectionTrait, hash: &str) -> Result<Image> {
    let row = image::Entity::find_by_id(hash).one(db).await?.ok_or(Error::NotFound)?;
    match ImageKind::from_word(&row.kind) {
        Some(kind) if hash_of(&row.bytes) == row.hash => Ok(Image { kind, bytes: row.bytes }),
        _ => Err(Error::unreadable("image", format!("the image {hash} is not the one that was kept"))),
    }
}

/// Keeps a picture, once; gives its hash.
///
/// # Errors
/// The database did not take it.
pub async fn keep(db: &impl ConnectionTrait, image: &Image, now: Timestamp) -> Result<String> {
    let hash = hash_of(&image.bytes);
    let row = image::ActiveModel {
        hash: Set(hash.clone()),
        kind: Set(image.kind.word().to_owned()),
        bytes: Set(image.bytes.clone()),
        created_at: Set(now),
        sealed_at: Set(None),
    };
    insert_new(db, row).await?;
    Ok(hash)
}

/// Notes that a picture stands on a certificate, so that it is never removed; says whether it is there.
///
/// # Errors
/// The database did not take it.
pub async fn seal(db: &impl ConnectionTrait, hash: &str, now: Timestamp) -> Result<bool> {
    let sealed = image::Entity::find()
        .select_only()
        .column(image::Column::Hash)
        .filter(image::Column::Hash.eq(hash))
        .filter(image::Column::SealedAt.is_not_null())
        .into_tuple::<String>()
        .one(db)
        .await?;
    if sealed.is_some() {
        return Ok(true);
    }
    let changed = image::Entity::update_many()
        .set(image::ActiveModel { sealed_at: Set(Some(now)), ..Default::default() })
        .filter(image::Column::Hash.eq(hash))
        .exec(db)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// Removes a picture that never stood on a certificate.
///
/// # Errors
/// The database did not take it.
pub async fn forget(db: &impl ConnectionTrait, hash: &str) -> Result<()> {
    image::Entity::delete_many()
        .filter(image::Column::Hash.eq(hash))
        .filter(image::Column::SealedAt.is_null())
        .exec(db)
        .await?;
    Ok(())
}

fn hash_of(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}
