//! `/admin/assign`: holding a unit or a person to a requirement: who, what, by when, each on a page of its own, and then who
//! is affected. Must not import `app` or another page's insides.

use axum::extract::{Form, Query};
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use serde::Deserialize;
use url::form_urlencoded;
use uuid::Uuid;

use super::ready::not_ready;
use super::subject::{Sheet, problems_of, unit_options};
use crate::components::date;
use crate::components::form::{Problems, SelectField, TextField, TickField};
use crate::domain::ids::{PersonId, RuleId, UnitId};
use crate::domain::program::Program;
use crate::domain::refusal::Refusal;
use crate::domain::time::Timestamp;
use crate::pages::oversight::{Area, Sight};
use crate::server::actor::{Actor, Administrator};
use crate::server::failure::Failure;
use crate::server::page::Page;
use crate::store::entities::{person, unit};
use crate::store::overview::{self, Filter, Scope};
use crate::store::{Error, assignments, people};
use crate::usecases::assign_person::AssignPerson;
use crate::usecases::make_rule::{MAX_DAYS, MakeRule, newly_held};
use crate::usecases::readiness::Readiness;

const ADDRESS: &str = "/admin/assign";
/// How many names are shown.
const SHOWN: usize = 200;

/// What was answered so far, in the address.
#[derive(Debug, Default, Clone, Deserialize)]
pub struct Asked {
    #[serde(default)]
    unit: String,
    #[serde(default)]
    person: String,
    #[serde(default)]
    q: String,
    #[serde(default)]
    program: String,
    #[serde(default)]
    days: String,
    #[serde(default)]
    until: String,
    #[serde(default)]
    step: String,
}

/// What the last page sends.
#[derive(Debug, Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    sure: String,
}

impl Asked {
    fn address(&self, more: &[(&str, &str)]) -> String {
        let pairs = [("unit", &self.unit), ("person", &self.person), ("program", &self.program)];
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(pairs.into_iter().filter(|(_, value)| !value.is_empty()));
        query.extend_pairs(more);
        format!("{ADDRESS}?{}", query.finish())
    }
}

/// Who is to be held to it.
enum Who {
    Unit(unit::Model),
    Person(person::Model),
}

impl Who {
    fn name(&self) -> &str {
        match self {
            Self::Unit(unit) => &unit.name,
            Self::Person(person) => &person.name,
        }
    }
}

/// By when.
enum When {
    Days(u16),
    Day(String),
}

/// As far as one has come.
struct Plan<'a> {
    page: &'a Page,
    sight: Sight,
    asked: Asked,
}

/// Shows the next page.
///
/// # Errors
/// [`Failure::NotFound`]; the database did not answer.
pub async fn show(
    page: Page,
    Administrator(_): Administrator,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    Plan::of(&page, asked).await?.answer(&Problems::default()).await
}

/// Holds them to it.
///
/// # Errors
/// [`Failure::NotFound`]; the database did not answer.
pub async fn submit(
    page: Page,
    Administrator(actor): Administrator,
    Query(asked): Query<Asked>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let plan = Plan::of(&page, asked).await?;
    match plan.assign(&actor, &typed).await {
        Ok(act) => Ok(Redirect::to(&format!("/admin/assigned/{act}?done=1")).into_response()),
        Err(error) => plan.answer(&problems_of(error, "sure")?).await,
    }
}

impl<'a> Plan<'a> {
    async fn of(page: &'a Page, asked: Asked) -> Result<Self, Failure> {
        Ok(Self { page, sight: Sight::load(page, Area::Organisation, Scope::Everyone).await?, asked })
    }

    async fn who(&self) -> Result<Option<Who>, Failure> {
        if !self.asked.unit.is_empty() {
            let id: UnitId = self.asked.unit.parse().map_err(|_| Failure::NotFound)?;
            return Ok(Some(Who::Unit(self.sight.tree.unit(id).ok_or(Failure::NotFound)?.clone())));
        }
        if !self.asked.person.is_empty() {
            let id: PersonId = self.asked.person.parse().map_err(|_| Failure::NotFound)?;
            return Ok(Some(Who::Person(people::person(self.sight.db(), id).await?)));
        }
        Ok(None)
    }

