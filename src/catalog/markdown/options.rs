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
    if option.ticked.is_none() {
        let mend = "begin it with `- [ ]`, or `- [x]` if it is right";
        flaws.push(Flaw::new(option.offset, "this option has no box", mend));
    }
    flaws.extend(flaws_of_entry(option, "option", "behind the box"));
    flaws
}

/// What is wrong with a step that is to be put in order.
pub(in crate::catalog) fn flaws_of_step(step: &RawOption<'_, '_>) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    if step.ticked.is_some() {
        let mend = "take the box away; the list itself is the right order";
        flaws.push(Flaw::new(step.offset, "this step has a box", mend));
    }
    flaws.extend(flaws_of_entry(step, "step", "behind the number"));
    flaws
}

fn flaws_of_entry(option: &RawOption<'_, '_>, kind: &str, place: &str) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    let offset = option.offset;
    if plain_text(option.text).is_empty() {
        flaws.push(Flaw::new(offset, format!("this {kind} has no text"), format!("write it {place}")));
    }
    if option.feedback.is_none_or(|feedback| plain_text(feedback).is_empty()) {
        let (blanks, indent) = if kind == "step" { ("   ", "three") } else { ("  ", "two") };
        let mend = format!("add a line `{blanks}> why it is right or wrong` below it, indented by {indent} spaces");
        flaws.push(Flaw::new(offset, format!("this {kind} has no feedback"), mend));
    }
    if let Some(odd) = option.odd {
        let article = if kind == "option" { "an" } else { "a" };
        let what = format!("{article} {kind} is one paragraph and one quote, and this is something else");
        flaws.push(Flaw::new(odd, what, "move it into the quote or above the list"));
    }
    let link = |(event, _): &&Piece<'_>| matches!(event, Event::Start(Tag::Link { .. }));
    if let Some((_, range)) = option.text.iter().find(link) {
        let what = format!(
            "a link inside {} {kind} cannot be told from choosing it",
            if kind == "option" { "an" } else { "a" }
        );
        flaws.push(Flaw::new(range.start, what, "move the link into the feedback"));
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
