//! `/admin/certificates`: all certificates, searched and filtered, and choosing which to revoke. Must not import `app` or another
//! page's insides.

use axum::extract::Query;
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;
use url::form_urlencoded;

use super::frame;
use crate::components::form::Problems;
use crate::components::form::TextField;
use crate::components::pager::{Part, pager};
use crate::components::standing::standing_chip;
use crate::components::{Calendar, Icon, art, date, notice};
use crate::domain::credential::Standing;
use crate::domain::person::Role;
use crate::server::actor::Overseer;
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};
use crate::store::credentials::{Filter, PAGE, Sealed, list};

const ADDRESS: &str = "/admin/certificates";
const STATES: [(&str, &str); 4] =
    [("valid", "Valid"), ("expired", "Expired"), ("revoked", "Revoked"), ("replaced", "Replaced")];

/// What the address asks for.
#[derive(Debug, Default, Clone, Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    page: String,
    done: Option<String>,
}

/// Shows the certificates that the address asks for.
///
/// # Errors
/// The database did not answer.
pub async fn show(page: Page, Overseer(actor): Overseer, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let calendar = page.calendar();
    let filter = Filter { words: asked.q.clone(), state: asked.state.clone() };
    let number = asked.page.parse::<u64>().unwrap_or(1).saturating_sub(1);
    let (found, total) = list(page.app().store().reader(), &filter, number, calendar.now).await?;
    let shown = Shown { filter, found, total, page: number, may_change: actor.is(Role::Administrator), calendar };
    Ok(page.show(Layout::Dense, "Certificates", || {
        let done = asked.done.as_deref().and_then(done_words).map(notice::good);
        frame(ADDRESS, view! { <h1>"Certificates"</h1>{done}{shown.filters()}{shown.table()} })
    }))
}

fn done_words(done: &str) -> Option<&'static str> {
    match done {
        "revoked" => Some(
            "Revoked. Whoever checks such a certificate now reads that, and why. Its requirement is open again, and its holder gets a mail.",
        ),
        "replaced" => Some("Replaced. The old certificate points to the new one, and its holder gets a mail."),
        _ => None,
    }
}

struct Shown {
    filter: Filter,
    found: Vec<Sealed>,
    total: u64,
    page: u64,
    may_change: bool,
    calendar: Calendar,
}

impl Shown {
    fn filters(&self) -> impl IntoView + use<> {
        let words = TextField {
            name: "q",
            label: "Name or number",
            hint: None,
            kind: "search",
            autocomplete: "off",
            value: &self.filter.words,
        };
        let states: Vec<_> = STATES
            .into_iter()
            .map(|(value, words)| {
                let chosen = self.filter.state == value;
                view! { <option value=value selected=chosen>{words}</option> }
            })
            .collect();
        view! {
            <form class="filters" method="get" action=ADDRESS role="search" aria-label="Certificates">
                {words.view(&Problems::default())}
                <div class="field">
                    <label for="state">"State"</label>
                    <select class="select" id="state" name="state"><option value="">"Any"</option>{states}</select>
                </div>
                <button class="button" type="submit">{Icon::SEARCH.view()}"Show"</button>
            </form>
        }
    }

    fn table(&self) -> AnyView {
        if self.found.is_empty() {
            let step = view! { <a class="button" href=ADDRESS>"Show all certificates"</a> };
            return art::empty(
                "No certificate fits",
                "One is issued as soon as somebody has completed a program.",
                step,
            )
            .into_any();
        }
        let rows: Vec<_> = self.found.iter().map(|sealed| self.row(sealed)).collect();
        let choose = self.may_change.then(|| view! { <th scope="col">"Choose"</th> });
        let more =
            self.may_change.then(|| view! { <th scope="col"><span class="visually-hidden">"Action"</span></th> });
        let revoke = self.may_change.then(|| {
            let all = match self.total {
                0 | 1 => None,
                total => Some(view! { <a class="button button-quiet" href=self.revoke_all()>{format!("Revoke all {total} found…")}</a> }),
            };
            view! { <p class="actions"><button class="button" type="submit">"Revoke the chosen ones…"</button>{all}</p> }
        });
        view! {
            <form class="stack" method="get" action="/admin/certificates/revoke">
                <div class="table-scroll" tabindex="0" role="region" aria-label="Certificates">
                    <table class="table-cards">
                        <thead>
                            <tr>
                                {choose}
                                <th scope="col">"Issued to"</th>
                                <th scope="col">"For"</th>
                                <th scope="col">"Issued"</th>
                                <th scope="col">"Number"</th>
                                <th scope="col">"State"</th>
                                {more}
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
                {revoke}
            </form>
            {self.pages()}
        }
        .into_any()
    }

    /// The page that shows who would lose one of all that were found.
    fn revoke_all(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("all", "1").append_pair("q", &self.filter.words).append_pair("state", &self.filter.state);
        format!("{ADDRESS}/revoke?{}", query.finish())
    }

    fn row(&self, sealed: &Sealed) -> impl IntoView + use<> {
        let record = &sealed.record;
        let number = record.number.to_string();
        let standing = sealed.standing(self.calendar.now);
        let stands = matches!(standing, Standing::Valid | Standing::Expired(_));
        let label = format!("Choose {number}");
        let choose = self.may_change.then(|| {
            let chosen = number.clone();
            // A cell with nothing to choose has no label either, so that it takes no place on a phone.
            view! {
                <td data-label=stands.then_some("Choose")>
                    {stands.then(|| view! { <input type="checkbox" name="n" value=chosen aria-label=label/> })}
                </td>
            }
        });
        let replace = self.may_change.then(|| {
            let address = format!("/admin/certificates/{number}/replace");
            let of = format!(" {number}");
            view! {
                <td>
                    {stands.then(|| view! {
                        <a class="button button-small nowrap" href=address>"Replace"<span class="visually-hidden">{of}</span></a>
                    })}
                </td>
            }
        });
        view! {
            <tr>
                {choose}
                <th scope="row"><a href=format!("/admin/people/{}", sealed.holder)>{record.learner.clone()}</a></th>
                <td data-label="For">{record.achievement.clone()}</td>
                <td data-label="Issued" class="nowrap">{date(record.issued_at, &self.calendar)}</td>
                <td data-label="Number" class="mono nowrap"><a href=format!("/verify/{number}")>{number.clone()}</a></td>
                <td data-label="State">{standing_chip(&standing)}</td>
                {replace}
            </tr>
        }
    }

    fn pages(&self) -> impl IntoView + use<> {
        let part = Part { page: self.page, size: PAGE, lines: self.found.len(), total: self.total };
        pager(part, |page| {
            let mut query = form_urlencoded::Serializer::new(String::new());
            query.append_pair("q", &self.filter.words).append_pair("state", &self.filter.state);
            query.append_pair("page", &(page + 1).to_string());
            format!("{ADDRESS}?{}", query.finish())
        })
    }
}
