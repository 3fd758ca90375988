//! The folder `courses/`: puts outlines, lessons and item banks together. Must not import any module
//! of this crate but `domain`.

use std::collections::BTreeMap;

use super::bank::{self, Bank, Setting};
use super::document::Spot;
use super::files::{Files, media_type};
use super::glossary::Glossary;
use super::lesson::{self, Known};
use super::outline::{self, Outline};
use super::problem::Problems;
use super::references::{Seen, check_references};
use crate::domain::course::{Course, Lesson, Practice, Source};
use crate::domain::item::Item;

/// What the folder holds.
#[derive(Debug, Default)]
pub(super) struct Courses {
    /// Courses sorted by key.
    pub(super) courses: Vec<Course>,
    /// Items by the key of the course.
    pub(super) items: BTreeMap<String, Vec<Item>>,
    /// Folders of courses whose outline could not be read.
    pub(super) unread: Vec<String>,
}

/// Reads all courses.
pub(super) fn read_all(
    files: &Files,
    sources: Option<&BTreeMap<String, Source>>,
    glossary: Option<&Glossary>,
    problems: &mut Problems,
) -> Courses {
    let folders = folders(files, problems);
    if folders.is_empty() {
        let mend = "add a folder with a file course.toml";
        problems.add("courses", 1, "there is no course", mend);
    }
    let mut all = Courses::default();
    let mut keys = Seen::default();
    let mut ids = Seen::default();
    let mut before = Vec::new();
    for (name, contents) in folders {
        let folder = Folder { name, contents, files, sources, glossary };
        let Some((outline, items)) = folder.read(&mut ids, problems) else {
            all.unread.push(name.to_owned());
            continue;
        };
        let course = outline.course;
        let key = Spot { value: course.key.clone(), line: outline.line };
        keys.add("course", &key, &folder.path("course.toml"), problems);
        before.push((course.key.clone(), folder.path("course.toml"), outline.prerequisites));
        all.items.insert(course.key.clone(), items);
        all.courses.push(course);
    }
    check_prerequisites(&before, &all, problems);
    all.courses.sort_by(|a, b| a.key.cmp(&b.key));
    all
}

/// Each is a course that is there, and no course has to be done before itself.
fn check_prerequisites(before: &[(String, String, Vec<Spot<String>>)], all: &Courses, problems: &mut Problems) {
    let keys = all.courses.iter().map(|course| &course.key).chain(&all.unread).map(String::as_str);
    for (course, file, asked) in before {
        check_references("course", "the folder courses/", asked, keys.clone(), file, problems);
        for first in asked.iter().filter(|first| leads_to(&first.value, course, before)) {
            let what = format!("`{course}` has to be done before itself, by way of `{}`", first.value);
            problems.add(file, first.line, what, "take one of the `prerequisites` on this way back");
        }
    }
}

/// Whether a course is asked for, at once or by others in between, before one can begin another.
fn leads_to(from: &str, course: &str, before: &[(String, String, Vec<Spot<String>>)]) -> bool {
    let (mut seen, mut open) = (vec![from], vec![from]);
    while let Some(key) = open.pop() {
        if key == course {
            return true;
        }
        let asked = before.iter().filter(|(known, ..)| known == key).flat_map(|(.., asked)| asked);
        for next in asked.map(|spot| spot.value.as_str()) {
            if !seen.contains(&next) {
                seen.push(next);
                open.push(next);
            }
        }
    }
    false
}

/// The paths below `courses/`, by the name of the course's folder, without both.
fn folders<'f>(files: &'f Files, problems: &mut Problems) -> BTreeMap<&'f str, Vec<&'f str>> {
    let mut folders: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for path in files.paths() {
        let Some(inner) = path.strip_prefix("courses/") else { continue };
        match inner.split_once('/') {
            Some((folder, rest)) => folders.entry(folder).or_default().push(rest),
            None => {
                let mend = "move it into the folder of a course, or take it away";
                problems.add(path, 1, "this file belongs to no course", mend);
            }
        }
    }
    folders
}

/// One course's folder.
struct Folder<'f> {
    name: &'f str,
    /// Paths below it.
    contents: Vec<&'f str>,
    files: &'f Files,
    sources: Option<&'f BTreeMap<String, Source>>,
    glossary: Option<&'f Glossary>,
}

/// Lessons by the name of their folder.
#[derive(Default)]
struct Lessons {
    modules: BTreeMap<String, Vec<Lesson>>,
    /// Whether all could be read.
    complete: bool,
}

