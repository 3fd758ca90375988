//! `/admin/mail`: the mails of the outbox, how far they are, and trying again. Must not import `app` or another page's insides.

use axum::extract::{Form, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use serde::Deserialize;
use url::form_urlencoded;

use super::frame;
use crate::components::date::date_time;
use crate::components::form::{Problems, error_summary};
use crate::components::pager::{Part, pager};
use crate::components::{Calendar, Icon, art, notice};
use crate::domain::ids::MailId;
use crate::domain::mail::{MAX_TRIES, MailKind, MailState};
use crate::domain::person::Role;
use crate::pages::undelivered;
use crate::server::actor::{Actor, Administrator, Overseer};
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};
use crate::store::entities::{outbox, person};
use crate::store::outbox::{Addressed, Filter, count, list};
use crate::store::{Found, PAGE};
use crate::usecases::retry_mail::{RetryMail, may_be_retried};

const ADDRESS: &str = "/admin/mail";

/// What the address asks for.
#[derive(Debug, Default, Clone, Deserialize)]
pub struct Asked {
    #[serde(default)]
    state: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    page: String,
    retried: Option<String>,
}

/// What the form sends.
#[derive(Debug, Deserialize)]
pub struct Typed {
    #[serde(default)]
    mail: String,
}

/// Shows the mails that the address asks for.
///
/// # Errors
/// The database did not answer.
pub async fn show(page: Page, Overseer(actor): Overseer, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    answer(&page, &actor, &asked, StatusCode::OK, &Problems::default()).await
}

/// Tries a mail again.
///
/// # Errors
/// [`Failure::NotFound`]; the database did not answer.
pub async fn retry(
    page: Page,
    Administrator(actor): Administrator,
    Query(asked): Query<Asked>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    if typed.mail.is_empty() {
        let mut problems = Problems::default();
        problems.add("mails", "Choose the mail to try again");
        return answer(&page, &actor, &asked, StatusCode::UNPROCESSABLE_ENTITY, &problems).await;
    }
    let mail: MailId = typed.mail.parse().map_err(|_| Failure::NotFound)?;
    page.app().store().write(actor.by(), &RetryMail { mail }).await?;
    Ok(Redirect::to(&asked.search().address(&[("retried", "yes")])).into_response())
}

/// A page of mails, filtered.
#[derive(Debug, Clone, Default)]
struct Search {
    filter: Filter,
    page: u64,
}

impl Asked {
    /// What is not known is left out; the choices on the page show what is asked for.
    fn search(&self) -> Search {
        let filter = Filter { state: MailState::from_word(&self.state), kind: MailKind::from_word(&self.kind) };
        Search { filter, page: self.page.parse::<u64>().unwrap_or(1).saturating_sub(1) }
    }
}

impl Search {
    fn of_state(state: MailState) -> Self {
        Self { filter: Filter { state: Some(state), kind: None }, page: 0 }
    }

    fn page(&self, page: u64) -> Self {
        Self { page, ..self.clone() }
    }

    fn address(&self, more: &[(&str, &str)]) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(self.filter.state.map(|state| ("state", state.word())));
        query.extend_pairs(self.filter.kind.map(|kind| ("kind", kind.word())));
        query.extend_pairs((self.page > 0).then(|| ("page", (self.page + 1).to_string())));
        query.extend_pairs(more);
        match query.finish() {
            query if query.is_empty() => ADDRESS.to_owned(),
            query => format!("{ADDRESS}?{query}"),
        }
    }

    fn form(&self) -> impl IntoView + use<> {
        let states = MailState::ALL.map(|state| (state.word(), state.label(), self.filter.state == Some(state)));
        let kinds = MailKind::ALL.map(|kind| (kind.word(), kind.label(), self.filter.kind == Some(kind)));
        let all = (self.filter != Filter::default())
            .then(|| view! { <a class="link-alone" href=ADDRESS>"Show all mail"</a> });
        view! {
            <form class="filters" method="get" action=ADDRESS role="search" aria-label="Mail">
                {choice("state", "State", states)}
                {choice("kind", "About", kinds)}
                <button class="button" type="submit">{Icon::SEARCH.view()}"Show"</button>
                {all}
            </form>
        }
    }
}

