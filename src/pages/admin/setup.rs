//! `/admin/setup`: the first steps of a new organisation, each of which can wait. Must not import `app` or another page's
//! insides.

use std::collections::BTreeSet;

use axum::response::Response;
use leptos::prelude::*;
use sea_orm::{EntityTrait, PaginatorTrait};

use super::frame;
use crate::components::Icon;
use crate::domain::credential::Provider;
use crate::domain::program::Program;
use crate::server::actor::Administrator;
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};
use crate::store::entities::{assignment, person, unit};
use crate::store::settings;
use crate::usecases::change_settings::Setting;
use crate::usecases::readiness::{Readiness, in_words};

/// How far the organisation is.
struct Progress {
    organisation: Option<String>,
    readiness: Readiness,
    provider: Provider,
    units: u64,
    people: u64,
    assignments: u64,
}

/// Shows the steps.
///
/// # Errors
/// The database did not answer.
pub async fn show(page: Page, Administrator(_): Administrator) -> Result<Response, Failure> {
    let db = page.app().store().reader();
    let count = |error: sea_orm::DbErr| Failure::from(crate::store::Error::from(error));
    let progress = Progress {
        organisation: settings::get(db, settings::ORGANISATION).await?,
        readiness: Readiness::load(db).await?,
        provider: settings::provider(db).await?,
        units: unit::Entity::find().count(db).await.map_err(count)?,
        people: person::Entity::find().count(db).await.map_err(count)?,
        assignments: assignment::Entity::find().count(db).await.map_err(count)?,
    };
    let content = page.app().content();
    Ok(page.show(Layout::Dense, "Set up", || frame("/admin/settings", view(&progress, &content.catalog().programs))))
}

fn view(progress: &Progress, programs: &[Program]) -> impl IntoView + use<> {
    let name = progress.organisation.clone().unwrap_or_else(|| "Its name stands on every certificate.".to_owned());
    let units = match progress.units {
        0 => "Departments, schools, classes: people belong to them, and requirements apply to them.".to_owned(),
        1 => "One unit so far.".to_owned(),
        count => format!("{count} units so far."),
    };
    let people = match progress.people {
        0 | 1 => "Only you so far. Add people one by one, or import a file.".to_owned(),
        count => format!("{count} people so far."),
    };
    let requirements = match progress.assignments {
        0 => "Onboarding, graduation, or both: choose a program, and who must complete it by when.".to_owned(),
        1 => "One person is held to a requirement so far.".to_owned(),
        count => format!("{count} times somebody is held to a requirement so far."),
    };
    let provider = &progress.provider;
    let missing = programs.iter().flat_map(|program| progress.readiness.missing(program));
    let missing: BTreeSet<&str> = missing.filter(|setting| *setting != Setting::Organisation).map(in_words).collect();
    let said = missing.is_empty() && provider.contact.is_some() && provider.signatory.is_some();
    let behind = if missing.is_empty() {
        "Address, contact and who signs stand on every certificate.".to_owned()
    } else {
        let missing: Vec<&str> = missing.into_iter().collect();
        format!("Certificates must name {}. Until then, nobody can be held to what leads to them.", missing.join(", "))
    };
    let picture = |set: &Option<String>| if set.is_some() { State::Done } else { State::Optional };
    let steps = [
        (
            State::of(progress.organisation.is_some()),
            "Name your organisation",
            name,
            "/admin/settings/name?from=setup",
            "Name and save",
        ),
        (
            State::of(said),
            "Say who stands behind certificates",
            behind,
            "/admin/settings/certificates?from=setup",
            "Fill it in",
        ),
        (
            picture(&provider.logo),
            "Add your logo",
            "It stands beside the name of your organisation.".to_owned(),
            "/admin/settings/image/logo?from=setup",
            "Choose a picture",
        ),
        (
            picture(&provider.signature),
            "Add a signature",
            "It stands above the name of who signs.".to_owned(),
            "/admin/settings/image/signature?from=setup",
            "Choose a picture",
        ),
        (State::of(progress.units > 0), "Add your units", units, "/admin/units/new", "Add a unit"),
        (
            State::of(progress.assignments > 0),
            "Say who must learn what",
            requirements,
            "/admin/assign",
            "Assign a requirement",
        ),
        (State::of(progress.people > 1), "Bring in your people", people, "/admin/people/import", "Import a file"),
    ];
    let next = steps.iter().position(|(state, ..)| *state == State::Open);
    let steps: Vec<_> = steps.into_iter().enumerate().map(|(place, step)| one(step, next == Some(place))).collect();
    view! {
        <h1>"Set up"</h1>
        <p class="lead">"Seven small steps. Each can wait, and you find this page again under Settings."</p>
        <ol class="requirements">{steps}</ol>
        <p class="actions">
            <a class="button" href="/admin/settings">"All settings"</a>
            <a class="button button-quiet" href="/home">"Skip and go to my learning"</a>
        </p>
    }
}

/// How far a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Done,
    Open,
    /// Nothing waits for it.
    Optional,
}

impl State {
    fn of(done: bool) -> Self {
        if done { Self::Done } else { Self::Open }
    }
}

type Step = (State, &'static str, String, &'static str, &'static str);

fn one((state, title, words, address, action): Step, next: bool) -> impl IntoView + use<> {
    let (class, icon, word) = match state {
        State::Done => ("chip chip-done", Icon::CIRCLE_CHECK, "Done"),
        State::Open => ("chip chip-open", Icon::CIRCLE, "To do"),
        State::Optional => ("chip chip-plain", Icon::CIRCLE, "If you like"),
    };
    let chip = view! { <span class=class>{icon.view()}{word}</span> };
    let class = if next { "button button-primary" } else { "button" };
    let action = if state == State::Done { "Look again" } else { action };
    view! {
        <li class="requirement">
            <div class="requirement-main">
                <h2 class="title-quiet">{title}</h2>
                <p class="facts">{chip}<span>{words}</span></p>
            </div>
            <div class="requirement-side">
                <a class=class href=address>{action}<span class="visually-hidden">{format!(": {title}")}</span></a>
            </div>
        </li>
    }
}
