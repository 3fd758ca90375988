//! Settings of the organisation. Must not import anything but `domain`.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Set};

use super::Result;
use super::entities::setting;
use crate::domain::credential::{Paper, Provider};

/// Name of the organisation, as printed on certificates.
pub const ORGANISATION: &str = "organisation.name";
/// IANA name of the zone in which pages show dates.
pub const TIME_ZONE: &str = "organisation.time_zone";
/// Postal address of the organisation.
pub const ADDRESS: &str = "organisation.address";
/// E-mail address that questions go to.
pub const CONTACT: &str = "organisation.contact";
/// Who signs certificates.
pub const SIGNATORY: &str = "signatory.name";
/// As what they sign.
pub const SIGNATORY_TITLE: &str = "signatory.title";
/// SHA-256 of the organisation's logo.
pub const LOGO: &str = "organisation.logo";
/// SHA-256 of the picture of the signature.
pub const SIGNATURE: &str = "signatory.signature";
/// The paper that certificates are set for.
pub const PAPER: &str = "certificate.paper";
/// Set when the database was filled by the demonstration command: the seed it was filled with.
pub const DEMO: &str = "demo.seed";

/// A setting, if it was made.
///
/// # Errors
/// The database did not answer.
pub async fn get(db: &impl ConnectionTrait, key: &str) -> Result<Option<String>> {
    Ok(setting::Entity::find_by_id(key).one(db).await?.map(|row| row.value))
}

/// Makes or changes a setting.
///
/// # Errors
/// The database did not take it.
pub async fn set(db: &impl ConnectionTrait, key: &str, value: &str) -> Result<()> {
    let row = setting::ActiveModel { key: Set(key.to_owned()), value: Set(value.to_owned()) };
    let replace = OnConflict::column(setting::Column::Key).update_column(setting::Column::Value).to_owned();
    setting::Entity::insert(row).on_conflict(replace).exec_without_returning(db).await?;
    Ok(())
}

/// The organisation, as pages and certificates name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// Its name.
    pub name: String,
    /// IANA name of the zone in which its pages show dates.
    pub zone: String,
}

/// What certificates say about who stands behind them; empty where nothing was set.
///
/// # Errors
/// The database did not answer.
pub async fn provider(db: &impl ConnectionTrait) -> Result<Provider> {
    let keys = [ADDRESS, CONTACT, SIGNATORY, SIGNATORY_TITLE, LOGO, SIGNATURE, PAPER];
    let rows = setting::Entity::find().filter(setting::Column::Key.is_in(keys)).all(db).await?;
    let value = |key: &str| {
        let row = rows.iter().find(|row| row.key == key)?;
        Some(row.value.trim().to_owned()).filter(|value| !value.is_empty())
    };
    Ok(Provider {
        address: value(ADDRESS),
        contact: value(CONTACT),
        signatory: value(SIGNATORY),
        signatory_title: value(SIGNATORY_TITLE),
        logo: value(LOGO),
        signature: value(SIGNATURE),
        paper: value(PAPER).and_then(|word| Paper::from_word(&word)).unwrap_or_default(),
    })
}

/// The organisation, with neutral values until they are set.
///
/// # Errors
/// The database did not answer.
pub async fn organisation(db: &impl ConnectionTrait) -> Result<Organisation> {
    let rows = setting::Entity::find().filter(setting::Column::Key.is_in([ORGANISATION, TIME_ZONE])).all(db).await?;
    let value = |key: &str| rows.iter().find(|row| row.key == key).map(|row| row.value.clone());
    Ok(Organisation {
        name: value(ORGANISATION).unwrap_or_else(|| "Your organisation".to_owned()),
        zone: value(TIME_ZONE).unwrap_or_else(|| "UTC".to_owned()),
    })
}
