//! Task lists with a quoted feedback below each entry: the options of a question and of an inline
//! check. Must not import anything of this crate outside `catalog`.

use pulldown_cmark::{Event, Tag};

use super::Flaw;
use super::pieces::{Piece, blocks, inside, is_block, plain_text};

/// One entry of a list, taken apart.
#[derive(Debug)]
pub(in crate::catalog) struct RawOption<'p, 'a> {
    /// Byte where the entry begins.
    pub(in crate::catalog) offset: usize,
    /// Whether its box is ticked; nothing where there is no box.
    pub(in crate::catalog) ticked: Option<bool>,
    /// The line of text.
    pub(in crate::catalog) text: &'p [Piece<'a>],
    /// What is inside the quote below it.
    pub(in crate::catalog) feedback: Option<&'p [Piece<'a>]>,
    /// Byte where something begins that is neither text nor feedback.
    odd: Option<usize>,
}

/// Whether a list has an entry with a box.
pub(in crate::catalog) fn is_task_list(list: &[Piece<'_>]) -> bool {
    matches!(list.first(), Some((Event::Start(Tag::List(_)), _)))
        && blocks(inside(list)).iter().any(|entry| box_of(entry).is_some())
}

/// Takes the entries of a list apart.
pub(in crate::catalog) fn read_options<'p, 'a>(list: &'p [Piece<'a>]) -> Vec<RawOption<'p, 'a>> {
    blocks(inside(list)).into_iter().map(read_option).collect()
}

/// What is wrong with an option, whatever it belongs to.
pub(in crate::catalog) fn flaws_of(option: &RawOption<'_, '_>) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    let offset = option.offset;
    if option.ticked.is_none() {
        flaws.push(Flaw::new(offset, "this option has no box", "begin it with `- [ ]`, or `- [x]` if it is right"));
    }
    if plain_text(option.text).is_empty() {
        flaws.push(Flaw::new(offset, "this option has no text", "write it behind the box"));
    }
    if option.feedback.is_none_or(|feedback| plain_text(feedback).is_empty()) {
        flaws.push(Flaw::new(
            offset,
            "this option has no feedback",
            "add a line `  > why it is right or wrong` below it, indented by two spaces",
        ));
    }
    if let Some(odd) = option.odd {
        flaws.push(Flaw::new(
            odd,
            "an option is one paragraph and one quote, and this is something else",
            "move it into the quote or above the list",
        ));
    }
    let link = |(event, _): &&Piece<'_>| matches!(event, Event::Start(Tag::Link { .. }));
    if let Some((_, range)) = option.text.iter().find(link) {
        flaws.push(Flaw::new(
            range.start,
            "a link inside an option cannot be told from choosing it",
            "move the link into the feedback",
        ));
    }
    flaws
}

/// The box of a list entry, given with its start and end.
pub(super) fn box_of(entry: &[Piece<'_>]) -> Option<bool> {
    let marker = match (entry.get(1), entry.get(2)) {
        (Some((Event::Start(Tag::Paragraph), _)), Some((marker, _))) => marker,
        (Some((marker, _)), _) => marker,
        _ => return None,
    };
    match marker {
        Event::TaskListMarker(ticked) => Some(*ticked),
        _ => None,
    }
}

fn read_option<'p, 'a>(entry: &'p [Piece<'a>]) -> RawOption<'p, 'a> {
    let ticked = box_of(entry);
    let (text, rest) = text_of(inside(entry));
    let text = if ticked.is_some() { text.get(1..).unwrap_or_default() } else { text };
    let mut option = RawOption {
        offset: entry.first().map_or(0, |(_, range)| range.start),
        ticked,
        text,
        feedback: None,
        odd: None,
    };
    for block in blocks(rest) {
        match block.first() {
            Some((Event::Start(Tag::HtmlBlock), _)) | None => {}
            Some((Event::Start(Tag::BlockQuote(None)), _)) if option.feedback.is_none() => {
                option.feedback = Some(inside(block));
            }
            Some((_, range)) => option.odd = option.odd.or(Some(range.start)),
        }
    }
    option
}

/// The first paragraph of an entry and what follows. In a list without blank lines the parser sends
/// the text of the paragraph alone.
fn text_of<'p, 'a>(content: &'p [Piece<'a>]) -> (&'p [Piece<'a>], &'p [Piece<'a>]) {
    if let Some((Event::Start(Tag::Paragraph), _)) = content.first() {
        let (paragraph, rest) = content.split_at(super::pieces::element_len(content));
        return (inside(paragraph), rest);
    }
    let end = content.iter().position(|(event, _)| is_block(event)).unwrap_or(content.len());
    content.split_at(end)
}