    fn program(&self) -> Option<&Program> {
        self.sight.content.catalog().program(&self.asked.program)
    }

    fn when(&self, who: &Who) -> Result<Option<When>, Refusal> {
        let typed = match who {
            Who::Unit(_) => self.asked.days.trim(),
            Who::Person(_) => self.asked.until.trim(),
        };
        match (who, typed) {
            (_, "") => Ok(None),
            (Who::Unit(_), days) => {
                let days = days.parse().ok().filter(|days| (1..=MAX_DAYS).contains(days));
                days.map(|days| Some(When::Days(days)))
                    .ok_or_else(|| Refusal::field("days", "Enter a number of days from 1 to 3650"))
            }
            (Who::Person(_), day) => match Timestamp::start_of_day(day, "UTC") {
                Ok(_) => Ok(Some(When::Day(day.to_owned()))),
                Err(_) => Err(Refusal::field("until", "Enter a day, like 2026-05-31")),
            },
        }
    }

    async fn assign(&self, actor: &Actor, typed: &Typed) -> Result<Uuid, Error> {
        let who = self.who().await.map_err(|_| Error::NotFound)?;
        let (Some(who), Some(program)) = (who, self.program()) else {
            return Err(Refusal::field("unit", "Choose who, and what they are held to").into());
        };
        let when = self.when(&who)?.ok_or_else(|| Refusal::field("days", "Say by when"))?;
        let (store, published, expected) = (self.sight.store(), &self.sight.content.published, typed.sure.parse().ok());
        let act = Uuid::now_v7();
        match (&who, &when) {
            (Who::Unit(unit), When::Days(days)) => {
                let (id, unit, due_days) = (RuleId(act), unit.id, *days);
                store
                    .write(actor.by(), &MakeRule { id, program: &program.key, unit, due_days, expected, published })
                    .await?;
            }
            (Who::Person(person), When::Day(until)) => {
                expected
                    .filter(|count| *count == 1usize)
                    .ok_or_else(|| Refusal::field("sure", "Tick the box to say that you are sure"))?;
                let command = AssignPerson { person: person.id, program: &program.key, until, act, published };
                store.write(actor.by(), &command).await?;
            }
            _ => return Err(Error::NotFound),
        }
        Ok(act)
    }

    async fn answer(&self, problems: &Problems) -> Result<Response, Failure> {
        let Some(who) = self.who().await? else { return self.ask_who(problems).await };
        let Some(program) = self.program() else { return Ok(self.ask_what(&who, &self.readiness().await?, problems)) };
        match self.when(&who) {
            Ok(Some(when)) if self.asked.step != "when" => self.check(&who, program, &when, problems).await,
            Ok(_) => Ok(self.ask_when(&who, program, problems)),
            Err(refusal) => Ok(self.ask_when(&who, program, &Problems::of(&refusal, "days"))),
        }
    }

    fn sheet<'b>(title: &'b str, problems: &'b Problems) -> Sheet<'b> {
        let above = vec![("/admin/programs".to_owned(), "Requirements".to_owned())];
        Sheet { here: "/admin/programs", above, title, problems, done: None }
    }

