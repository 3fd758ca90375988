//! `/admin/ledger`: the record of all that happened, newest first. Must not import `app` or another page's insides.

use std::collections::BTreeMap;

use axum::extract::Query;
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;
use serde_json::Value;
use url::form_urlencoded;
use uuid::Uuid;

use super::frame;
use super::ledger_words::{KINDS, what};
use crate::components::date::date_time;
use crate::components::pager::{Part, pager};
use crate::components::{Calendar, Icon, art, notice};
use crate::domain::ids::{PersonId, UnitId};
use crate::domain::time::Timestamp;
use crate::server::actor::Overseer;
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};
use crate::store::ledger_list::{Entry, Filter, list, people_like};
use crate::store::units::Tree;
use crate::store::{Found, PAGE, people};

const ADDRESS: &str = "/admin/ledger";

/// What the address asks for.
#[derive(Debug, Default, Clone, Deserialize)]
pub struct Asked {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    by: String,
    #[serde(default)]
    about: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    page: String,
}

impl Asked {
    fn is_everything(&self) -> bool {
        [&self.kind, &self.by, &self.about, &self.from, &self.to].into_iter().all(|value| value.trim().is_empty())
    }

    fn address(&self, page: u64) -> String {
        let page = if page > 0 { (page + 1).to_string() } else { String::new() };
        let pairs = [
            ("kind", self.kind.as_str()),
            ("by", &self.by),
            ("about", &self.about),
            ("from", &self.from),
            ("to", &self.to),
            ("page", &page),
        ];
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(pairs.into_iter().filter(|(_, value)| !value.trim().is_empty()));
        match query.finish() {
            query if query.is_empty() => ADDRESS.to_owned(),
            query => format!("{ADDRESS}?{query}"),
        }
    }
}

/// Shows the entries that the address asks for.
///
/// # Errors
/// The database did not answer.
pub async fn show(page: Page, Overseer(_): Overseer, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let shown = Shown::load(&page, asked).await?;
    Ok(page.show(Layout::Dense, "Ledger", || frame(ADDRESS, shown.view())))
}

/// Everything the page shows.
struct Shown {
    asked: Asked,
    found: Found<Entry>,
    names: BTreeMap<PersonId, String>,
    tree: Tree,
    words: Vec<String>,
    unknown: Vec<&'static str>,
    calendar: Calendar,
}

impl Shown {
    async fn load(page: &Page, asked: Asked) -> Result<Self, Failure> {
        let (db, calendar) = (page.app().store().reader(), page.calendar());
        let mut unknown = Vec::new();
        let mut filter = Filter {
            kind: KINDS.iter().find(|(kind, _)| *kind == asked.kind).map(|(kind, _)| (*kind).to_owned()),
            ..Filter::default()
        };
        if filter.kind.is_none() && !asked.kind.trim().is_empty() {
            unknown.push("The kind in this address is not known, so every kind is shown.");
        }
        filter.actors = whom(page, &asked.by).await?;
        filter.subjects = whom(page, &asked.about).await?;
        let mut day = |typed: &str| match typed.trim() {
            "" => None,
            day => {
                let start = Timestamp::start_of_day(day, &calendar.zone).ok();
                if start.is_none() {
                    unknown.push("A date in this address is not like 2026-05-31, so it is left out.");
                }
                start
            }
        };
        filter.from = day(&asked.from);
        filter.until =
            day(&asked.to).and_then(|start| start.end_of_day_after(0, &calendar.zone).ok()).map(|end| end.plus(999));
        let number = asked.page.parse::<u64>().unwrap_or(1).saturating_sub(1);
        let found = list(db, &filter, number).await?;
        let mut ids = Vec::new();
        for (entry, _) in &found.lines {
            ids.extend(entry.actor_id.into_iter().chain(entry.subject_id).map(PersonId));
        }
        let names = people::names(db, ids).await?;
        let (tree, content) = (Tree::load(db).await?, page.app().content());
        let word = |(entry, payload): &Entry| {
            let details: Option<Value> = payload.as_ref().and_then(|payload| serde_json::from_str(&payload.body).ok());
            what(&entry.kind, details.as_ref(), content.catalog(), &tree, &calendar.zone)
        };
        let words = found.lines.iter().map(word).collect();
        Ok(Self { asked, found, names, tree, words, unknown, calendar })
    }

