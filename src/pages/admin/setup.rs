//! `/admin/setup`: the first steps of a new organisation, each of which can wait. Must not import `app` or another page's
//! insides.

use axum::response::Response;
use leptos::prelude::*;
use sea_orm::{EntityTrait, PaginatorTrait};

use super::frame;
use crate::components::Icon;
use crate::server::actor::Administrator;
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};
use crate::store::entities::{assignment, person, unit};
use crate::store::settings;

/// How far the organisation is.
struct Progress {
    organisation: Option<String>,
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
        units: unit::Entity::find().count(db).await.map_err(count)?,
        people: person::Entity::find().count(db).await.map_err(count)?,
        assignments: assignment::Entity::find().count(db).await.map_err(count)?,
    };
    Ok(page.show(Layout::Dense, "Set up", || frame("/admin/settings", view(&progress))))
}

fn view(progress: &Progress) -> impl IntoView + use<> {
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
        1 => "1 requirement assigned so far.".to_owned(),
        count => format!("{count} requirements assigned so far."),
    };
    let steps = [
        (
            progress.organisation.is_some(),
            "Name your organisation",
            name,
            "/admin/settings/name?from=setup",
            "Name and save",
        ),
        (progress.units > 0, "Add your units", units, "/admin/units/new", "Add a unit"),
        (progress.assignments > 0, "Say who must learn what", requirements, "/admin/assign", "Assign a requirement"),
        (progress.people > 1, "Bring in your people", people, "/admin/people/import", "Import a file"),
    ];
    let next = steps.iter().position(|(done, ..)| !done);
    let steps: Vec<_> = steps.into_iter().enumerate().map(|(place, step)| one(step, next == Some(place))).collect();
    view! {
        <h1>"Set up"</h1>
        <p class="lead">"Four steps. Each can wait, and you find this page again under Settings."</p>
        <ol class="requirements">{steps}</ol>
        <p class="actions">
            <a class="button" href="/admin/settings">"All settings"</a>
            <a class="button button-quiet" href="/home">"Skip and go to my learning"</a>
        </p>
    }
}

type Step = (bool, &'static str, String, &'static str, &'static str);

fn one((done, title, words, address, action): Step, next: bool) -> impl IntoView + use<> {
    let chip = if done {
        view! { <span class="chip chip-done">{Icon::CIRCLE_CHECK.view()}"Done"</span> }.into_any()
    } else {
        view! { <span class="chip chip-open">{Icon::CIRCLE.view()}"To do"</span> }.into_any()
    };
    let class = if next { "button button-primary" } else { "button" };
    let action = if done { "Look again" } else { action };
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
