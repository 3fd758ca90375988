//! Everything that is recorded of one learner, gathered for a page and for a printed sheet. Must not import anything but
//! `domain`, `catalog`, `store`, `usecases` and the calendar of `components`.

use std::collections::{BTreeMap, BTreeSet};

use certificate_pdf::{Paper, Said, Table};

use super::failure::Failure;
use super::sheet::moment;
use super::state::App;
use crate::catalog::Catalog;
use crate::components::Calendar;
use crate::domain::credential::{Record, Standing};
use crate::domain::ids::PersonId;
use crate::domain::status::{Facts, Pass};
use crate::domain::time::Timestamp;
use crate::store::attempts::SUBMITTED;
use crate::store::entities::attempt;
use crate::store::{attempts, credentials, facts};
use crate::usecases::held_to::{Held, held_to};

/// What is recorded of a learner.
pub struct Transcript {
    /// Whose.
    pub name: String,
    /// Who keeps the record.
    pub organisation: String,
    /// Where certificates can be checked, in full as it is printed.
    pub verify: String,
    /// Requirements, and how far they are met.
    pub held: Vec<Held>,
    /// Courses that are required or begun.
    pub courses: Vec<CourseLine>,
    /// Certificates.
    pub records: Vec<Record>,
    /// Where each of them stands, in the same order.
    pub standings: Vec<Standing>,
}

/// How far the learner is in one course.
#[derive(Debug, PartialEq, Eq)]
pub struct CourseLine {
    /// Its address, while it is taught.
    pub address: Option<String>,
    /// Title.
    pub title: String,
    /// Lessons done, and of how many.
    pub lessons: String,
    /// Best score in percent.
    pub best: Option<u8>,
    /// When and how it was passed.
    pub pass: Option<Pass>,
}

impl Transcript {
    /// Gathers what is recorded of a person now.
    ///
    /// # Errors
    /// The database did not answer.
    pub async fn gather(
        app: &App,
        (person, name): (PersonId, &str),
        organisation: &str,
        now: Timestamp,
    ) -> Result<Self, Failure> {
        let (db, content) = (app.store().reader(), app.content());
        let facts = facts::of_person(db, person).await?;
        let held = held_to(db, content.catalog(), person, &facts, now).await?;
        let sealed = credentials::sealed_of_person(db, person).await?;
        let standings = sealed.iter().map(|one| one.standing(now)).collect();
        let records: Vec<Record> = sealed.into_iter().map(|one| one.record).collect();
        let best = best_scores(&attempts::of_person(db, person).await?);
        let courses = course_lines(content.catalog(), &held, &facts, &best, &records);
        let verify = format!("{}/verify", app.config().base_url.as_str().trim_end_matches('/'));
        Ok(Self {
            name: name.to_owned(),
            organisation: organisation.to_owned(),
            verify,
            held,
            courses,
            records,
            standings,
        })
    }

    /// Contact time of all certificates, in words.
    pub fn earned(&self) -> String {
        earned_words(&self.records)
    }

    /// The same for paper; `None` for a moment that no calendar has.
    pub fn sheet(&self, calendar: &Calendar) -> Option<certificate_pdf::Transcript> {
        Some(certificate_pdf::Transcript {
            paper: Paper::A4,
            logo: None,
            organisation: self.organisation.clone(),
            learner: self.name.clone(),
            printed: calendar.now.date_time_in(&calendar.zone).replace(' ', "\u{a0}"),
            verify_address: self.verify.clone(),
            facts: vec![Said { name: "Contact time earned".to_owned(), value: self.earned() }],
            tables: vec![self.requirements(&calendar.zone), self.course_rows(&calendar.zone), self.certificates()],
            printed_at: moment(calendar.now)?,
        })
    }

    fn requirements(&self, zone: &str) -> Table {
        let row = |held: &Held| {
            let evaluation = &held.evaluation;
            vec![
                held.program.title.clone(),
                evaluation.status.label().to_owned(),
                format!("{} of {}", evaluation.done, evaluation.total),
                day(held.assignment.due_at, zone),
                evaluation.completed_at.map_or_else(not_yet, |at| day(at, zone)),
            ]
        };
        let columns = ["Requirement", "Status", "Parts done", "Due", "Completed"];
        table("Requirements", &columns, self.held.iter().map(row).collect())
    }

    fn course_rows(&self, zone: &str) -> Table {
        let row = |line: &CourseLine| {
            vec![
                line.title.clone(),
                line.lessons.clone(),
                line.best.map_or_else(not_yet, |best| format!("{best}\u{a0}%")),
                line.pass.as_ref().map_or_else(not_yet, |pass| day(pass.at, zone)),
            ]
        };
        let columns = ["Course", "Lessons done", "Best score", "Passed"];
        table("Courses", &columns, self.courses.iter().map(row).collect())
    }

    fn certificates(&self) -> Table {
        let row = |(record, standing): (&Record, &Standing)| {
            vec![
                record.achievement.clone(),
                record.credit.amount.clone(),
                day(record.issued_at, &record.time_zone),
                record.number.to_string(),
                standing.word().to_owned(),
            ]
        };
        let columns = ["Achievement", "Credit", "Issued", "Number", "State"];
        table("Certificates", &columns, self.records.iter().zip(&self.standings).map(row).collect())
    }
}

fn table(title: &str, columns: &[&str], rows: Vec<Vec<String>>) -> Table {
    Table { title: title.to_owned(), columns: columns.iter().map(ToString::to_string).collect(), rows }
}

/// A date that is not broken over two lines.
fn day(at: Timestamp, zone: &str) -> String {
    at.date_in(zone).replace(' ', "\u{a0}")
}

fn not_yet() -> String {
    "Not yet".to_owned()
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

fn earned_words(records: &[Record]) -> String {
    match (minutes_earned(records), records.len()) {
        (0, _) => "None yet".to_owned(),
        (minutes, 1) => format!("{minutes} minutes"),
        (minutes, _) => format!("{minutes} minutes; study that counts for several certificates is counted once"),
    }
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
