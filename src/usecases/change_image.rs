//! Changing the pictures that stand on certificates. Must not import anything but `domain` and `store`.

use serde_json::json;

use crate::domain::image::Image;
use crate::store::{Command, Result, Tx, images, settings};

/// A place for a picture on certificates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Beside the name of the organisation.
    Logo,
    /// Above the name of who signs.
    Signature,
}

impl Place {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Logo, Self::Signature];

    /// Under which it is stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Logo => settings::LOGO,
            Self::Signature => settings::SIGNATURE,
        }
    }
}

/// Puts a picture into its place, or takes away the one that is there. Certificates that were issued keep theirs.
#[derive(Debug)]
pub struct ChangeImage {
    /// Where.
    pub place: Place,
    /// What; nothing to take it away.
    pub image: Option<Image>,
}

impl Command for ChangeImage {
    type Output = ();

    async fn run(&self, tx: &Tx) -> Result<()> {
        let key = self.place.key();
        let before = settings::get(tx.db(), key).await?.unwrap_or_default();
        let value = match &self.image {
            Some(image) => images::keep(tx.db(), image, tx.now()).await?,
            None => String::new(),
        };
        if before == value {
            return Ok(());
        }
        settings::set(tx.db(), key, &value).await?;
        let details = json!({ "key": key, "value": value, "value_before": before });
        tx.record("setting.changed", None, &details).await?;
        let provider = settings::provider(tx.db()).await?;
        // A picture that nobody ever got is nobody's business any more.
        if !provider.images().any(|hash| hash == before) {
            images::forget(tx.db(), &before).await?;
        }
        Ok(())
    }
}
