//! `course.toml`: a course without its lessons. Must not import any module of this crate but
//! `domain`.

use std::collections::BTreeMap;

use super::document::{Document, Spot};
use super::fields::{self, Fields};
use super::files::Files;
use super::problem::Problems;
use super::references::{Seen, check_key, check_references};
use crate::domain::assessment::Blueprint;
use crate::domain::course::{Course, Module, Objective, Standard};

/// A course whose modules are still empty, and where things stand in its file.
#[derive(Debug)]
pub(super) struct Outline {
    /// The course.
    pub(super) course: Course,
    /// Line of the key.
    pub(super) line: usize,
    /// Lines of the objectives, in their order.
    pub(super) objective_lines: Vec<usize>,
    /// Lines of the modules, in their order.
    pub(super) module_lines: Vec<usize>,
    /// Courses that should be done before, where they are named.
    pub(super) prerequisites: Vec<Spot<String>>,
    /// Line of each number in `[assessment.draw]`.
    pub(super) draw_lines: BTreeMap<String, usize>,
    /// Line of the number of critical questions, if there is one.
    pub(super) critical_line: Option<usize>,
}

const FIELDS: [&str; 11] = [
    "key",
    "title",
    "version",
    "outcome",
    "audience",
    "hue",
    "prerequisites",
    "standards",
    "objectives",
    "modules",
    "assessment",
];

/// Reads a course's outline; nothing when it is missing or is not TOML.
pub(super) fn read(files: &Files, folder: &str, file: &str, problems: &mut Problems) -> Option<Outline> {
    let document = Document::open(files, file, problems)?;
    let table = fields::parse(&document, 0..document.text.len(), problems)?;
    let fields = Fields::new(&document, 0, &table);
    fields.only(&FIELDS, problems);
    let key = fields.text("key", problems);
    if let Some(key) = &key {
        check_folder(key, folder, file, problems);
    }
    let objectives = read_pairs(&fields, "objectives", "objective", "text", file, problems);
    let modules = read_pairs(&fields, "modules", "module", "title", file, problems);
    let assessment = fields.table("assessment", problems);
    let (blueprint, draws, critical_line) = match assessment {
        Some(assessment) => read_blueprint(&assessment, &objectives, file, problems),
        None => (no_blueprint(), Vec::new(), None),
    };
    let prerequisites = fields.texts("prerequisites", problems);
    let standards = fields.optional_tables("standards", problems);
    let standards = standards.iter().filter_map(|standard| read_standard(standard, problems)).collect();
    let hue = fields.number("hue", 0..=359, problems).map_or(0, |spot| spot.value);
    let mut text = |field| fields.text(field, problems).map(|spot| spot.value).unwrap_or_default();
    let (title, version) = (text("title"), text("version"));
    let (outcome, audience) = (text("outcome"), text("audience"));
    let before = prerequisites.iter().map(|spot| spot.value.clone()).collect();
    Some(Outline {
        prerequisites,
        line: key.as_ref().map_or(1, |key| key.line),
        objective_lines: objectives.iter().map(|(key, _)| key.line).collect(),
        module_lines: modules.iter().map(|(key, _)| key.line).collect(),
        critical_line,
        draw_lines: draws.into_iter().map(|key| (key.value, key.line)).collect(),
        course: Course {
            key: key.map_or_else(|| folder.to_owned(), |key| key.value),
            title,
            version,
            outcome,
            audience,
            hue,
            prerequisites: before,
            standards,
            objectives: objectives.into_iter().map(|(key, text)| Objective { key: key.value, text }).collect(),
            modules: modules
                .into_iter()
                .map(|(key, title)| Module { key: key.value, title, lessons: Vec::new() })
                .collect(),
            assessment: blueprint,
        },
    })
}

fn check_folder(key: &Spot<String>, folder: &str, file: &str, problems: &mut Problems) {
    check_key("course", key, file, problems);
    if key.value != folder {
        let what = format!("the course `{}` stands in the folder `{folder}`", key.value);
        let mend = "give the folder the name of the key, or change `key`";
        problems.add(file, key.line, what, mend);
    }
}

