//! `/transcript`: everything the learner has done, as tables to read and to print.

use std::collections::{BTreeMap, BTreeSet};

use axum::response::Response;
use leptos::prelude::*;

use crate::catalog::Catalog;
use crate::components::date::date_time;
use crate::components::standing::standing_chip;
use crate::components::{Calendar, Icon, art, date, status};
use crate::domain::credential::{Record, Standing};
use crate::domain::status::{Facts, Pass};
use crate::server::actor::Learner;
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};
use crate::store::attempts::SUBMITTED;
use crate::store::entities::attempt;
use crate::store::{attempts, credentials, facts};
use crate::usecases::held_to::{Held, held_to};

/// Shows the learner's record.
///
/// # Errors
/// The database did not answer.
pub async fn show(page: Page, Learner(actor): Learner) -> Result<Response, Failure> {
    let (db, content, calendar) = (page.app().store().reader(), page.app().content(), page.calendar());
    let facts = facts::of_person(db, actor.person()).await?;
    let held = held_to(db, content.catalog(), actor.person(), &facts, calendar.now).await?;
    let sealed = credentials::sealed_of_person(db, actor.person()).await?;
    let standings = sealed.iter().map(|one| one.standing(page.calendar().now)).collect();
    let records: Vec<Record> = sealed.into_iter().map(|one| one.record).collect();
    let best = best_scores(&attempts::of_person(db, actor.person()).await?);
    let courses = course_lines(content.catalog(), &held, &facts, &best, &records);
    let site = page.app().config().base_url.as_str();
    let transcript =
        Transcript { name: actor.name(), organisation: page.organisation(), site, held, courses, records, standings };
    Ok(page.show(Layout::Wide, "Transcript", || view(&transcript, &calendar)))
}

struct Transcript<'a> {
    name: &'a str,
    organisation: &'a str,
    /// Address of the site, for paper.
    site: &'a str,
    held: Vec<Held>,
    courses: Vec<CourseLine>,
    records: Vec<Record>,
    /// Where each of them stands, in the same order.
    standings: Vec<Standing>,
}

/// How far the learner is in one course.
#[derive(Debug, PartialEq, Eq)]
struct CourseLine {
    /// Its address, while it is taught.
    address: Option<String>,
    title: String,
    lessons: String,
    best: Option<u8>,
    pass: Option<Pass>,
}

/// The best score in percent of each course's submitted attempts.
fn best_scores(attempts: &[attempt::Model]) -> BTreeMap<String, u8> {
    let mut best = BTreeMap::new();
    for attempt in attempts.iter().filter(|attempt| attempt.state == SUBMITTED) {
        let score = best.entry(attempt.course_key.clone()).or_default();
        *score = facts::percent(attempt).max(*score);
    }
    best
}

/// Every course that is required or begun.
fn course_lines(
    catalog: &Catalog,
    held: &[Held],
    facts: &Facts,
    best: &BTreeMap<String, u8>,
    records: &[Record],
) -> Vec<CourseLine> {
    let required = held.iter().flat_map(|held| &held.program.courses);
    let begun = facts.lessons.keys().map(|(course, _)| course).chain(best.keys());
    let keys: BTreeSet<&String> = required.chain(begun).collect();
    let line = |key: &String| {
        let done = |lesson: &str| facts.lessons.contains_key(&(key.clone(), lesson.to_owned()));
        let (title, lessons) = match catalog.course(key) {
            Some(course) => {
                let studied = course.lessons().filter(|lesson| done(&lesson.key)).count();
                (course.title.clone(), format!("{studied} of {}", course.lessons().count()))
            }
            // A course that is no longer taught is known by the certificate it led to.
            None => {
                let courses = || records.iter().flat_map(|record| &record.courses);
                let title = courses().find(|course| course.key == *key).map_or(key, |course| &course.title);
                (title.clone(), facts.lessons.keys().filter(|(course, _)| course == key).count().to_string())
            }
        };
        CourseLine {
            address: catalog.course(key).map(|course| format!("/courses/{}", course.key)),
            title,
            lessons,
            best: best.get(key).copied(),
            pass: facts.passes.get(key).cloned(),
        }
    };
    keys.into_iter().map(line).collect()
}

/// Contact minutes of all certificates. A certificate that rests on nothing but assessments already counted adds none: the
/// same hour of study is credited once, whatever it is required for.
fn minutes_earned(records: &[Record]) -> u32 {
    let mut counted = BTreeSet::new();
    let mut minutes = 0;
    for record in records {
        let fresh = record.courses.iter().filter(|course| counted.insert((&course.key, course.passed_at))).count();
        if fresh > 0 {
            minutes += u32::from(record.credit.contact_minutes);
        }
    }
    minutes
}

