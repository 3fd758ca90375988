//! Reminding, giving more time, exempting: who it is about, by name, and the form that does it. Must not import `app` or
//! another page's insides.

use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;
use serde::Deserialize;
use url::form_urlencoded;
use uuid::Uuid;

use super::Sight;
use super::export::export_link;
use super::search::Search;
use crate::components::form::{Problems, SelectField, TextArea, TextField, TickField, error_summary};
use crate::components::status::due_chip;
use crate::components::{art, breadcrumb, date, notice};
use crate::domain::ids::AssignmentId;
use crate::domain::intervention::{Deed, Ground};
use crate::domain::program::Program;
use crate::domain::refusal::Refusal;
use crate::domain::time::DAY;
use crate::server::actor::Actor;
use crate::server::failure::Failure;
use crate::store::Error;
use crate::store::entities::{assignment, person};
use crate::store::overview::{self, Chosen, Line, Scope, status_of};
use crate::usecases::decide::{Candidates, Choice, MOST, candidates};
use crate::usecases::exempt_people::ExemptPeople;
use crate::usecases::extend_due::ExtendDue;
use crate::usecases::remind_people::RemindPeople;

/// What the form sends.
#[derive(Debug, Default, Clone, Deserialize)]
pub struct Typed {
    #[serde(default)]
    reason: String,
    #[serde(default)]
    until: String,
    #[serde(default)]
    ground: String,
    #[serde(default)]
    sure: String,
}

/// How many names are shown; beyond them there is a way to the whole list.
const SHOWN: usize = 100;

/// A decision that is about to be made.
pub struct Decision {
    deed: Deed,
    search: Search,
    one: Option<AssignmentId>,
    query: String,
    candidates: Candidates,
    programs: BTreeMap<String, Program>,
    typed: Typed,
    /// What is wrong with what was sent.
    pub problems: Problems,
}

impl Decision {
    /// Reads what the address asks for. What may not be decided from here is not there.
    ///
    /// # Errors
    /// [`Failure::NotFound`]; the database did not answer.
    pub async fn load(sight: &Sight, actor: &Actor, deed: &str, query: Option<&str>) -> Result<Self, Failure> {
        let deed = Deed::from_word(deed).filter(|deed| sight.deeds.contains(deed)).ok_or(Failure::NotFound)?;
        let one = match named(query, "assignment") {
            Some(id) => Some(id.parse().map_err(|_| Failure::NotFound)?),
            None => None,
        };
        let mut decision = Self {
            deed,
            search: Search::read(query, sight),
            one,
            query: query.unwrap_or_default().to_owned(),
            candidates: Candidates::default(),
            programs: BTreeMap::new(),
            typed: Typed::default(),
            problems: Problems::default(),
        };
        let (scope, chosen) = (decision.scope(sight), decision.chosen());
        let found = candidates(sight.db(), deed, &scope, &chosen, Some(actor.person()), sight.calendar.now).await?;
        if one.is_some() && found.lines.is_empty() && !found.oneself && found.reminded == 0 {
            return Err(Failure::NotFound);
        }
        let lines = found.lines.iter().take(SHOWN).cloned();
        let lines: Vec<Line> =
            lines.map(|(person, assignment)| Line { person, assignment: Some(assignment) }).collect();
        let latest = found.lines.iter().map(|(_, assignment)| assignment.due_at).max();
        let from = latest.map_or(sight.calendar.now, |due| due.max(sight.calendar.now));
        decision.typed.until = from.plus(14 * DAY).iso_date_in(&sight.calendar.zone);
        decision.programs = overview::programs_of(sight.db(), &lines).await?;
        decision.candidates = found;
        Ok(decision)
    }

    fn scope(&self, sight: &Sight) -> Scope {
        if self.one.is_some() { sight.scope.clone() } else { self.search.scope(sight) }
    }

