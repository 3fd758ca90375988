//! `/certificates`: what the learner has earned.

use axum::response::Response;
use leptos::prelude::*;

use crate::catalog::Catalog;
use crate::components::standing::standing_chip;
use crate::components::{Calendar, Icon, art, date};
use crate::server::actor::Learner;
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};
use crate::store::credentials::{self, Sealed};

/// Shows the learner's certificates, newest first.
///
/// # Errors
/// The database did not answer.
pub async fn show(page: Page, Learner(actor): Learner) -> Result<Response, Failure> {
    let (content, calendar) = (page.app().content(), page.calendar());
    let earned = credentials::sealed_of_person(page.app().store().reader(), actor.person()).await?;
    Ok(page.show(Layout::Wide, "Certificates", || {
        let cards: Vec<_> = earned.iter().map(|sealed| card(sealed, content.catalog(), &calendar)).collect();
        view! {
            <div class="page-head">
                <h1>"Certificates"</h1>
                <p class="lead">"Written down when you earn them, and never changed afterwards."</p>
            </div>
            {if cards.is_empty() { nothing_yet().into_any() } else { view! { <ul class="grid">{cards}</ul> }.into_any() }}
        }
    }))
}

/// What the certificate says comes from its record; only the picture is looked up among today's courses.
fn card(sealed: &Sealed, catalog: &Catalog, calendar: &Calendar) -> impl IntoView + use<> {
    let record = &sealed.record;
    let calendar = Calendar { zone: record.time_zone.clone(), ..calendar.clone() };
    let cover = record.courses.iter().find_map(|course| catalog.course(&course.key)).map(art::cover);
    view! {
        <li class="card card-course">
            {cover}
            <div class="card-body">
                <h2><a href=format!("/certificates/{}", record.number)>{record.achievement.clone()}</a></h2>
                <p class="facts">
                    <span>{Icon::CALENDAR.view()}"Issued "{date(record.issued_at, &calendar)}</span>
                    <span>{Icon::CLOCK.view()}{record.credit.amount.clone()}</span>
                </p>
                <p class="mono">{record.number.to_string()}</p>
                <p>{standing_chip(&sealed.standing(calendar.now))}</p>
            </div>
        </li>
    }
}

fn nothing_yet() -> impl IntoView {
    art::empty(
        "No certificates yet",
        "You earn one by completing something that is required of you: every lesson, and the assessment passed.",
        view! { <a class="button button-primary" href="/home">"See what is next"{Icon::ARROW_RIGHT.view()}</a> },
    )
}
