//! Program: a named requirement. Must not import anything outside `domain`.

use serde::{Deserialize, Serialize};

/// What a certificate's profile promises a reader will be on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Profile {
    /// Meets a condition of employment.
    Employment,
    /// Meets a condition of graduation.
    Graduation,
    /// Counts as continuing education of a profession.
    ContinuingEducation,
    /// A micro-credential as the European recommendation describes it.
    EuMicrocredential,
}

impl Profile {
    /// As it is written in content and stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Employment => "employment",
            Self::Graduation => "graduation",
            Self::ContinuingEducation => "continuing-education",
            Self::EuMicrocredential => "eu-microcredential",
        }
    }
}

/// Credit that the program carries, and how it was worked out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credit {
    /// Designed time of study, in minutes.
    pub contact_minutes: u16,
    /// The amount as printed ("1.0 contact hour").
    pub amount: String,
    /// The basis of the calculation as printed; never claims an accreditation that is not there.
    pub basis: String,
}

/// Something published that a program is aligned to: a standard, a regulation, a level of a framework.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standard {
    /// Name, as printed.
    pub name: String,
    /// Where it is published.
    pub url: String,
    /// The framework it is part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub framework: Option<String>,
    /// Its code there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

impl Standard {
    /// In one line: `Social media use (DigComp 2.2, 2.3)`.
    pub fn printed(&self) -> String {
        let place: Vec<&str> = [&self.framework, &self.code].into_iter().flatten().map(String::as_str).collect();
        if place.is_empty() { self.name.clone() } else { format!("{} ({})", self.name, place.join(", ")) }
    }
}

/// What certificates of some profiles must say; empty where the author says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Terms {
    /// Field of study.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Level, with the framework it is a level of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// Kind of assessment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assessment: Option<String>,
    /// Quality assurance behind the program.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quality: Option<String>,
    /// Accreditation or sponsor number, or that there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accreditation: Option<String>,
    /// Instructor or evaluator, or that there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instructor: Option<String>,
    /// Standards it is aligned to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub standards: Vec<Standard>,
}

impl Terms {
    /// What is said, by the names under which it is printed.
    pub fn said(&self) -> [(&'static str, Option<String>); 7] {
        let standards = self.standards.iter().map(Standard::printed).collect::<Vec<_>>();
        [
            ("Field of study", self.field.clone()),
            ("Level", self.level.clone()),
            ("Assessment", self.assessment.clone()),
            ("Instructor or evaluator", self.instructor.clone()),
            ("Accreditation", self.accreditation.clone()),
            ("Quality assurance", self.quality.clone()),
            ("Standards", (!standards.is_empty()).then(|| standards.join("; "))),
        ]
    }

    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A named requirement: courses, deadline, audience and what completing it is worth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Program {
    /// Stable key (`onboarding`).
    pub key: String,
    /// Title, also the name of the achievement on the certificate.
    pub title: String,
    /// The author's version.
    pub version: String,
    /// One sentence for the learner.
    pub summary: String,
    /// What the certificate meets, as printed on it.
    pub requirement: String,
    /// Kind of requirement.
    pub profile: Profile,
    /// Key of the unit whose people (with all units below) are held to it.
    pub audience: String,
    /// Keys of the courses that must be completed.
    pub courses: Vec<String>,
    /// Days from joining to the due date; due at the end of that day in `time_zone`.
    pub due_days: u16,
    /// IANA name of the zone in which the deadline is read.
    pub time_zone: String,
    /// Credit and its basis.
    pub credit: Credit,
    /// How many months after completion a certificate is valid; for ever, if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_months: Option<u16>,
    /// What certificates of its profile must say besides.
    #[serde(default, skip_serializing_if = "Terms::is_empty")]
    pub terms: Terms,
}