fn view(transcript: &Transcript, calendar: &Calendar) -> impl IntoView + use<> {
    let Transcript { name, organisation, site, held, courses, records, standings } = transcript;
    view! {
        <div class="stack stack-l transcript">
            <div class="stack">
                <h1>"Transcript"</h1>
                <dl class="pairs">
                    <div><dt>"Name"</dt><dd>{(*name).to_owned()}</dd></div>
                    <div><dt>"Organisation"</dt><dd>{(*organisation).to_owned()}</dd></div>
                    <div><dt>"As recorded on"</dt><dd>{date_time(calendar.now, calendar)}</dd></div>
                    <div><dt>"Contact time earned"</dt><dd>{earned_words(&standing_ones(records, standings))}</dd></div>
                </dl>
            </div>
            {(held.is_empty() && courses.is_empty() && records.is_empty()).then(nothing_yet)}
            {requirements(held, calendar)}
            {course_table(courses, calendar)}
            {certificates(records, standings, calendar)}
            {(!records.is_empty()).then(|| check_words(site))}
            <p class="muted small no-print">"To keep or hand in a copy, print this page with your browser."</p>
        </div>
    }
}

/// Those that were not taken back: what was revoked earns nothing.
fn standing_ones(records: &[Record], standings: &[Standing]) -> Vec<Record> {
    let both = records.iter().zip(standings);
    both.filter(|(_, standing)| !matches!(standing, Standing::Revoked(_))).map(|(record, _)| record.clone()).collect()
}

fn earned_words(records: &[Record]) -> String {
    match (minutes_earned(records), records.len()) {
        (0, _) => "None yet".to_owned(),
        (minutes, 1) => format!("{minutes} minutes"),
        (minutes, _) => format!("{minutes} minutes; study that counts for several certificates is counted once"),
    }
}

/// A table with its title; nothing without rows.
fn table(
    id: &'static str,
    title: &'static str,
    columns: &[&'static str],
    rows: Vec<AnyView>,
) -> Option<impl IntoView + use<>> {
    let heads: Vec<_> = columns.iter().map(|column| view! { <th scope="col">{*column}</th> }).collect();
    (!rows.is_empty()).then(|| {
        view! {
            <section class="stack stack-s">
                <h2 id=id>{title}</h2>
                <div class="table-scroll" tabindex="0" role="region" aria-labelledby=id>
                    <table class="table-cards"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>
                </div>
            </section>
        }
    })
}

fn requirements(held: &[Held], calendar: &Calendar) -> impl IntoView + use<> {
    let row = |held: &Held| {
        let completed = held.evaluation.completed_at.map(|at| date(at, calendar));
        view! {
            <tr>
                <th scope="row">{held.program.title.clone()}</th>
                <td data-label="Status">{status::chip(held.evaluation.status)}</td>
                <td data-label="Parts done">{format!("{} of {}", held.evaluation.done, held.evaluation.total)}</td>
                <td data-label="Due">{date(held.assignment.due_at, calendar)}</td>
                <td data-label="Completed">{or_not_yet(completed)}</td>
            </tr>
        }
        .into_any()
    };
    let columns = ["Requirement", "Status", "Parts done", "Due", "Completed"];
    table("requirements", "Requirements", &columns, held.iter().map(row).collect())
}

fn course_table(courses: &[CourseLine], calendar: &Calendar) -> impl IntoView + use<> {
    let row = |line: &CourseLine| {
        let title = line.title.clone();
        let title = match line.address.clone() {
            Some(address) => view! { <a href=address>{title}</a> }.into_any(),
            None => title.into_any(),
        };
        let passed = line.pass.as_ref().map(|pass| date(pass.at, calendar));
        view! {
            <tr>
                <th scope="row">{title}</th>
                <td data-label="Lessons done">{line.lessons.clone()}</td>
                <td data-label="Best score">{or_not_yet(line.best.map(|best| format!("{best} %")))}</td>
                <td data-label="Passed">{or_not_yet(passed)}</td>
            </tr>
        }
        .into_any()
    };
    table("courses", "Courses", &["Course", "Lessons done", "Best score", "Passed"], courses.iter().map(row).collect())
}

fn certificates(records: &[Record], standings: &[Standing], calendar: &Calendar) -> impl IntoView + use<> {
    let row = |(record, standing): (&Record, &Standing)| {
        let calendar = Calendar { zone: record.time_zone.clone(), ..calendar.clone() };
        view! {
            <tr>
                <th scope="row">{record.achievement.clone()}</th>
                <td data-label="Credit">{record.credit.amount.clone()}</td>
                <td data-label="Issued">{date(record.issued_at, &calendar)}</td>
                <td data-label="Number">
                    <a class="mono nowrap" href=format!("/certificates/{}", record.number)>{record.number.to_string()}</a>
                </td>
                <td data-label="State">{standing_chip(standing)}</td>
            </tr>
        }
        .into_any()
    };
    table(
        "certificates",
        "Certificates",
        &["Achievement", "Credit", "Issued", "Number", "State"],
        records.iter().zip(standings).map(row).collect(),
    )
}

/// For those who are handed the transcript on paper.
fn check_words(site: &str) -> impl IntoView + use<> {
    let address = format!("{}/verify", site.trim_end_matches('/'));
    view! { <p>"Anyone can check a certificate by its number at "<a href="/verify">{address}</a>"."</p> }
}

fn or_not_yet<V: IntoView + 'static>(value: Option<V>) -> AnyView {
    match value {
        Some(value) => value.into_any(),
        None => view! { <span class="muted">"Not yet"</span> }.into_any(),
    }
}

