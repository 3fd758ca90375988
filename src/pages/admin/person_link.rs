//! `/admin/people/{person}/link`: a one-time link, shown once. Must not import `app` or another page's insides.

use axum::extract::{Path, Query};
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use super::subject::{Sheet, person_of, problems_of};
use crate::components::form::Problems;
use crate::components::{Icon, notice};
use crate::domain::time::DAY;
use crate::pages::undelivered;
use crate::server::actor::Administrator;
use crate::server::failure::Failure;
use crate::server::page::Page;
use crate::store::entities::person;
use crate::store::people;
use crate::usecases::invite_person::{InvitePerson, LINK_LIFE};
use crate::usecases::token::Token;

/// Whether the person was added a moment ago.
#[derive(Debug, Deserialize)]
pub struct Added {
    added: Option<String>,
}

/// Says what a link is for, and offers one.
///
/// # Errors
/// [`Failure::NotFound`]; the database did not answer.
pub async fn show(
    page: Page,
    Administrator(_): Administrator,
    Path(id): Path<String>,
    Query(added): Query<Added>,
) -> Result<Response, Failure> {
    let person = person_of(&page, &id).await?;
    let known = people::password_hash(page.app().store().reader(), person.id).await?.is_some();
    let done = added.added.map(|_| "The person was added.");
    Ok(offer(&page, &person, known, &Problems::default(), done))
}

/// Makes a link and shows it in the answer itself: only its hash is kept, so no other page could show it.
///
/// # Errors
/// [`Failure::NotFound`]; the database did not answer.
pub async fn submit(
    page: Page,
    Administrator(actor): Administrator,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let person = person_of(&page, &id).await?;
    match page.app().store().write(actor.by(), &InvitePerson { person: person.id }).await {
        Ok(token) => Ok(made(&page, &person, &token)),
        Err(error) => Ok(offer(&page, &person, false, &problems_of(error, "make")?, None)),
    }
}

fn offer(
    page: &Page,
    person: &person::Model,
    known: bool,
    problems: &Problems,
    done: Option<&'static str>,
) -> Response {
    let added = done.is_some();
    let title = if added { "Let this person in" } else { "One-time link" };
    Sheet { done, ..Sheet::of(person, title, problems) }.show(page, || {
        // One way in stands out: by mail, where mails are sent.
        let by_mail = added && page.app().config().smtp_url.is_some();
        let class = if by_mail { "button" } else { "button button-primary" };
        let known = known.then(|| {
            notice::warning("This person has a password. With the link they set a new one, and the old one stops working.")
        });
        view! {
            {added.then(|| invitation(page, person))}
            <p class="measure">
                {format!("With a one-time link {} chooses a password and comes in. It works once, for {} days. You hand it over yourself.", person.name, LINK_LIFE / DAY)}
            </p>
            {known}
            <form class="form" method="post">
                <button class=class id="make" type="submit">"Make a one-time link"</button>
            </form>
            <p><a class="link-alone" href=format!("/admin/people/{}", person.id)>{format!("Go to the page of {}", person.name)}</a></p>
        }
    })
}

/// The other way to let somebody in.
fn invitation(page: &Page, person: &person::Model) -> impl IntoView + use<> {
    let config = page.app().config();
    let class = if config.smtp_url.is_some() { "button button-primary" } else { "button" };
    view! {
        <p class="measure">{format!("An invitation is a mail to {} with the same link.", person.email)}</p>
        {undelivered::for_administrators(config)}
        <form class="form" method="post" action=format!("/admin/people/{}", person.id)>
            <button class=class type="submit">{Icon::MAIL.view()}"Send invitation"</button>
        </form>
    }
}

fn made(page: &Page, person: &person::Model, token: &Token) -> Response {
    let base = page.app().config().base_url.as_str().trim_end_matches('/').to_owned();
    let link = format!("{base}/invite/{}", token.as_str());
    Sheet::of(person, "One-time link", &Problems::default()).show(page, || {
        view! {
            {notice::info("Copy the link now. It is shown only this once, and anybody who has it can use it.")}
            <div class="form">
                <div class="field">
                    <label for="link">{format!("Link for {}", person.name)}</label>
                    <p class="hint" id="link-hint">{format!("Send it to {} yourself, by mail or message.", person.email)}</p>
                    <input
                        class="input mono" id="link" type="text" readonly value=link autocomplete="off"
                        aria-describedby="link-hint"
                    />
                </div>
            </div>
            <p class="actions">
                <a class="button button-primary" href=format!("/admin/people/{}", person.id)>"I have copied it"</a>
                <a class="button" href="/admin/people/new">"Add another person"</a>
            </p>
        }
    })
}
