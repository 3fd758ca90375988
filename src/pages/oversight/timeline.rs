//! What happened to one person, from the facts, newest first. Must not import `app` or another page's insides.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::Sight;
use crate::catalog::Catalog;
use crate::components::{Calendar, date};
use crate::domain::credential::{Number, Record};
use crate::domain::ids::PersonId;
use crate::domain::intervention::Deed;
use crate::domain::time::Timestamp;
use crate::store::attempts::ran_out;
use crate::store::entities::{attempt, lesson_completion};
use crate::store::facts::percent;
use crate::usecases::held_to::Held;

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    at: Timestamp,
    words: String,
    kind: Kind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Plain,
    /// Stands out.
    Late,
    /// A lesson of the course with this title.
    Lesson(String),
    /// Leads to the certificate.
    Certificate(Number),
    /// Leads to the page of what was decided.
    Act(String),
}

impl Event {
    /// Something that happened, in words.
    pub fn new(at: Timestamp, words: impl Into<String>) -> Self {
        Self { at, words: words.into(), kind: Kind::Plain }
    }

    /// Being held to something, and being late with it. That it was completed shows in what completed it.
    pub fn of_requirement(held: &Held, now: Timestamp) -> Vec<Self> {
        let (title, due) = (&held.program.title, held.assignment.due_at);
        let late = held.assignment.completed_at.unwrap_or(now) > due;
        let mut events = vec![Self::new(held.assignment.assigned_at, format!("Held to “{title}”"))];
        events.extend(late.then(|| Self { at: due, words: format!("Became overdue: “{title}”"), kind: Kind::Late }));
        events
    }

    /// What was decided about a requirement, and taken back.
    pub fn of_decisions(held: &Held, names: &BTreeMap<PersonId, String>, sight: &Sight) -> Vec<Self> {
        let title = &held.program.title;
        let name = |id: PersonId| names.get(&id).map_or("somebody", String::as_str);
        let mut events = Vec::new();
        for one in &held.interventions {
            let words = match (Deed::from_word(&one.kind), one.due_after) {
                (Some(Deed::Remind), _) => format!("Reminded of “{title}” by {}", name(one.by_id)),
                (Some(Deed::Extend), Some(due)) => {
                    format!("Given until {} for “{title}” by {}", due.date_in(&held.program.time_zone), name(one.by_id))
                }
                _ => format!("Exempt from “{title}” by {}", name(one.by_id)),
            };
            let words = if one.reason.is_empty() { words } else { format!("{words}: “{}”", one.reason) };
            let seen = sight.sees_acts_of(one.by_id);
            let kind = if seen { Kind::Act(sight.area.act(one.act_id)) } else { Kind::Plain };
            events.push(Self { at: one.at, words, kind });
            if let (Some(at), Some(by)) = (one.taken_back_at, one.taken_back_by) {
                let what = if one.due_after.is_some() { "More time" } else { "The exemption" };
                events.push(Self::new(at, format!("{what} for “{title}” was taken back by {}", name(by))));
            }
        }
        events
    }

    /// A lesson done.
    pub fn of_lesson(lesson: &lesson_completion::Model, catalog: &Catalog) -> Self {
        let course = catalog.course(&lesson.course_key);
        let title = course.and_then(|course| course.lessons().find(|one| one.key == lesson.lesson_key));
        let title = title.map_or(&lesson.lesson_key, |lesson| &lesson.title);
        let course = course.map_or(&lesson.course_key, |course| &course.title).clone();
        Self { at: lesson.at, words: format!("Lesson done: “{title}”"), kind: Kind::Lesson(course) }
    }

