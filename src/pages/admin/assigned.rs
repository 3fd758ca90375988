//! `/admin/assigned/{given}`: what was assigned in one act, to whom; undoing it while nobody has started; ending its rule.
//! Must not import `app` or another page's insides.

use axum::extract::{Form, Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use serde::Deserialize;
use uuid::Uuid;

use super::frame;
use crate::components::status::due_chip;
use crate::components::{Icon, breadcrumb, date, notice};
use crate::domain::ids::RuleId;
use crate::domain::person::Role;
use crate::pages::oversight::{Area, Sight};
use crate::server::actor::{Administrator, Overseer};
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};
use crate::store::entities::{assignment, assignment_rule};
use crate::store::overview::{Scope, TOGETHER, status_of};
use crate::store::{Error, people, rules};
use crate::usecases::end_rule::EndRule;
use crate::usecases::undo_assignment::UndoAssignment;

/// What was done a moment ago.
#[derive(Debug, Deserialize)]
pub struct Done {
    done: Option<String>,
    ended: Option<String>,
    undone: Option<String>,
}

/// What the forms send.
#[derive(Debug, Deserialize)]
pub struct Typed {
    #[serde(default, rename = "do")]
    action: String,
}

struct Given {
    act: Uuid,
    rule: Option<assignment_rule::Model>,
    given: Vec<assignment::Model>,
}

impl Given {
    async fn load(sight: &Sight, id: &str) -> Result<Self, Failure> {
        let act: Uuid = id.parse().map_err(|_| Failure::NotFound)?;
        let rule = match rules::by_id(sight.db(), RuleId(act)).await {
            Ok(rule) => Some(rule),
            Err(Error::NotFound) => None,
            Err(error) => return Err(error.into()),
        };
        let given = rules::given(sight.db(), act).await?;
        if rule.is_none() && given.is_empty() { Err(Failure::NotFound) } else { Ok(Self { act, rule, given }) }
    }

    fn program(&self) -> &str {
        let of_rule = self.rule.as_ref().map(|rule| rule.program_key.as_str());
        of_rule.or_else(|| self.given.first().map(|one| one.program_key.as_str())).unwrap_or_default()
    }
}

/// Shows it.
///
/// # Errors
/// [`Failure::NotFound`]; the database did not answer.
pub async fn show(
    page: Page,
    Overseer(actor): Overseer,
    Path(id): Path<String>,
    Query(done): Query<Done>,
) -> Result<Response, Failure> {
    let sight = Sight::load(&page, Area::Organisation, Scope::Everyone).await?;
    let given = Given::load(&sight, &id).await?;
    let mut names = std::collections::BTreeMap::new();
    for some in given.given.chunks(TOGETHER) {
        names.extend(people::names(sight.db(), some.iter().map(|one| one.person_id)).await?);
    }
    let mut rows: Vec<(String, &assignment::Model)> =
        given.given.iter().map(|one| (names.get(&one.person_id).cloned().unwrap_or_default(), one)).collect();
    rows.sort_by(|a, b| (&a.0, a.1.id).cmp(&(&b.0, b.1.id)));
    let may = actor.is(Role::Administrator);
    Ok(page.show(Layout::Dense, "Assigned", || frame("/admin/programs", view(&given, &rows, &done, may, &sight))))
}

/// Undoes it, or ends its rule.
///
/// # Errors
/// [`Failure::NotFound`], [`Failure::Refused`]; the database did not answer.
pub async fn submit(
    page: Page,
    Administrator(actor): Administrator,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let sight = Sight::load(&page, Area::Organisation, Scope::Everyone).await?;
    let given = Given::load(&sight, &id).await?;
    if typed.action == "end" {
        sight.store().write(actor.by(), &EndRule { rule: RuleId(given.act) }).await?;
        return Ok(Redirect::to(&format!("/admin/assigned/{}?ended=1", given.act)).into_response());
    }
    sight.store().write(actor.by(), &UndoAssignment { act: given.act }).await?;
    let next = match given.rule {
        Some(_) => format!("/admin/assigned/{}?undone=1", given.act),
        None => format!("/admin/programs/{}", given.program()),
    };
    Ok(Redirect::to(&next).into_response())
}