impl Folder<'_> {
    /// The outline with its lessons, and the items.
    fn read(&self, ids: &mut Seen, problems: &mut Problems) -> Option<(Outline, Vec<Item>)> {
        let file = self.path("course.toml");
        if !self.contents.contains(&"course.toml") {
            let what = "the course has no file course.toml";
            problems.add(&file, 1, what, "add it, or take the folder away");
        }
        let outline = outline::read(self.files, self.name, &file, problems);
        let known = Known {
            files: self.files,
            objectives: outline.as_ref().map(|outline| outline.course.objectives.as_slice()),
            sources: self.sources,
            glossary: self.glossary,
        };
        let mut lessons = self.lessons(known, problems);
        let mut bank = self.bank(known, &lessons, ids, problems);
        place_practice(&mut lessons, std::mem::take(&mut bank.practice));
        let mut outline = outline?;
        place_lessons(&mut outline, &mut lessons, &file, problems);
        check_objectives(&outline, &lessons, &bank, &file, problems);
        check_critical(&outline, &bank, &file, problems);
        Some((outline, bank.items))
    }

    fn path(&self, inner: &str) -> String {
        format!("courses/{}/{inner}", self.name)
    }

    fn lessons(&self, known: Known<'_>, problems: &mut Problems) -> Lessons {
        let mut lessons = Lessons { complete: true, ..Lessons::default() };
        let mut keys = Seen::default();
        for inner in &self.contents {
            let path = self.path(inner);
            let steps: Vec<&str> = inner.split('/').collect();
            match steps.as_slice() {
                ["course.toml" | "assessment.md"] => {}
                [module, name] if is_lesson_name(name) => {
                    let module = lessons.modules.entry((*module).to_owned()).or_default();
                    match lesson::read(&path, known, problems) {
                        Some((lesson, key)) => {
                            keys.add("lesson", &key, &path, problems);
                            module.push(lesson);
                        }
                        None => lessons.complete = false,
                    }
                }
                _ if media_type(inner).is_some() => {}
                _ => {
                    let mend = "name lessons <module>/NN-<name>.md with two digits NN, or take the \
                                file away";
                    problems.add(&path, 1, "this is neither a lesson nor a figure", mend);
                }
            }
        }
        lessons
    }

    fn bank(&self, known: Known<'_>, lessons: &Lessons, ids: &mut Seen, problems: &mut Problems) -> Bank {
        let file = self.path("assessment.md");
        if !self.contents.contains(&"assessment.md") {
            let what = "the course has no file assessment.md";
            problems.add(&file, 1, what, "add it, with the questions of the final assessment");
            return Bank::default();
        }
        let keys: Vec<String> = lessons.modules.values().flatten().map(|lesson| lesson.key.clone()).collect();
        let setting = Setting { course: self.name, known, lessons: lessons.complete.then_some(keys.as_slice()) };
        bank::read(&file, setting, ids, problems)
    }
}

fn is_lesson_name(name: &str) -> bool {
    let Some((number, rest)) = name.split_once('-') else { return false };
    number.len() == 2
        && number.bytes().all(|digit| digit.is_ascii_digit())
        && rest.len() > ".md".len()
        && rest.ends_with(".md")
}

/// Puts practice at the end of its lesson; a lesson that is not there was reported.
fn place_practice(lessons: &mut Lessons, practice: Vec<(String, Practice)>) {
    for (key, practice) in practice {
        if let Some(lesson) = lessons.modules.values_mut().flatten().find(|lesson| lesson.key == key) {
            lesson.practice.push(practice);
        }
    }
}

/// Moves the lessons into the modules of the outline.
fn place_lessons(outline: &mut Outline, lessons: &mut Lessons, file: &str, problems: &mut Problems) {
    for (module, line) in outline.course.modules.iter_mut().zip(&outline.module_lines) {
        match lessons.modules.remove(&module.key) {
            Some(found) => module.lessons = found,
            None => {
                let what = format!("the module `{}` has no lessons", module.key);
                let mend = format!("add lessons to the folder {}, or take it away", module.key);
                problems.add(file, *line, what, mend);
            }
        }
    }
    let last_line = outline.module_lines.last().copied().unwrap_or(outline.line);
    for folder in lessons.modules.keys() {
        let what = format!("the folder `{folder}` is not a module");
        let mend = format!("add `[[modules]]` with `key = \"{folder}\"`, or move its lessons");
        problems.add(file, last_line, what, mend);
    }
}

/// Every objective is taught and drawn, and the bank has enough items for it.
fn check_objectives(outline: &Outline, lessons: &Lessons, bank: &Bank, file: &str, problems: &mut Problems) {
    let course = &outline.course;
    for (objective, line) in course.objectives.iter().zip(&outline.objective_lines) {
        let key = &objective.key;
        let taught = course.lessons().any(|lesson| lesson.objectives.contains(key));
        if !taught && lessons.complete {
            let mend = format!("add \"{key}\" to the `objectives` of the lesson that teaches it");
            problems.add(file, *line, format!("no lesson teaches the objective `{key}`"), mend);
        }
        if !course.assessment.draw.contains_key(key) {
            let what = format!("the assessment draws no question for the objective `{key}`");
            problems.add(file, *line, what, format!("add `{key} = 1` to `[assessment.draw]`"));
        }
    }
    for (key, count) in &course.assessment.draw {
        let held = bank.items.iter().filter(|item| item.objective == *key).count();
        let known = course.objective(key).is_some();
        if usize::from(*count) > held && known && bank.complete {
            let line = outline.draw_lines.get(key).copied().unwrap_or(outline.line);
            let what = format!("{count} questions are drawn for `{key}`, and the bank has {held}");
            let mend = format!("write questions in assessment.md, or `{key} = {held}` here");
            problems.add(file, line, what, mend);
        }
    }
}

/// Every form can have as many critical questions as are asked for, whichever are drawn.
fn check_critical(outline: &Outline, bank: &Bank, file: &str, problems: &mut Problems) {
    let (rules, Some(line)) = (&outline.course.assessment, outline.critical_line) else { return };
    let most: usize = rules
        .draw
        .iter()
        .map(|(key, count)| {
            let held = bank.items.iter().filter(|item| item.critical && item.objective == *key).count();
            held.min(usize::from(*count))
        })
        .sum();
    let wanted = rules.critical_items;
    if usize::from(wanted) > most && bank.complete {
        let what = format!("a form shall have {wanted} critical questions, and at most {most} can be drawn");
        let mend = match most {
            0 => "mark questions in assessment.md `critical = true`, or take `critical_items` away".to_owned(),
            _ => format!("mark more questions in assessment.md `critical = true`, or write `critical_items = {most}`"),
        };
        problems.add(file, line, what, mend);
    }
}
