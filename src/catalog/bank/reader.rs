//! What the types of items share when they are read: stems, lists, and saying what is wrong. Must not import any module
//! of this crate but `domain`.

use std::ops::RangeInclusive;

use pulldown_cmark::{Event, HeadingLevel, Tag};

use crate::catalog::document::Document;
use crate::catalog::files::Files;
use crate::catalog::lesson::report;
use crate::catalog::markdown::{Figures, Flaw, Piece, RawOption, flaws_of, plain_text, read_options, render_part};
use crate::catalog::problem::Problems;
use crate::domain::item::Part;

/// Reads the parts of one item.
pub(super) struct Reader<'d> {
    /// The bank's file.
    pub(super) document: &'d Document<'d>,
    /// All files, for the images.
    pub(super) files: &'d Files,
    /// Line of the item's heading.
    pub(super) line: usize,
}

/// A heading of the third level inside an item, and the blocks below it.
#[derive(Debug)]
pub(super) struct Below<'p, 'a> {
    /// Byte where the heading begins.
    pub(super) offset: usize,
    /// Its words.
    pub(super) title: String,
    /// What stands below it.
    pub(super) blocks: Vec<&'p [Piece<'a>]>,
}

/// Parts an item at its headings of the third level.
pub(super) fn part_at_headings<'p, 'a>(blocks: &[&'p [Piece<'a>]]) -> (Vec<&'p [Piece<'a>]>, Vec<Below<'p, 'a>>) {
    let (mut before, mut below) = (Vec::new(), Vec::<Below<'p, 'a>>::new());
    for block in blocks {
        match (block.first(), below.last_mut()) {
            (Some((Event::Start(Tag::Heading { level: HeadingLevel::H3, .. }), range)), _) => {
                below.push(Below { offset: range.start, title: plain_text(block), blocks: Vec::new() });
            }
            (_, Some(last)) => last.blocks.push(block),
            (_, None) => before.push(*block),
        }
    }
    (before, below)
}

impl Reader<'_> {
    /// The question itself, which must have words.
    pub(super) fn stem(&self, blocks: &[&[Piece<'_>]], problems: &mut Problems) -> String {
        let stem = blocks.concat();
        if plain_text(&stem).is_empty() {
            let mend = "write the question between the fields and the options";
            self.add(self.line, "this question has no text", mend, problems);
        }
        self.render(&stem, problems)
    }

    /// The options of a task list, so many of them, each checked.
    pub(super) fn options<'p, 'a>(
        &self,
        list: &'p [Piece<'a>],
        count: &RangeInclusive<usize>,
        kind: &str,
        problems: &mut Problems,
    ) -> Vec<RawOption<'p, 'a>> {
        let options = read_options(list);
        for option in &options {
            self.report(&flaws_of(option), problems);
        }
        self.check_count(list, options.len(), count, kind, problems);
        options
    }

    /// Reports a list that is too short or too long.
    pub(super) fn check_count(
        &self,
        list: &[Piece<'_>],
        found: usize,
        count: &RangeInclusive<usize>,
        kind: &str,
        problems: &mut Problems,
    ) {
        if count.contains(&found) {
            return;
        }
        let s = if found == 1 { "" } else { "s" };
        let what = format!("this question has {found} {kind}{s}");
        let mend = match (count.start(), count.end()) {
            (start, end) if start == end => format!("write {start}"),
            (start, end) => format!("offer {start} to {end}"),
        };
        self.add_at(list, &what, &mend, problems);
    }

    /// An entry as it is kept. What is wrong with it was reported already.
    pub(super) fn part(&self, option: &RawOption<'_, '_>, problems: &mut Problems) -> Part {
        Part {
            html: self.render(option.text, problems),
            feedback_html: self.render(option.feedback.unwrap_or_default(), problems),
        }
    }

    pub(super) fn parts(&self, options: &[RawOption<'_, '_>], problems: &mut Problems) -> Vec<Part> {
        options.iter().map(|option| self.part(option, problems)).collect()
    }

    /// The position of the only ticked option; how many there are is checked.
    pub(super) fn only_tick(&self, options: &[RawOption<'_, '_>], mend: &str, problems: &mut Problems) -> Option<u8> {
        let ticked: Vec<u8> =
            (0u8..).zip(options).filter(|(_, o)| o.ticked == Some(true)).map(|(key, _)| key).collect();
        match (ticked.as_slice(), options.first()) {
            ([only], _) => Some(*only),
            (_, Some(first)) => {
                let are = if ticked.len() == 1 { "option is" } else { "options are" };
                let what = format!("{} {are} ticked where one is right", ticked.len());
                self.add(self.document.line(first.offset), &what, mend, problems);
                None
            }
            (_, None) => None,
        }
    }

    /// Rendered and sanitised.
    pub(super) fn render(&self, pieces: &[Piece<'_>], problems: &mut Problems) -> String {
        let page = render_part(pieces, Figures { files: self.files, file: self.document.file });
        self.report(&page.flaws, problems);
        page.html
    }

    pub(super) fn report(&self, flaws: &[Flaw], problems: &mut Problems) {
        report(self.document, 0, flaws, problems);
    }

    pub(super) fn add(&self, line: usize, what: &str, mend: &str, problems: &mut Problems) {
        problems.add(self.document.file, line, what, mend);
    }

    pub(super) fn add_at(&self, block: &[Piece<'_>], what: &str, mend: &str, problems: &mut Problems) {
        let line = block.first().map_or(self.line, |(_, range)| self.document.line(range.start));
        self.add(line, what, mend, problems);
    }
}
