//! `/account`: one's own name, sessions, password and data. Must not import `app` or another page's insides.

use axum::extract::{Form, Query};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use serde::Deserialize;

use crate::components::date::date_time;
use crate::components::form::{Problems, TextField, error_summary};
use crate::components::{Icon, notice};
use crate::domain::ids::SessionId;
use crate::domain::mail::MailKind;
use crate::domain::person::Role;
use crate::domain::refusal::Refusal;
use crate::domain::time::Timestamp;
use crate::server::actor::{Actor, Learner};
use crate::server::address::ClientAddress;
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};
use crate::server::sign_in_cookie;
use crate::store::entities::{person, session};
use crate::store::{Error, people};
use crate::usecases::account_data::account_data;
use crate::usecases::ask_for_erasure::AskForErasure;
use crate::usecases::change_password::{Passwords, change_password};
use crate::usecases::session::{EndOtherSessions, EndOwnSession};
use crate::usecases::switch_mail::SwitchDigest;

/// What the forms send.
#[derive(Deserialize)]
pub struct Typed {
    #[serde(default, rename = "do")]
    action: String,
    #[serde(default)]
    session: String,
    #[serde(default)]
    current: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    again: String,
}

/// What was done a moment ago.
#[derive(Debug, Deserialize)]
pub struct Done {
    done: Option<String>,
}

/// Shows the account.
///
/// # Errors
/// The database did not answer.
pub async fn show(page: Page, Learner(actor): Learner, Query(done): Query<Done>) -> Result<Response, Failure> {
    let done = match done.done.as_deref() {
        Some("password") => Some("Your password is changed. You are signed out everywhere else."),
        Some("sessions") => Some("Ended."),
        Some("mail") => Some("Saved."),
        Some("erasure") => Some("Your administrators see your request and decide about it."),
        Some("kept") => Some("Your request is taken back."),
        _ => None,
    };
    view(&page, &actor, StatusCode::OK, &Problems::default(), done).await
}

/// Changes the password, or ends sessions.
///
/// # Errors
/// [`Failure::NotFound`] for a session that is not one's own; the database did not answer.
pub async fn submit(
    page: Page,
    Learner(actor): Learner,
    ClientAddress(place): ClientAddress,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let (store, person) = (page.app().store(), actor.person());
    match typed.action.as_str() {
        "end" => {
            let session: SessionId = typed.session.parse().map_err(|_| Failure::NotFound)?;
            store.write(actor.by(), &EndOwnSession { person, session }).await?;
            Ok(Redirect::to("/account?done=sessions").into_response())
        }
        "end-others" => {
            store.write(actor.by(), &EndOtherSessions { person, keep: actor.session() }).await?;
            Ok(Redirect::to("/account?done=sessions").into_response())
        }
        "digest-on" | "digest-off" => {
            let on = typed.action == "digest-on";
            store.write(actor.by(), &SwitchDigest { person, on }).await?;
            Ok(Redirect::to("/account?done=mail").into_response())
        }
        "ask-erasure" | "keep" => {
            let wanted = typed.action == "ask-erasure";
            store.write(actor.by(), &AskForErasure { person, wanted }).await?;
            let done = if wanted { "erasure" } else { "kept" };
            Ok(Redirect::to(&format!("/account?done={done}")).into_response())
        }
        _ => set_password(&page, &actor, &typed, &place).await,
    }
}

