//! `/admin/people/{person}/erase`: what would be deleted and what stays, and erasing the person. Must not import `app` or another
//! page's insides.

use axum::extract::{Form, Path};
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use serde::Deserialize;

use super::subject::{Sheet, person_of, problems_of};
use crate::components::form::{Problems, TextArea, TextField};
use crate::components::{date, notice};
use crate::domain::time::Timestamp;
use crate::server::actor::Administrator;
use crate::server::failure::Failure;
use crate::server::page::Page;
use crate::store::entities::person;
use crate::store::{credentials, people};
use crate::usecases::erase_by_decision::EraseByDecision;

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    name: String,
    #[serde(default)]
    reason: String,
}

/// What the page needs to know.
struct Before {
    person: person::Model,
    certificates: usize,
    asked: Option<Timestamp>,
    oneself: bool,
}

/// Says what would happen, and asks.
///
/// # Errors
/// [`Failure::NotFound`]; the database did not answer.
pub async fn show(
    page: Page,
    Administrator(actor): Administrator,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let before = load(&page, &id, |person| person.id == actor.person()).await?;
    Ok(view(&page, &before, &Typed::default(), &Problems::default()))
}

/// Erases.
///
/// # Errors
/// [`Failure::NotFound`]; the database did not take it.
pub async fn submit(
    page: Page,
    Administrator(actor): Administrator,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let before = load(&page, &id, |person| person.id == actor.person()).await?;
    let erase = EraseByDecision { person: before.person.id, name: typed.name.clone(), reason: typed.reason.clone() };
    match page.app().store().write(actor.by(), &erase).await {
        Ok(()) => Ok(Redirect::to(&format!("/admin/people/{}", before.person.id)).into_response()),
        Err(error) => Ok(view(&page, &before, &typed, &problems_of(error, "name")?)),
    }
}

async fn load(page: &Page, id: &str, is_oneself: impl Fn(&person::Model) -> bool) -> Result<Before, Failure> {
    let db = page.app().store().reader();
    let person = person_of(page, id).await?;
    let certificates = credentials::of_person(db, person.id).await?.len();
    let asked = people::asked_for_erasure(db, person.id).await?;
    let oneself = is_oneself(&person);
    Ok(Before { person, certificates, asked, oneself })
}

fn view(page: &Page, before: &Before, typed: &Typed, problems: &Problems) -> Response {
    let calendar = page.calendar();
    Sheet::of(&before.person, "Erase this person", problems).show(page, || {
        if people::is_erased(&before.person) {
            return notice::info("This person is erased. What identified them is gone.").into_any();
        }
        if before.oneself {
            return notice::info("You cannot erase yourself. Ask another administrator.").into_any();
        }
        let asked =
            before.asked.map(|at| notice::info(view! { "This person asked for it on "{date(at, &calendar)}"." }));
        view! { {asked}{preview(before)}{form(before, typed, problems)} }.into_any()
    })
}

fn preview(before: &Before) -> impl IntoView + use<> {
    let certificates = match before.certificates {
        0 => "There are no certificates.".to_owned(),
        1 => "1 certificate, sealed, with the name on it: whoever was shown it can still check it by its number. If it should not stand, revoke it first.".to_owned(),
        count => format!("{count} certificates, sealed, with the name on them: whoever was shown one can still check it by its number. If they should not stand, revoke them first."),
    };
    view! {
        <div class="prose measure stack stack-s">
            <p class="lead">"This cannot be undone, not even from a newer backup."</p>
            <h2>"Deleted"</h2>
            <ul>
                <li>"Name, e-mail address, password, sessions and one-time links."</li>
                <li>"The details of every entry of the ledger about this person, and the words that others wrote about them: reasons, notes, extra time."</li>
                <li>"Public pages of certificates, and where the person stopped reading."</li>
            </ul>
            <h2>"Kept, and why"</h2>
            <ul>
                <li>"The ledger's entries without their details: the chain proves that nothing else was changed."</li>
                <li>"Lessons, answers and results, under “Erased person”: totals and the quality of questions rest on them."</li>
                <li>{certificates}</li>
                <li>"Older backups, until they are deleted as your rules say."</li>
            </ul>
        </div>
    }
}

fn form(before: &Before, typed: &Typed, problems: &Problems) -> impl IntoView + use<> {
    let reason = TextArea {
        name: "reason",
        label: "Reason",
        hint: Some("It is kept on the ledger. Do not name the person in it."),
        value: &typed.reason,
    };
    let name = TextField {
        name: "name",
        label: "Type the name to confirm",
        hint: None,
        kind: "text",
        autocomplete: "off",
        value: &typed.name,
    };
    let back = format!("/admin/people/{}", before.person.id);
    view! {
        <form class="form" method="post" novalidate>
            {reason.view(problems)}
            <p>"The name is "<strong>{before.person.name.clone()}</strong>"."</p>
            {name.view(problems)}
            <div class="actions">
                <button class="button button-danger" type="submit">"Erase for good"</button>
                <a class="button button-quiet" href=back>"Cancel"</a>
            </div>
        </form>
    }
}
