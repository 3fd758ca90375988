//! Changing what the organisation says about itself. Must not import anything but `domain`,
//! `catalog` and `store`.

use serde_json::json;

use super::printable;
use super::publish_content::assign_missing;
use super::readiness::Readiness;
use crate::catalog::Published;
use crate::domain::credential::Paper;
use crate::domain::person::{MAX_TEXT, clean_email, clean_name};
use crate::domain::refusal::Refusal;
use crate::domain::time::Timestamp;
use crate::store::{Command, Result, Tx, settings};

/// Something that can be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// Name of the organisation.
    Organisation,
    /// IANA name of the zone in which pages show dates.
    TimeZone,
    /// Postal address, several lines.
    Address,
    /// Address that questions go to.
    Contact,
    /// Who signs certificates.
    Signatory,
    /// As what they sign.
    SignatoryTitle,
    /// The paper that certificates are set for.
    Paper,
}

impl Setting {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Organisation,
        Self::TimeZone,
        Self::Address,
        Self::Contact,
        Self::Signatory,
        Self::SignatoryTitle,
        Self::Paper,
    ];

    /// Under which it is stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Organisation => settings::ORGANISATION,
            Self::TimeZone => settings::TIME_ZONE,
            Self::Address => settings::ADDRESS,
            Self::Contact => settings::CONTACT,
            Self::Signatory => settings::SIGNATORY,
            Self::SignatoryTitle => settings::SIGNATORY_TITLE,
            Self::Paper => settings::PAPER,
        }
    }

    /// Name of its field in forms.
    pub fn field(self) -> &'static str {
        match self {
            Self::Organisation => "organisation",
            Self::TimeZone => "zone",
            Self::Address => "address",
            Self::Contact => "contact",
            Self::Signatory => "signatory",
            Self::SignatoryTitle => "signatory-title",
            Self::Paper => "paper",
        }
    }

    /// What was typed, in the form that is stored.
    ///
    /// # Errors
    /// [`Refusal::Field`] on its field.
    pub fn clean(self, typed: &str) -> std::result::Result<String, Refusal> {
        let cleaned = match self {
            Self::Organisation => {
                clean_name(typed).map_err(|_| "Enter the name of your organisation, at most 200 characters")
            }
            Self::TimeZone => clean_zone(typed),
            Self::Address => clean_lines(typed),
            Self::Contact if typed.trim().is_empty() => Ok(String::new()),
            Self::Contact => clean_email(typed),
            Self::Signatory | Self::SignatoryTitle if typed.trim().is_empty() => Ok(String::new()),
            Self::Signatory | Self::SignatoryTitle => clean_name(typed).map_err(|_| "Use at most 200 characters"),
            Self::Paper => {
                let paper = Paper::from_word(typed).ok_or("Choose one of the papers in the list");
                paper.map(|paper| paper.word().to_owned())
            }
        };
        let value = cleaned.map_err(|message| Refusal::field(self.field(), message))?;
        printable::check(self.field(), &value).map(|()| value)
    }
}

fn clean_zone(typed: &str) -> std::result::Result<String, &'static str> {
    let zone = typed.trim();
    Timestamp(0)
        .end_of_day_after(0, zone)
        .map(|_| zone.to_owned())
        .map_err(|_| "Enter a time zone by its name, like Europe/Paris or Africa/Nairobi")
}

fn clean_lines(typed: &str) -> std::result::Result<String, &'static str> {
    let lines: Vec<String> = typed
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|line| !line.is_empty())
        .collect();
    if lines.len() > 6 || lines.iter().any(|line| line.chars().count() > MAX_TEXT || line.chars().any(char::is_control))
    {
        return Err("Use at most six lines of text");
    }
    Ok(lines.join("\n"))
}

/// Changes some settings together. Certificates that were issued are not touched. Where this was all that a program waited
/// for, people are held to it from now on.
#[derive(Debug)]
pub struct ChangeSettings<'a> {
    /// What, with the value as typed.
    pub changes: Vec<(Setting, String)>,
    /// What is taught.
    pub published: &'a Published,
}

impl Command for ChangeSettings<'_> {
    type Output = ();

    async fn run(&self, tx: &Tx) -> Result<()> {
        let before = Readiness::load(tx.db()).await?;
        for (setting, typed) in &self.changes {
            let value = setting.clean(typed)?;
            let before = settings::get(tx.db(), setting.key()).await?;
            if before.as_deref() == Some(&value) {
                continue;
            }
            settings::set(tx.db(), setting.key(), &value).await?;
            let details = json!({ "key": setting.key(), "value": value, "value_before": before });
            tx.record("setting.changed", None, &details).await?;
        }
        if Readiness::load(tx.db()).await? != before {
            assign_missing(tx, self.published).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_has_one_form() {
        assert_eq!(Setting::TimeZone.clean(" Europe/Paris "), Ok("Europe/Paris".to_owned()));
        assert_eq!(Setting::Address.clean(" 1  Quay \r\n\r\n Harbour"), Ok("1 Quay\nHarbour".to_owned()));
        assert_eq!(Setting::Signatory.clean("  "), Ok(String::new()));
        for (setting, typed) in [
            (Setting::TimeZone, "Mars/Olympus"),
            (Setting::TimeZone, ""),
            (Setting::TimeZone, "../../etc/passwd"),
            (Setting::Paper, "A5"),
            (Setting::Paper, ""),
            (Setting::Organisation, " "),
            (Setting::Contact, "nobody"),
            (Setting::Address, "1 Quay\n𒀀"),
            (Setting::Address, "a\u{7}"),
            (Setting::Address, "a\nb\nc\nd\ne\nf\ng"),
        ] {
            assert!(setting.clean(typed).is_err(), "{setting:?}: {typed:?}");
        }
    }
}