    async fn ask_who(&self, problems: &Problems) -> Result<Response, Failure> {
        let mut found = vec![];
        if !self.asked.q.trim().is_empty() {
            let filter = Filter { search: self.asked.q.clone(), ..Filter::default() };
            let lines =
                overview::all_people(self.sight.db(), &Scope::Everyone, &filter, self.sight.calendar.now, 100).await?;
            found = lines.into_iter().map(|line| line.person).collect();
            found.dedup();
            found.truncate(20);
        }
        Ok(Self::sheet("Who is to be held to it?", problems).show(self.page, || {
            let unit = SelectField {
                name: "unit",
                label: "Unit",
                hint: Some("Its people and those of the units below it, now and as they come."),
                options: unit_options(&self.sight.tree, "Choose a unit"),
                value: &self.asked.unit,
            };
            let q = TextField { name: "q", label: "Name or e-mail", hint: None, kind: "search", autocomplete: "off", value: &self.asked.q };
            let program = || (!self.asked.program.is_empty()).then(|| view! { <input type="hidden" name="program" value=self.asked.program.clone()/> });
            let none = (!self.asked.q.trim().is_empty() && found.is_empty()).then(|| view! { <p class="muted">"Nobody has this name or address."</p> });
            let people: Vec<_> = found
                .iter()
                .map(|person| {
                    let address = self.asked.address(&[("person", &person.id.to_string())]);
                    view! { <li class="requirement"><div class="requirement-main"><h2><a href=address>{person.name.clone()}</a></h2><p class="facts"><span>{person.email.clone()}</span></p></div></li> }
                })
                .collect();
            let people = (!people.is_empty()).then(|| view! { <ul class="requirements">{people}</ul> });
            view! {
                <form class="form" method="get" action=ADDRESS>
                    <h2>"A unit"</h2>
                    {program()}
                    {unit.view(problems)}
                    <button class="button button-primary" type="submit">"Continue"</button>
                </form>
                <form class="form" method="get" action=ADDRESS role="search" aria-label="People">
                    <h2>"Or one person"</h2>
                    {program()}
                    {q.view(problems)}
                    <button class="button" type="submit">"Find the person"</button>
                </form>
                {none}{people}
            }
        }))
    }

    async fn readiness(&self) -> Result<Readiness, Failure> {
        Ok(Readiness::load(self.sight.db()).await?)
    }

    fn ask_what(&self, who: &Who, readiness: &Readiness, problems: &Problems) -> Response {
        let title = format!("What is {} to be held to?", who.name());
        Self::sheet(&title, problems).show(self.page, || {
            let rows: Vec<_> = self
                .sight
                .content
                .catalog()
                .programs
                .iter()
                .map(|program| {
                    let address = self.asked.address(&[("program", &program.key)]);
                    view! {
                        <li class="requirement">
                            <div class="requirement-main">
                                <h2><a href=address>{program.title.clone()}</a></h2>
                                <p>{program.summary.clone()}</p>
                                {not_ready(std::slice::from_ref(program), readiness, true)}
                            </div>
                        </li>
                    }
                })
                .collect();
            view! { <ul class="requirements">{rows}</ul> }
        })
    }

    fn ask_when(&self, who: &Who, program: &Program, problems: &Problems) -> Response {
        let title = format!("By when is {} to be done?", who.name());
        Self::sheet(&title, problems).show(self.page, || {
            let calendar = &self.sight.calendar;
            let field = match who {
                Who::Unit(_) => {
                    let value = if self.asked.days.is_empty() { program.due_days.to_string() } else { self.asked.days.clone() };
                    let hint = Some("From today for those who are there now, from the day of joining for those who come. Who is held to it already keeps the due date.");
                    TextField { name: "days", label: "Days", hint, kind: "number", autocomplete: "off", value: &value }.view(problems).into_any()
                }
                Who::Person(_) => {
                    let usual = calendar.now.end_of_day_after(program.due_days, &program.time_zone).unwrap_or(calendar.now);
                    let usual = usual.iso_date_in(&program.time_zone);
                    let value = if self.asked.until.is_empty() { usual } else { self.asked.until.clone() };
                    let hint = Some("At the end of this day, in the time zone of the requirement.");
                    TextField { name: "until", label: "Due date", hint, kind: "date", autocomplete: "off", value: &value }.view(problems).into_any()
                }
            };
            let hidden: Vec<_> = [("unit", &self.asked.unit), ("person", &self.asked.person), ("program", &self.asked.program)]
                .into_iter()
                .filter(|(_, value)| !value.is_empty())
                .map(|(name, value)| view! { <input type="hidden" name=name value=value.clone()/> })
                .collect();
            view! {
                <p class="measure">{program.title.clone()}</p>
                <form class="form" method="get" action=ADDRESS novalidate>
                    {hidden}{field}
                    <button class="button button-primary" type="submit">"Continue"</button>
                </form>
            }
        })
    }

