//! `programs/<key>.toml`: named requirements. Must not import any module of this crate but `domain`.

use super::courses::Courses;
use super::document::{Document, Spot};
use super::fields::{self, Fields};
use super::files::Files;
use super::problem::Problems;
use super::references::{Seen, check_key, check_references};
use super::terms;
use crate::domain::program::{Credit, Program};

/// Reads all programs, sorted by key.
pub(super) fn read_all(files: &Files, courses: &Courses, problems: &mut Problems) -> Vec<Program> {
    let mut seen = Seen::default();
    // While a course is not right, its minutes may be wrong too.
    let setting = Setting { files, courses, minutes_count: problems.is_empty() };
    let is_program = |path: &&str| path.starts_with("programs/") && path.ends_with(".toml");
    let mut programs: Vec<Program> =
        files.paths().filter(is_program).filter_map(|file| read(file, setting, &mut seen, problems)).collect();
    programs.sort_by(|a, b| a.key.cmp(&b.key));
    programs
}

/// What programs are read with.
#[derive(Clone, Copy)]
struct Setting<'c> {
    files: &'c Files,
    courses: &'c Courses,
    /// Whether the minutes of the courses can be relied on.
    minutes_count: bool,
}

fn read(file: &str, setting: Setting<'_>, seen: &mut Seen, problems: &mut Problems) -> Option<Program> {
    let document = Document::open(setting.files, file, problems)?;
    let table = fields::parse(&document, 0..document.text.len(), problems)?;
    let fields = Fields::new(&document, 0, &table);
    let known = [
        "key",
        "title",
        "version",
        "summary",
        "requirement",
        "profile",
        "audience",
        "courses",
        "due_days",
        "time_zone",
        "credit",
        "valid_months",
        "terms",
    ];
    fields.only(&known, problems);
    let key = fields.text("key", problems);
    if let Some(key) = &key {
        check_name(key, file, seen, problems);
    }
    let references = fields.texts("courses", problems);
    fields.not_empty("courses", problems);
    let Courses { courses, unread, .. } = setting.courses;
    let keys = courses.iter().map(|course| &course.key).chain(unread).map(String::as_str);
    check_references("course", "the folder courses/", &references, keys, file, problems);
    let time_zone = fields.text("time_zone", problems);
    if let Some(zone) = &time_zone {
        check_zone(zone, file, problems);
    }
    let taken = courses.iter().filter(|c| references.iter().any(|key| key.value == c.key));
    let designed = taken.map(|course| u64::from(course.minutes())).sum();
    let all_known =
        !references.is_empty() && references.iter().all(|key| courses.iter().any(|course| course.key == key.value));
    let designed = (setting.minutes_count && all_known).then_some(designed);
    let credit = fields.table("credit", problems);
    let credit = credit.and_then(|credit| read_credit(&credit, designed, file, problems));
    let profile = fields.choice("profile", &terms::PROFILES, problems);
    let has_end = fields.keys().iter().any(|key| key.value == "valid_months");
    let valid_months: Option<Spot<u16>> = if has_end { fields.number("valid_months", 1..=120, problems) } else { None };
    let terms = profile.and_then(|profile| terms::read(&fields, profile, file, problems));
    let due_days = fields.number("due_days", 0..=3650, problems);
    let mut text = |field| fields.text(field, problems).map(|spot| spot.value);
    let (title, version, summary) = (text("title"), text("version"), text("summary"));
    let (requirement, audience) = (text("requirement"), text("audience"));
    Some(Program {
        key: key?.value,
        title: title?,
        version: version?,
        summary: summary?,
        requirement: requirement?,
        profile: profile?,
        audience: audience?,
        courses: references.into_iter().map(|spot| spot.value).collect(),
        due_days: due_days?.value,
        time_zone: time_zone?.value,
        credit: credit?,
        valid_months: valid_months.map(|months| months.value),
        terms: terms?,
    })
}

fn check_name(key: &Spot<String>, file: &str, seen: &mut Seen, problems: &mut Problems) {
    check_key("program", key, file, problems);
    seen.add("program", key, file, problems);
    if file != format!("programs/{}.toml", key.value) {
        let what = format!("the file of the program `{}` has another name", key.value);
        let mend = format!("name the file programs/{}.toml, or change `key`", key.value);
        problems.add(file, key.line, what, mend);
    }
}

fn check_zone(zone: &Spot<String>, file: &str, problems: &mut Problems) {
    let known = jiff::tz::TimeZone::get(&zone.value).is_ok_and(|found| {
        // Names match without regard to case; what is stored should be the real one.
        found.iana_name() == Some(zone.value.as_str()) && !found.is_unknown()
    });
    if !known {
        let what = format!("there is no time zone \"{}\"", zone.value);
        let mend = "write the IANA name, as `Europe/Berlin` or `America/New_York`";
        problems.add(file, zone.line, what, mend);
    }
}

/// `designed` is the time that the courses take together, where it is known.
fn read_credit(fields: &Fields<'_>, designed: Option<u64>, file: &str, problems: &mut Problems) -> Option<Credit> {
    fields.only(&["contact_minutes", "amount", "basis"], problems);
    let minutes: Option<Spot<u16>> = fields.number("contact_minutes", 1..=i64::from(u16::MAX), problems);
    if let (Some(minutes), Some(designed)) = (&minutes, designed)
        && u64::from(minutes.value) > designed
    {
        let what = format!("`contact_minutes` is {}, but its courses take {designed} minutes together", minutes.value);
        let mend = format!("write {designed} or less; lessons and assessments both count");
        problems.add(file, minutes.line, what, mend);
    }
    let amount = fields.text("amount", problems);
    let basis = fields.text("basis", problems);
    Some(Credit { contact_minutes: minutes?.value, amount: amount?.value, basis: basis?.value })
}
