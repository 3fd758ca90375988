//! `/admin/certificates/{number}/replace`: issuing a certificate anew, when a name or what it says about the organisation
//! has changed. Must not import `app` or another
//! page's insides.

use axum::extract::{Form, Path};
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use serde::Deserialize;

use super::subject::{Sheet, problems_of};
use crate::components::form::{Problems, TextArea};
use crate::components::notice;
use crate::domain::credential::{Number, Provider, Record, Standing};
use crate::server::actor::Administrator;
use crate::server::failure::Failure;
use crate::server::page::Page;
use crate::store::credentials::{Sealed, sealed_by_number};
use crate::store::{people, settings};
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
    let (sealed, anew) = find(&page, &number).await?;
    Ok(view(&page, &sealed, &anew, "", &Problems::default()))
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
    let (sealed, anew) = find(&page, &number).await?;
    let replace = ReplaceCredential { number: sealed.record.number.clone(), reason: typed.reason.clone() };
    match page.app().store().write(actor.by(), &replace).await {
        Ok(_) => Ok(Redirect::to("/admin/certificates?done=replaced").into_response()),
        Err(error) => Ok(view(&page, &sealed, &anew, &typed.reason, &problems_of(error, "reason")?)),
    }
}

/// The old certificate, and what would stand on the new one.
async fn find(page: &Page, typed: &str) -> Result<(Sealed, Anew), Failure> {
    let db = page.app().store().reader();
    let number = Number::parse(typed).ok_or(Failure::NotFound)?;
    let sealed = sealed_by_number(db, &number).await?;
    let learner = people::person(db, sealed.holder).await?.name;
    let organisation = settings::organisation(db).await?.name;
    Ok((sealed, Anew { learner, organisation, provider: settings::provider(db).await? }))
}

/// What another certificate for the same achievement would say otherwise.
struct Anew {
    learner: String,
    organisation: String,
    provider: Provider,
}

impl Anew {
    /// Everything that may differ, as it is on the old one and as it would be.
    fn beside(&self, record: &Record) -> Vec<(&'static str, Cell, Cell)> {
        let (old, new) = (&record.provider, &self.provider);
        let text = |text: &Option<String>| Cell::Text(text.as_deref().unwrap_or_default().replace('\n', ", "));
        let ink = |of: &Provider| Cell::Picture(of.signature.clone());
        vec![
            ("Name", Cell::Text(record.learner.clone()), Cell::Text(self.learner.clone())),
            ("Organisation", Cell::Text(record.organisation.clone()), Cell::Text(self.organisation.clone())),
            ("Logo", Cell::Picture(old.logo.clone()), Cell::Picture(new.logo.clone())),
            ("Address", text(&old.address), text(&new.address)),
            ("Contact", text(&old.contact), text(&new.contact)),
            ("Signed by", text(&old.signatory), text(&new.signatory)),
            ("Title of who signs", text(&old.signatory_title), text(&new.signatory_title)),
            ("Signature", ink(old), ink(new)),
            ("Paper", Cell::Text(old.paper.name().to_owned()), Cell::Text(new.paper.name().to_owned())),
        ]
    }
}

#[derive(PartialEq, Eq)]
enum Cell {
    Text(String),
    /// By its hash.
    Picture(Option<String>),
}

impl Cell {
    fn view(&self, what: &str) -> AnyView {
        match self {
            Self::Picture(Some(hash)) => {
                let address = format!("/images/{hash}");
                view! { <span class="picture-paper"><img class="picture" src=address alt=what.to_owned()/></span> }
                    .into_any()
            }
            Self::Text(text) if !text.is_empty() => text.clone().into_any(),
            _ => view! { <span class="muted">"None"</span> }.into_any(),
        }
    }
}

/// The old beside the new, what differs marked.
fn table(rows: &[(&'static str, Cell, Cell)]) -> impl IntoView + use<> {
    let rows: Vec<_> = rows
        .iter()
        .map(|(what, old, new)| {
            let differs = old != new;
            let new = match (differs, new) {
                (true, Cell::Picture(Some(_))) => view! { {new.view(what)}<mark>"Another picture"</mark> }.into_any(),
                (true, _) => view! { <mark>{new.view(what)}</mark> }.into_any(),
                (false, _) => new.view(what),
            };
            let same = (!differs).then(|| view! { <span class="visually-hidden">" (the same)"</span> });
            view! {
                <tr>
                    <th scope="row">{*what}</th>
                    <td data-label="On the old one">{old.view(what)}</td>
                    <td data-label="On the new one">{new}{same}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label="The old certificate and the new one">
            <table class="table-cards">
                <thead>
                    <tr>
                        <th scope="col">"What"</th>
                        <th scope="col">"On the old one"</th>
                        <th scope="col">"On the new one"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn view(page: &Page, sealed: &Sealed, anew: &Anew, reason: &str, problems: &Problems) -> Response {
    let above = vec![("/admin/certificates".to_owned(), "Certificates".to_owned())];
    let record = &sealed.record;
    let title = format!("Issue {} anew", record.number);
    let sheet = Sheet { here: "/admin/certificates", above, title: &title, problems, done: None };
    let stands = matches!(sealed.standing(page.calendar().now), Standing::Valid | Standing::Expired(_));
    sheet.show(page, || {
        if !stands {
            return notice::info("This certificate was revoked or replaced already, and stays so.").into_any();
        }
        let rows = anew.beside(record);
        let nothing_new = rows.iter().all(|(_, old, new)| old == new);
        let reason = TextArea {
            name: "reason",
            label: "Reason",
            hint: Some("Whoever checks the old certificate will read it, as in “Change of name”."),
            value: reason,
        };
        view! {
            <p class="lead">
                "A new certificate with a new number takes the place of the old one. What was achieved, and when, stays as it was. Its \
                 holder gets a mail with the reason."
            </p>
            <p>"For: "<strong>{record.achievement.clone()}</strong></p>
            {table(&rows)}
            {nothing_new.then(|| notice::info("Nothing would be different but the number. Change what is wrong first."))}
            <p class="muted">
                "If the name is not right, "<a href=format!("/admin/people/{}/edit", sealed.holder)>"change it"</a>
                " first; the rest is in the "<a href="/admin/settings">"settings"</a>
                ". Results cannot be changed here: they come from what was recorded. A certificate that should never have been \
                 issued is revoked, not replaced."
            </p>
            <form class="form" method="post" novalidate>
                {reason.view(problems)}
                <div class="actions">
                    <button class="button button-primary" type="submit">"Issue anew"</button>
                    <a class="button" href="/admin/certificates">"Keep the old one"</a>
                </div>
            </form>
        }
        .into_any()
    })
}
