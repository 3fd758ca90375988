//! `/admin/people/import`: sending a file of people, and the template to begin with. Must not import `app` or another page's
//! insides.

use axum::extract::Multipart;
use axum::extract::multipart::{MultipartError, MultipartRejection};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;

use super::subject::Sheet;
use crate::components::Icon;
use crate::components::form::{FileField, Problems};
use crate::server::actor::Administrator;
use crate::server::failure::Failure;
use crate::server::page::Page;
use crate::usecases::import_people::KeepFile;
use crate::usecases::roster::file::TEMPLATE;
use crate::usecases::roster::{Roster, Unreadable};

/// Shows the form.
///
/// # Errors
/// The database did not answer.
pub async fn show(page: Page, Administrator(_): Administrator) -> Result<Response, Failure> {
    Ok(view(&page, &Problems::default()))
}

/// Takes a file, keeps it and goes on to what it would do.
///
/// # Errors
/// The database did not answer.
pub async fn submit(
    page: Page,
    Administrator(actor): Administrator,
    multipart: Result<Multipart, MultipartRejection>,
) -> Result<Response, Failure> {
    let sent = match multipart {
        Ok(multipart) => file(multipart).await,
        Err(_) => Err(MISSING.to_owned()),
    };
    let checked = sent.and_then(|(name, body)| match Roster::read(&body) {
        Ok(_) => Ok(KeepFile { person: actor.person(), name, body, invite: false }),
        Err(unreadable) => Err(unreadable.to_string()),
    });
    match checked {
        Ok(command) => {
            let id = page.app().store().write(actor.by(), &command).await?;
            Ok(Redirect::to(&format!("/admin/people/import/{id}")).into_response())
        }
        Err(message) => {
            let mut problems = Problems::default();
            problems.add("file", message);
            Ok(view(&page, &problems))
        }
    }
}

const MISSING: &str = "Choose a file";

/// Name and bytes of the file in a form, or what is wrong.
async fn file(mut multipart: Multipart) -> Result<(String, Vec<u8>), String> {
    let said = |error: MultipartError| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Unreadable::TooLarge.to_string(),
        _ => "The file did not arrive whole. Send it again".to_owned(),
    };
    while let Some(field) = multipart.next_field().await.map_err(said)? {
        if field.name() != Some("file") {
            continue;
        }
        let name = field.file_name().unwrap_or_default().to_owned();
        let body = field.bytes().await.map_err(said)?;
        // What browsers send when no file was chosen.
        if name.is_empty() && body.is_empty() {
            return Err(MISSING.to_owned());
        }
        return Ok((name, body.to_vec()));
    }
    Err(MISSING.to_owned())
}

/// Gives the file to begin with.
pub async fn template(Administrator(_): Administrator) -> impl IntoResponse {
    download("people.csv", [&b"\xEF\xBB\xBF"[..], TEMPLATE.as_bytes()].concat())
}

/// A CSV file to be saved.
pub(super) fn download(name: &str, body: Vec<u8>) -> impl IntoResponse + use<> {
    let headers: [(HeaderName, String); 2] = [
        (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    (headers, body)
}

fn view(page: &Page, problems: &Problems) -> Response {
    let above = vec![("/admin/people".to_owned(), "People".to_owned())];
    let sheet = Sheet { here: "/admin/people", above, title: "Import people", problems, done: None };
    sheet.show(page, || {
        let file = FileField {
            name: "file",
            label: "CSV file",
            hint: Some("At most 20,000 people and 5 MB, as UTF-8 text. Commas and semicolons both work."),
            accept: ".csv,text/csv",
        };
        view! {
            <p class="lead">"You see what would change before anything does."</p>
            <form class="form" method="post" action="/admin/people/import" enctype="multipart/form-data" novalidate>
                {file.view(problems)}
                <div class="actions">
                    <button class="button button-primary" type="submit">"Check this file"</button>
                    <a class="button" href="/admin/people/import/template" download="people.csv">
                        {Icon::DOWNLOAD.view()}"Download the template"
                    </a>
                </div>
            </form>
            {columns()}
        }
    })
}

/// What the columns mean.
fn columns() -> impl IntoView {
    view! {
        <section class="stack stack-s">
            <h2>"Columns"</h2>
            <dl class="pairs">
                <div><dt class="mono">"email"</dt><dd>"Tells people apart. Who is here already is updated, never added twice."</dd></div>
                <div><dt class="mono">"name"</dt><dd>"As it will stand on certificates."</dd></div>
                <div>
                    <dt class="mono">"unit"</dt>
                    <dd>"Where the person belongs from now on, by key or by name, like “Class A” or “School / Class A”. It takes the place of other units. Empty changes nothing."</dd>
                </div>
                <div><dt class="mono">"joined"</dt><dd>"When they joined the unit, like 2026-01-31. May be empty or left out."</dd></div>
                <div>
                    <dt class="mono">"role"</dt>
                    <dd>"learner, manager or reviewer of the unit. May be empty or left out. An import never takes a role away, and cannot make administrators."</dd>
                </div>
            </dl>
            <p class="muted">"Nobody is removed, and no mail is sent: you can invite them all afterwards. The file is kept for one day at most, and only you see it."</p>
        </section>
    }
}