    /// An attempt, submitted or begun.
    pub fn of_attempt(attempt: &attempt::Model, catalog: &Catalog) -> Self {
        let course = catalog.course(&attempt.course_key).map_or(&attempt.course_key, |course| &course.title);
        let which = format!("Attempt {} at the assessment of “{course}”", attempt.ordinal);
        match attempt.submitted_at {
            Some(at) => {
                let result = if attempt.passed == Some(true) { "passed" } else { "not passed" };
                let ended = if ran_out(at, attempt.deadline_at) { ", as the time ran out" } else { "" };
                Self::new(at, format!("{which}: {result} with {}\u{a0}%{ended}", percent(attempt)))
            }
            None => Self::new(attempt.started_at, format!("{which} begun")),
        }
    }

    /// A certificate issued.
    pub fn of_certificate(record: &Record) -> Self {
        let words = format!("Certificate for “{}”: ", record.achievement);
        Self { at: record.issued_at, words, kind: Kind::Certificate(record.number.clone()) }
    }

    fn view(&self, calendar: &Calendar) -> impl IntoView + use<> {
        let lit = matches!(self.kind, Kind::Late | Kind::Certificate(_)).then_some("timeline-lit");
        let link = match &self.kind {
            Kind::Certificate(number) => {
                Some(view! { <a class="mono" href=format!("/verify/{number}")>{number.to_string()}</a> }.into_any())
            }
            Kind::Act(address) => Some(view! { " "<a href=address.clone()>"Details"</a> }.into_any()),
            _ => None,
        };
        view! { <li class=lit><div>{self.words.clone()}{link}{date(self.at, calendar)}</div></li> }
    }
}

/// Events as a list, newest first; of those at one moment, what was added last is the newest.
pub fn timeline(mut events: Vec<Event>, calendar: &Calendar) -> impl IntoView + use<> {
    events.reverse();
    events.sort_by_key(|event| std::cmp::Reverse(event.at));
    let mut recent = gathered(events, calendar);
    let earlier = if recent.len() > LONG { recent.split_off(RECENT) } else { vec![] };
    let list = |events: &[Event]| {
        let events: Vec<_> = events.iter().map(|event| event.view(calendar)).collect();
        view! { <ol class="timeline">{events}</ol> }
    };
    let earlier = (!earlier.is_empty()).then(|| {
        let words = format!("{} earlier events", earlier.len());
        view! { <details class="timeline-more"><summary>{words}</summary>{list(&earlier)}</details> }
    });
    view! { {list(&recent)}{earlier} }
}

/// A timeline with more events than this shows the newest at first, and the others when asked.
const LONG: usize = 14;
const RECENT: usize = 10;

/// Several lessons of one course that were done on one day, one after the other, are one entry.
fn gathered(events: Vec<Event>, calendar: &Calendar) -> Vec<Event> {
    let day = |event: &Event| event.at.iso_date_in(&calendar.zone);
    let together = |a: &Event, b: &Event| matches!(a.kind, Kind::Lesson(_)) && a.kind == b.kind && day(a) == day(b);
    events
        .chunk_by(together)
        .filter_map(|chunk| match chunk {
            [first, _, ..] => {
                let Kind::Lesson(course) = &first.kind else { return Some(first.clone()) };
                Some(Event { words: format!("{} lessons of “{course}” done", chunk.len()), ..first.clone() })
            }
            _ => chunk.first().cloned(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::DAY;

    #[test]
    fn lessons_of_one_day_are_one_entry() {
        let lesson =
            |at: i64, course: &str| Event { at: Timestamp(at), words: "L".into(), kind: Kind::Lesson(course.into()) };
        let events = vec![
            lesson(3 * DAY, "A"),
            lesson(DAY + 2, "A"),
            lesson(DAY + 1, "A"),
            lesson(DAY, "B"),
            Event::new(Timestamp(0), "x"),
        ];
        let calendar = Calendar { zone: "UTC".into(), now: Timestamp(0) };
        let words: Vec<String> = gathered(events, &calendar).into_iter().map(|event| event.words).collect();
        assert_eq!(words, ["L", "2 lessons of “A” done", "L", "x"]);
    }
}