/// Objectives and modules alike: tables of a key and one text.
fn read_pairs(
    fields: &Fields<'_>,
    list: &str,
    kind: &str,
    text: &str,
    file: &str,
    problems: &mut Problems,
) -> Vec<(Spot<String>, String)> {
    let mut seen = Seen::default();
    let mut pairs = Vec::new();
    for entry in fields.tables(list, problems) {
        entry.only(&["key", text], problems);
        let value = entry.text(text, problems).map(|spot| spot.value).unwrap_or_default();
        if let Some(key) = entry.text("key", problems) {
            check_key(kind, &key, file, problems);
            seen.add(kind, &key, file, problems);
            pairs.push((key, value));
        }
    }
    pairs
}

fn read_standard(fields: &Fields<'_>, problems: &mut Problems) -> Option<Standard> {
    fields.only(&["framework", "code", "title"], problems);
    let mut text = |field| fields.text(field, problems).map(|spot| spot.value);
    let (framework, code, title) = (text("framework"), text("code"), text("title"));
    Some(Standard { framework: framework?, code: code?, title: title? })
}

fn read_blueprint(
    fields: &Fields<'_>,
    objectives: &[(Spot<String>, String)],
    file: &str,
    problems: &mut Problems,
) -> (Blueprint, Vec<Spot<String>>, Option<usize>) {
    fields.only(&ASSESSMENT_FIELDS, problems);
    let minutes: Option<Spot<u16>> = fields.number("minutes", 1..=600, problems);
    let pass_percent: Option<Spot<u8>> = fields.number("pass_percent", 1..=100, problems);
    let attempts: Option<Spot<u8>> = fields.number("attempts", 1..=255, problems);
    let pass = pass_percent.as_ref().map(|spot| i64::from(spot.value));
    let objective_percent = fields.optional_number("objective_percent", 0..=pass.unwrap_or(100), problems);
    let wait_hours = fields.optional_number("wait_hours", 0..=24 * 14, problems);
    if let (Some(Spot { line, .. }), Some(1)) = (&wait_hours, attempts.as_ref().map(|spot| spot.value)) {
        let what = "there is one attempt, and nothing to wait for";
        problems.add(file, *line, what, "take `wait_hours` away, or allow more `attempts`");
    }
    let test_out_percent = fields.optional_number("test_out_percent", pass.unwrap_or(1)..=100, problems);
    let usual = minutes.as_ref().map_or(1, |spot| i64::from(spot.value));
    let limit_minutes = fields.optional_number("limit_minutes", usual..=600, problems);
    let critical_items: Option<Spot<u8>> = fields.optional_number("critical_items", 1..=255, problems);
    let critical_line = critical_items.as_ref().map(|spot| spot.line);
    let draw = fields.table("draw", problems);
    let mut keys = Vec::new();
    let mut counts = BTreeMap::new();
    if let Some(draw) = draw {
        keys = draw.keys();
        for key in &keys {
            let count = draw.number(&key.value, 1..=255, problems);
            counts.insert(key.value.clone(), count.map_or(0, |spot| spot.value));
        }
    }
    let known = objectives.iter().map(|(key, _)| key.value.as_str());
    check_references("objective", "the course's `[[objectives]]`", &keys, known, file, problems);
    let blueprint = Blueprint {
        minutes: minutes.map_or(0, |spot| spot.value),
        pass_percent: pass_percent.map_or(0, |spot| spot.value),
        objective_percent: objective_percent.map_or(0, |spot| spot.value),
        attempts: attempts.map_or(0, |spot| spot.value),
        wait_hours: wait_hours.map_or(0, |spot: Spot<u16>| spot.value),
        test_out_percent: test_out_percent.map(|spot| spot.value),
        limit_minutes: limit_minutes.map(|spot| spot.value),
        critical_items: critical_items.map_or(0, |spot| spot.value),
        draw: counts,
    };
    (blueprint, keys, critical_line)
}

const ASSESSMENT_FIELDS: [&str; 9] = [
    "minutes",
    "pass_percent",
    "objective_percent",
    "attempts",
    "wait_hours",
    "test_out_percent",
    "limit_minutes",
    "critical_items",
    "draw",
];

fn no_blueprint() -> Blueprint {
    Blueprint {
        minutes: 0,
        pass_percent: 0,
        objective_percent: 0,
        attempts: 0,
        wait_hours: 0,
        test_out_percent: None,
        limit_minutes: None,
        critical_items: 0,
        draw: BTreeMap::new(),
    }
}
