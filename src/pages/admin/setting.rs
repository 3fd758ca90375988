//! `/admin/settings/{setting}`: one small form for what belongs together. Must not import `app` or another page's insides.

use std::collections::BTreeMap;

use axum::extract::{Form, Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use serde::Deserialize;

use super::subject::{Sheet, problems_of};
use crate::components::form::{Problems, SelectField, TextArea, TextField};
use crate::domain::credential::Paper;
use crate::domain::time::zones;
use crate::server::actor::Administrator;
use crate::server::failure::Failure;
use crate::server::page::Page;
use crate::store::settings;
use crate::usecases::change_settings::{ChangeSettings, Setting};

/// Settings that are changed together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Group {
    /// Name of the organisation.
    Name,
    /// Time zone.
    Zone,
    /// Postal address.
    Address,
    /// Address for questions.
    Contact,
    /// Who signs.
    Signatory,
    /// What certificates are printed on.
    Paper,
    /// All that certificates say about the organisation besides its name, for those who set it up.
    Certificates,
}

impl Group {
    /// Those that are shown one by one, in this order.
    pub const ROWS: [Self; 6] = [Self::Name, Self::Zone, Self::Address, Self::Contact, Self::Signatory, Self::Paper];

    /// The one in which a setting is changed.
    pub fn of(setting: Setting) -> Option<Self> {
        Self::ROWS.into_iter().find(|group| group.settings().contains(&setting))
    }

    /// Its word in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Zone => "time-zone",
            Self::Address => "address",
            Self::Contact => "contact",
            Self::Signatory => "signatory",
            Self::Paper => "paper",
            Self::Certificates => "certificates",
        }
    }

    /// Its name on pages.
    pub fn title(self) -> &'static str {
        match self {
            Self::Name => "Organisation",
            Self::Zone => "Time zone",
            Self::Address => "Address",
            Self::Contact => "Contact",
            Self::Signatory => "Who signs certificates",
            Self::Paper => "Paper of certificates",
            Self::Certificates => "Who stands behind certificates",
        }
    }

    /// What it holds.
    pub fn settings(self) -> &'static [Setting] {
        match self {
            Self::Name => &[Setting::Organisation],
            Self::Zone => &[Setting::TimeZone],
            Self::Address => &[Setting::Address],
            Self::Contact => &[Setting::Contact],
            Self::Signatory => &[Setting::Signatory, Setting::SignatoryTitle],
            Self::Paper => &[Setting::Paper],
            Self::Certificates => {
                &[Setting::Address, Setting::Contact, Setting::Signatory, Setting::SignatoryTitle, Setting::Paper]
            }
        }
    }
}

/// Values of all settings.
#[derive(Debug, Default)]
pub(super) struct Values(BTreeMap<&'static str, String>);

impl Values {
    /// Reads them, with what counts where nothing is set.
    pub async fn load(page: &Page) -> Result<Self, Failure> {
        let mut values = BTreeMap::new();
        for setting in Setting::ALL {
            let value = settings::get(page.app().store().reader(), setting.key()).await?;
            values.insert(setting.field(), value.unwrap_or_else(|| usual(setting).to_owned()));
        }
        Ok(Self(values))
    }

    /// One value.
    pub fn get(&self, setting: Setting) -> String {
        self.0.get(setting.field()).cloned().unwrap_or_default()
    }
}

fn usual(setting: Setting) -> &'static str {
    match setting {
        Setting::TimeZone => "UTC",
        Setting::Paper => Paper::A4.word(),
        _ => "",
    }
}

/// Where to go afterwards.
#[derive(Debug, Default, Deserialize)]
pub struct From {
    from: Option<String>,
}

impl From {
    /// The page that one came from.
    pub(super) fn back(&self) -> &'static str {
        if self.from.as_deref() == Some("setup") { "/admin/setup" } else { "/admin/settings" }
    }
}

fn group(word: &str) -> Result<Group, Failure> {
    let mut groups = Group::ROWS.into_iter().chain([Group::Certificates]);
    groups.find(|group| group.word() == word).ok_or(Failure::NotFound)
}

