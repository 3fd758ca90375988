//! `/admin/certificates/revoke`: who would lose a certificate, by name, what becomes of the requirement, and taking it back with a
//! reason. Must not import `app` or another page's insides.

use std::collections::BTreeMap;

use axum::extract::{RawForm, RawQuery};
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use url::form_urlencoded;

use super::subject::{Sheet, problems_of};
use crate::components::form::{Problems, TextArea, TextField, TickField};
use crate::components::{Calendar, date, notice};
use crate::domain::credential::Number;
use crate::domain::ids::PersonId;
use crate::domain::time::DAY;
use crate::server::actor::Administrator;
use crate::server::failure::Failure;
use crate::server::page::Page;
use crate::store::credentials::{Filter, Sealed, numbers, sealed_by_numbers};
use crate::store::people;
use crate::usecases::end_credential::RevokeCredentials;

/// Most that can be taken back at once.
const MOST: usize = 1000;

/// How many names are shown.
const SHOWN: usize = 100;

/// Days that are offered for meeting the requirement again.
const DAYS: i64 = 30;

const ADDRESS: &str = "/admin/certificates";

/// Shows who is chosen.
///
/// # Errors
/// The database did not answer.
pub async fn show(page: Page, Administrator(_): Administrator, RawQuery(query): RawQuery) -> Result<Response, Failure> {
    let mut asked = Asked::read(query.unwrap_or_default().as_bytes());
    asked.until = page.calendar().now.plus(DAYS * DAY).iso_date_in(&page.calendar().zone);
    let chosen = Chosen::load(&page, &asked).await?;
    Ok(view(&page, &asked, &chosen, &Problems::default()))
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
    let asked = Asked::read(&body);
    let chosen = Chosen::load(&page, &asked).await?;
    let mut problems = Problems::default();
    if chosen.sealed.is_empty() {
        problems.add("chosen", "Choose at least one certificate that still stands");
    } else if asked.all && asked.sure != chosen.sealed.len().to_string() {
        // What was found may have changed since it was looked at.
        problems.add("sure", "Look at the list, then tick the box");
    }
    if !problems.is_empty() || chosen.too_many {
        return Ok(view(&page, &asked, &chosen, &problems));
    }
    let numbers = chosen.sealed.iter().map(|sealed| sealed.record.number.clone()).collect();
    let revoke = RevokeCredentials { numbers, reason: asked.reason.clone(), until: asked.until.clone() };
    match page.app().store().write(actor.by(), &revoke).await {
        Ok(_) => Ok(Redirect::to("/admin/certificates?done=revoked").into_response()),
        Err(error) => Ok(view(&page, &asked, &chosen, &problems_of(error, "reason")?)),
    }
}

/// What a query or a form says.
#[derive(Debug, Default)]
struct Asked {
    numbers: Vec<Number>,
    /// All that the filter finds, and not those that are named.
    all: bool,
    filter: Filter,
    reason: String,
    until: String,
    sure: String,
}

impl Asked {
    fn read(sent: &[u8]) -> Self {
        let mut asked = Self::default();
        for (name, value) in form_urlencoded::parse(sent) {
            match name.as_ref() {
                "n" if asked.numbers.len() < MOST => asked.numbers.extend(Number::parse(&value)),
                "all" => asked.all = value == "1",
                "q" => asked.filter.words = value.into_owned(),
                "state" => asked.filter.state = value.into_owned(),
                "reason" => asked.reason = value.into_owned(),
                "until" => asked.until = value.into_owned(),
                "sure" => asked.sure = value.into_owned(),
                _ => {}
            }
        }
        asked
    }
}

/// The certificates that are meant and that have not ended, with the names that their holders have now.
struct Chosen {
    sealed: Vec<Sealed>,
    names: BTreeMap<PersonId, String>,
    too_many: bool,
}

impl Chosen {
    async fn load(page: &Page, asked: &Asked) -> Result<Self, Failure> {
        let (db, now) = (page.app().store().reader(), page.calendar().now);
        let mut wanted = asked.numbers.clone();
        if asked.all {
            wanted = numbers(db, &asked.filter, now, MOST as u64 + 1).await?;
        }
        let too_many = wanted.len() > MOST;
        wanted.truncate(MOST);
        let mut sealed = sealed_by_numbers(db, &wanted).await?;
        sealed.retain(|one| one.end.is_none());
        sealed.sort_by(|a, b| (&a.record.learner, a.id).cmp(&(&b.record.learner, b.id)));
        let names = people::names(db, sealed.iter().take(SHOWN).map(|one| one.holder)).await?;
        Ok(Self { sealed, names, too_many })
    }

