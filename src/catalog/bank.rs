//! `assessment.md`: the item bank of a course. Must not import any module of this crate but
//! `domain`.

mod branch;
mod choice;
mod matching;
mod ordering;
mod reader;
mod short;
mod true_false;

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Tag};

use super::document::{Document, Spot};
use super::fields::{self, Fields};
use super::lesson::{Known, read_review_by};
use super::markdown::{Piece, blocks, parse_bank};
use super::problem::Problems;
use super::references::{Seen, check_key, check_references};
use crate::domain::assessment::Difficulty;
use crate::domain::course::Practice;
use crate::domain::item::{Body, Item};
use reader::Reader;

/// The types an author can write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Single,
    Multiple,
    TrueFalse,
    Ordering,
    Matching,
    Branch,
    Short,
}

const KINDS: [(&str, Kind); 7] = [
    ("single", Kind::Single),
    ("multiple", Kind::Multiple),
    ("true-false", Kind::TrueFalse),
    ("ordering", Kind::Ordering),
    ("matching", Kind::Matching),
    ("branch", Kind::Branch),
    ("short", Kind::Short),
];
const DIFFICULTIES: [(&str, Difficulty); 3] =
    [("easy", Difficulty::Easy), ("medium", Difficulty::Medium), ("hard", Difficulty::Hard)];
const VERBS: [(&str, &str); 6] = [
    ("remember", "remember"),
    ("understand", "understand"),
    ("apply", "apply"),
    ("analyze", "analyze"),
    ("evaluate", "evaluate"),
    ("create", "create"),
];
const FIELDS: [&str; 11] = [
    "id",
    "objective",
    "lesson",
    "type",
    "bloom",
    "difficulty",
    "critical",
    "shuffle",
    "sources",
    "review_by",
    "version",
];

/// What the items of a bank are read with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting<'k> {
    /// Key of the course.
    pub(super) course: &'k str,
    /// What they may refer to.
    pub(super) known: Known<'k>,
    /// Keys of the course's lessons; nothing where one could not be read.
    pub(super) lessons: Option<&'k [String]>,
}

/// The items of a bank.
#[derive(Debug, Default)]
pub(super) struct Bank {
    /// Items in the order of the file.
    pub(super) items: Vec<Item>,
    /// Practice in the order of the file, each with the key of its lesson.
    pub(super) practice: Vec<(String, Practice)>,
    /// Whether all could be read, so that counting them says something.
    pub(super) complete: bool,
}

/// What a section of the file turns out to be.
#[derive(Debug)]
enum Entry {
    Item(Item),
    Practice(String, Practice),
}

/// What stands below the fields of an item.
#[derive(Debug)]
struct Content {
    stem_html: String,
    task: Task,
}

#[derive(Debug)]
enum Task {
    Scored(Body),
    Practice { guide: Vec<String>, model_html: String },
}

/// Reads a bank. `ids` are the ids of all banks so far.
pub(super) fn read(file: &str, setting: Setting<'_>, ids: &mut Seen, problems: &mut Problems) -> Bank {
    let Some(document) = Document::open(setting.known.files, file, problems) else {
        return Bank::default();
    };
    let pieces = parse_bank(document.text);
    let mut bank = Bank { complete: true, ..Bank::default() };
    for section in sections(blocks(&pieces)) {
        let reader = Reader { document: &document, files: setting.known.files, line: document.line(section.offset) };
        match read_section(&reader, setting, &section, ids, problems) {
            Some(Entry::Item(item)) => bank.items.push(item),
            Some(Entry::Practice(lesson, practice)) => bank.practice.push((lesson, practice)),
            None => bank.complete = false,
        }
    }
    bank
}

/// A heading of the second level and the blocks below it.
struct Section<'p, 'a> {
    offset: usize,
    blocks: Vec<&'p [Piece<'a>]>,
}

/// Text before the first heading is for authors and belongs to no section.
fn sections<'p, 'a>(blocks: Vec<&'p [Piece<'a>]>) -> Vec<Section<'p, 'a>> {
    let mut sections: Vec<Section<'p, 'a>> = Vec::new();
    for block in blocks {
        match block.first() {
            Some((Event::Start(Tag::Heading { level: HeadingLevel::H2, .. }), range)) => {
                sections.push(Section { offset: range.start, blocks: Vec::new() });
            }
            // Comments, and lines drawn between items.
            Some((Event::Start(Tag::HtmlBlock) | Event::Rule, _)) => {}
            _ => {
                if let Some(section) = sections.last_mut() {
                    section.blocks.push(block);
                }
            }
        }
    }
    sections
}

fn read_section(
    reader: &Reader<'_>,
    setting: Setting<'_>,
    section: &Section<'_, '_>,
    ids: &mut Seen,
    problems: &mut Problems,
) -> Option<Entry> {
    let (block, rest) = match section.blocks.split_first() {
        Some((first, rest)) if toml_block(first).is_some() => (toml_block(first)?, rest),
        _ => {
            let what = "this question has no fields";
            let mend = "begin it with a block of code marked ```toml, right below the heading";
            reader.add(reader.line, what, mend, problems);
            return None;
        }
    };
    let table = fields::parse(reader.document, block.clone(), problems)?;
    let fields = Fields::new(reader.document, block.start, &table);
    let kind = fields.choice("type", &KINDS, problems);
    // Whatever is wrong with the fields, what is wrong with the rest is said too.
    let head = read_head(kind, &fields, setting, ids, problems);
    let content = read_content(reader, kind?, &fields, rest, problems);
    let (head, content) = (head?, content?);
    Some(match content.task {
        Task::Scored(body) => Entry::Item(Item { stem_html: content.stem_html, body, ..head.item() }),
        Task::Practice { guide, model_html } => {
            Entry::Practice(head.lesson, Practice { id: head.id, stem_html: content.stem_html, guide, model_html })
        }
    })
}