fn view(
    given: &Given,
    rows: &[(String, &assignment::Model)],
    done: &Done,
    may: bool,
    sight: &Sight,
) -> impl IntoView + use<> {
    let key = given.program();
    let title = sight.content.catalog().program(key).map_or(key, |program| &program.title).to_owned();
    let news = match done {
        Done { undone: Some(_), .. } => Some("Undone. Nobody is held to it by this any more."),
        Done { ended: Some(_), .. } => Some("Ended. Those who are held to it stay; nobody new comes."),
        Done { done: Some(_), .. } => Some("Assigned."),
        _ => None,
    };
    let above =
        [("/admin/programs".to_owned(), "Requirements".to_owned()), (format!("/admin/programs/{key}"), title.clone())];
    let lines: Vec<_> = rows
        .iter()
        .map(|(name, one)| {
            view! {
                <tr>
                    <th scope="row"><a href=sight.area.person(one.person_id)>{name.clone()}</a></th>
                    <td data-label="Due" class="nowrap">{date(one.due_at, &sight.calendar)}</td>
                    <td data-label="Status">{due_chip(status_of(one, sight.calendar.now), one.due_at, &sight.calendar)}</td>
                </tr>
            }
        })
        .collect();
    let table = if lines.is_empty() {
        view! { <p class="muted">"Nobody was newly held to it by this."</p> }.into_any()
    } else {
        view! {
            <div class="table-scroll" tabindex="0" role="region" aria-label="Who was assigned">
                <table class="table-cards">
                    <thead><tr><th scope="col">"Person"</th><th scope="col">"Due"</th><th scope="col">"Status"</th></tr></thead>
                    <tbody>{lines}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    view! {
        {breadcrumb(&above, "Assigned")}
        <h1>"Assigned"</h1>
        {news.map(notice::good)}
        {facts(given, title, sight)}
        {may.then(|| actions(given))}
        {table}
    }
}

fn facts(given: &Given, title: String, sight: &Sight) -> impl IntoView + use<> {
    let rule = given.rule.as_ref().map(|rule| {
        let unit = sight.tree.unit(rule.unit_id).map_or_else(String::new, |unit| unit.name.clone());
        let ended = rule.ended_at.map(|at| view! { <div><dt>"Ended"</dt><dd>{date(at, &sight.calendar)}</dd></div> });
        view! {
            <div><dt>"Unit"</dt><dd>{unit}</dd></div>
            <div><dt>"Due after"</dt><dd>{format!("{} days", rule.due_days)}</dd></div>
            <div><dt>"Since"</dt><dd>{date(rule.at, &sight.calendar)}</dd></div>
            {ended}
        }
    });
    view! { <dl class="pairs"><div><dt>"Requirement"</dt><dd>{title}</dd></div>{rule}</dl> }
}

fn actions(given: &Given) -> impl IntoView + use<> {
    let live = given.rule.as_ref().is_some_and(|rule| rule.ended_at.is_none());
    let begun =
        given.given.iter().any(|one| one.started_at.is_some() || one.completed_at.is_some() || one.exempt_at.is_some());
    let undo = ((live || !given.given.is_empty()) && !begun)
        .then(|| view! { <button class="button" type="submit" name="do" value="undo">{Icon::X.view()}"Undo"</button> });
    let end = live
        .then(|| view! { <button class="button" type="submit" name="do" value="end">"Hold nobody new to it"</button> });
    let why = begun.then(|| view! { <p class="hint">"Somebody has started, so it can no longer be undone."</p> });
    view! { <form method="post" class="actions" action=format!("/admin/assigned/{}", given.act)>{undo}{end}</form>{why} }
}
