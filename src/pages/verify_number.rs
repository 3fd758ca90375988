//! `/verify/{number}`: whether a certificate with this number was issued, and what it says. For anybody, so as little about
//! its holder as a check needs.

use axum::extract::Path;
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;

use crate::components::date::date_time;
use crate::components::form::Problems;
use crate::components::verify_form::{EXAMPLE, verify_form};
use crate::components::{Calendar, Icon, date};
use crate::domain::credential::{CourseRecord, Number, Record};
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};
use crate::store::{Error, credentials};

/// A certificate is found by those who hold its number, not by search engines.
const NOT_FOR_SEARCH_ENGINES: [(HeaderName, &str); 1] = [(HeaderName::from_static("x-robots-tag"), "noindex")];

/// Shows what is on record under the number.
///
/// # Errors
/// The database did not answer.
pub async fn show(page: Page, Path(typed): Path<String>) -> Result<Response, Failure> {
    let answer = match Number::parse(&typed) {
        None => not_found(&page, &typed, cannot_be(&typed)),
        Some(number) if number.as_str() != typed => Redirect::permanent(&format!("/verify/{number}")).into_response(),
        Some(number) => match credentials::by_number(page.app().store().reader(), &number).await {
            Ok(record) => valid(&page, &record),
            Err(Error::NotFound) => not_found(&page, number.as_str(), unknown(&number)),
            Err(error) => return Err(error.into()),
        },
    };
    Ok((NOT_FOR_SEARCH_ENGINES, answer).into_response())
}

fn valid(page: &Page, record: &Record) -> Response {
    page.show(Layout::Narrow, &format!("Valid: {}", record.number), || {
        let now = date_time(page.calendar().now, &page.calendar());
        view! {
            <div class="stack stack-l">
                <section class="verdict verdict-valid" aria-labelledby="word">
                    <h1 class="verdict-word" id="word">{Icon::SHIELD_CHECK.view()}"Valid"</h1>
                    <p>{format!("{} issued this certificate, and it stands.", record.organisation)}</p>
                    <p class="muted">"Checked on "{now}</p>
                </section>
                {as_issued(record, &Calendar { zone: record.time_zone.clone(), ..page.calendar() })}
                {check_another()}
            </div>
        }
    })
}

fn as_issued(record: &Record, calendar: &Calendar) -> impl IntoView + use<> {
    let scores: Vec<_> = record.courses.iter().map(score).collect();
    view! {
        <section class="stack stack-s" aria-labelledby="as-issued">
            <h2 id="as-issued">"As issued"</h2>
            <p>"Compare this with what you were given. If anything differs, trust this page."</p>
            <dl class="pairs">
                <div><dt>"Awarded to"</dt><dd>{record.learner.clone()}</dd></div>
                <div><dt>"For"</dt><dd>{record.achievement.clone()}</dd></div>
                <div><dt>"Requirement"</dt><dd>{record.requirement.clone()}</dd></div>
                <div><dt>"Issued by"</dt><dd>{record.organisation.clone()}</dd></div>
                <div><dt>"Credit"</dt><dd>{record.credit.amount.clone()}</dd></div>
                <div><dt>"Basis of the credit"</dt><dd>{record.credit.basis.clone()}</dd></div>
                <div><dt>"Result"</dt><dd>{scores}</dd></div>
                <div><dt>"Started"</dt><dd>{date(record.started_at, calendar)}</dd></div>
                <div><dt>"Completed"</dt><dd>{date(record.completed_at, calendar)}</dd></div>
                <div><dt>"Issued"</dt><dd>{date(record.issued_at, calendar)}</dd></div>
                <div><dt>"Version"</dt><dd>{record.program_version.clone()}</dd></div>
                <div><dt>"Number"</dt><dd class="mono">{record.number.to_string()}</dd></div>
            </dl>
        </section>
    }
}

fn score(course: &CourseRecord) -> impl IntoView + use<> {
    let CourseRecord { title, version, percent, pass_percent, .. } = course;
    view! { <p>{format!("{percent}\u{a0}% in “{title}” (version {version}), where {pass_percent}\u{a0}% passes")}</p> }
}

fn not_found(page: &Page, typed: &str, advice: impl IntoView) -> Response {
    page.show_as(StatusCode::NOT_FOUND, Layout::Narrow, &format!("Not found: {typed}"), || {
        view! {
            <div class="stack stack-l">
                <section class="verdict verdict-unknown" aria-labelledby="word">
                    <h1 class="verdict-word" id="word">{Icon::SEARCH.view()}"Not found"</h1>
                    {advice}
                </section>
                {check_another()}
            </div>
        }
    })
}

fn cannot_be(typed: &str) -> impl IntoView + use<> {
    view! {
        <p>"No certificate can have the number “"<span class="mono">{typed.to_owned()}</span>"”."</p>
        <p>"A certificate number is NW and three groups of four, like "<span class="nowrap">{EXAMPLE}</span>"."</p>
    }
}

fn unknown(number: &Number) -> impl IntoView + use<> {
    view! {
        <p>"No certificate here has the number "<span class="mono nowrap">{number.to_string()}</span>"."</p>
        <p>
            "Most often this is a typing mistake: compare every character with the certificate. If they are the same, ask \
             the person who gave it to you for the address printed on it; it may have been issued elsewhere."
        </p>
    }
}

fn check_another() -> impl IntoView {
    view! {
        <section class="stack" aria-labelledby="another">
            <h2 id="another">"Check another"</h2>
            {verify_form("", &Problems::default(), false)}
        </section>
    }
}