fn read_content(
    reader: &Reader<'_>,
    kind: Kind,
    fields: &Fields<'_>,
    blocks: &[&[Piece<'_>]],
    problems: &mut Problems,
) -> Option<Content> {
    match kind {
        Kind::Single => choice::single(reader, blocks, problems),
        Kind::Multiple => choice::multiple(reader, blocks, problems),
        Kind::TrueFalse => true_false::read(reader, blocks, problems),
        Kind::Ordering => ordering::read(reader, fields, blocks, problems),
        Kind::Matching => matching::read(reader, blocks, problems),
        Kind::Branch => branch::read(reader, blocks, problems),
        Kind::Short => short::read(reader, blocks, problems),
    }
}

/// What the fields of an item say.
#[derive(Debug)]
struct Head {
    id: String,
    course: String,
    objective: String,
    lesson: String,
    bloom: String,
    difficulty: Difficulty,
    critical: bool,
    shuffle: bool,
    sources: Vec<String>,
    review_by: Option<String>,
    version: u32,
}

impl Head {
    /// An item that still wants its content.
    fn item(self) -> Item {
        Item {
            id: self.id,
            course: self.course,
            objective: self.objective,
            lesson: self.lesson,
            bloom: self.bloom,
            difficulty: self.difficulty,
            critical: self.critical,
            shuffle: self.shuffle,
            stem_html: String::new(),
            body: Body::Matching { pairs: Vec::new(), others: Vec::new() },
            sources: self.sources,
            review_by: self.review_by,
            version: self.version,
        }
    }
}

fn read_head(
    kind: Option<Kind>,
    fields: &Fields<'_>,
    setting: Setting<'_>,
    ids: &mut Seen,
    problems: &mut Problems,
) -> Option<Head> {
    let file = fields.file();
    match kind {
        Some(Kind::Ordering) => fields.only(&[FIELDS.as_slice(), &["also_right"]].concat(), problems),
        _ => fields.only(&FIELDS, problems),
    }
    let id = fields.text("id", problems);
    if let Some(id) = &id {
        check_key("question", id, file, problems);
        ids.add("question", id, file, problems);
    }
    let objective = fields.text("objective", problems);
    if let Some(objective) = &objective {
        setting.known.check_objectives(std::slice::from_ref(objective), file, problems);
    }
    let lesson = fields.text("lesson", problems);
    if let Some(lesson) = &lesson {
        check_lesson(setting, lesson, file, problems);
    }
    let sources = fields.texts("sources", problems);
    setting.known.check_sources(&sources, file, problems);
    let bloom = fields.choice("bloom", &VERBS, problems);
    let difficulty = fields.choice("difficulty", &DIFFICULTIES, problems);
    let critical = fields.truth("critical", false, problems);
    let shuffle = fields.truth("shuffle", true, problems);
    check_flags(kind, critical, shuffle, fields, problems);
    let review_by = read_review_by(fields, file, problems);
    let version = fields.number("version", 1..=i64::from(u32::MAX), problems);
    Some(Head {
        id: id?.value,
        course: setting.course.to_owned(),
        objective: objective?.value,
        lesson: lesson?.value,
        bloom: bloom?.to_owned(),
        difficulty: difficulty?,
        critical,
        shuffle,
        sources: sources.into_iter().map(|spot| spot.value).collect(),
        review_by,
        version: version?.value,
    })
}

fn check_lesson(setting: Setting<'_>, lesson: &Spot<String>, file: &str, problems: &mut Problems) {
    let Some(lessons) = setting.lessons else { return };
    let keys = lessons.iter().map(String::as_str);
    check_references("lesson", "the course", std::slice::from_ref(lesson), keys, file, problems);
}

/// Flags that a type has no use for would do harm, or nothing.
fn check_flags(kind: Option<Kind>, critical: bool, shuffle: bool, fields: &Fields<'_>, problems: &mut Problems) {
    if matches!(kind, Some(Kind::Ordering | Kind::Matching)) && !shuffle {
        let what = "without shuffling, this question shows its answer";
        problems.add(fields.file(), fields.line_of("shuffle"), what, "take `shuffle = false` away");
    }
    if kind == Some(Kind::Short) && critical {
        let what = "practice is not scored, so it cannot be critical";
        problems.add(fields.file(), fields.line_of("critical"), what, "take `critical` away, or choose another `type`");
    }
}

/// The bytes inside a block of code marked `toml`.
fn toml_block(block: &[Piece<'_>]) -> Option<Range<usize>> {
    let (Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))), whole) = block.first()? else {
        return None;
    };
    if info.split_whitespace().next() != Some("toml") {
        return None;
    }
    let mut lines = block.iter().filter(|(event, _)| matches!(event, Event::Text(_)));
    let Some((_, first)) = lines.next() else {
        return Some(whole.start..whole.start);
    };
    let last = lines.next_back().map_or(first.end, |(_, range)| range.end);
    Some(first.start..last)
}
