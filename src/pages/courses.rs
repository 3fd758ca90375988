//! `/courses`: the catalog.

use std::collections::BTreeSet;

use axum::response::Response;
use leptos::prelude::*;

use crate::components::status::due_chip;
use crate::components::{Calendar, Icon, art};
use crate::domain::course::Course;
use crate::domain::status::{Facts, Pass};
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};
use crate::store::facts;
use crate::usecases::held_to::{Held, held_to};

/// Shows every course; to a signed-in person with where they stand, the required ones first.
///
/// # Errors
/// The database did not answer.
pub async fn show(page: Page) -> Result<Response, Failure> {
    let (db, content, calendar) = (page.app().store().reader(), page.app().content(), page.calendar());
    let catalog = content.catalog();
    let (mut facts, mut held) = (Facts::default(), vec![]);
    if let Some(actor) = page.actor() {
        facts = facts::of_person(db, actor.person()).await?;
        held = held_to(db, catalog, actor.person(), &facts, calendar.now).await?;
    }
    let required: BTreeSet<&String> = held.iter().flat_map(|held| &held.program.courses).collect();
    let mut courses: Vec<&Course> = catalog.courses.iter().collect();
    courses.sort_by_key(|course| !required.contains(&course.key));
    let signed_in = page.actor().is_some();
    Ok(page.show(Layout::Wide, "Courses", || {
        let lead = if required.is_empty() {
            "Short lessons, and one assessment at the end of each course."
        } else {
            "Short lessons, one assessment. What you must do comes first."
        };
        let cards: Vec<_> = courses.iter().map(|course| card(course, &held, &facts, signed_in, &calendar)).collect();
        view! {
            <div class="page-head">
                <h1>"Courses"</h1>
                <p class="lead">{lead}</p>
            </div>
            <ul class="grid">{cards}</ul>
        }
    }))
}

fn card(course: &Course, held: &[Held], facts: &Facts, signed_in: bool, calendar: &Calendar) -> impl IntoView + use<> {
    let required = held.iter().find(|held| held.program.courses.contains(&course.key));
    let passed = facts.passes.get(&course.key).is_some_and(Pass::is_settled);
    let standing = match required {
        Some(held) => Some(due_chip(held.evaluation.status, held.assignment.due_at, calendar).into_any()),
        None if passed => {
            Some(view! { <span class="chip chip-done">{Icon::CIRCLE_CHECK.view()}"Passed"</span> }.into_any())
        }
        None => None,
    };
    view! {
        <li class="card card-course">
            {art::cover(course)}
            <div class="card-body">
                <h2><a href=format!("/courses/{}", course.key)>{course.title.clone()}</a></h2>
                <p>{course.outcome.clone()}</p>
                <p class="facts">
                    <span>{Icon::CLOCK.view()}{format!("{} minutes", course.minutes())}</span>
                    {signed_in.then(|| view! { <span>{if required.is_some() { "Required" } else { "Optional" }}</span> })}
                </p>
                {standing}
            </div>
        </li>
    }
}
