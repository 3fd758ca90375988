//! What the pages for changing one person share. Must not import `app` or another page's insides.

use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;

use super::frame;
use crate::components::form::{Problems, TextField, error_summary};
use crate::components::{breadcrumb, notice};
use crate::domain::ids::{PersonId, UnitId};
use crate::domain::refusal::Refusal;
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};
use crate::store::entities::person;
use crate::store::units::Tree;
use crate::store::{Error, people};

/// The person that an address names.
pub(super) async fn person_of(page: &Page, id: &str) -> Result<person::Model, Failure> {
    let id: PersonId = id.parse().map_err(|_| Failure::NotFound)?;
    Ok(people::person(page.app().store().reader(), id).await?)
}

/// The address of one of the person's pages.
pub(super) fn address(person: &person::Model, page: &str) -> String {
    format!("/admin/people/{}/{page}", person.id)
}

/// What can be done about a person, on the person's page; what can be looked at, for those who may change nothing.
pub(super) fn actions(person: &person::Model, may_change: bool) -> impl IntoView + use<> {
    let access = if person.disabled_at.is_some() { "Restore access" } else { "End access" };
    let links = [
        ("edit", "Name and e-mail"),
        ("units", "Units"),
        ("roles", "Roles"),
        ("assessments", "Attempts and time"),
        ("link", "One-time link"),
        ("access", access),
    ];
    let links: Vec<_> = links
        .into_iter()
        .filter(|(page, _)| may_change || *page == "assessments")
        .map(|(page, words)| view! { <a class="button button-small" href=address(person, page)>{words}</a> })
        .collect();
    let label = if may_change { "Change this person" } else { "More about this person" };
    view! { <nav class="actions" aria-label=label>{links}</nav> }
}

/// A page about changing something, below a page of the administration.
pub(super) struct Sheet<'a> {
    /// Entry of the navigation that is marked.
    pub here: &'static str,
    /// Pages above: (address, name).
    pub above: Vec<(String, String)>,
    /// What it is called here.
    pub title: &'a str,
    /// What is wrong with what was sent.
    pub problems: &'a Problems,
    /// What went well.
    pub done: Option<&'static str>,
}

impl<'a> Sheet<'a> {
    /// One of the pages of a person.
    pub fn of(person: &person::Model, title: &'a str, problems: &'a Problems) -> Self {
        let above = vec![
            ("/admin/people".to_owned(), "People".to_owned()),
            (format!("/admin/people/{}", person.id), person.name.clone()),
        ];
        Self { here: "/admin/people", above, title, problems, done: None }
    }

    /// Answers with it: 422 when something is wrong.
    pub fn show<V: IntoView>(self, page: &Page, main: impl FnOnce() -> V) -> Response {
        let status = if self.problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        let title = self.problems.title(self.title);
        page.show_as(status, Layout::Dense, &title, || {
            let body = view! {
                {error_summary(self.problems)}
                {breadcrumb(&self.above, self.title)}
                <h1>{self.title.to_owned()}</h1>
                {self.done.map(notice::good)}
                {main()}
            };
            frame(self.here, body)
        })
    }
}

/// The problems behind what a command refused; other failures are pages of their own.
pub(super) fn problems_of(error: Error, fallback: &str) -> Result<Problems, Failure> {
    match error {
        Error::Refused(Refusal::EmailTaken) => Ok(Problems::of(&Refusal::EmailTaken, "email")),
        Error::Refused(refusal) => Ok(Problems::of(&refusal, fallback)),
        other => Err(other.into()),
    }
}

/// All units for a choice, indented by their depth, after one more choice.
pub(super) fn unit_options(tree: &Tree, first: &str) -> Vec<(String, String)> {
    let units = tree
        .in_order()
        .into_iter()
        .map(|(depth, unit)| (unit.id.to_string(), format!("{}{}", "\u{a0}\u{a0}".repeat(depth), unit.name)));
    std::iter::once((String::new(), first.to_owned())).chain(units).collect()
}

/// The unit that was chosen; nothing for the first choice.
pub(super) fn chosen_unit(field: &str, value: &str) -> Result<Option<UnitId>, Refusal> {
    if value.is_empty() {
        return Ok(None);
    }
    value.parse().map(Some).map_err(|_| Refusal::field(field, "Choose one of the units in the list"))
}

/// The two fields that say who a person is.
pub(super) fn name_and_email<'a>(name: &'a str, email: &'a str, hint: &'static str) -> [TextField<'a>; 2] {
    let hint = Some(hint).filter(|hint| !hint.is_empty());
    let name = TextField { name: "name", label: "Name", hint, kind: "text", autocomplete: "off", value: name };
    let email = TextField {
        name: "email",
        label: "E-mail address",
        hint: Some("The person signs in with it."),
        kind: "email",
        autocomplete: "off",
        value: email,
    };
    [name, email]
}