fn choice<const N: usize>(
    name: &'static str,
    label: &'static str,
    options: [(&'static str, &'static str, bool); N],
) -> impl IntoView {
    let options = options.map(|(value, words, chosen)| view! { <option value=value selected=chosen>{words}</option> });
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <select class="select" id=name name=name><option value="">"Any"</option>{options.into_iter().collect::<Vec<_>>()}</select>
        </div>
    }
}

/// Everything the page shows.
struct Shown {
    search: Search,
    found: Found<Addressed>,
    failed: u64,
    waiting: u64,
    /// Whether mails become files.
    to_files: bool,
    may_retry: bool,
    calendar: Calendar,
}

async fn answer(
    page: &Page,
    actor: &Actor,
    asked: &Asked,
    status: StatusCode,
    problems: &Problems,
) -> Result<Response, Failure> {
    let (db, search) = (page.app().store().reader(), asked.search());
    let shown = Shown {
        found: list(db, &search.filter, search.page).await?,
        failed: count(db, MailState::Failed).await?,
        waiting: count(db, MailState::Queued).await? + count(db, MailState::Sending).await?,
        to_files: page.app().config().smtp_url.is_none(),
        may_retry: actor.is(Role::Administrator),
        calendar: page.calendar(),
        search,
    };
    let (retried, config) = (asked.retried.is_some(), page.app().config());
    Ok(page.show_as(status, Layout::Dense, &problems.title("Mail"), || {
        let retried =
            retried.then(|| notice::good("The mail is tried again at once. Reload this page to see what came of it."));
        frame(ADDRESS, view! { {error_summary(problems)}<h1>"Mail"</h1>{retried}{undelivered::for_administrators(config)}{shown.view()} })
    }))
}

impl Shown {
    fn view(&self) -> impl IntoView + use<> {
        let table = if self.found.lines.is_empty() { self.nothing().into_any() } else { self.table().into_any() };
        view! { {self.sentence()}{self.search.form()}{table} }
    }

    fn sentence(&self) -> impl IntoView + use<> {
        let failed = match self.failed {
            0 => "No mail has failed.".into_any(),
            count => {
                let address = Search::of_state(MailState::Failed).address(&[]);
                let words =
                    if count == 1 { "1 mail has failed.".to_owned() } else { format!("{count} mails have failed.") };
                view! { <a class="late" href=address>{words}</a> }.into_any()
            }
        };
        let waiting = match self.waiting {
            0 => "Nothing is waiting to be sent.".to_owned(),
            1 => "1 mail is waiting to be sent.".to_owned(),
            count => format!("{count} mails are waiting to be sent."),
        };
        view! { <p class="totals">{failed}" "{waiting}</p> }
    }

    fn nothing(&self) -> impl IntoView + use<> {
        if self.search.filter == Filter::default() {
            let step = view! { <a class="button" href="/admin/people">"See all people"</a> };
            art::empty("No mail yet", "Invitations, reminders and news of certificates show up here.", step)
        } else {
            let step = view! { <a class="button" href=ADDRESS>"Show all mail"</a> };
            art::empty("No mail fits", "Try another state, or mail about something else.", step)
        }
    }

    fn table(&self) -> impl IntoView + use<> {
        let rows: Vec<_> = self.found.lines.iter().map(|(mail, person)| self.row(mail, person)).collect();
        let action =
            self.may_retry.then(|| view! { <th scope="col"><span class="visually-hidden">"Action"</span></th> });
        view! {
            <div class="table-scroll" id="mails" tabindex="0" role="region" aria-label="Mails">
                <table class="table-cards">
                    <thead>
                        <tr>
                            <th scope="col">"To"</th>
                            <th scope="col">"About"</th>
                            <th scope="col">"Asked for"</th>
                            <th scope="col">"State"</th>
                            <th scope="col">"What came of it"</th>
                            {action}
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {self.pages()}
        }
    }

