//! `/verify`: asks for the number of a certificate or for its file, and says what is to be thought of the file. There is no
//! search by name, and nothing that is handed in is kept.

use axum::extract::multipart::{MultipartError, MultipartRejection};
use axum::extract::{Multipart, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use open_badge::{Difference, Unreadable};
use serde::Deserialize;

use crate::components::Calendar;
use crate::components::date::date_time;
use crate::components::form::{FileField, Problems, error_summary};
use crate::components::standing::{as_issued, standing_chip, standing_words, verdict};
use crate::components::verify_form::{EXAMPLE, verify_form};
use crate::domain::credential::Number;
use crate::server::address::ClientAddress;
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};
use crate::server::verdict::{Judgement, Verdict, judge, moment};
use crate::store::credentials::Sealed;

/// What the form sends.
#[derive(Debug, Deserialize)]
pub struct Typed {
    number: Option<String>,
}

/// Shows the form, or goes to what the number stands for.
pub async fn show(page: Page, Query(typed): Query<Typed>) -> Response {
    let Some(typed) = typed.number else { return view(&page, StatusCode::OK, "", &Problems::default()) };
    match Number::parse(&typed) {
        Some(number) => Redirect::to(&format!("/verify/{number}")).into_response(),
        None => view(&page, StatusCode::UNPROCESSABLE_ENTITY, &typed, &problems(&typed)),
    }
}

fn problems(typed: &str) -> Problems {
    let mut problems = Problems::default();
    problems.add(
        "number",
        match typed.trim() {
            "" => "Enter the number that is printed on the certificate".to_owned(),
            _ => format!("This cannot be a certificate number; one looks like {EXAMPLE}"),
        },
    );
    problems
}

fn view(page: &Page, status: StatusCode, typed: &str, problems: &Problems) -> Response {
    page.show_as(status, Layout::Narrow, &problems.title("Verify a certificate"), || {
        view! {
            {error_summary(problems)}
            <div class="page-head">
                <h1>"Verify a certificate"</h1>
                <p class="lead">
                    "Type its number, or hand in its file. You need no account, and nobody is told that you asked."
                </p>
            </div>
            <div class="stack stack-l">
                {verify_form(typed, problems, true)}
                {upload_form(problems)}
                <p class="muted"><a href="/verify/guide">"How to check a certificate, on one page to print"</a></p>
            </div>
        }
    })
}

fn upload_form(problems: &Problems) -> impl IntoView + use<> {
    let file = FileField {
        name: "file",
        label: "File",
        hint: Some("PDF, badge (SVG), or credential (JSON or JWT), at most 4 MB. It is looked at and not kept."),
        accept: ".pdf,.svg,.json,.jwt,.txt,application/pdf,image/svg+xml,application/json",
    };
    view! {
        <section class="stack" aria-labelledby="upload">
            <h2 id="upload">"Hand in the file"</h2>
            <form class="form" method="post" action="/verify" enctype="multipart/form-data" novalidate>
                {file.view(problems)}
                <button class="button" type="submit">"Check this file"</button>
            </form>
        </section>
    }
}

/// Files that one place may hand in within a minute.
const FILES_A_MINUTE: u32 = 20;
const MISSING: &str = "Choose a file";

/// Says what is to be thought of a file.
///
/// # Errors
/// [`Failure::TooOften`]; the database did not answer.
pub async fn submit(
    page: Page,
    place: ClientAddress,
    multipart: Result<Multipart, MultipartRejection>,
) -> Result<Response, Failure> {
    let app = page.app();
    // Before anything of the file is taken in.
    if !app.pace().allows(&format!("file {}", place.0), FILES_A_MINUTE, app.now()) {
        return Err(Failure::TooOften);
    }
    let sent = match multipart {
        Ok(multipart) => file(multipart).await,
        Err(_) => Err(MISSING.to_owned()),
    };
    let judged = match sent {
        Ok(bytes) => judge(app.store().reader(), &bytes, app.now()).await?.map_err(|unreadable| words(&unreadable)),
        Err(message) => Err(message),
    };
    match judged {
        Ok(judgement) => Ok(judged_page(&page, &judgement)),
        Err(message) => {
            let mut problems = Problems::default();
            problems.add("file", message);
            Ok(view(&page, StatusCode::UNPROCESSABLE_ENTITY, "", &problems))
        }
    }
}

/// Why nothing can be said about a file, and what to do instead.
fn words(unreadable: &Unreadable) -> String {
    let why = unreadable.to_string();
    let mut letters = why.chars();
    let why = letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect());
    match unreadable {
        Unreadable::Empty(_) => format!("{why}. Type its number instead"),
        _ => why,
    }
}

