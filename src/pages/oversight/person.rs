//! Everything about one person: where they belong, what they are held to and why it stands so, what they have done. Must
//! not import `app` or another page's insides.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::Sight;
use super::decide::own_actions;
use super::search::Search;
use super::timeline::{Event, timeline};
use crate::components::standing::{ended_chip, standing_chip};
use crate::components::status::{due_chip, why};
use crate::components::{Icon, breadcrumb, date, notice};
use crate::domain::credential::{Record, Standing};
use crate::domain::ids::PersonId;
use crate::domain::person::Role;
use crate::domain::time::Timestamp;
use crate::server::failure::Failure;
use crate::store::attempts::{self, OPEN};
use crate::store::credentials::{self, Sealed};
use crate::store::entities::{attempt, lesson_completion, membership, person, unit};
use crate::store::facts::{self, percent};
use crate::store::ledger_list::{self, Entry};
use crate::store::overview::{self, Scope};
use crate::store::people::{self, Grant};
use crate::usecases::held_to::{Held, held_to};

/// Most entries of the ledger that are read for one timeline.
const MOST_ENTRIES: u64 = 500;

/// One person as those who look after them see them.
pub struct Dossier {
    /// The list that one came from.
    pub back: String,
    /// Who.
    pub person: person::Model,
    /// Units they belong to, of those that may be seen.
    pub units: Vec<(membership::Model, unit::Model)>,
    /// Roles over what may be seen.
    pub grants: Vec<Grant>,
    /// What they are held to.
    pub held: Vec<Held>,
    /// Lessons done, newest first.
    pub lessons: Vec<lesson_completion::Model>,
    /// Attempts, newest first.
    pub attempts: Vec<attempt::Model>,
    /// Certificates, newest first.
    pub certificates: Vec<Sealed>,
    /// What else is on the ledger about the person, newest first.
    entries: Vec<Entry>,
    /// Names of those who decided something about the person.
    deciders: BTreeMap<PersonId, String>,
}

impl Dossier {
    /// Reads it. A person who may not be seen from here looks like a missing one, and so does an address that cannot be
    /// anybody's.
    ///
    /// # Errors
    /// [`Failure::NotFound`]; the database did not answer.
    pub async fn load(sight: &Sight, id: &str) -> Result<Self, Failure> {
        let id: PersonId = id.parse().map_err(|_| Failure::NotFound)?;
        let (db, scope) = (sight.db(), &sight.scope);
        let person = overview::person_in(db, scope, id).await?;
        let facts = facts::of_person(db, id).await?;
        let mut grants = people::grants(db, id).await?;
        grants.retain(|grant| match grant.unit {
            Some(unit) => scope.includes(unit),
            None => *scope == Scope::Everyone,
        });
        let held = held_to(db, sight.content.catalog(), id, &facts, sight.calendar.now).await?;
        let decided = held.iter().flat_map(|held| &held.interventions);
        let deciders = decided.flat_map(|one| std::iter::once(one.by_id).chain(one.taken_back_by));
        let entries = ledger_list::about(db, id.0, Event::KINDS, MOST_ENTRIES).await?;
        let recorders = entries.iter().filter_map(|(entry, _)| entry.actor_id.map(PersonId));
        Ok(Self {
            deciders: people::names(db, deciders.chain(recorders)).await?,
            back: sight.area.people().to_owned(),
            person,
            units: overview::units_of(db, scope, [id]).await?.remove(&id).unwrap_or_default(),
            grants,
            held,
            lessons: facts::completions(db, id).await?,
            attempts: attempts::of_person(db, id).await?,
            certificates: credentials::sealed_of_person(db, id).await?,
            entries,
        })
    }

    /// The same, with the way back to the list that one came from. It is read as what a list can be asked for and written anew,
    /// so that no address can lead anywhere else.
    #[must_use]
    pub fn back_to(self, query: Option<&str>, sight: &Sight) -> Self {
        Self { back: Search::read(query, sight).address(sight.area), ..self }
    }

    /// The whole page, with what can be done about the person.
    pub fn view<A: IntoView>(&self, sight: &Sight, actions: A) -> impl IntoView + use<A> {
        let above = sight.area.name();
        let ended = self.person.disabled_at.map(|at| {
            notice::warning(view! {
                "Access was ended on "{date(at, &sight.calendar)}". Records and certificates are kept; reminders and totals leave this person out."
            })
        });
        view! {
            {breadcrumb(&[(self.back.clone(), above.to_owned())], &self.person.name)}
            <div class="stack stack-s">
                <h1>{self.person.name.clone()}</h1>
                {self.facts(sight)}
                {actions}
            </div>
            {ended}
            <div class="split">
                <div class="stack">
                    {self.requirements(sight)}
                    {self.lessons(sight)}
                    {self.attempts(sight)}
                    {self.certificates(sight)}
                </div>
                <aside class="stack stack-s" aria-labelledby="timeline">
                    <h2 id="timeline">"Timeline"</h2>
                    {timeline(self.events(sight), &sight.calendar)}
                </aside>
            </div>
        }
    }

