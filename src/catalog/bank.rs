//! `assessment.md`: the item bank of a course. Must not import any module of this crate but
//! `domain`.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Tag};

use super::document::{Document, Spot};
use super::fields::{self, Fields};
use super::lesson::{Known, read_review_by, report};
use super::markdown::{
    Figures, Flaw, Piece, RawOption, blocks, flaws_of, is_task_list, parse_bank, plain_text, read_options, render_part,
};
use super::problem::Problems;
use super::references::{Seen, check_key, check_references};
use crate::domain::assessment::{Difficulty, Item, ItemKind, ItemOption};

const KINDS: [(&str, ItemKind); 2] = [("single", ItemKind::Single), ("multiple", ItemKind::Multiple)];
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
    /// Whether all could be read, so that counting them says something.
    pub(super) complete: bool,
}

/// Reads a bank. `ids` are the ids of all banks so far.
pub(super) fn read(file: &str, setting: Setting<'_>, ids: &mut Seen, problems: &mut Problems) -> Bank {
    let Some(document) = Document::open(setting.known.files, file, problems) else {
        return Bank::default();
    };
    let pieces = parse_bank(document.text);
    let mut bank = Bank { items: Vec::new(), complete: true };
    for section in sections(blocks(&pieces)) {
        let reader = Reader { document: &document, setting, line: document.line(section.offset) };
        match reader.item(&section, ids, problems) {
            Some(item) => bank.items.push(item),
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

/// Reads one item.
struct Reader<'d, 'k> {
    document: &'d Document<'d>,
    setting: Setting<'k>,
    /// Line of the heading.
    line: usize,
}

impl Reader<'_, '_> {
    fn item(&self, section: &Section<'_, '_>, ids: &mut Seen, problems: &mut Problems) -> Option<Item> {
        let (block, rest) = match section.blocks.split_first() {
            Some((first, rest)) if toml_block(first).is_some() => (toml_block(first)?, rest),
            _ => {
                let what = "this question has no fields";
                let mend = "begin it with a block of code marked ```toml, right below the heading";
                self.add(self.line, what, mend, problems);
                return None;
            }
        };
        let (stem_html, options) = self.content(rest, problems);
        let table = fields::parse(self.document, block.clone(), problems)?;
        let fields = Fields::new(self.document, block.start, &table);
        let mut item = self.fields(&fields, ids, problems)?;
        self.check_ticks(item.kind, &options, problems);
        item.stem_html = stem_html;
        item.options = options.iter().map(|option| self.option(option, problems)).collect();
        Some(item)
    }

    fn fields(&self, fields: &Fields<'_>, ids: &mut Seen, problems: &mut Problems) -> Option<Item> {
        let file = self.document.file;
        let known = [
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
        fields.only(&known, problems);
        let id = fields.text("id", problems);
        if let Some(id) = &id {
            check_key("question", id, file, problems);
            ids.add("question", id, file, problems);
        }
        let objective = fields.text("objective", problems);
        if let Some(objective) = &objective {
            self.setting.known.check_objectives(std::slice::from_ref(objective), file, problems);
        }
        let lesson = fields.text("lesson", problems);
        if let Some(lesson) = &lesson {
            self.check_lesson(lesson, problems);
        }
        let sources = fields.texts("sources", problems);
        self.setting.known.check_sources(&sources, file, problems);
        let kind = fields.choice("type", &KINDS, problems);
        let bloom = fields.choice("bloom", &VERBS, problems);
        let difficulty = fields.choice("difficulty", &DIFFICULTIES, problems);
        let critical = fields.truth("critical", false, problems);
        let shuffle = fields.truth("shuffle", true, problems);
        let review_by = read_review_by(fields, file, problems);
        let version = fields.number("version", 1..=i64::from(u32::MAX), problems);
        Some(Item {
            id: id?.value,
            course: self.setting.course.to_owned(),
            objective: objective?.value,
            lesson: lesson?.value,
            kind: kind?,
            bloom: bloom?.to_owned(),
            difficulty: difficulty?,
            critical,
            shuffle,
            stem_html: String::new(),
            options: Vec::new(),
            sources: sources.into_iter().map(|spot| spot.value).collect(),
            review_by,
            version: version?.value,
        })
    }

    fn check_lesson(&self, lesson: &Spot<String>, problems: &mut Problems) {
        let Some(lessons) = self.setting.lessons else { return };
        let keys = lessons.iter().map(String::as_str);
        let references = std::slice::from_ref(lesson);
        check_references("lesson", "the course", references, keys, self.document.file, problems);
    }

    /// The stem and the options.
    fn content<'p, 'a>(&self, blocks: &[&'p [Piece<'a>]], problems: &mut Problems) -> (String, Vec<RawOption<'p, 'a>>) {
        let Some(at) = blocks.iter().rposition(|block| is_task_list(block)) else {
            let mend = "add a list of options, each beginning with `- [ ]` or `- [x]`";
            self.add(self.line, "this question has no options", mend, problems);
            return (String::new(), Vec::new());
        };
        for block in &blocks[at + 1..] {
            let mend = "move it above the options, or into the feedback of one";
            self.add_at(block, "this stands below the options", mend, problems);
        }
        for block in blocks[..at].iter().filter(|block| is_task_list(block)) {
            let mend = "write all options with the same sign, with nothing between them";
            self.add_at(block, "this list of options is not the only one", mend, problems);
        }
        let mut stem = Vec::new();
        for block in &blocks[..at] {
            stem.extend_from_slice(block);
        }
        if plain_text(&stem).is_empty() {
            let mend = "write the question between the fields and the options";
            self.add(self.line, "this question has no text", mend, problems);
        }
        let options = read_options(blocks[at]);
        if !(3..=6).contains(&options.len()) {
            let what = format!("this question has {} options", options.len());
            self.add_at(blocks[at], &what, "offer 3 to 6", problems);
        }
        (self.render(&stem, problems), options)
    }

    fn check_ticks(&self, kind: ItemKind, options: &[RawOption<'_, '_>], problems: &mut Problems) {
        let Some(first) = options.first() else { return };
        let ticked = options.iter().filter(|option| option.ticked == Some(true)).count();
        let line = self.document.line(first.offset);
        match kind {
            ItemKind::Single if ticked != 1 => {
                let what = format!("{ticked} options are ticked in a question of the type `single`");
                self.add(line, &what, "tick exactly one, or write `type = \"multiple\"`", problems);
            }
            ItemKind::Multiple if ticked == 0 => {
                self.add(line, "no option is ticked", "tick the right ones: `- [x]`", problems);
            }
            ItemKind::Multiple if ticked == options.len() => {
                let mend = "add an option that is wrong, or untick one";
                self.add(line, "all options are ticked", mend, problems);
            }
            ItemKind::Single | ItemKind::Multiple => {}
        }
    }

    fn option(&self, option: &RawOption<'_, '_>, problems: &mut Problems) -> ItemOption {
        self.report(&flaws_of(option), problems);
        ItemOption {
            html: self.render(option.text, problems),
            correct: option.ticked == Some(true),
            feedback_html: self.render(option.feedback.unwrap_or_default(), problems),
        }
    }

    fn render(&self, pieces: &[Piece<'_>], problems: &mut Problems) -> String {
        let figures = Figures { files: self.setting.known.files, file: self.document.file };
        let page = render_part(pieces, figures);
        self.report(&page.flaws, problems);
        page.html
    }

    fn report(&self, flaws: &[Flaw], problems: &mut Problems) {
        report(self.document, 0, flaws, problems);
    }

    fn add(&self, line: usize, what: &str, mend: &str, problems: &mut Problems) {
        problems.add(self.document.file, line, what, mend);
    }

    fn add_at(&self, block: &[Piece<'_>], what: &str, mend: &str, problems: &mut Problems) {
        let line = block.first().map_or(self.line, |(_, range)| self.document.line(range.start));
        self.add(line, what, mend, problems);
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