    fn line(&self, sealed: &Sealed, calendar: &Calendar) -> impl IntoView + use<> {
        let record = &sealed.record;
        let name = self.names.get(&sealed.holder).unwrap_or(&record.learner).clone();
        view! {
            <li>
                <strong>{name}</strong>
                {format!(", {}, issued ", record.achievement)}{date(record.issued_at, calendar)}", "
                <span class="mono nowrap">{record.number.to_string()}</span>
            </li>
        }
    }
}

fn view(page: &Page, asked: &Asked, chosen: &Chosen, problems: &Problems) -> Response {
    let above = vec![(ADDRESS.to_owned(), "Certificates".to_owned())];
    let sheet = Sheet { here: ADDRESS, above, title: "Revoke certificates", problems, done: None };
    let calendar = page.calendar();
    sheet.show(page, || {
        if chosen.too_many {
            let words = format!("More than {MOST} certificates are found. Narrow the list first; nothing has been done.");
            return view! { {notice::warning(words)}<p><a class="button" href=ADDRESS>"Back to the list"</a></p> }.into_any();
        }
        if chosen.sealed.is_empty() {
            return view! {
                <div id="chosen">{notice::info("No certificate is chosen that still stands.")}</div>
                <p><a class="button" href=ADDRESS>"Choose from the list"</a></p>
            }
            .into_any();
        }
        let lead = match chosen.sealed.len() {
            1 => "1 person loses a certificate. This cannot be undone.".to_owned(),
            count => format!("{count} certificates are taken back. This cannot be undone."),
        };
        view! {
            <p class="lead">{lead}</p>
            <ul class="prose measure">
                <li>"Whoever checks such a certificate reads that it was revoked, and why."</li>
                <li>"Its requirement is open again. Lessons that were studied still count; the assessments have to be passed again, with all their attempts. Then a new certificate is issued."</li>
                <li>"Other requirements that were completed by then stay complete."</li>
                <li>"The holder gets a mail with the reason."</li>
            </ul>
            {form(asked, chosen, problems, &calendar)}
        }
        .into_any()
    })
}

fn form(asked: &Asked, chosen: &Chosen, problems: &Problems, calendar: &Calendar) -> impl IntoView + use<> {
    let lines: Vec<_> = chosen.sealed.iter().take(SHOWN).map(|one| chosen.line(one, calendar)).collect();
    let count = chosen.sealed.len();
    let more = (count > SHOWN)
        .then(|| view! { <p class="muted small">{format!("The first {SHOWN} of {count} are shown.")}</p> });
    let hidden = |name: &'static str, value: String| view! { <input type="hidden" name=name value=value/> };
    let which: Vec<_> = match asked.all {
        true => vec![
            hidden("all", "1".to_owned()),
            hidden("q", asked.filter.words.clone()),
            hidden("state", asked.filter.state.clone()),
        ],
        false => chosen.sealed.iter().map(|one| hidden("n", one.record.number.to_string())).collect(),
    };
    let reason = TextArea {
        name: "reason",
        label: "Reason",
        hint: Some("Whoever checks the certificate will read it, so name no one else in it."),
        value: &asked.reason,
    };
    let until = TextField {
        name: "until",
        label: "To be met again by",
        hint: Some("The new due date of the requirement. Who has longer already keeps that."),
        kind: "date",
        autocomplete: "off",
        value: &asked.until,
    };
    let sure = asked.all.then(|| {
        let label = format!("Yes, all {count}");
        TickField { name: "sure", value: count.to_string(), label, checked: asked.sure == count.to_string() }
            .view(problems)
    });
    view! {
        <form class="form" method="post" action="/admin/certificates/revoke" novalidate>
            <ul id="chosen">{lines}</ul>
            {more}{which}
            {reason.view(problems)}
            {until.view(problems)}
            {sure}
            <div class="actions">
                <button class="button button-danger" type="submit">"Revoke"</button>
                <a class="button button-quiet" href=ADDRESS>"Cancel"</a>
            </div>
        </form>
    }
}