    async fn check(&self, who: &Who, program: &Program, when: &When, problems: &Problems) -> Result<Response, Failure> {
        let (db, now) = (self.sight.db(), self.sight.calendar.now);
        let (affected, held) = match who {
            Who::Unit(unit) => {
                let below = self.sight.tree.with_below(unit.id);
                let new = newly_held(db, &below, &program.key).await?;
                let scope = self.sight.scope_of(unit.id);
                let filter = Filter { program: Some(program.key.clone()), ..Filter::default() };
                (new, overview::people(db, &scope, &filter, now, 0).await?.total)
            }
            Who::Person(person) => {
                let held = assignments::of_person(db, person.id).await?;
                let held = held.iter().filter(|held| held.program_key == program.key).count() as u64;
                (if held == 0 { vec![person.clone()] } else { vec![] }, held)
            }
        };
        let due = match when {
            When::Days(days) => now.end_of_day_after(*days, &program.time_zone).ok(),
            When::Day(day) => Timestamp::start_of_day(day, &program.time_zone)
                .and_then(|start| start.end_of_day_after(0, &program.time_zone))
                .ok(),
        };
        let title = format!("Check: {}", program.title);
        Ok(Self::sheet(&title, problems).show(self.page, || {
            let count = affected.len();
            let heading = match count {
                1 => "This affects 1 person".to_owned(),
                count => format!("This affects {count} people"),
            };
            let names: Vec<_> = affected
                .iter()
                .take(SHOWN)
                .map(|person| view! { <li><a href=self.sight.area.person(person.id)>{person.name.clone()}</a>" "<span class="muted small">{person.email.clone()}</span></li> })
                .collect();
            let more = (count > SHOWN).then(|| view! { <p class="muted small">{format!("and {} more", count - SHOWN)}</p> });
            let kept = (held > 0).then(|| {
                let words = if held == 1 { "1 is held to it already and keeps the due date.".to_owned() } else { format!("{held} are held to it already and keep their due dates.") };
                view! { <p>{words}</p> }
            });
            let later = match when {
                When::Days(days) => Some(view! { <p>{format!("Those who come to {} later have {days} days from then.", who.name())}</p> }),
                When::Day(_) => None,
            };
            let form = match (who, count) {
                (Who::Person(_), 0) => ().into_any(),
                _ => self.confirm(count, when, problems).into_any(),
            };
            view! {
                <dl class="pairs">
                    <div><dt>"Who"</dt><dd>{who.name().to_owned()}</dd></div>
                    <div><dt>"What"</dt><dd>{program.title.clone()}</dd></div>
                    <div><dt>"By when"</dt><dd>{due.map(|due| date(due, &self.sight.calendar))}</dd></div>
                </dl>
                <section class="stack stack-s">
                    <h2>{heading}</h2>
                    {(count > 0).then(|| view! { <ul class="names">{names}</ul> })}
                    {more}{kept}{later}
                </section>
                {form}
            }
        }))
    }

    fn confirm(&self, count: usize, when: &When, problems: &Problems) -> impl IntoView + use<> {
        let action = match when {
            When::Days(days) => self.asked.address(&[("days", &days.to_string())]),
            When::Day(day) => self.asked.address(&[("until", day)]),
        };
        let label = "Yes, I have looked at who is affected".to_owned();
        let sure = TickField { name: "sure", value: count.to_string(), label, checked: false }.view(problems);
        view! {
            <form class="form" method="post" action=action novalidate>
                {sure}
                <div class="actions">
                    <button class="button button-primary" type="submit">"Assign"</button>
                    <a class="button button-quiet" href="/admin/programs">"Cancel"</a>
                </div>
            </form>
        }
    }
}