    fn view(&self) -> impl IntoView + use<> {
        let body = if self.found.lines.is_empty() {
            let step = view! { <a class="button" href=ADDRESS>"Show all entries"</a> };
            art::empty("No entry fits", "Nothing like this was recorded. Try another kind, name or day.", step)
                .into_any()
        } else {
            self.table().into_any()
        };
        let unknown: Vec<_> = self.unknown.iter().map(|words| notice::warning(*words)).collect();
        view! {
            <div class="section-head">
                <h1>"Ledger"</h1>
                <div class="actions"><a class="button" href="/admin/ledger/verify">{Icon::SHIELD_CHECK.view()}"Verify the chain"</a></div>
            </div>
            <p class="measure">"All that happened, in the order it happened. Entries are linked, so that a change, a gap or an insertion shows."</p>
            {unknown}
            {self.form()}
            {body}
        }
    }

    fn form(&self) -> impl IntoView + use<> {
        let kinds: Vec<_> = KINDS
            .iter()
            .map(|(kind, words)| view! { <option value=*kind selected=*kind == self.asked.kind>{*words}</option> })
            .collect();
        let text = |id: &'static str, label: &'static str, kind: &'static str, value: &str| {
            let value = value.to_owned();
            view! { <div class="field"><label for=id>{label}</label><input class="input" id=id name=id type=kind value=value/></div> }
        };
        let all =
            (!self.asked.is_everything()).then(|| view! { <a class="link-alone" href=ADDRESS>"Show all entries"</a> });
        view! {
            <form class="filters" method="get" action=ADDRESS role="search" aria-label="Ledger">
                <div class="field">
                    <label for="kind">"What happened"</label>
                    <select class="select" id="kind" name="kind"><option value="">"Anything"</option>{kinds}</select>
                </div>
                {text("by", "Done by", "search", &self.asked.by)}
                {text("about", "About", "search", &self.asked.about)}
                {text("from", "From", "date", &self.asked.from)}
                {text("to", "To", "date", &self.asked.to)}
                <button class="button" type="submit">{Icon::SEARCH.view()}"Search"</button>
                {all}
            </form>
        }
    }

    fn table(&self) -> impl IntoView + use<> {
        let rows: Vec<_> =
            self.found.lines.iter().zip(&self.words).map(|(entry, words)| self.row(entry, words)).collect();
        let part = Part { page: self.found.page, size: PAGE, lines: self.found.lines.len(), total: self.found.total };
        view! {
            <div class="table-scroll" tabindex="0" role="region" aria-label="Entries">
                <table class="table-cards table-ledger">
                    <thead>
                        <tr>
                            <th scope="col">"No."</th>
                            <th scope="col">"When"</th>
                            <th scope="col">"What happened"</th>
                            <th scope="col">"About"</th>
                            <th scope="col">"Done by"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {pager(part, |page| self.asked.address(page))}
        }
    }

    fn row(&self, (entry, payload): &Entry, words: &str) -> impl IntoView + use<> {
        let by = match entry.actor_id {
            Some(id) => self.thing(id),
            None => view! { <span class="muted">"The program"</span> }.into_any(),
        };
        let about = match entry.subject_id {
            Some(id) => self.thing(id),
            None => view! { <span class="muted">"–"</span> }.into_any(),
        };
        let details = match payload {
            Some(payload) => view! { <code class="mono">{payload.body.clone()}</code> }.into_any(),
            None => view! { <span class="muted">"The details were erased with the person they were about."</span> }
                .into_any(),
        };
        view! {
            <tr>
                <th scope="row" class="num-start">{entry.seq.to_string()}</th>
                <td data-label="When" class="nowrap">{date_time(entry.at, &self.calendar)}</td>
                <td data-label="What">
                    <div>
                        <p>{words.to_owned()}</p>
                        <details class="small muted">
                            <summary>"As recorded"</summary>
                            <p class="mono">{entry.kind.clone()}</p>
                            <p>{details}</p>
                            <p class="mono">{hex::encode(&entry.hash)}</p>
                        </details>
                    </div>
                </td>
                <td data-label="About">{about}</td>
                <td data-label="Done by">{by}</td>
            </tr>
        }
    }

    /// A person or a unit, with the way to it.
    fn thing(&self, id: Uuid) -> AnyView {
        if let Some(name) = self.names.get(&PersonId(id)) {
            return view! { <a href=format!("/admin/people/{id}")>{name.clone()}</a> }.into_any();
        }
        match self.tree.unit(UnitId(id)) {
            Some(unit) => view! { <a href=format!("/admin/units/{id}")>{unit.name.clone()}</a> }.into_any(),
            None => view! { <span class="mono">{id.to_string()}</span> }.into_any(),
        }
    }
}

/// An identity as it stands, or everybody whose name or address contains what was typed.
async fn whom(page: &Page, typed: &str) -> Result<Option<Vec<Uuid>>, Failure> {
    match typed.trim() {
        "" => Ok(None),
        typed => match typed.parse() {
            Ok(id) => Ok(Some(vec![id])),
            Err(_) => Ok(Some(people_like(page.app().store().reader(), typed).await?)),
        },
    }
}
