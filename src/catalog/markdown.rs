//! Markdown to safe HTML: CommonMark with tables, footnotes, task lists, strikethrough and alerts.
//! Raw HTML is dropped, and what is left passes an allow-list. Must not import anything of this
//! crate outside `catalog`.

mod check;
mod figures;
mod links;
mod options;
mod pieces;
mod sanitise;
mod term;
mod writer;

use pulldown_cmark::{Options, Parser};

use super::glossary::Glossary;

pub(super) use figures::Figures;
pub(super) use options::{RawOption, flaws_of, flaws_of_step, is_task_list, read_options};
pub(super) use pieces::{Piece, blocks, inside, plain_text};
pub(super) use writer::slug;
use writer::{Kind, Writer};

/// Something wrong in a markdown text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Flaw {
    /// Byte in the text where it stands.
    pub(super) offset: usize,
    /// What is wrong.
    pub(super) what: String,
    /// How to mend it.
    pub(super) mend: String,
}

impl Flaw {
    pub(super) fn new(offset: usize, what: impl Into<String>, mend: impl Into<String>) -> Flaw {
        Flaw { offset, what: what.into(), mend: mend.into() }
    }
}

/// A rendered lesson.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// Sanitised HTML.
    pub(super) html: String,
    /// Anchor and text of each heading of the second level.
    pub(super) headings: Vec<(String, String)>,
    /// What is wrong with the text.
    pub(super) flaws: Vec<Flaw>,
}

/// Renders the body of a lesson. Without a glossary, links to it are not judged.
pub(super) fn render_page(text: &str, figures: Figures<'_>, glossary: Option<&Glossary>) -> Page {
    let pieces = parse(text, Options::ENABLE_FOOTNOTES);
    let mut writer = Writer::new(Kind::Lesson, figures).with_terms(glossary);
    writer.push(&pieces);
    writer.finish()
}

/// Renders a part of a question: no headings, footnotes or inline checks.
pub(super) fn render_part(pieces: &[Piece<'_>], figures: Figures<'_>) -> Page {
    let mut writer = Writer::new(Kind::Question, figures);
    writer.push(pieces);
    writer.finish()
}

/// Splits an item bank into pieces. Footnotes stay off, because a page shows several questions and
/// their notes would share anchors.
pub(super) fn parse_bank(text: &str) -> Vec<Piece<'_>> {
    parse(text, Options::empty())
}

fn parse(text: &str, more: Options) -> Vec<Piece<'_>> {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS | Options::ENABLE_GFM | more;
    Parser::new_ext(text, options).into_offset_iter().collect()
}

#[cfg(test)]
mod tests;