    fn row(&self, mail: &outbox::Model, person: &person::Model) -> impl IntoView + use<> {
        let kind = MailKind::from_word(&mail.kind).map_or(mail.kind.clone(), |kind| kind.label().to_owned());
        let action = self.may_retry.then(|| {
            // Without a mail server it would become a file once more.
            let worth_it = may_be_retried(mail) && !(mail.filed && self.to_files);
            view! { <td>{worth_it.then(|| self.button(mail, person))}</td> }
        });
        view! {
            <tr>
                <th scope="row"><a href=format!("/admin/people/{}", person.id)>{person.name.clone()}</a></th>
                <td data-label="About">{kind}</td>
                <td data-label="Asked for" class="nowrap">{date_time(mail.created_at, &self.calendar)}</td>
                <td data-label="State">{chip(mail)}</td>
                <td data-label="Outcome">{self.outcome(mail)}</td>
                {action}
            </tr>
        }
    }

    fn button(&self, mail: &outbox::Model, person: &person::Model) -> impl IntoView + use<> {
        let to = format!(" the mail to {}", person.name);
        view! {
            <form method="post" action=self.search.address(&[])>
                <input type="hidden" name="mail" value=mail.id.to_string()/>
                <button class="button button-small" type="submit">"Retry"<span class="visually-hidden">{to}</span></button>
            </form>
        }
    }

    fn outcome(&self, mail: &outbox::Model) -> impl IntoView + use<> {
        let at = |at| date_time(at, &self.calendar);
        let words = match MailState::from_word(&mail.state) {
            Some(MailState::Sent) if mail.filed => mail
                .sent_at
                .map(|at_last| view! { "Written to "<code>{format!("{}.eml", mail.id)}</code>" on "{at(at_last)} })
                .into_any(),
            Some(MailState::Sent) => mail.sent_at.map(|sent| view! { "Sent "{at(sent)} }).into_any(),
            Some(MailState::Queued) if mail.attempts > 0 => {
                view! { {format!("Tried {} of {MAX_TRIES} times, next on ", mail.attempts)}{at(mail.next_at)} }
                    .into_any()
            }
            Some(MailState::Failed) => format!("Tried {} times", mail.attempts).into_any(),
            _ => view! { <span class="muted">"–"</span> }.into_any(),
        };
        let why = mail.last_error.clone().map(|why| view! { <p class="small muted">{why}</p> });
        view! { <div><p>{words}</p>{why}</div> }
    }

    fn pages(&self) -> impl IntoView + use<> {
        let Found { lines, page, total } = &self.found;
        let part = Part { page: *page, size: PAGE, lines: lines.len(), total: *total };
        pager(part, |page| self.search.page(page).address(&[]))
    }
}

fn chip(mail: &outbox::Model) -> impl IntoView + use<> {
    let state = MailState::from_word(&mail.state).unwrap_or(MailState::Queued);
    if mail.filed && state == MailState::Sent {
        return view! { <span class="chip chip-plain">{Icon::DOWNLOAD.view()}"Kept as a file"</span> };
    }
    let (class, icon) = match state {
        MailState::Queued => ("chip chip-open", Icon::CLOCK),
        MailState::Sending => ("chip chip-open", Icon::CIRCLE),
        MailState::Sent => ("chip chip-done", Icon::CIRCLE_CHECK),
        MailState::Failed => ("chip chip-overdue", Icon::CIRCLE_ALERT),
        MailState::Dropped => ("chip chip-plain", Icon::X),
    };
    view! { <span class=class>{icon.view()}{state.label()}</span> }
}