fn nothing_yet() -> impl IntoView {
    art::empty(
        "Nothing to show yet",
        "What you study, the assessments you take and the certificates you earn are listed here.",
        view! { <a class="button button-primary" href="/courses">"Browse courses"{Icon::ARROW_RIGHT.view()}</a> },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::credential::{CourseRecord, Number};
    use crate::domain::credential::{Particulars, Provider};
    use crate::domain::ids::AttemptId;
    use crate::domain::program::{Credit, Profile};
    use crate::domain::time::Timestamp;

    fn record(minutes: u16, courses: &[(&str, i64)]) -> Record {
        let course = |(key, at): &(&str, i64)| CourseRecord {
            key: (*key).into(),
            title: "First steps".into(),
            version: "1.0.0".into(),
            hash: String::new(),
            objectives: vec![],
            percent: 92,
            pass_percent: 80,
            passed_at: Timestamp(*at),
            results: vec![],
        };
        Record {
            number: Number::from_random([7; 12]),
            learner: "Amara Okafor".into(),
            organisation: "Harbour".into(),
            program: "onboarding".into(),
            achievement: "Onboarding".into(),
            program_version: "1.0.0".into(),
            program_hash: String::new(),
            profile: Profile::Employment,
            requirement: String::new(),
            credit: Credit { contact_minutes: minutes, amount: String::new(), basis: String::new() },
            delivery: String::new(),
            supervision: String::new(),
            courses: courses.iter().map(course).collect(),
            time_zone: "UTC".into(),
            started_at: Timestamp(0),
            completed_at: Timestamp(0),
            issued_at: Timestamp(0),
            provider: Provider::default(),
            particulars: Particulars::default(),
        }
    }

    #[test]
    fn the_same_study_is_credited_once() {
        let onboarding = record(60, &[("start-100", 5)]);
        let graduation = onboarding.clone();
        let renewed = record(60, &[("start-100", 500)]);
        let another = record(30, &[("start-100", 5), ("more-200", 9)]);
        assert_eq!(minutes_earned(&[]), 0);
        assert_eq!(minutes_earned(&[onboarding.clone(), graduation]), 60);
        assert_eq!(minutes_earned(&[onboarding.clone(), renewed]), 120);
        assert_eq!(minutes_earned(&[onboarding, another]), 90);
    }

    #[test]
    fn a_course_no_longer_taught_keeps_the_title_of_its_certificate() {
        let facts = Facts {
            lessons: BTreeMap::from([(("old-1".to_owned(), "a".to_owned()), Timestamp(1))]),
            passes: BTreeMap::from([(
                "old-1".to_owned(),
                Pass {
                    attempt: AttemptId::new(),
                    at: Timestamp(5),
                    percent: 92,
                    pass_percent: 80,
                    course_hash: String::new(),
                    tested_out: false,
                    critical_open: 0,
                    critical_done_at: None,
                },
            )]),
            misses: BTreeMap::new(),
            revoked: vec![],
        };
        let best = BTreeMap::from([("old-1".to_owned(), 92)]);
        let catalog = Catalog::default();
        let lines = course_lines(&catalog, &[], &facts, &best, &[record(60, &[("old-1", 5)])]);
        let expected = CourseLine {
            address: None,
            title: "First steps".into(),
            lessons: "1".into(),
            best: Some(92),
            pass: facts.passes.get("old-1").cloned(),
        };
        assert_eq!(lines, [expected]);
    }
}
