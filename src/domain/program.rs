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
}
