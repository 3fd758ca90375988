//! `/admin/certificates/{number}/replace`: issuing a certificate anew, after a change of name. Must not import `app` or another
//! page's insides.

use axum::extract::{Form, Path};
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use serde::Deserialize;

use super::subject::{Sheet, problems_of};
use crate::components::form::{Problems, TextArea};
use crate::components::notice;
use crate::domain::credential::{Number, Standing};
use crate::server::actor::Administrator;
use crate::server::failure::Failure;
use crate::server::page::Page;
use crate::store::credentials::{Sealed, sealed_by_number};
use crate::store::people;
use crate::usecases::replace_credential::ReplaceCredential;

/// What the form sends.
#[derive(Debug, Deserialize)]
pub struct Typed {
    #[serde(default)]
    reason: String,
}

/// Shows what would change.
///
/// # Errors
/// [`Failure::NotFound`]; the database did not answer.
pub async fn show(
    page: Page,
    Administrator(_): Administrator,
    Path(number): Path<String>,
) -> Result<Response, Failure> {
    let (sealed, name) = find(&page, &number).await?;
    Ok(view(&page, &sealed, &name, "", &Problems::default()))
}

/// Issues it anew.
///
/// # Errors
/// [`Failure::NotFound`]; the database did not answer.
pub async fn submit(
    page: Page,
    Administrator(actor): Administrator,
    Path(number): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let (sealed, name) = find(&page, &number).await?;
    let replace = ReplaceCredential { number: sealed.record.number.clone(), reason: typed.reason.clone() };
    match page.app().store().write(actor.by(), &replace).await {
        Ok(_) => Ok(Redirect::to("/admin/certificates?done=replaced").into_response()),
        Err(error) => Ok(view(&page, &sealed, &name, &typed.reason, &problems_of(error, "reason")?)),
    }
}

async fn find(page: &Page, typed: &str) -> Result<(Sealed, String), Failure> {
    let db = page.app().store().reader();
    let number = Number::parse(typed).ok_or(Failure::NotFound)?;
    let sealed = sealed_by_number(db, &number).await?;
    let name = people::person(db, sealed.holder).await?.name;
    Ok((sealed, name))
}

fn view(page: &Page, sealed: &Sealed, name: &str, reason: &str, problems: &Problems) -> Response {
    let above = vec![("/admin/certificates".to_owned(), "Certificates".to_owned())];
    let record = &sealed.record;
    let title = format!("Replace {}", record.number);
    let sheet = Sheet { here: "/admin/certificates", above, title: &title, problems, done: None };
    let stands = matches!(sealed.standing(page.calendar().now), Standing::Valid | Standing::Expired(_));
    sheet.show(page, || {
        if !stands {
            return notice::info("This certificate was revoked or replaced already, and stays so.").into_any();
        }
        let reason = TextArea {
            name: "reason",
            label: "Reason",
            hint: Some("Whoever checks the old certificate will read it, as in “Change of name”."),
            value: reason,
        };
        view! {
            <p class="lead">
                "A new certificate with a new number takes the place of the old one. What was achieved, and when, stays as it was."
            </p>
            <dl class="pairs">
                <div><dt>"Name on the old one"</dt><dd>{record.learner.clone()}</dd></div>
                <div><dt>"Name on the new one"</dt><dd>{name.to_owned()}</dd></div>
                <div><dt>"For"</dt><dd>{record.achievement.clone()}</dd></div>
            </dl>
            <p class="muted">
                "If the new name is not right, "<a href=format!("/admin/people/{}/edit", sealed.holder)>"change it"</a>" first."
            </p>
            <form class="form" method="post" novalidate>
                {reason.view(problems)}
                <div class="actions">
                    <button class="button button-primary" type="submit">"Replace"</button>
                    <a class="button" href="/admin/certificates">"Cancel"</a>
                </div>
            </form>
        }
        .into_any()
    })
}