    fn facts(&self, sight: &Sight) -> impl IntoView + use<> {
        let units = self.units.iter().map(|(_, unit)| {
            view! { <span><a href=sight.area.unit(unit.id)>{unit.name.clone()}</a></span> }
        });
        let units: Vec<_> = units.collect();
        let none = units.is_empty().then(|| view! { <span>"In no unit"</span> });
        let roles: Vec<_> = self.grants.iter().map(|grant| view! { <span>{role(grant, sight)}</span> }).collect();
        let ended = self
            .person
            .disabled_at
            .map(|_| view! { <span class="chip chip-plain">{Icon::X.view()}"Access ended"</span> });
        view! { <p class="facts">{ended}<span>{self.person.email.clone()}</span>{none}{units}{roles}</p> }
    }

    fn requirements(&self, sight: &Sight) -> impl IntoView + use<> {
        let rows = self.held.iter().map(|held| requirement(held, self.certificate_of(held), sight)).collect();
        section("Requirements", "Has no requirement at present.", rows, entries)
    }

    /// The newest certificate that a requirement earned.
    fn certificate_of(&self, held: &Held) -> Option<&Sealed> {
        self.certificates.iter().find(|sealed| sealed.assignment == held.assignment.id)
    }

    fn lessons(&self, sight: &Sight) -> impl IntoView + use<> {
        let mut courses: BTreeMap<&str, (usize, Timestamp)> = BTreeMap::new();
        for lesson in &self.lessons {
            let (done, last) = courses.entry(&lesson.course_key).or_insert((0, lesson.at));
            (*done, *last) = (*done + 1, (*last).max(lesson.at));
        }
        let rows = courses.into_iter().map(|(course, (done, last))| lesson_row(course, done, last, sight)).collect();
        section("Lessons", "No lesson done yet.", rows, |rows| {
            table("Lessons done", &["Course", "Done", "Last lesson"], rows)
        })
    }

    fn attempts(&self, sight: &Sight) -> impl IntoView + use<> {
        let rows = self.attempts.iter().map(|attempt| attempt_row(attempt, sight)).collect();
        section("Attempts", "No assessment begun yet.", rows, |rows| {
            table("Attempts", &["Assessment", "Attempt", "Date", "Score", "Result"], rows)
        })
    }

    fn certificates(&self, sight: &Sight) -> impl IntoView + use<> {
        let row = |sealed: &Sealed| {
            let (record, standing) = (&sealed.record, sealed.standing(sight.calendar.now));
            let why = match &standing {
                Standing::Revoked(end) => {
                    Some(format!("Revoked on {}: “{}”", end.at.date_in(&sight.calendar.zone), end.reason))
                }
                Standing::Replaced(end, by) => Some(format!("Replaced by {by}: “{}”", end.reason)),
                _ => None,
            };
            view! {
                <li class="requirement">
                    <div class="requirement-main">
                        <h3>{record.achievement.clone()}</h3>
                        <p class="facts">
                            {standing_chip(&standing)}
                            <span>"Issued "{date(record.issued_at, &sight.calendar)}</span>
                            <span class="mono">{record.number.to_string()}</span>
                        </p>
                        {why.map(|why| view! { <p class="muted small">{why}</p> })}
                    </div>
                    <div class="requirement-side">{certificate_link(record)}</div>
                </li>
            }
            .into_any()
        };
        section("Certificates", "No certificate earned yet.", self.certificates.iter().map(row).collect(), entries)
    }

    fn events(&self, sight: &Sight) -> Vec<Event> {
        let catalog = sight.content.catalog();
        let mut events = vec![Event::new(self.person.created_at, "Added to the organisation")];
        // The ledger has it too, but not for those whose access went with everything else.
        let recorded = self.entries.iter().any(|(entry, _)| entry.kind == "person.access-ended");
        events.extend(self.person.disabled_at.filter(|_| !recorded).map(|at| Event::new(at, "Access ended")));
        events.extend(self.entries.iter().rev().filter_map(|entry| Event::of_entry(entry, &self.deciders, sight)));
        events.extend(self.held.iter().flat_map(|held| Event::of_requirement(held, sight.calendar.now)));
        events.extend(self.held.iter().flat_map(|held| Event::of_decisions(held, &self.deciders, sight)));
        events.extend(self.lessons.iter().map(|lesson| Event::of_lesson(lesson, catalog)));
        events.extend(self.attempts.iter().map(|attempt| Event::of_attempt(attempt, catalog)));
        events.extend(self.certificates.iter().map(|sealed| Event::of_certificate(&sealed.record)));
        events
    }
}

