//! `/admin/certificates/revoke`: who would lose a certificate, by name, and taking it back with a reason. Must not import `app` or
//! another page's insides.

use axum::extract::{RawForm, RawQuery};
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use url::form_urlencoded;

use super::subject::{Sheet, problems_of};
use crate::components::form::{Problems, TextArea};
use crate::components::{date, notice};
use crate::domain::credential::{Number, Standing};
use crate::server::actor::Administrator;
use crate::server::failure::Failure;
use crate::server::page::Page;
use crate::store::credentials::{Sealed, sealed_by_number};
use crate::store::{Error, people};
use crate::usecases::end_credential::RevokeCredentials;

/// Most that can be chosen at once: a page of the list.
const MOST: usize = 50;

/// Shows who is chosen.
///
/// # Errors
/// The database did not answer.
pub async fn show(page: Page, Administrator(_): Administrator, RawQuery(query): RawQuery) -> Result<Response, Failure> {
    let chosen = chosen(&page, query.unwrap_or_default().as_bytes()).await?;
    Ok(view(&page, &chosen, "", &Problems::default()))
}

/// Takes the chosen ones back.
///
/// # Errors
/// The database did not answer.
pub async fn submit(
    page: Page,
    Administrator(actor): Administrator,
    RawForm(body): RawForm,
) -> Result<Response, Failure> {
    let chosen = chosen(&page, &body).await?;
    let reason = form_urlencoded::parse(&body).find(|(name, _)| name == "reason").map(|(_, value)| value.into_owned());
    let reason = reason.unwrap_or_default();
    let mut problems = Problems::default();
    if chosen.is_empty() {
        problems.add("chosen", "Choose at least one certificate that still stands");
        return Ok(view(&page, &chosen, &reason, &problems));
    }
    let numbers = chosen.iter().map(|(sealed, _)| sealed.record.number.clone()).collect();
    let revoke = RevokeCredentials { numbers, reason: reason.clone() };
    match page.app().store().write(actor.by(), &revoke).await {
        Ok(_) => Ok(Redirect::to("/admin/certificates?done=revoked").into_response()),
        Err(error) => Ok(view(&page, &chosen, &reason, &problems_of(error, "reason")?)),
    }
}

/// The certificates that a query or a form names and that have not ended, with the name that the holder has now.
async fn chosen(page: &Page, sent: &[u8]) -> Result<Vec<(Sealed, String)>, Failure> {
    let db = page.app().store().reader();
    let mut chosen: Vec<(Sealed, String)> = Vec::new();
    for (_, typed) in form_urlencoded::parse(sent).filter(|(name, _)| name == "n").take(MOST) {
        let Some(number) = Number::parse(&typed) else { continue };
        match sealed_by_number(db, &number).await {
            Ok(sealed) if chosen.iter().any(|(known, _)| known.id == sealed.id) => {}
            Ok(sealed) => {
                if matches!(sealed.standing(page.calendar().now), Standing::Valid | Standing::Expired(_)) {
                    let name = people::person(db, sealed.holder).await?.name;
                    chosen.push((sealed, name));
                }
            }
            Err(Error::NotFound) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(chosen)
}

fn view(page: &Page, chosen: &[(Sealed, String)], reason: &str, problems: &Problems) -> Response {
    let above = vec![("/admin/certificates".to_owned(), "Certificates".to_owned())];
    let sheet = Sheet { here: "/admin/certificates", above, title: "Revoke certificates", problems, done: None };
    let calendar = page.calendar();
    sheet.show(page, || {
        if chosen.is_empty() {
            return view! {
                <div id="chosen">{notice::info("No certificate is chosen that still stands.")}</div>
                <p><a class="button" href="/admin/certificates">"Choose from the list"</a></p>
            }
            .into_any();
        }
        let lines: Vec<_> = chosen
            .iter()
            .map(|(sealed, name)| {
                let record = &sealed.record;
                view! {
                    <li>
                        <strong>{name.clone()}</strong>
                        {format!(", {}, issued ", record.achievement)}{date(record.issued_at, &calendar)}", "
                        <span class="mono nowrap">{record.number.to_string()}</span>
                        <input type="hidden" name="n" value=record.number.to_string()/>
                    </li>
                }
            })
            .collect();
        let lead = match lines.len() {
            1 => "1 person loses a certificate. This cannot be undone.".to_owned(),
            count => format!("{count} certificates are taken back. This cannot be undone."),
        };
        let reason = TextArea {
            name: "reason",
            label: "Reason",
            hint: Some("Whoever checks the certificate will read it, so name no one else in it."),
            value: reason,
        };
        view! {
            <p class="lead">{lead}</p>
            <form class="form" method="post" action="/admin/certificates/revoke" novalidate>
                <ul id="chosen">{lines}</ul>
                {reason.view(problems)}
                <div class="actions">
                    <button class="button button-danger" type="submit">"Revoke"</button>
                    <a class="button" href="/admin/certificates">"Keep them"</a>
                </div>
            </form>
        }
        .into_any()
    })
}