    fn chosen(&self) -> Chosen {
        self.one.map_or_else(|| Chosen::Listed(self.search.filter()), Chosen::One)
    }

    /// Does it; gives the address of what was done, or the form once more.
    ///
    /// # Errors
    /// The database did not answer.
    pub async fn submit(mut self, sight: &Sight, actor: &Actor, typed: Typed) -> Result<Result<String, Self>, Failure> {
        let act = Uuid::now_v7();
        let choice = Choice { scope: self.scope(sight), chosen: self.chosen(), expected: typed.sure.parse().ok() };
        let (store, by) = (sight.store(), actor.by());
        let Typed { reason, until, ground, .. } = typed.clone();
        let outcome = match self.deed {
            Deed::Remind => store.write(by, &RemindPeople { choice, note: reason, act }).await,
            Deed::Extend => store.write(by, &ExtendDue { choice, until, reason, act }).await,
            Deed::Exempt => store.write(by, &ExemptPeople { choice, ground, reason, act }).await,
        };
        match outcome {
            Ok(_) => Ok(Ok(format!("{}?done=1", sight.area.act(act)))),
            Err(Error::Refused(refusal)) => {
                self.problems = self.all_problems(&refusal, &typed);
                self.typed = typed;
                Ok(Err(self))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// What was refused, and what else is missing, so that nobody mends one only to hear of the other.
    fn all_problems(&self, refusal: &Refusal, typed: &Typed) -> Problems {
        let mut problems = Problems::of(refusal, "sure");
        let mut missing = |field: &str, value: &str, message: &str| {
            if value.trim().is_empty() && problems.about(field).is_none() {
                problems.add(field, message);
            }
        };
        if self.deed != Deed::Remind {
            missing("reason", &typed.reason, "Say why");
        }
        missing("sure", &typed.sure, "Look at the list, then tick the box");
        problems
    }

    /// What the page is called.
    pub fn title(&self) -> &'static str {
        match (self.deed, self.one) {
            (Deed::Remind, Some(_)) => "Remind one person",
            (Deed::Remind, None) => "Remind people",
            (Deed::Extend, _) => "Give more time",
            (Deed::Exempt, Some(_)) => "Exempt one person",
            (Deed::Exempt, None) => "Exempt people",
        }
    }

    /// The page.
    pub fn view(&self, sight: &Sight) -> impl IntoView + use<> {
        let body = if self.candidates.too_many {
            self.too_many(sight).into_any()
        } else if self.candidates.lines.is_empty() {
            self.nobody(sight).into_any()
        } else {
            view! { {self.affected(sight)}{self.form(sight)} }.into_any()
        };
        view! {
            {error_summary(&self.problems)}
            {breadcrumb(&[(self.back(sight), sight.area.name().to_owned())], self.title())}
            <h1>{self.title()}</h1>
            {self.explanation(sight)}
            {self.left_out()}
            {self.search.notices()}
            {body}
        }
    }

    fn back(&self, sight: &Sight) -> String {
        match (self.one, self.candidates.lines.first()) {
            (Some(_), Some((person, _))) => sight.area.person(person.id),
            _ => self.search.address(sight.area),
        }
    }

    fn explanation(&self, sight: &Sight) -> impl IntoView + use<> {
        let words = match self.deed {
            Deed::Remind => {
                "Each gets a mail that names the requirement, its due date and what is still open. One a day at most."
            }
            Deed::Extend => {
                "The due date moves to the end of the day you choose. Who has longer already keeps that. The person sees your reason under “Why?”."
            }
            Deed::Exempt => {
                "The requirement counts as met, without a certificate. Who earns one all the same still gets it. The person sees your reason under “Why?”."
            }
        };
        let undelivered = if self.deed == Deed::Remind { sight.undelivered() } else { None };
        view! { <p class="measure">{words}</p>{undelivered} }
    }

    /// Who is chosen but not meant, and why.
    fn left_out(&self) -> impl IntoView + use<> {
        let mut notices = Vec::new();
        if self.candidates.oneself {
            notices.push(
                notice::info(
                    "You are on this list yourself, and are left out: nobody decides about themselves.".to_owned(),
                )
                .into_any(),
            );
        }
        match self.candidates.reminded {
            0 => {}
            1 => notices.push(notice::info("1 was reminded today already and is left out.".to_owned()).into_any()),
            count => {
                notices.push(notice::info(format!("{count} were reminded today already and are left out.")).into_any());
            }
        }
        notices
    }

    /// Nothing is done about a part of a list that nobody can see the end of.
    fn too_many(&self, sight: &Sight) -> impl IntoView + use<> {
        let most = thousands(MOST);
        let step =
            view! { <a class="button button-primary" href=self.search.address(sight.area)>"Narrow the list"</a> };
        let words = format!(
            "This list has more than {most} open requirements. At most {most} can be decided about at once. Choose a unit, a requirement or a status, then come back. Nothing has been done.",
        );
        art::empty("Too many at once", words, step)
    }

    fn nobody(&self, sight: &Sight) -> impl IntoView + use<> {
        let step = view! { <a class="button" href=self.search.address(sight.area)>"Back to the list"</a> };
        art::empty("Nothing to do here", "Nobody on this list has an open requirement to which this applies.", step)
    }

    fn affected(&self, sight: &Sight) -> impl IntoView + use<> {
        let lines = &self.candidates.lines;
        let each: BTreeSet<_> = lines.iter().map(|(person, _)| person.id).collect();
        let people = if each.len() == 1 { "1 person".to_owned() } else { format!("{} people", thousands(each.len())) };
        let requirements = match lines.len() {
            count if count == each.len() => String::new(),
            count => format!(", {} requirements", thousands(count)),
        };
        let filters = if self.one.is_some() { vec![] } else { self.search.in_words(sight) };
        let filters = (!filters.is_empty()).then(|| view! { <p class="muted small">{filters.join(" · ")}</p> });
        // A box that scrolls is for long lists only.
        let height = if lines.len() > 8 { "table-scroll table-tall" } else { "table-scroll" };
        let rows: Vec<_> = lines.iter().take(SHOWN).map(|(person, held)| self.row(person, held, sight)).collect();
        let more = (lines.len() > SHOWN).then(|| {
            view! {
                <p class="pages">
                    <span class="muted small">{format!("The first {SHOWN} of {} are shown", thousands(lines.len()))}</span>
                    <a class="link-alone" href=self.search.address(sight.area)>"See the whole list"</a>
                </p>
            }
        });
        view! {
            <section class="stack stack-s">
                <h2>{format!("This affects {people}{requirements}")}</h2>
                {filters}
                <div class=height tabindex="0" role="region" aria-label="Who is affected">
                    <table class="table-cards">
                        <thead><tr><th scope="col">"Person"</th><th scope="col">"Requirement"</th><th scope="col">"Due"</th><th scope="col">"Status"</th></tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
                {more}
            </section>
        }
    }

    fn row(&self, person: &person::Model, held: &assignment::Model, sight: &Sight) -> impl IntoView + use<> {
        let title = self.programs.get(&held.program_hash).map_or(&held.program_key, |program| &program.title).clone();
        view! {
            <tr>
                <th scope="row" class="who">
                    <a href=sight.area.person(person.id)>{person.name.clone()}</a>
                    <span class="who-mail">{person.email.clone()}</span>
                </th>
                <td data-label="Requirement">{title}</td>
                <td data-label="Due" class="nowrap">{date(held.due_at, &sight.calendar)}</td>
                <td data-label="Status">{due_chip(status_of(held, sight.calendar.now), held.due_at, &sight.calendar)}</td>
            </tr>
        }
    }

    fn form(&self, sight: &Sight) -> impl IntoView + use<> {
        let (typed, problems) = (&self.typed, &self.problems);
        let until = (self.deed == Deed::Extend).then(|| {
            let hint = Some("At the end of this day, in the time zone of the requirement.");
            TextField {
                name: "until",
                label: "New due date",
                hint,
                kind: "date",
                autocomplete: "off",
                value: &typed.until,
            }
            .view(problems)
        });
        let ground = (self.deed == Deed::Exempt).then(|| {
            let first = std::iter::once((String::new(), "Choose one".to_owned()));
            let grounds = Ground::ALL.iter().map(|ground| (ground.word().to_owned(), ground.label().to_owned()));
            SelectField {
                name: "ground",
                label: "Kind of exemption",
                hint: None,
                options: first.chain(grounds).collect(),
                value: &typed.ground,
            }
            .view(problems)
        });
        let (label, hint) = match self.deed {
            Deed::Remind => ("A word from you (optional)", "It stands in the mail."),
            _ => ("Reason", "It is recorded, and the person can read it."),
        };
        let reason = TextArea { name: "reason", label, hint: Some(hint), value: &typed.reason }.view(problems);
        let action = match self.query.as_str() {
            "" => sight.area.decide(self.deed),
            query => format!("{}?{query}", sight.area.decide(self.deed)),
        };
        let class = if self.deed == Deed::Exempt { "button button-danger" } else { "button button-primary" };
        view! {
            <form class="form" method="post" action=action novalidate>
                {until}{ground}{reason}{self.sure()}
                <div class="actions">
                    <button class=class type="submit">{self.title()}</button>
                    <a class="button button-quiet" href=self.back(sight)>"Cancel"</a>
                </div>
            </form>
        }
    }

    /// The box carries how many were seen, so that nobody is added to the list behind one's back.
    fn sure(&self) -> impl IntoView + use<> {
        let count = self.candidates.lines.len();
        let words = match (self.deed, self.candidates.lines.as_slice()) {
            (_, [(person, _)]) => format!("Yes, {}", person.name),
            (_, _) => format!("Yes, all {}", thousands(count)),
        };
        // What was agreed to before the list changed is not agreed to now.
        let checked = self.problems.about("sure").is_none() && self.typed.sure == count.to_string();
        TickField { name: "sure", value: count.to_string(), label: words, checked }.view(&self.problems)
    }
}

/// `20,000`.
fn thousands(number: usize) -> String {
    match (number / 1000, number % 1000) {
        (0, rest) => rest.to_string(),
        (thousands, rest) => format!("{thousands},{rest:03}"),
    }
}

/// One value of an address.
fn named(query: Option<&str>, name: &str) -> Option<String> {
    let mut pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    pairs.find(|(found, _)| found == name).map(|(_, value)| value.into_owned())
}

/// What can be decided about those on a list.
pub fn list_actions(search: &Search, sight: &Sight) -> impl IntoView + use<> {
    let search = search.page(0);
    let links: Vec<_> = sight
        .deeds
        .iter()
        .map(|deed| {
            let address = search.address_of(&sight.area.decide(*deed), sight.area);
            view! { <a class="button button-small" href=address>{deed.label()}</a> }
        })
        .collect();
    let export = export_link(&search, sight);
    view! { <nav class="actions list-actions" aria-labelledby="for-all"><span class="muted small" id="for-all">"Everybody on this list:"</span>{links}{export}</nav> }
}

/// What can be decided about one requirement of one person.
pub fn own_actions(held: &assignment::Model, title: &str, sight: &Sight) -> impl IntoView + use<> {
    let links: Vec<_> = sight
        .deeds
        .iter()
        .map(|deed| {
            let address = format!("{}?assignment={}", sight.area.decide(*deed), held.id);
            let about = format!(": {title}");
            view! { <a class="button button-small" href=address>{deed.label()}<span class="visually-hidden">{about}</span></a> }
        })
        .collect();
    (!links.is_empty()).then(|| view! { <div class="actions">{links}</div> })
}
