//! What a certificate says, in words that are ready to be set.

use serde::Serialize;

/// Everything that one certificate says. Dates are written out, in the zone and the manner of the one who issues it.
/// A template reads these fields by their names from `data.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sheet {
    /// Certificate number.
    pub number: String,
    /// The address at which it can be checked; it is in the QR code too.
    pub verify_address: String,
    /// The same without the number, to break the line before it.
    pub verify_site: String,
    /// Who issues it.
    pub organisation: String,
    /// Who earned it.
    pub learner: String,
    /// What was achieved.
    pub achievement: String,
    /// Version of what was achieved.
    pub version: String,
    /// The requirement that it meets.
    pub requirement: String,
    /// Amount and kind of credit.
    pub credit: String,
    /// How the credit was calculated.
    pub credit_basis: String,
    /// How it was delivered.
    pub delivery: String,
    /// Supervision and identity check of the assessment.
    pub supervision: String,
    /// Date of the first fact that counts.
    pub started: String,
    /// Date of the last one.
    pub completed: String,
    /// Date of issue.
    pub issued: String,
    /// What some certificates say and others do not, such as who signed: printed below the terms.
    pub more: Vec<Said>,
    /// The courses, as they were passed.
    pub courses: Vec<Course>,
    /// A drawing that no other certificate has, a whole SVG file; the template's `pattern.svg`.
    #[serde(skip)]
    pub pattern: String,
    /// The signed credential that is attached to the file, as JSON.
    #[serde(skip)]
    pub credential: String,
    /// The moment of issue, for what the file says about itself.
    #[serde(skip)]
    pub issued_at: Moment,
}

/// A fact, and what it is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Said {
    /// What it is called.
    pub name: String,
    /// The fact.
    pub value: String,
}

/// One course, as it was passed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Course {
    /// Title.
    pub title: String,
    /// Version.
    pub version: String,
    /// Date of passing.
    pub passed: String,
    /// Score in percent.
    pub percent: u8,
    /// Pass mark in percent.
    pub pass_percent: u8,
    /// What the holder can do.
    pub objectives: Vec<String>,
}

/// A second of the calendar, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// Year.
    pub year: i32,
    /// Month from 1.
    pub month: u8,
    /// Day from 1.
    pub day: u8,
    /// Hour.
    pub hour: u8,
    /// Minute.
    pub minute: u8,
    /// Second.
    pub second: u8,
}

impl Sheet {
    /// A made-up certificate with so many courses, to try a template with.
    pub fn sample(courses: usize) -> Self {
        let course = Course {
            title: "First steps: what a network is, and social media used well".into(),
            version: "1.0.0".into(),
            passed: "24 November 2026".into(),
            percent: 92,
            pass_percent: 80,
            objectives: vec![
                "tell a Personal Learning Network from a team, an audience or a list of contacts.".into(),
                "audit a digital footprint, and decide what to keep, fix, hide or ask about.".into(),
                "check a claim before passing it on, say how sure they are, and correct an error.".into(),
            ],
        };
        Self {
            number: "NW-0000-0000-0000".into(),
            verify_address: "https://learn.example.org/verify/NW-0000-0000-0000".into(),
            verify_site: "https://learn.example.org/verify/".into(),
            organisation: "Example & Sons".into(),
            learner: "Amara Okafor".into(),
            achievement: "Onboarding: learning networks and social media".into(),
            version: "1.0.0".into(),
            requirement: "Meets the onboarding requirement on responsible use of social media.".into(),
            credit: "1.0 contact hour".into(),
            credit_basis: "1.0 contact hour, based on 60 minutes of designed study time.".into(),
            delivery: "Online, self-paced".into(),
            supervision: "Not supervised; the learner signed in with a password.".into(),
            started: "2 November 2026".into(),
            completed: "24 November 2026".into(),
            issued: "24 November 2026".into(),
            more: [
                ("Signed by", "Maria Silva, Head of Learning"),
                ("Contact", "learning@example.org"),
                ("Address", "1 Quay Street, Port"),
            ]
            .map(|(name, value)| Said { name: name.into(), value: value.into() })
            .into(),
            courses: vec![course; courses],
            pattern: r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1120 792"/>"#.into(),
            credential: r#"{"type":["VerifiableCredential","OpenBadgeCredential"]}"#.into(),
            issued_at: Moment { year: 2026, month: 11, day: 24, hour: 9, minute: 30, second: 0 },
        }
    }

    /// Every text that will be printed.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        let own = [
            &self.number,
            &self.verify_address,
            &self.organisation,
            &self.learner,
            &self.achievement,
            &self.version,
            &self.requirement,
            &self.credit,
            &self.credit_basis,
            &self.delivery,
            &self.supervision,
            &self.started,
            &self.completed,
            &self.issued,
        ];
        let courses = self
            .courses
            .iter()
            .flat_map(|course| [&course.title, &course.version, &course.passed].into_iter().chain(&course.objectives));
        let more = self.more.iter().flat_map(|said| [&said.name, &said.value]);
        own.into_iter().chain(more).chain(courses).map(String::as_str)
    }
}
