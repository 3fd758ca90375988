//! `/sign-in`: e-mail and password.

use axum::extract::{Form, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use serde::Deserialize;

use crate::components::form::{Problems, TextField, error_summary};
use crate::domain::refusal::Refusal;
use crate::server::address::ClientAddress;
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};
use crate::server::sign_in_cookie;
use crate::store::Error;
use crate::usecases::sign_in::sign_in;

/// Where to go afterwards.
#[derive(Debug, Deserialize)]
pub struct Wanted {
    next: Option<String>,
}

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

/// Shows the form, or goes on if the visitor is signed in already.
pub async fn show(page: Page, Query(wanted): Query<Wanted>) -> Response {
    let next = wanted.next.unwrap_or_default();
    match page.actor() {
        Some(_) => Redirect::to(own_address(&next)).into_response(),
        None => view(&page, StatusCode::OK, &Typed { next, ..Typed::default() }, &Problems::default()),
    }
}

/// Signs in.
///
/// # Errors
/// The database did not answer.
pub async fn submit(
    page: Page,
    ClientAddress(place): ClientAddress,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let mut problems = Problems::default();
    if typed.email.trim().is_empty() {
        problems.add("email", "Enter your e-mail address");
    }
    if typed.password.is_empty() {
        problems.add("password", "Enter your password");
    }
    if !problems.is_empty() {
        return Ok(view(&page, StatusCode::UNPROCESSABLE_ENTITY, &typed, &problems));
    }
    match sign_in(page.app().store(), &typed.email, &typed.password, &place).await {
        Ok(token) => Ok(sign_in_cookie::signed_in(page.app().config(), &token, own_address(&typed.next))),
        Err(Error::Refused(refusal)) => {
            let status = match refusal {
                Refusal::TooManyTries { .. } => StatusCode::TOO_MANY_REQUESTS,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            };
            Ok(view(&page, status, &typed, &Problems::of(&refusal, "email")))
        }
        Err(error) => Err(error.into()),
    }
}

/// Only addresses of this site are gone to: anything else would lend our name to a stranger's page.
fn own_address(next: &str) -> &str {
    let own = next.starts_with('/') && !next.starts_with("//") && !next.contains(|c: char| c == '\\' || c.is_control());
    if own { next } else { "/home" }
}

fn view(page: &Page, status: StatusCode, typed: &Typed, problems: &Problems) -> Response {
    page.show_as(status, Layout::Narrow, &problems.title("Sign in"), || {
        let email = TextField {
            name: "email",
            label: "E-mail address",
            hint: None,
            kind: "email",
            autocomplete: "username",
            value: &typed.email,
        };
        let password = TextField {
            name: "password",
            label: "Password",
            hint: None,
            kind: "password",
            autocomplete: "current-password",
            value: "",
        };
        view! {
            {error_summary(problems)}
            <div class="page-head">
                <h1>"Sign in"</h1>
                <p class="lead">"With the address your organisation knows you by."</p>
            </div>
            <form class="form" method="post" action="/sign-in" novalidate>
                {email.view(problems)}
                {password.view(problems)}
                <input type="hidden" name="next" value=typed.next.clone()/>
                <button class="button button-primary" type="submit">"Sign in"</button>
            </form>
            <p class="muted">
                "No account yet, or the password forgotten? Ask your administrator, manager or teacher for a link."
            </p>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::own_address;

    #[test]
    fn strangers_pages_are_not_gone_to() {
        for (next, gone_to) in [
            ("/courses/start-100", "/courses/start-100"),
            ("/verify?number=1", "/verify?number=1"),
            ("", "/home"),
            ("//evil.example", "/home"),
            ("/\\evil.example", "/home"),
            ("https://evil.example", "/home"),
            ("/\t/evil.example", "/home"),
            ("/\u{1}", "/home"),
            ("javascript:alert(1)", "/home"),
        ] {
            assert_eq!(own_address(next), gone_to, "{next:?}");
        }
    }
}
