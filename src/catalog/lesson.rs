//! A lesson file: front matter and markdown. Must not import any module of this crate but `domain`.

use std::collections::BTreeMap;

use super::document::{Document, Spot};
use super::fields::{self, Fields};
use super::files::Files;
use super::glossary::Glossary;
use super::markdown::{Figures, Flaw, render_page};
use super::problem::Problems;
use super::references::{check_key, check_references};
use crate::domain::course::{Lesson, Objective, Source};

/// What a lesson or question may refer to; nothing where the list could not be read, because then
/// references cannot be judged.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known<'k> {
    /// All files, for the images.
    pub(super) files: &'k Files,
    /// Objectives of the course.
    pub(super) objectives: Option<&'k [Objective]>,
    /// The source register.
    pub(super) sources: Option<&'k BTreeMap<String, Source>>,
    /// The glossary.
    pub(super) glossary: Option<&'k Glossary>,
}

impl Known<'_> {
    /// Reports references to objectives that the course does not have.
    pub(super) fn check_objectives(&self, references: &[Spot<String>], file: &str, problems: &mut Problems) {
        let Some(objectives) = self.objectives else { return };
        let keys = objectives.iter().map(|objective| objective.key.as_str());
        check_references("objective", "course.toml", references, keys, file, problems);
    }

    /// Reports references to sources that the register does not have.
    pub(super) fn check_sources(&self, references: &[Spot<String>], file: &str, problems: &mut Problems) {
        let Some(sources) = self.sources else { return };
        let keys = sources.keys().map(String::as_str);
        check_references("source", "sources.toml", references, keys, file, problems);
    }
}

/// Reads a lesson, and the line of its key; nothing when its key is not known.
pub(super) fn read(file: &str, known: Known<'_>, problems: &mut Problems) -> Option<(Lesson, Spot<String>)> {
    let document = Document::open(known.files, file, problems)?;
    let front = match document.front_matter() {
        Ok(front) => front,
        Err(what) => {
            let mend = "write the fields of the lesson between two lines +++ at the very beginning";
            problems.add(file, 1, what, mend);
            return None;
        }
    };
    let figures = Figures { files: known.files, file };
    let page = render_page(&document.text[front.body..], figures, known.glossary);
    report(&document, front.body, &page.flaws, problems);
    let table = fields::parse(&document, front.toml.clone(), problems)?;
    let fields = Fields::new(&document, front.toml.start, &table);
    let known_fields = ["key", "title", "minutes", "objectives", "sources", "review_by", "version"];
    fields.only(&known_fields, problems);
    let key = fields.text("key", problems);
    if let Some(key) = &key {
        check_name(key, file, problems);
    }
    let objectives = fields.texts("objectives", problems);
    fields.not_empty("objectives", problems);
    known.check_objectives(&objectives, file, problems);
    let sources = fields.texts("sources", problems);
    known.check_sources(&sources, file, problems);
    let review_by = read_review_by(&fields, file, problems);
    if !sources.is_empty() && fields.keys().iter().all(|field| field.value != "review_by") {
        let what = "the lesson cites sources and has no `review_by`";
        let mend = "add `review_by = \"YYYY-MM-DD\"`, the day by which the facts are checked again";
        problems.add(file, fields.line_of("sources"), what, mend);
    }
    let title = fields.text("title", problems);
    let minutes = fields.number("minutes", 3..=20, problems);
    let version = fields.number("version", 1..=i64::from(u32::MAX), problems);
    if page.html.is_empty() {
        let line = document.line(front.body.saturating_sub(1));
        problems.add(file, line, "the lesson has no text", "write it below the front matter");
    }
    let key = key?;
    let lesson = Lesson {
        key: key.value.clone(),
        title: title.map(|spot| spot.value).unwrap_or_default(),
        minutes: minutes.map_or(0, |spot| spot.value),
        objectives: objectives.into_iter().map(|spot| spot.value).collect(),
        sources: sources.into_iter().map(|spot| spot.value).collect(),
        review_by,
        version: version.map_or(0, |spot| spot.value),
        html: page.html,
        headings: page.headings,
        practice: Vec::new(),
    };
    Some((lesson, key))
}

/// Reports flaws of a markdown text that begins at byte `start` of the document.
pub(super) fn report(document: &Document<'_>, start: usize, flaws: &[Flaw], problems: &mut Problems) {
    for flaw in flaws {
        let line = document.line(start + flaw.offset);
        problems.add(document.file, line, flaw.what.clone(), flaw.mend.clone());
    }
}

/// The day by which the facts must be checked again, where there is one.
pub(super) fn read_review_by(fields: &Fields<'_>, file: &str, problems: &mut Problems) -> Option<String> {
    let day = fields.optional_text("review_by", problems)?;
    // The library also reads shorter and longer forms; stored days have one form.
    let good = day.value.len() == 10 && day.value.parse::<jiff::civil::Date>().is_ok();
    if !good {
        let what = format!("`review_by` is \"{}\", which is not a day", day.value);
        problems.add(file, day.line, what, "write it as \"YYYY-MM-DD\"");
    }
    good.then_some(day.value)
}

fn check_name(key: &Spot<String>, file: &str, problems: &mut Problems) {
    check_key("lesson", key, file, problems);
    if key.value == "assessment" {
        let what = "`assessment` cannot be the key of a lesson";
        problems.add(file, key.line, what, "choose another; that address is the course's quiz");
    }
}
