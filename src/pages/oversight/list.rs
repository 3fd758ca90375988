//! Tables of people and what they are held to. Must not import `app` or another page's insides.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::decide::list_actions;
use super::search::Search;
use super::{Area, Sight};
use crate::components::pager::{Part, pager};
use crate::components::status::due_chip;
use crate::components::{art, date};
use crate::domain::ids::PersonId;
use crate::domain::program::Program;
use crate::store::entities::{assignment, membership, person, unit};
use crate::store::overview::{self, Line, Scope, status_of};
use crate::store::{Found, PAGE, Result};

/// Some lines of people with what they show.
#[derive(Debug, Default)]
pub struct List {
    found: Found<Line>,
    search: Search,
    units: BTreeMap<PersonId, Vec<(membership::Model, unit::Model)>>,
    programs: BTreeMap<String, Program>,
}

impl List {
    /// The page of people that an address asks for.
    ///
    /// # Errors
    /// The database did not answer, or a program cannot be read.
    pub async fn of(sight: &Sight, search: &Search) -> Result<Self> {
        let (scope, now) = (search.scope(sight), sight.calendar.now);
        let found = overview::people(sight.db(), &scope, &search.filter(), now, search.page).await?;
        Ok(Self { search: search.clone(), ..Self::complete(sight, found).await? })
    }

    /// Those who are overdue for longest.
    ///
    /// # Errors
    /// The database did not answer, or a program cannot be read.
    pub async fn overdue(sight: &Sight, scope: &Scope, most: u64) -> Result<Self> {
        let lines = overview::overdue(sight.db(), scope, sight.calendar.now, most).await?;
        Self::complete(sight, Found { lines, ..Found::default() }).await
    }

    /// Adds units and programs, whatever the number of lines with one query each.
    async fn complete(sight: &Sight, found: Found<Line>) -> Result<Self> {
        let people = found.lines.iter().map(|line| line.person.id);
        let units = overview::units_of(sight.db(), &sight.scope, people).await?;
        let programs = overview::programs_of(sight.db(), &found.lines).await?;
        Ok(Self { found, units, programs, search: Search::default() })
    }

    /// Whether there is nobody on it.
    pub fn is_empty(&self) -> bool {
        self.found.lines.is_empty()
    }

    /// The table alone.
    pub fn table(&self, label: &'static str, sight: &Sight) -> impl IntoView + use<> {
        let rows: Vec<_> = self.found.lines.iter().map(|line| self.row(line, sight)).collect();
        view! {
            <div class="table-scroll" tabindex="0" role="region" aria-label=label>
                <table class="table-cards">
                    <thead>
                        <tr>
                            <th scope="col">"Person"</th>
                            <th scope="col">"Unit"</th>
                            <th scope="col">"Requirement"</th>
                            <th scope="col">"Due"</th>
                            <th scope="col">"Status"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
    }

    fn row(&self, Line { person, assignment }: &Line, sight: &Sight) -> impl IntoView + use<> {
        let units = self.units.get(&person.id).map(Vec::as_slice).unwrap_or_default();
        let units = units.iter().map(|(_, unit)| unit.name.as_str()).collect::<Vec<_>>().join(", ");
        let requirement = match assignment {
            Some(assignment) => self.requirement(assignment, sight).into_any(),
            None => view! { <td data-label="Requirement" class="muted" colspan="3">"None"</td> }.into_any(),
        };
        view! {
            <tr>
                <th scope="row" class="who">
                    <a href=self.search.from_here(&sight.area.person(person.id), sight.area)>{person.name.clone()}</a>
                    <span class="who-mail">{person.email.clone()}</span>
                    {ended(person, sight)}
                </th>
                <td data-label="Unit">{if units.is_empty() { "None".to_owned() } else { units }}</td>
                {requirement}
            </tr>
        }
    }

    fn requirement(&self, assignment: &assignment::Model, sight: &Sight) -> impl IntoView + use<> {
        let program = self.programs.get(&assignment.program_hash);
        let title = program.map_or(&assignment.program_key, |program| &program.title).clone();
        let status = status_of(assignment, sight.calendar.now);
        view! {
            <td data-label="Requirement">{title}</td>
            <td data-label="Due" class="nowrap">{date(assignment.due_at, &sight.calendar)}</td>
            <td data-label="Status">{due_chip(status, assignment.due_at, &sight.calendar)}</td>
        }
    }

    /// Everything about a list: what was not understood, the table and its pages, or why it is empty.
    pub fn view(&self, search: &Search, sight: &Sight) -> impl IntoView + use<> {
        let list = if self.is_empty() {
            nobody(search, sight).into_any()
        } else {
            view! { {self.total()}{list_actions(search, sight)}{self.table("People", sight)}{self.pages(search, sight)} }.into_any()
        };
        view! { {search.notices()}{list} }
    }

    /// How long the whole list is, where it is seen before the table is read.
    fn total(&self) -> impl IntoView + use<> {
        let words = match self.found.total {
            1 => "1 line.".to_owned(),
            total => format!("{total} lines, one for each person and requirement."),
        };
        view! { <p class="muted small">{words}</p> }
    }

    fn pages(&self, search: &Search, sight: &Sight) -> impl IntoView + use<> {
        let Found { lines, page, total } = &self.found;
        let part = Part { page: *page, size: PAGE, lines: lines.len(), total: *total };
        pager(part, |page| search.page(page).address(sight.area))
    }
}

fn ended(person: &person::Model, sight: &Sight) -> Option<impl IntoView + use<>> {
    let at = person.disabled_at?;
    Some(view! { <span class="who-mail">"Access ended "{date(at, &sight.calendar)}</span> })
}

fn nobody(search: &Search, sight: &Sight) -> impl IntoView + use<> {
    let (title, why, address, words) = match (search.is_everybody(), sight.area) {
        (false, Area::Organisation) => (
            "Nobody fits",
            "No one fits all of these at once. Try fewer words, another unit or another status. Those who have left are under \
             “Access ended”.",
            "/admin/people",
            "Show everybody",
        ),
        (false, Area::Team) => (
            "Nobody fits",
            "No one fits all of these at once. Try fewer words, another unit or another status.",
            "/team",
            "Show everybody",
        ),
        (true, Area::Organisation) => (
            "Nobody is here yet",
            "People appear here as soon as they are added to the organisation.",
            "/admin",
            "Go to the overview",
        ),
        (true, Area::Team) => (
            "Nobody is in your units yet",
            "People appear here as soon as they join a unit that you look after.",
            "/home",
            "Go to your own learning",
        ),
    };
    art::empty(title, why, view! { <a class="button" href=address>{words}</a> })
}