/// The bytes of the file in a form, or what is wrong.
async fn file(mut multipart: Multipart) -> Result<Vec<u8>, String> {
    let said = |error: MultipartError| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => words(&Unreadable::TooLarge),
        _ => "The file did not arrive whole. Send it again".to_owned(),
    };
    while let Some(field) = multipart.next_field().await.map_err(said)? {
        if field.name() != Some("file") {
            continue;
        }
        let body = field.bytes().await.map_err(said)?;
        return if body.is_empty() { Err(MISSING.to_owned()) } else { Ok(body.to_vec()) };
    }
    Err(MISSING.to_owned())
}

fn judged_page(page: &Page, judgement: &Judgement) -> Response {
    let word = judgement.verdict.word();
    page.show(Layout::Narrow, word, || {
        let now = date_time(page.calendar().now, &page.calendar());
        let zone = judgement.sealed.as_ref().map_or(page.calendar().zone, |sealed| sealed.record.time_zone.clone());
        let calendar = Calendar { zone, ..page.calendar() };
        view! {
            <div class="stack stack-l">
                {verdict(word, view! { {said(judgement, &calendar)}<p class="muted">"Checked on "{now}</p> })}
                {differences(&judgement.differences, &calendar)}
                {judgement.sealed.as_ref().map(|sealed| issued(sealed, &calendar))}
                <section class="stack" aria-labelledby="another">
                    <h2 id="another">"Check another"</h2>
                    {verify_form("", &Problems::default(), false)}
                </section>
                {upload_form(&Problems::default())}
            </div>
        }
    })
}

/// What the word means for this file.
fn said(judgement: &Judgement, calendar: &Calendar) -> AnyView {
    match (&judgement.verdict, &judgement.sealed) {
        (Verdict::Genuine(standing), Some(sealed)) => standing_words(&sealed.record, standing, calendar).into_any(),
        (Verdict::Altered(why), Some(sealed)) => view! {
            <p>"Do not rely on this file. "{why.clone()}</p>
            <p>"The certificate that was issued under its number is now: "{standing_chip(&sealed.standing(calendar.now))}</p>
        }
        .into_any(),
        (Verdict::NotFound(why), _) => view! {
            <p>"This file is not from here. "{why.clone()}</p>
            <p>"It may have been issued elsewhere: check it at the address that it names."</p>
        }
        .into_any(),
        (Verdict::Altered(_) | Verdict::Genuine(_), None) => ().into_any(),
    }
}

fn issued(sealed: &Sealed, calendar: &Calendar) -> impl IntoView + use<> {
    view! {
        <section class="stack stack-s" aria-labelledby="as-issued">
            <h2 id="as-issued">"As issued"</h2>
            <p><a href=format!("/verify/{}", sealed.record.number)>"The page of this certificate"</a></p>
            {as_issued(&sealed.record, calendar)}
        </section>
    }
}

/// Every field that is not the same, as issued beside as claimed.
fn differences(found: &[Difference], calendar: &Calendar) -> Option<impl IntoView + use<>> {
    let row = |Difference { field, sealed, claimed }: &Difference| {
        view! {
            <tr>
                <th scope="row">{field.clone()}</th>
                <td data-label="As issued">{value(sealed.as_deref(), calendar)}</td>
                <td data-label="In this file"><mark>{value(claimed.as_deref(), calendar)}</mark></td>
            </tr>
        }
    };
    let rows: Vec<_> = found.iter().map(row).collect();
    (!rows.is_empty()).then(|| {
        let count = match rows.len() {
            1 => "1 difference".to_owned(),
            count => format!("{count} differences"),
        };
        view! {
            <div class="stack stack-s">
                <h2 id="differences">{count}</h2>
                <div class="table-scroll" tabindex="0" role="region" aria-labelledby="differences">
                    <table class="table-cards">
                        <thead>
                            <tr>
                                <th scope="col">"What"</th>
                                <th scope="col">"As issued"</th>
                                <th scope="col">"In this file"</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </div>
        }
    })
}

/// Longest text of a file that is shown.
const SHOWN: usize = 300;

/// Moments as dates, long texts cut.
fn value(text: Option<&str>, calendar: &Calendar) -> String {
    match (text, text.and_then(moment)) {
        (None, _) => "nothing".to_owned(),
        (_, Some(at)) => at.date_time_in(&calendar.zone),
        (Some(text), None) if text.chars().count() > SHOWN => {
            format!("{}…", text.chars().take(SHOWN).collect::<String>())
        }
        (Some(text), None) => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_typed_and_something_wrong_are_told_apart() {
        let about = |typed| problems(typed).about("number").map(str::to_owned).unwrap_or_default();
        assert!(about(" \n").starts_with("Enter"));
        assert!(about("NW-12").contains("cannot be"));
    }
}
