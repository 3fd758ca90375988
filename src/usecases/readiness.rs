//! Whether certificates of a program would name all of the organisation that its profile needs. Must not import anything but
//! `domain` and `store`.

use sea_orm::ConnectionTrait;

use super::change_settings::Setting;
use crate::domain::program::{Profile, Program};
use crate::domain::refusal::Refusal;
use crate::store::{Result, settings};

/// What of the settings must stand on certificates of a profile.
pub fn needed(profile: Profile) -> &'static [Setting] {
    match profile {
        Profile::Employment => &[Setting::Organisation, Setting::Contact, Setting::Signatory],
        Profile::Graduation | Profile::ContinuingEducation | Profile::EuMicrocredential => {
            &[Setting::Organisation, Setting::Address, Setting::Contact, Setting::Signatory, Setting::SignatoryTitle]
        }
    }
}

/// It in words, as in "must name the postal address".
pub fn in_words(setting: Setting) -> &'static str {
    match setting {
        Setting::Organisation => "the organisation",
        Setting::TimeZone => "the time zone",
        Setting::Address => "the postal address",
        Setting::Contact => "an e-mail address for questions",
        Setting::Signatory => "who signs",
        Setting::SignatoryTitle => "the title of who signs",
        Setting::Paper => "the paper",
    }
}

/// What the organisation has not said about itself yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readiness {
    unset: Vec<Setting>,
}

impl Readiness {
    /// Reads the settings.
    ///
    /// # Errors
    /// The database did not answer.
    pub async fn load(db: &impl ConnectionTrait) -> Result<Self> {
        let provider = settings::provider(db).await?;
        let organisation = settings::get(db, settings::ORGANISATION).await?;
        let values = [
            (Setting::Organisation, organisation.filter(|name| !name.trim().is_empty())),
            (Setting::Address, provider.address),
            (Setting::Contact, provider.contact),
            (Setting::Signatory, provider.signatory),
            (Setting::SignatoryTitle, provider.signatory_title),
        ];
        let unset = values.into_iter().filter(|(_, value)| value.is_none()).map(|(setting, _)| setting).collect();
        Ok(Self { unset })
    }

    /// What certificates of the program need and is not set, in the order in which it is asked for.
    pub fn missing(&self, program: &Program) -> Vec<Setting> {
        needed(program.profile).iter().copied().filter(|setting| self.unset.contains(setting)).collect()
    }

    /// Whether people may be newly held to the program.
    pub fn is_open(&self, program: &Program) -> bool {
        self.missing(program).is_empty()
    }

    /// Refuses a program that is not ready, naming what is missing.
    ///
    /// # Errors
    /// [`Refusal::NotReady`].
    pub fn check(&self, program: &Program) -> std::result::Result<(), Refusal> {
        let missing: Vec<&str> = self.missing(program).into_iter().map(in_words).collect();
        if missing.is_empty() { Ok(()) } else { Err(Refusal::NotReady { missing: missing.join(", ") }) }
    }
}