/// A role in words: `Manager of Delivery`.
fn role(grant: &Grant, sight: &Sight) -> String {
    let role = match grant.role {
        Role::Learner => "Learner",
        Role::Manager => "Manager",
        Role::Reviewer => "Reviewer",
        Role::Administrator => "Administrator",
        Role::Auditor => "Auditor",
    };
    match grant.unit.and_then(|unit| sight.tree.unit(unit)) {
        Some(unit) => format!("{role} of {}", unit.name),
        None => role.to_owned(),
    }
}

/// A heading with what there is, or a sentence that there is nothing.
fn section(
    heading: &'static str,
    none: &'static str,
    rows: Vec<AnyView>,
    some: fn(Vec<AnyView>) -> AnyView,
) -> impl IntoView + use<> {
    let body = if rows.is_empty() { view! { <p class="muted">{none}</p> }.into_any() } else { some(rows) };
    view! { <section class="stack stack-s"><h2>{heading}</h2>{body}</section> }
}

/// Requirements or certificates.
fn entries(rows: Vec<AnyView>) -> AnyView {
    view! { <ul class="requirements">{rows}</ul> }.into_any()
}

fn table(label: &'static str, columns: &[&'static str], rows: Vec<AnyView>) -> AnyView {
    let head: Vec<_> = columns.iter().map(|column| view! { <th scope="col">{*column}</th> }).collect();
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label=label>
            <table class="table-cards"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>
        </div>
    }
    .into_any()
}

fn requirement(held: &Held, certificate: Option<&Sealed>, sight: &Sight) -> AnyView {
    let (evaluation, due, calendar) = (&held.evaluation, held.assignment.due_at, &sight.calendar);
    let open = !evaluation.status.is_met();
    let completed = held.assignment.completed_at.map(|at| view! { <span>"Completed "{date(at, calendar)}</span> });
    view! {
        <li class="requirement">
            <div class="requirement-main">
                <h3>{held.program.title.clone()}</h3>
                <p class="facts">
                    {due_chip(evaluation.status, due, calendar)}
                    {certificate.and_then(|sealed| ended_chip(&sealed.standing(calendar.now)))}
                    <span>"Due "{date(due, calendar)}</span>
                    {completed}
                    <span>{format!("{} of {} parts done", evaluation.done, evaluation.total)}</span>
                </p>
            </div>
            {open.then(|| own_actions(&held.assignment, &held.program.title, sight))}
            {why(evaluation, calendar)}
        </li>
    }
    .into_any()
}

fn lesson_row(key: &str, done: usize, last: Timestamp, sight: &Sight) -> AnyView {
    let course = sight.content.catalog().course(key);
    let title = course.map_or(key, |course| &course.title).to_owned();
    // Lessons that are no longer taught count as done, but not as part of the course of today.
    let total = course.map_or(done, |course| course.lessons().count().max(done));
    let label = format!("Lessons of {title} done");
    view! {
        <tr>
            <th scope="row">{title}</th>
            <td data-label="Done">
                <div class="progress">
                    <progress max=total.to_string() value=done.to_string() aria-label=label></progress>
                    <span>{format!("{done} of {total} lessons")}</span>
                </div>
            </td>
            <td data-label="Last lesson" class="nowrap">{date(last, &sight.calendar)}</td>
        </tr>
    }
    .into_any()
}

fn attempt_row(attempt: &attempt::Model, sight: &Sight) -> AnyView {
    let course = sight.content.catalog().course(&attempt.course_key);
    let title = course.map_or(&attempt.course_key, |course| &course.title).clone();
    let (score, class, icon, result) = match attempt.passed {
        _ if attempt.state == OPEN => ("–".to_owned(), "chip chip-open", Icon::CIRCLE, "In progress"),
        Some(true) => (format!("{}\u{a0}%", percent(attempt)), "chip chip-done", Icon::CIRCLE_CHECK, "Passed"),
        _ => (format!("{}\u{a0}%", percent(attempt)), "chip chip-overdue", Icon::CIRCLE_ALERT, "Not passed"),
    };
    view! {
        <tr>
            <th scope="row">{title}</th>
            <td data-label="Attempt">{attempt.ordinal}</td>
            <td data-label="Date" class="nowrap">{date(attempt.submitted_at.unwrap_or(attempt.started_at), &sight.calendar)}</td>
            <td data-label="Score" class="nowrap">{score}</td>
            <td data-label="Result"><span class=class>{icon.view()}{result}</span></td>
        </tr>
    }
    .into_any()
}

fn certificate_link(record: &Record) -> impl IntoView + use<> {
    let title = record.achievement.clone();
    view! {
        <a class="button button-small" href=format!("/verify/{}", record.number)>
            {Icon::AWARD.view()}"Certificate"<span class="visually-hidden">{format!(" for {title}")}</span>
        </a>
    }
}
