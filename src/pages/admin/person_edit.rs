//! `/admin/people/{person}/edit`: a person's name and address. Must not import `app` or another page's insides.

use axum::extract::{Form, Path};
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use serde::Deserialize;

use super::subject::{Sheet, name_and_email, person_of, problems_of};
use crate::components::form::Problems;
use crate::domain::person::{clean_email, clean_name};
use crate::server::actor::Administrator;
use crate::server::failure::Failure;
use crate::server::page::Page;
use crate::store::entities::person;
use crate::usecases::edit_person::EditPerson;

/// What the form sends.
#[derive(Debug, Deserialize)]
pub struct Typed {
    #[serde(default)]
    email: String,
    #[serde(default)]
    name: String,
}

/// Shows the form.
///
/// # Errors
/// [`Failure::NotFound`]; the database did not answer.
pub async fn show(page: Page, Administrator(_): Administrator, Path(id): Path<String>) -> Result<Response, Failure> {
    let person = person_of(&page, &id).await?;
    let typed = Typed { email: person.email.clone(), name: person.name.clone() };
    Ok(view(&page, &person, &typed, &Problems::default()))
}

/// Changes name and address.
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
    let mut problems = Problems::default();
    problems.check("name", clean_name(&typed.name));
    problems.check("email", clean_email(&typed.email));
    if problems.is_empty() {
        let command = EditPerson { person: person.id, email: typed.email.clone(), name: typed.name.clone() };
        match page.app().store().write(actor.by(), &command).await {
            Ok(()) => return Ok(Redirect::to(&format!("/admin/people/{}", person.id)).into_response()),
            Err(error) => problems = problems_of(error, "name")?,
        }
    }
    Ok(view(&page, &person, &typed, &problems))
}

fn view(page: &Page, person: &person::Model, typed: &Typed, problems: &Problems) -> Response {
    Sheet::of(person, "Name and e-mail", problems).show(page, || {
        let hint = "As it will stand on certificates. Those already issued keep the name they were issued to.";
        let [name, email] = name_and_email(&typed.name, &typed.email, hint);
        view! {
            <form class="form" method="post" novalidate>
                {name.view(problems)}
                {email.view(problems)}
                <button class="button button-primary" type="submit">"Save"</button>
            </form>
        }
    })
}
