//! What a certificate says, in words that are ready to be set.

use serde::{Serialize, Serializer};

/// The paper that a sheet is printed on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub enum Paper {
    /// 210 × 297 mm.
    #[default]
    #[serde(rename = "a4")]
    A4,
    /// 8.5 × 11 inches.
    #[serde(rename = "us-letter")]
    Letter,
}

/// A picture of the organisation's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// The file.
    pub bytes: Vec<u8>,
    /// Its format.
    pub kind: PictureKind,
}

/// A format of pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureKind {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
}

/// The names under which a template finds a picture. They never change: the interner of paths forgets none.
pub(crate) fn logo_file(logo: &Picture) -> &'static str {
    match logo.kind {
        PictureKind::Png => "logo.png",
        PictureKind::Jpeg => "logo.jpg",
    }
}

pub(crate) fn signature_file(signature: &Picture) -> &'static str {
    match signature.kind {
        PictureKind::Png => "signature.png",
        PictureKind::Jpeg => "signature.jpg",
    }
}

pub(crate) fn named_logo<S: Serializer>(logo: &Option<Picture>, serializer: S) -> Result<S::Ok, S::Error> {
    logo.as_ref().map(logo_file).serialize(serializer)
}

fn named_signature<S: Serializer>(signature: &Option<Picture>, serializer: S) -> Result<S::Ok, S::Error> {
    signature.as_ref().map(signature_file).serialize(serializer)
}

/// Everything that one certificate says. Dates are written out, in the zone and the manner of the one who issues it.
/// A template reads these fields by their names from `data.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sheet {
    /// What it will be printed on.
    pub paper: Paper,
    /// The organisation's logo, beside its name; `data.json` names the file.
    #[serde(serialize_with = "named_logo")]
    pub logo: Option<Picture>,
    /// The signature of who signs, above their name; `data.json` names the file.
    #[serde(serialize_with = "named_signature")]
    pub signature: Option<Picture>,
    /// Kind of requirement: `employment`, `graduation`, `continuing-education` or `eu-microcredential`.
    pub profile: String,
    /// Who signs.
    pub signatory: Option<String>,
    /// As what they sign.
    pub signatory_title: Option<String>,
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
    /// Last day on which it is valid, if it ends.
    pub valid_until: Option<String>,
    /// What some certificates say and others do not, such as whom to ask.
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
    pub objectives: Vec<Objective>,
}

/// One thing that the holder can do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Objective {
    /// In words.
    pub text: String,
    /// Score in its questions, in percent, if it was kept.
    pub percent: Option<u8>,
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
            passed: "24\u{a0}November\u{a0}2026".into(),
            percent: 92,
            pass_percent: 80,
            objectives: [
                ("tell a Personal Learning Network from a team, an audience or a list of contacts.", Some(100)),
                ("audit a digital footprint, and decide what to keep, fix, hide or ask about.", Some(83)),
                ("check a claim before passing it on, say how sure they are, and correct an error.", None),
            ]
            .map(|(text, percent)| Objective { text: text.into(), percent })
            .into(),
        };
        Self {
            paper: Paper::A4,
            logo: None,
            signature: None,
            profile: "employment".into(),
            signatory: Some("Maria Silva".into()),
            signatory_title: Some("Head of Learning".into()),
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
            started: "2\u{a0}November\u{a0}2026".into(),
            completed: "24\u{a0}November\u{a0}2026".into(),
            issued: "24\u{a0}November\u{a0}2026".into(),
            valid_until: None,
            more: [("Contact", "learning@example.org"), ("Address", "1 Quay Street, Port")]
                .map(|(name, value)| Said { name: name.into(), value: value.into() })
                .into(),
            courses: vec![course; courses],
            pattern: r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1120 792"/>"#.into(),
            credential: r#"{"type":["VerifiableCredential","OpenBadgeCredential"]}"#.into(),
            issued_at: Moment { year: 2026, month: 11, day: 24, hour: 9, minute: 30, second: 0 },
        }
    }

    /// A made-up certificate that says all that a certificate can say, of this profile.
    pub fn full_sample(profile: &str) -> Self {
        let long = "A panel of two teachers and one employer looks at each course once a year, and at every question that \
                    more than half of the learners miss.";
        let more = [
            ("Field of study", "Digital literacy"),
            ("Level", "Level 4 of the European Qualifications Framework"),
            ("Assessment", "Multiple choice and short written answers"),
            ("Instructor or evaluator", "None; marked by the program, checked by the learning office"),
            ("Accreditation", "None"),
            ("Quality assurance", long),
            ("Standards", "DigComp 2.2, 2.3: Engaging in citizenship through digital technologies"),
            ("Replaces", "NW-0000-0000-0001"),
        ];
        let more = more.map(|(name, value)| Said { name: name.into(), value: value.into() });
        let plain = Self::sample(2);
        Self {
            profile: profile.into(),
            valid_until: Some("24\u{a0}November\u{a0}2028".into()),
            more: plain.more.into_iter().chain(more).collect(),
            ..Self::sample(2)
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
        let courses = self.courses.iter().flat_map(|course| {
            [&course.title, &course.version, &course.passed]
                .into_iter()
                .chain(course.objectives.iter().map(|objective| &objective.text))
        });
        let more = self.more.iter().flat_map(|said| [&said.name, &said.value]);
        let signed = self.signatory.iter().chain(&self.signatory_title).chain(&self.valid_until);
        own.into_iter().chain(signed).chain(more).chain(courses).map(String::as_str)
    }
}
