//! `/forgot-password`: a link by mail for those who cannot sign in. Must not import `app` or another page's insides.

use axum::extract::{Form, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use serde::Deserialize;

use crate::components::form::{Problems, TextField, error_summary};
use crate::components::notice;
use crate::domain::person::By;
use crate::domain::refusal::Refusal;
use crate::server::address::ClientAddress;
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};
use crate::store::Error;
use crate::usecases::request_reset::RequestReset;

/// Whether the form was sent.
#[derive(Debug, Deserialize)]
pub struct Asked {
    sent: Option<String>,
}

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    email: String,
}

/// Shows the form, or what to do after it.
pub async fn show(page: Page, Query(asked): Query<Asked>) -> Response {
    match asked.sent {
        Some(_) if page.app().config().smtp_url.is_none() => page.show(Layout::Narrow, "Ask for your link", kept),
        Some(_) => page.show(Layout::Narrow, "Look into your mail", sent),
        None => view(&page, StatusCode::OK, "", &Problems::default()),
    }
}

/// Sends a link, if somebody has this address. Whether anybody has it does not show.
///
/// # Errors
/// The database did not answer.
pub async fn submit(
    page: Page,
    ClientAddress(place): ClientAddress,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let command = RequestReset { email: &typed.email, place: &place };
    match page.app().store().write(By::System, &command).await {
        Ok(()) => Ok(Redirect::to("/forgot-password?sent=yes").into_response()),
        Err(Error::Refused(refusal)) => {
            let status = match refusal {
                Refusal::TooManyTries { .. } => StatusCode::TOO_MANY_REQUESTS,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            };
            Ok(view(&page, status, &typed.email, &Problems::of(&refusal, "email")))
        }
        Err(error) => Err(error.into()),
    }
}

fn view(page: &Page, status: StatusCode, typed: &str, problems: &Problems) -> Response {
    page.show_as(status, Layout::Narrow, &problems.title("I cannot sign in"), || {
        let email = TextField {
            name: "email",
            label: "E-mail address",
            hint: Some("The one your organisation knows you by."),
            kind: "email",
            autocomplete: "username",
            value: typed,
        };
        view! {
            {error_summary(problems)}
            <div class="page-head">
                <h1>"I cannot sign in"</h1>
                <p class="lead">"We send you a link by which you choose a new password."</p>
            </div>
            <form class="form" method="post" action="/forgot-password" novalidate>
                {email.view(problems)}
                <button class="button button-primary" type="submit">"Send me a link"</button>
                <a class="link-alone" href="/sign-in">"Back to signing in"</a>
            </form>
        }
    })
}

/// Where no mail server is set, looking into one's mail would be in vain.
fn kept() -> impl IntoView {
    view! {
        <div class="page-head">
            <h1>"Ask for your link"</h1>
            <p class="lead">
                "This site cannot send mail yet. Ask your administrator for a one-time link: with it you choose a new password."
            </p>
        </div>
        <p><a class="link-alone" href="/sign-in">"Back to signing in"</a></p>
    }
}

fn sent() -> impl IntoView {
    view! {
        <div class="page-head">
            <h1>"Look into your mail"</h1>
            <p class="lead">
                "If your organisation knows the address you typed, a mail with a link is on its way. It can take a few minutes."
            </p>
        </div>
        <div class="stack">
            {notice::info("The link works once, for one hour after the mail was sent.")}
            <section class="stack stack-s">
                <h2>"Nothing has come?"</h2>
                <ul>
                    <li>"Look among the unwanted mail."</li>
                    <li>"Check that you typed the right address, and "<a href="/forgot-password">"try again"</a>"."</li>
                    <li>"Ask your administrator, manager or teacher which address your organisation has for you."</li>
                </ul>
            </section>
            <p><a class="link-alone" href="/sign-in">"Back to signing in"</a></p>
        </div>
    }
}
