//! `/invite/{token}`: a one-time link to set a password and come in.

use axum::extract::{Form, Path};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use crate::components::form::{Problems, TextField, error_summary};
use crate::components::{Icon, notice};
use crate::domain::ids::PersonId;
use crate::domain::person::Role;
use crate::domain::refusal::Refusal;
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};
use crate::server::sign_in_cookie;
use crate::store::entities::person;
use crate::store::people::password_hash;
use crate::store::{Error, people, settings};
use crate::usecases::accept_invitation::{accept, addressee};
use crate::usecases::token::Token;

/// What the form sends.
#[derive(Debug, Deserialize)]
pub struct Typed {
    #[serde(default)]
    password: String,
    #[serde(default)]
    again: String,
}

/// Greets the person the link is for. Looking does not use the link up, so previews of mail programs do no harm.
///
/// # Errors
/// [`Failure::Refused`] for a link that does not work; the database did not answer.
pub async fn show(page: Page, Path(token): Path<String>) -> Result<Response, Failure> {
    let person = addressee(page.app().store(), &Token::presented(&token)).await?;
    view(&page, StatusCode::OK, &person, &Problems::default()).await
}

/// Sets the password and signs in.
///
/// # Errors
/// [`Failure::Refused`] for a link that does not work; the database did not answer.
pub async fn submit(page: Page, Path(token): Path<String>, Form(typed): Form<Typed>) -> Result<Response, Failure> {
    let (store, token) = (page.app().store(), Token::presented(&token));
    let person = addressee(store, &token).await?;
    match accept(store, &token, &typed.password, &typed.again).await {
        Ok(session) => {
            let first = first_page(&page, person.id).await?;
            Ok(sign_in_cookie::signed_in(page.app().config(), &session, first))
        }
        Err(Error::Refused(refusal @ Refusal::Field { .. })) => {
            let problems = Problems::of(&refusal, "password");
            view(&page, StatusCode::UNPROCESSABLE_ENTITY, &person, &problems).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Where somebody goes who has just come in: the administrator of an organisation that has no name yet has to set it up.
async fn first_page(page: &Page, person: PersonId) -> Result<&'static str, Failure> {
    let db = page.app().store().reader();
    let is_new = settings::get(db, settings::ORGANISATION).await?.is_none();
    Ok(if is_new && administers(page, person).await? { "/admin/setup" } else { "/home" })
}

async fn administers(page: &Page, person: PersonId) -> Result<bool, Failure> {
    let grants = people::grants(page.app().store().reader(), person).await?;
    Ok(grants.iter().any(|grant| grant.role == Role::Administrator))
}

async fn view(
    page: &Page,
    status: StatusCode,
    person: &person::Model,
    problems: &Problems,
) -> Result<Response, Failure> {
    let (email, name) = (&person.email, &person.name);
    let (first, button_first) = match first_page(page, person.id).await? {
        "/admin/setup" => {
            ("After this you set up your organisation: its name, its units, its people.", "Set password and go on")
        }
        _ if administers(page, person.id).await? => {
            ("After this you can look after your organisation, and learn like everybody.", "Set password and go on")
        }
        _ => ("After this you can start your first lesson.", "Set password and start"),
    };
    // Who has a password knows the place, and only wants to come in again.
    let (what, heading, lead, button) = match password_hash(page.app().store().reader(), person.id).await? {
        None => (format!("Invitation for {email}"), format!("Welcome, {name}. Choose a password"), first, button_first),
        Some(_) => (
            format!("Link for {email}"),
            format!("Hello, {name}. Choose a new password"),
            "After this you are signed in here, and signed out everywhere else.",
            "Set password and sign in",
        ),
    };
    Ok(page.show_as(status, Layout::Narrow, &problems.title("Choose a password"), || {
        let password = TextField {
            name: "password",
            label: "New password",
            hint: Some("At least 15 characters. Four or five unrelated words work well."),
            kind: "password",
            autocomplete: "new-password",
            value: "",
        };
        let again = TextField {
            name: "again",
            label: "The same password again",
            hint: None,
            kind: "password",
            autocomplete: "new-password",
            value: "",
        };
        view! {
            {error_summary(problems)}
            <div class="page-head">
                <p class="eyebrow">{what}</p>
                <h1>{heading}</h1>
                <p class="lead">{lead}</p>
            </div>
            <form class="form" method="post" novalidate>
                // For password managers, which file a password under a name.
                <input type="hidden" name="username" autocomplete="username" value=person.email.clone()/>
                {password.view(problems)}
                {again.view(problems)}
                <button class="button button-primary" type="submit">
                    {button}{Icon::ARROW_RIGHT.view()}
                </button>
            </form>
            {notice::info("This link works once. After that you sign in with your e-mail address and this password.")}
        }
    }))
}
