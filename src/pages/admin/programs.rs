//! `/admin/programs`: what people can be held to, and how far they are with it. Must not import `app` or another page's
//! insides.

use std::collections::BTreeMap;

use axum::response::Response;
use leptos::prelude::*;

use super::frame;
use super::ready::not_ready;
use crate::components::art;
use crate::domain::person::Role;
use crate::domain::program::{Profile, Program};
use crate::domain::status::Status;
use crate::pages::oversight::Area;
use crate::pages::oversight::search::Search;
use crate::server::actor::Overseer;
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};
use crate::store::overview::{Standing, Totals, by_program};
use crate::usecases::readiness::Readiness;

/// Shows all programs.
///
/// # Errors
/// The database did not answer.
pub async fn show(page: Page, Overseer(actor): Overseer) -> Result<Response, Failure> {
    let content = page.app().content();
    let totals = by_program(page.app().store().reader(), page.app().now()).await?;
    let readiness = Readiness::load(page.app().store().reader()).await?;
    let assign = actor.is(Role::Administrator);
    Ok(page.show(Layout::Dense, "Requirements", || {
        frame("/admin/programs", view(&content.catalog().programs, &totals, &readiness, assign))
    }))
}

/// The kind of a requirement, in a word.
pub(super) fn kind(profile: Profile) -> &'static str {
    match profile {
        Profile::Employment => "Employment",
        Profile::Graduation => "Graduation",
        Profile::ContinuingEducation => "Continuing education",
        Profile::EuMicrocredential => "EU micro-credential",
    }
}

/// A number that leads to the people behind it.
pub(super) fn people(count: i64, program: &str, standing: Standing) -> AnyView {
    if count == 0 {
        return "0".into_any();
    }
    let search = Search::of_program(program).standing(standing);
    view! { <a href=search.address(Area::Organisation)>{count.to_string()}</a> }.into_any()
}

fn view(
    programs: &[Program],
    totals: &BTreeMap<String, Totals>,
    readiness: &Readiness,
    assign: bool,
) -> impl IntoView + use<> {
    let actions = assign.then(
        || view! { <div class="actions"><a class="button" href="/admin/assign">"Assign a requirement"</a></div> },
    );
    let head = view! { <div class="section-head"><h1>"Requirements"</h1>{actions}</div> };
    if programs.is_empty() {
        let step = view! { <a class="button" href="/admin">"Go to the overview"</a> };
        let why = "Requirements are files in the content folder, in programs/. There is none yet.";
        return view! { {head}{art::empty("No requirements yet", why, step)} }.into_any();
    }
    view! { {head}{not_ready(programs, readiness, assign)}{table(programs, totals)} }.into_any()
}

/// All programs with their totals.
pub(super) fn table(programs: &[Program], totals: &BTreeMap<String, Totals>) -> impl IntoView + use<> {
    let rows: Vec<_> =
        programs.iter().map(|program| row(program, totals.get(&program.key).copied().unwrap_or_default())).collect();
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label="Requirements">
            <table class="table-cards table-figures">
                <thead>
                    <tr>
                        <th scope="col">"Requirement"</th>
                        <th scope="col">"Kind"</th>
                        <th scope="col" class="num">"Held to it"</th>
                        <th scope="col" class="num">"Complete"</th>
                        <th scope="col" class="num">"Due soon"</th>
                        <th scope="col" class="num">"Overdue"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn row(program: &Program, totals: Totals) -> impl IntoView + use<> {
    let cell = |label: &'static str, count, standing| {
        view! { <td class="num" data-label=label>{people(count, &program.key, standing)}</td> }
    };
    view! {
        <tr>
            <th scope="row"><a href=format!("/admin/programs/{}", program.key)>{program.title.clone()}</a></th>
            <td data-label="Kind">{kind(program.profile)}</td>
            {cell("Held to it", totals.people, Standing::Held)}
            {cell("Complete", totals.complete, Standing::In(Status::Complete))}
            {cell("Due soon", totals.due_soon, Standing::In(Status::DueSoon))}
            {cell("Overdue", totals.overdue, Standing::In(Status::Overdue))}
        </tr>
    }
}
