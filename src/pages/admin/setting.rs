//! `/admin/settings/{setting}`: one small form for what belongs together. Must not import `app` or another page's insides.

use std::collections::BTreeMap;

use axum::extract::{Form, Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use serde::Deserialize;

use super::subject::{Sheet, problems_of};
use crate::components::form::{Problems, SelectField, TextArea, TextField};
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
}

impl Group {
    /// All of them, in the order they are shown.
    pub const ALL: [Self; 5] = [Self::Name, Self::Zone, Self::Address, Self::Contact, Self::Signatory];

    /// Its word in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Zone => "time-zone",
            Self::Address => "address",
            Self::Contact => "contact",
            Self::Signatory => "signatory",
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
        }
    }
}

/// Values of all settings.
#[derive(Debug, Default)]
pub(super) struct Values(BTreeMap<&'static str, String>);

impl Values {
    /// Reads them, with the neutral zone where none is set.
    pub async fn load(page: &Page) -> Result<Self, Failure> {
        let mut values = BTreeMap::new();
        for setting in Setting::ALL {
            let value = settings::get(page.app().store().reader(), setting.key()).await?;
            let value =
                value.unwrap_or_else(|| if setting == Setting::TimeZone { "UTC".to_owned() } else { String::new() });
            values.insert(setting.field(), value);
        }
        Ok(Self(values))
    }

    /// One value.
    pub fn get(&self, setting: Setting) -> String {
        self.0.get(setting.field()).cloned().unwrap_or_default()
    }
}

/// Where to go afterwards.
#[derive(Debug, Deserialize)]
pub struct From {
    from: Option<String>,
}

impl From {
    fn back(&self) -> &'static str {
        if self.from.as_deref() == Some("setup") { "/admin/setup" } else { "/admin/settings" }
    }
}

fn group(word: &str) -> Result<Group, Failure> {
    Group::ALL.into_iter().find(|group| group.word() == word).ok_or(Failure::NotFound)
}

/// Shows the form.
///
/// # Errors
/// [`Failure::NotFound`]; the database did not answer.
pub async fn show(page: Page, Administrator(_): Administrator, Path(word): Path<String>) -> Result<Response, Failure> {
    let group = group(&word)?;
    let values = Values::load(&page).await?;
    Ok(view(&page, group, &values, &Problems::default()))
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
    match page.app().store().write(actor.by(), &ChangeSettings { changes }).await {
        Ok(()) => Ok(Redirect::to(from.back()).into_response()),
        Err(error) => {
            let first = group.settings().first().map_or("", |setting| setting.field());
            Ok(view(&page, group, &values, &problems_of(error, first)?))
        }
    }
}

fn view(page: &Page, group: Group, values: &Values, problems: &Problems) -> Response {
    let above = vec![("/admin/settings".to_owned(), "Settings".to_owned())];
    let sheet = Sheet { here: "/admin/settings", above, title: group.title(), problems, done: None };
    sheet.show(page, || {
        let fields: Vec<_> = group.settings().iter().map(|setting| field(*setting, values, problems)).collect();
        view! {
            <form class="form" method="post" novalidate>
                {fields}
                <div class="actions">
                    <button class="button button-primary" type="submit">"Save"</button>
                    <a class="button button-quiet" href="/admin/settings">"Leave as it is"</a>
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
        Setting::Signatory => ("Name", "The person who answers for the certificates."),
        Setting::SignatoryTitle => ("Title", "Such as Head of Learning."),
    };
    let (name, hint, value) = (setting.field(), Some(hint), value.as_str());
    match setting {
        Setting::Address => TextArea { name, label, hint, value }.view(problems).into_any(),
        Setting::TimeZone => {
            SelectField { name, label, hint, options: zone_options(value), value }.view(problems).into_any()
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
