//! Deciding under which address certificates are issued. Must not import anything but `domain` and `store`.

use sea_orm::EntityTrait;
use serde_json::json;

use crate::store::entities::credential;
use crate::store::{Command, Error, Result, Tx, keys, settings};

/// Fixes the address under which certificates are issued, with the first of them. Gives the address that is fixed, if it is
/// another one and nobody decided to move.
#[derive(Debug)]
pub struct FixIssuer<'a> {
    /// The address, without a slash at its end.
    pub base: &'a str,
    /// Whether it was decided to issue under this address from now on, whatever was before.
    pub moves: bool,
}

impl Command for FixIssuer<'_> {
    type Output = Option<String>;

    async fn run(&self, tx: &Tx) -> Result<Option<String>> {
        let before = keys::issuer(tx.db()).await?;
        let issued = credential::Entity::find().one(tx.db()).await?.is_some();
        match before {
            Some(before) if before == self.base => return Ok(None),
            Some(before) if issued && !self.moves => return Ok(Some(before)),
            Some(before) if issued => self.remember(tx, before).await?,
            // Nothing bears an address yet.
            None if !issued => return Ok(None),
            _ => {}
        }
        settings::set(tx.db(), keys::ISSUER, self.base).await?;
        tx.record("issuer.fixed", None, &json!({ "base": self.base })).await?;
        Ok(None)
    }
}

impl FixIssuer<'_> {
    /// What was issued under the old address must still be known as ours.
    async fn remember(&self, tx: &Tx, before: String) -> Result<()> {
        let mut former = keys::former_issuers(tx.db()).await?;
        former.retain(|known| *known != before && known != self.base);
        former.push(before);
        let text = serde_json::to_string(&former).map_err(|error| Error::unreadable(keys::FORMER_ISSUERS, error))?;
        settings::set(tx.db(), keys::FORMER_ISSUERS, &text).await
    }
}
