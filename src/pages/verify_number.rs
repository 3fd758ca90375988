//! `/verify/{number}`: whether a certificate with this number was issued, whether it stands, and what it says. For anybody, so as little about
//! its holder as a check needs.

use axum::extract::Path;
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;

use crate::components::Calendar;
use crate::components::date::date_time;
use crate::components::form::Problems;
use crate::components::standing::{as_issued, standing_words, verdict};
use crate::components::verify_form::{EXAMPLE, verify_form};
use crate::domain::credential::Number;
use crate::server::address::ClientAddress;
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};
use crate::store::credentials::Sealed;
use crate::store::{Error, credentials};

/// A certificate is found by those who hold its number, not by search engines.
const NOT_FOR_SEARCH_ENGINES: [(HeaderName, &str); 1] = [(HeaderName::from_static("x-robots-tag"), "noindex")];

/// Numbers that one place may look up in a minute: more than people can type, too few to find one by trying.
const NUMBERS_A_MINUTE: u32 = 120;

/// Shows what is on record under the number.
///
/// # Errors
/// The database did not answer.
pub async fn show(page: Page, place: ClientAddress, Path(typed): Path<String>) -> Result<Response, Failure> {
    if !page.app().pace().allows(&format!("number {}", place.0), NUMBERS_A_MINUTE, page.app().now()) {
        return Err(Failure::TooOften);
    }
    let answer = match Number::parse(&typed) {
        None => not_found(&page, &typed, cannot_be(&typed)),
        Some(number) if number.as_str() != typed => Redirect::permanent(&format!("/verify/{number}")).into_response(),
        Some(number) => match credentials::sealed_by_number(page.app().store().reader(), &number).await {
            Ok(sealed) => found(&page, &sealed),
            Err(Error::NotFound) => not_found(&page, number.as_str(), unknown(&number)),
            Err(error) => return Err(error.into()),
        },
    };
    Ok((NOT_FOR_SEARCH_ENGINES, answer).into_response())
}

fn found(page: &Page, sealed: &Sealed) -> Response {
    let (record, standing) = (&sealed.record, sealed.standing(page.calendar().now));
    page.show(Layout::Narrow, &format!("{}: {}", standing.word(), record.number), || {
        let now = date_time(page.calendar().now, &page.calendar());
        let calendar = Calendar { zone: record.time_zone.clone(), ..page.calendar() };
        let said = view! {
            {standing_words(record, &standing, &calendar)}
            <p class="muted">"Checked on "{now}</p>
        };
        view! {
            <div class="stack stack-l">
                {verdict(standing.word(), said)}
                <section class="stack stack-s" aria-labelledby="as-issued">
                    <h2 id="as-issued">"As issued"</h2>
                    <p>
                        "Compare this with what you were given. If anything differs, trust this page; or "
                        <a href="/verify#upload">"hand in the file"</a>" and see every difference."
                    </p>
                    {as_issued(record, &calendar)}
                </section>
                {check_another()}
            </div>
        }
    })
}

fn not_found(page: &Page, typed: &str, advice: impl IntoView) -> Response {
    page.show_as(StatusCode::NOT_FOUND, Layout::Narrow, &format!("Not found: {typed}"), || {
        view! {
            <div class="stack stack-l">
                {verdict("Not found", advice)}
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
