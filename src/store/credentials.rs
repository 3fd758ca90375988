//! Reading sealed credentials. Must not import anything but `domain`.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use sha2::{Digest, Sha256};

use super::entities::credential;
use super::{Error, Result};
use crate::domain::credential::{Number, Record};
use crate::domain::ids::{CredentialId, PersonId};

/// The frozen record of the credential with this number.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Unreadable`], or the database did not answer.
pub async fn by_number(db: &impl ConnectionTrait, number: &Number) -> Result<Record> {
    let row = credential::Entity::find()
        .filter(credential::Column::Number.eq(number.as_str()))
        .one(db)
        .await?
        .ok_or(Error::NotFound)?;
    record(&row)
}

/// The frozen record of the credential with this identity.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Unreadable`], or the database did not answer.
pub async fn by_id(db: &impl ConnectionTrait, id: CredentialId) -> Result<Record> {
    let row = credential::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound)?;
    record(&row)
}

/// The person's own credential with this number; somebody else's looks like a missing one.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Unreadable`], or the database did not answer.
pub async fn own(db: &impl ConnectionTrait, person: PersonId, number: &Number) -> Result<Record> {
    Ok(own_sealed(db, person, number).await?.1)
}

/// As [`own`], with the credential's identity.
///
/// # Errors
/// As [`own`].
pub async fn own_sealed(
    db: &impl ConnectionTrait,
    person: PersonId,
    number: &Number,
) -> Result<(CredentialId, Record)> {
    let row = credential::Entity::find()
        .filter(credential::Column::Number.eq(number.as_str()))
        .filter(credential::Column::PersonId.eq(person))
        .one(db)
        .await?
        .ok_or(Error::NotFound)?;
    Ok((row.id, record(&row)?))
}

/// A person's credentials, newest first.
///
/// # Errors
/// [`Error::Unreadable`], or the database did not answer.
pub async fn of_person(db: &impl ConnectionTrait, person: PersonId) -> Result<Vec<Record>> {
    credential::Entity::find()
        .filter(credential::Column::PersonId.eq(person))
        .order_by_desc(credential::Column::IssuedAt)
        .all(db)
        .await?
        .iter()
        .map(record)
        .collect()
}

/// Reads the record, unless it is not the one that was sealed.
fn record(row: &credential::Model) -> Result<Record> {
    if hex::encode(Sha256::digest(row.record.as_bytes())) != row.record_hash {
        return Err(Error::unreadable(&row.number, "it is not the record that was sealed"));
    }
    serde_json::from_str(&row.record).map_err(|error| Error::unreadable(&row.number, error))
}
