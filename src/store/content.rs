//! Frozen content versions. Must not import anything but `domain`.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde::de::DeserializeOwned;

use super::entities::content_version;
use super::{Error, Result};
use crate::domain::assessment::Form;
use crate::domain::item::Item;

/// Reads one frozen version.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Unreadable`], or the database did not answer.
pub async fn version<T: DeserializeOwned>(db: &impl ConnectionTrait, hash: &str) -> Result<T> {
    let row = content_version::Entity::find_by_id(hash).one(db).await?.ok_or(Error::NotFound)?;
    serde_json::from_str(&row.body).map_err(|error| Error::unreadable(&row.key, error))
}

/// The items of a form in their frozen versions, by item id.
///
/// # Errors
/// [`Error::Unreadable`] when one is missing, or the database did not answer.
pub async fn items_of(db: &impl ConnectionTrait, form: &Form) -> Result<BTreeMap<String, Item>> {
    let hashes = form.items.iter().map(|place| place.hash.as_str());
    let rows = content_version::Entity::find().filter(content_version::Column::Hash.is_in(hashes)).all(db).await?;
    let items: BTreeMap<String, Item> = rows
        .iter()
        .map(|row| {
            let item: Item = serde_json::from_str(&row.body).map_err(|error| Error::unreadable(&row.key, error))?;
            Ok((item.id.clone(), item))
        })
        .collect::<Result<_>>()?;
    match form.items.iter().find(|place| !items.contains_key(&place.item)) {
        Some(place) => Err(Error::unreadable(&place.item, "its frozen version is missing")),
        None => Ok(items),
    }
}
