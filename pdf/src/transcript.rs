//! What a transcript says, in words that are ready to be set.

use serde::Serialize;

use crate::sheet::{Moment, Paper, Picture, Said, named_logo};

/// Everything that one transcript says. A template reads these fields by their names from `data.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Transcript {
    /// What it will be printed on.
    pub paper: Paper,
    /// The organisation's logo, beside its name; `data.json` names the file.
    #[serde(serialize_with = "named_logo")]
    pub logo: Option<Picture>,
    /// Who keeps the record.
    pub organisation: String,
    /// Whose record it is.
    pub learner: String,
    /// The moment whose state it shows, written out.
    pub printed: String,
    /// Where anybody can check the certificates.
    pub verify_address: String,
    /// What stands above the tables.
    pub facts: Vec<Said>,
    /// The tables; none without rows is printed.
    pub tables: Vec<Table>,
    /// The same moment, for what the file says about itself.
    #[serde(skip)]
    pub printed_at: Moment,
}

/// A table. Its first column says what a row is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Table {
    /// Title.
    pub title: String,
    /// What the columns are called.
    pub columns: Vec<String>,
    /// Each as long as `columns`.
    pub rows: Vec<Vec<String>>,
}

impl Transcript {
    /// A made-up transcript with so many rows in each table, to try a template with.
    pub fn sample(rows: usize) -> Self {
        let table = |title: &str, columns: &[&str], row: &[&str]| Table {
            title: title.into(),
            columns: columns.iter().map(ToString::to_string).collect(),
            rows: vec![row.iter().map(ToString::to_string).collect(); rows],
        };
        Self {
            paper: Paper::A4,
            logo: None,
            organisation: "Example & Sons".into(),
            learner: "Amara Okafor".into(),
            printed: "24 November 2026, 09:30".into(),
            verify_address: "https://learn.example.org/verify".into(),
            facts: vec![Said { name: "Contact time earned".into(), value: "60 minutes".into() }],
            tables: vec![
                table(
                    "Requirements",
                    &["Requirement", "Status", "Parts done", "Due", "Completed"],
                    &[
                        "Onboarding: learning networks and social media",
                        "Completed",
                        "2 of 2",
                        "1\u{a0}December\u{a0}2026",
                        "24\u{a0}November\u{a0}2026",
                    ],
                ),
                table(
                    "Courses",
                    &["Course", "Lessons done", "Best score", "Passed"],
                    &[
                        "First steps: what a network is, and social media used well",
                        "6 of 6",
                        "92 %",
                        "24\u{a0}November\u{a0}2026",
                    ],
                ),
                table(
                    "Certificates",
                    &["Achievement", "Credit", "Issued", "Number", "State"],
                    &[
                        "Onboarding: learning networks and social media",
                        "1.0 contact hour",
                        "24\u{a0}November\u{a0}2026",
                        "NW-0000-0000-0000",
                        "Valid",
                    ],
                ),
            ],
            printed_at: Moment { year: 2026, month: 11, day: 24, hour: 9, minute: 30, second: 0 },
        }
    }

    /// Every text that will be printed.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        let own = [&self.organisation, &self.learner, &self.printed, &self.verify_address];
        let facts = self.facts.iter().flat_map(|said| [&said.name, &said.value]);
        let tables = self
            .tables
            .iter()
            .flat_map(|table| std::iter::once(&table.title).chain(&table.columns).chain(table.rows.iter().flatten()));
        own.into_iter().chain(facts).chain(tables).map(String::as_str)
    }
}
