//! `/admin/programs/{program}`: what one requirement asks for, of whom, and by when. Must not import `app` or another page's
//! insides.

use axum::extract::Path;
use axum::response::Response;
use leptos::prelude::*;

use super::frame;
use super::programs::kind;
use super::ready::not_ready;
use crate::components::{Icon, breadcrumb, date};
use crate::domain::person::Role;
use crate::domain::program::Program;
use crate::pages::oversight::figures::sentence;
use crate::pages::oversight::search::Search;
use crate::pages::oversight::{Area, Sight};
use crate::server::actor::Overseer;
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};
use crate::store::entities::assignment_rule;
use crate::store::overview::{Scope, Totals, by_program};
use crate::store::rules;
use crate::usecases::readiness::Readiness;

/// Shows the program.
///
/// # Errors
/// [`Failure::NotFound`]; the database did not answer.
pub async fn show(page: Page, Overseer(actor): Overseer, Path(key): Path<String>) -> Result<Response, Failure> {
    let sight = Sight::load(&page, Area::Organisation, Scope::Everyone).await?;
    let program = sight.content.catalog().program(&key).ok_or(Failure::NotFound)?;
    let totals = by_program(sight.db(), sight.calendar.now).await?.remove(&program.key).unwrap_or_default();
    let mut rules = rules::live(sight.db()).await?;
    rules.retain(|rule| rule.program_key == program.key);
    let readiness = Readiness::load(sight.db()).await?;
    let assign = actor.is(Role::Administrator);
    Ok(page.show(Layout::Dense, &program.title, || {
        frame("/admin/programs", view(program, &totals, &rules, &readiness, assign, &sight))
    }))
}

fn view(
    program: &Program,
    totals: &Totals,
    rules: &[assignment_rule::Model],
    readiness: &Readiness,
    assign: bool,
    sight: &Sight,
) -> impl IntoView + use<> {
    let search = Search::of_program(&program.key);
    let actions = assign.then(|| {
        view! {
            <div class="actions">
                <a class="button" href=format!("/admin/assign?program={}", program.key)>"Assign to a unit or a person"</a>
            </div>
        }
    });
    view! {
        {breadcrumb(&[("/admin/programs".to_owned(), "Requirements".to_owned())], &program.title)}
        <div class="section-head"><h1>{program.title.clone()}</h1>{actions}</div>
        {not_ready(std::slice::from_ref(program), readiness, assign)}
        {sentence(totals, &search, sight)}
        {facts(program, sight)}
        {audience(program, rules, assign, sight)}
    }
}

fn facts(program: &Program, sight: &Sight) -> impl IntoView + use<> {
    let courses: Vec<_> = program
        .courses
        .iter()
        .map(|key| {
            let title = sight.content.catalog().course(key).map_or(key, |course| &course.title).clone();
            view! { <span><a href=format!("/courses/{key}")>{title}</a><br/></span> }
        })
        .collect();
    view! {
        <dl class="pairs">
            <div><dt>"What it is"</dt><dd>{program.summary.clone()}</dd></div>
            <div><dt>"On the certificate"</dt><dd>{program.requirement.clone()}</dd></div>
            <div><dt>"Kind"</dt><dd>{kind(program.profile)}</dd></div>
            <div><dt>"Courses"</dt><dd>{courses}</dd></div>
            <div><dt>"Due"</dt><dd>{format!("{} days after joining, at the end of the day in {}", program.due_days, program.time_zone)}</dd></div>
            <div><dt>"Credit"</dt><dd>{program.credit.amount.clone()}<br/><span class="muted small">{program.credit.basis.clone()}</span></dd></div>
            <div><dt>"Version"</dt><dd>{program.version.clone()}</dd></div>
        </dl>
    }
}

fn audience(program: &Program, rules: &[assignment_rule::Model], assign: bool, sight: &Sight) -> impl IntoView + use<> {
    let own = sight.tree.by_key(&program.audience);
    let replaced = own.is_some_and(|unit| rules.iter().any(|rule| rule.unit_id == unit.id));
    let change = |unit: String, days: String| {
        assign.then(|| {
            let address = format!("/admin/assign?program={}&unit={unit}&days={days}&step=when", program.key);
            view! { <a class="button button-small" href=address>"Change the days"</a> }
        })
    };
    let by_program = (!replaced).then(|| match own {
        Some(unit) => view! {
            <tr>
                <th scope="row"><a href=sight.area.unit(unit.id)>{unit.name.clone()}</a></th>
                <td data-label="Due">{format!("{} days", program.due_days)}</td>
                <td data-label="Because">"The requirement itself says so"</td>
                <td>{change(unit.id.to_string(), program.due_days.to_string())}</td>
            </tr>
        }
        .into_any(),
        None => view! {
            <tr>
                <th scope="row">{format!("A unit with the key “{}”", program.audience)}</th>
                <td data-label="Due">{format!("{} days", program.due_days)}</td>
                <td data-label="Because">"There is no such unit yet, so nobody is held to it"</td>
                <td></td>
            </tr>
        }
        .into_any(),
    });
    let rules: Vec<_> = rules
        .iter()
        .map(|rule| {
            let name = sight.tree.unit(rule.unit_id).map_or_else(String::new, |unit| unit.name.clone());
            view! {
                <tr>
                    <th scope="row"><a href=sight.area.unit(rule.unit_id)>{name}</a></th>
                    <td data-label="Due">{format!("{} days", rule.due_days)}</td>
                    <td data-label="Because">
                        <span><a href=format!("/admin/assigned/{}", rule.id)>"Assigned on "{date(rule.at, &sight.calendar)}</a></span>
                    </td>
                    <td>{change(rule.unit_id.to_string(), rule.due_days.to_string())}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <section class="stack stack-s">
            <h2>"Who is held to it"</h2>
            <div class="table-scroll" tabindex="0" role="region" aria-label="Who is held to it">
                <table class="table-cards">
                    <thead>
                        <tr>
                            <th scope="col">"Unit"</th>
                            <th scope="col">"Due after"</th>
                            <th scope="col">"Because"</th>
                            <th scope="col"><span class="visually-hidden">"Change"</span></th>
                        </tr>
                    </thead>
                    <tbody>{by_program}{rules}</tbody>
                </table>
            </div>
            <p class="muted small">{Icon::INFO.view()}" A unit stands for its people and those of the units below it. The nearest unit decides how many days there are."</p>
        </section>
    }
}
