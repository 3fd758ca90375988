//! `/admin/people/{person}/access`: ending a person's access, and restoring it. Must not import `app` or another page's
//! insides.

use axum::extract::{Form, Path};
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use serde::Deserialize;

use super::subject::{Sheet, person_of, problems_of};
use crate::components::form::{Problems, TickField};
use crate::components::{date, notice};
use crate::domain::refusal::Refusal;
use crate::server::actor::{Actor, Administrator};
use crate::server::failure::Failure;
use crate::server::page::Page;
use crate::store::entities::person;
use crate::store::{Error, Result as Stored};
use crate::usecases::end_access::EndAccess;
use crate::usecases::restore_access::RestoreAccess;

/// What the form sends.
#[derive(Debug, Deserialize)]
pub struct Typed {
    #[serde(default, rename = "do")]
    action: String,
    #[serde(default)]
    sure: String,
}

/// Says what would happen, and asks.
///
/// # Errors
/// [`Failure::NotFound`]; the database did not answer.
pub async fn show(page: Page, Administrator(_): Administrator, Path(id): Path<String>) -> Result<Response, Failure> {
    Ok(view(&page, &person_of(&page, &id).await?, &Problems::default()))
}

/// Ends or restores access.
///
/// # Errors
/// [`Failure::NotFound`]; the database did not answer.
pub async fn submit(
    page: Page,
    Administrator(actor): Administrator,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let person = person_of(&page, &id).await?;
    match act(&page, &actor, &person, &typed).await {
        Ok(()) => Ok(Redirect::to(&format!("/admin/people/{}", person.id)).into_response()),
        Err(error) => Ok(view(&page, &person, &problems_of(error, "sure")?)),
    }
}

async fn act(page: &Page, actor: &Actor, person: &person::Model, typed: &Typed) -> Stored<()> {
    let (store, content) = (page.app().store(), page.app().content());
    match (typed.action.as_str(), typed.sure.as_str()) {
        ("end", "yes") => store.write(actor.by(), &EndAccess { person: person.id }).await,
        ("restore", _) => {
            store.write(actor.by(), &RestoreAccess { person: person.id, published: &content.published }).await
        }
        _ => Err(Error::from(Refusal::field("sure", "Tick the box to say that you are sure"))),
    }
}

fn view(page: &Page, person: &person::Model, problems: &Problems) -> Response {
    let title = if person.disabled_at.is_some() { "Restore access" } else { "End access" };
    Sheet::of(person, title, problems).show(page, || match person.disabled_at {
        Some(at) => view! {
            {notice::warning(view! { "Access was ended on "{date(at, &page.calendar())}"." })}
            <p class="measure">
                "With access, the person can sign in with the same password as before, keeps units and roles, and is held to what came in meanwhile."
            </p>
            <form class="form" method="post">
                <button class="button button-primary" type="submit" name="do" value="restore">"Restore access"</button>
            </form>
        }
        .into_any(),
        None => end_form(person, problems).into_any(),
    })
}

fn end_form(person: &person::Model, problems: &Problems) -> impl IntoView + use<> {
    let label = format!("Yes, end the access of {}", person.email);
    let sure = TickField { name: "sure", value: "yes".to_owned(), label, checked: false }.view(problems);
    view! {
        <ul class="prose measure">
            <li>{format!("{} is signed out everywhere at once and cannot sign in any more.", person.name)}</li>
            <li>"One-time links stop working, reminders stop, and totals leave the person out."</li>
            <li>"Records and certificates stay. Access can be restored at any time."</li>
        </ul>
        <form class="form" method="post" novalidate>
            {sure}
            <button class="button button-danger" type="submit" name="do" value="end">"End access"</button>
        </form>
    }
}