/// Shows the form.
///
/// # Errors
/// [`Failure::NotFound`]; the database did not answer.
pub async fn show(
    page: Page,
    Administrator(_): Administrator,
    Path(word): Path<String>,
    Query(from): Query<From>,
) -> Result<Response, Failure> {
    let group = group(&word)?;
    let values = Values::load(&page).await?;
    Ok(view(&page, group, &values, &from, &Problems::default()))
}

/// Changes what was sent.
///
/// # Errors
/// [`Failure::NotFound`]; the database did not answer.
pub async fn submit(
    page: Page,
    Administrator(actor): Administrator,
    Path(word): Path<String>,
    Query(from): Query<From>,
    Form(typed): Form<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    let group = group(&word)?;
    let typed = |setting: &Setting| typed.get(setting.field()).cloned().unwrap_or_default();
    let changes: Vec<_> = group.settings().iter().map(|setting| (*setting, typed(setting))).collect();
    let values = Values(changes.iter().map(|(setting, value)| (setting.field(), value.clone())).collect());
    let content = page.app().content();
    let change = ChangeSettings { changes, published: &content.published };
    match page.app().store().write(actor.by(), &change).await {
        Ok(()) => Ok(Redirect::to(from.back()).into_response()),
        Err(error) => {
            let first = group.settings().first().map_or("", |setting| setting.field());
            Ok(view(&page, group, &values, &from, &problems_of(error, first)?))
        }
    }
}

fn view(page: &Page, group: Group, values: &Values, from: &From, problems: &Problems) -> Response {
    let above = vec![("/admin/settings".to_owned(), "Settings".to_owned())];
    let sheet = Sheet { here: "/admin/settings", above, title: group.title(), problems, done: None };
    sheet.show(page, || {
        let fields: Vec<_> = group.settings().iter().map(|setting| field(*setting, values, problems)).collect();
        let lead = (group == Group::Certificates).then(|| {
            view! {
                <p class="lead">
                    "All of this stands on certificates. Nobody new is held to a requirement whose certificates must say what is \
                     missing here. Certificates already issued keep what they say."
                </p>
            }
        });
        view! {
            {lead}
            <form class="form" method="post" novalidate>
                {fields}
                <div class="actions">
                    <button class="button button-primary" type="submit">"Save"</button>
                    <a class="button button-quiet" href=from.back()>"Leave as it is"</a>
                </div>
            </form>
        }
    })
}

fn field(setting: Setting, values: &Values, problems: &Problems) -> AnyView {
    let value = values.get(setting);
    let (label, hint) = match setting {
        Setting::Organisation => (
            "Name of the organisation",
            "As it stands on certificates. Those already issued keep the name they were issued under.",
        ),
        Setting::TimeZone => ("Time zone", "Pages show dates in it."),
        Setting::Address => ("Postal address", "Up to six lines."),
        Setting::Contact => {
            ("E-mail address for questions", "Shown to people who need help or want to ask about a certificate.")
        }
        Setting::Signatory => ("Name of who signs", "The person who answers for the certificates."),
        Setting::SignatoryTitle => ("Title", "Such as Head of Learning."),
        Setting::Paper => ("Paper", "What certificates are printed on. Those already issued keep theirs."),
    };
    let (name, hint, value) = (setting.field(), Some(hint), value.as_str());
    match setting {
        Setting::Address => TextArea { name, label, hint, value }.view(problems).into_any(),
        Setting::TimeZone => {
            SelectField { name, label, hint, options: zone_options(value), value }.view(problems).into_any()
        }
        Setting::Paper => {
            let options = Paper::ALL.map(|paper| (paper.word().to_owned(), paper.name().to_owned())).to_vec();
            SelectField { name, label, hint, options, value }.view(problems).into_any()
        }
        Setting::Contact => {
            TextField { name, label, hint, kind: "email", autocomplete: "off", value }.view(problems).into_any()
        }
        _ => TextField { name, label, hint, kind: "text", autocomplete: "off", value }.view(problems).into_any(),
    }
}

/// All zones, and the one that is set or was sent, should it not be among them.
fn zone_options(value: &str) -> Vec<(String, String)> {
    let mut zones = zones();
    if !zones.iter().any(|zone| zone == value) {
        zones.insert(0, value.to_owned());
    }
    zones.into_iter().map(|zone| (zone.clone(), zone.replace('_', " "))).collect()
}