async fn set_password(page: &Page, actor: &Actor, typed: &Typed, place: &str) -> Result<Response, Failure> {
    let passwords = Passwords { current: &typed.current, new: &typed.password, again: &typed.again };
    match change_password(page.app().store(), actor.person(), passwords, place).await {
        Ok(token) => Ok(sign_in_cookie::signed_in(page.app().config(), &token, "/account?done=password")),
        Err(Error::Refused(refusal)) => {
            let status = match refusal {
                Refusal::TooManyTries { .. } => StatusCode::TOO_MANY_REQUESTS,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            };
            view(page, actor, status, &Problems::of(&refusal, "current"), None).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Gives all that is recorded about the person who asks.
///
/// # Errors
/// The database did not answer.
pub async fn data(page: Page, Learner(actor): Learner) -> Result<Response, Failure> {
    let data = account_data(page.app().store().reader(), actor.person(), page.app().now()).await?;
    let body = serde_json::to_string_pretty(&data).map_err(|error| {
        tracing::error!(%error, "a person's data cannot be written");
        Failure::Broken
    })?;
    let headers = [
        (CONTENT_TYPE, "application/json; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"netwise-my-data.json\""),
    ];
    Ok((headers, body).into_response())
}

async fn view(
    page: &Page,
    actor: &Actor,
    status: StatusCode,
    problems: &Problems,
    done: Option<&'static str>,
) -> Result<Response, Failure> {
    let db = page.app().store().reader();
    let person = people::person(db, actor.person()).await?;
    let sessions = people::live_sessions(db, actor.person(), page.app().now()).await?;
    let off = people::has_switched_off(db, actor.person(), MailKind::Digest).await?;
    let asked = people::asked_for_erasure(db, actor.person()).await?;
    let digest = actor.is(Role::Manager).then(|| digest_section(off));
    Ok(page.show_as(status, Layout::Narrow, &problems.title("Your account"), || {
        view! {
            {error_summary(problems)}
            <div class="stack stack-l">
                <div class="stack">
                    <h1>"Your account"</h1>
                    {done.map(notice::good)}
                    {who(&person)}
                </div>
                {password_form(&person, problems)}
                {digest}
                {session_list(&sessions, actor, page)}
                {data_section()}
                {erasure_section(asked, page)}
            </div>
        }
    }))
}

fn who(person: &person::Model) -> impl IntoView + use<> {
    view! {
        <dl class="pairs">
            <div><dt>"Name"</dt><dd>{person.name.clone()}</dd></div>
            <div><dt>"E-mail address"</dt><dd>{person.email.clone()}</dd></div>
        </dl>
        <p class="muted">"Is something wrong? Ask your administrator, manager or teacher to change it."</p>
    }
}

fn password_form(person: &person::Model, problems: &Problems) -> impl IntoView + use<> {
    let field =
        |name, label, hint, autocomplete| TextField { name, label, hint, kind: "password", autocomplete, value: "" };
    let hint = "At least 15 characters. Four or five unrelated words work well.";
    view! {
        <section class="stack" aria-labelledby="change-password">
            <h2 id="change-password">"Change your password"</h2>
            <form class="form" method="post" action="/account" novalidate>
                // For password managers, which file a password under a name.
                <input type="hidden" name="username" autocomplete="username" value=person.email.clone()/>
                {field("current", "Present password", None, "current-password").view(problems)}
                {field("password", "New password", Some(hint), "new-password").view(problems)}
                {field("again", "The new password again", None, "new-password").view(problems)}
                <button class="button button-primary" type="submit" name="do" value="password">"Change password"</button>
            </form>
        </section>
    }
}

fn digest_section(off: bool) -> impl IntoView {
    let (words, value, button) = if off {
        ("You have switched it off.", "digest-on", "Send it to me again")
    } else {
        (
            "Who is late, who is due within the week, who has finished. None when there is nothing to tell.",
            "digest-off",
            "Switch it off",
        )
    };
    view! {
        <section class="stack stack-s" aria-labelledby="digest">
            <h2 id="digest">"The mail on Mondays"</h2>
            <p class="measure">"On Monday mornings a mail tells you how your people stand. "{words}</p>
            <form method="post" action="/account">
                <button class="button" type="submit" name="do" value=value>{button}</button>
            </form>
        </section>
    }
}

fn session_list(sessions: &[session::Model], actor: &Actor, page: &Page) -> impl IntoView + use<> {
    let rows: Vec<_> = sessions.iter().map(|session| session_row(session, actor, page)).collect();
    let others = (sessions.len() > 1).then(|| {
        view! {
            <form method="post" action="/account">
                <button class="button" type="submit" name="do" value="end-others">"End all others"</button>
            </form>
        }
    });
    view! {
        <section class="stack stack-s" aria-labelledby="sessions">
            <h2 id="sessions">"Where you are signed in"</h2>
            <ul class="requirements">{rows}</ul>
            {others}
        </section>
    }
}

fn session_row(session: &session::Model, actor: &Actor, page: &Page) -> impl IntoView + use<> {
    let calendar = page.calendar();
    let began = date_time(session.created_at, &calendar);
    let this = session.id == actor.session();
    let side = if this {
        view! { <span class="chip chip-done">{Icon::CIRCLE_CHECK.view()}"This one"</span> }.into_any()
    } else {
        let words = session.created_at.date_time_in(&calendar.zone);
        view! {
            <form method="post" action="/account">
                <input type="hidden" name="session" value=session.id.to_string()/>
                <button class="button button-small" type="submit" name="do" value="end">
                    {Icon::X.view()}"End"<span class="visually-hidden">{format!(" the session from {words}")}</span>
                </button>
            </form>
        }
        .into_any()
    };
    view! {
        <li class="requirement">
            <div class="requirement-main">
                <h3>"Signed in "{began}</h3>
                <p class="facts"><span>"Last used "{date_time(session.seen_at, &calendar)}</span></p>
            </div>
            <div class="requirement-side">{side}</div>
        </li>
    }
}

fn erasure_section(asked: Option<Timestamp>, page: &Page) -> impl IntoView + use<> {
    let (said, value, button) = match asked {
        Some(at) => {
            let said = view! { <p>"You asked for it on "{date_time(at, &page.calendar())}". Your administrators see that."</p> };
            (Some(said), "keep", "Take the request back")
        }
        None => (None, "ask-erasure", "Ask for erasure"),
    };
    view! {
        <section class="stack stack-s" aria-labelledby="erasure">
            <h2 id="erasure">"Erasing your data"</h2>
            <p class="measure">
                "Your administrators can erase your name, your address and the details of what you did here. Then you cannot sign in any more.                  Certificates that were issued to you stay, with your name, so that whoever you gave one to can check it. Download what you want to keep first. "
                <a href="/verify/guide">"What stays, and why"</a>
            </p>
            {said}
            <form method="post" action="/account">
                <button class="button" type="submit" name="do" value=value>{button}</button>
            </form>
        </section>
    }
}

fn data_section() -> impl IntoView {
    view! {
        <section class="stack stack-s" aria-labelledby="data">
            <h2 id="data">"Your data"</h2>
            <p class="measure">"A file with all that is recorded about you: your units, lessons, answers, results, certificates and history."</p>
            <p>
                <a class="button" href="/account/data" download="netwise-my-data.json">{Icon::DOWNLOAD.view()}"Download your data"</a>
            </p>
        </section>
    }
}
