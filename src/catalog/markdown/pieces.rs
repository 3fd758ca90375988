//! Walking over parsed markdown. Must not import anything of this crate.

use std::ops::Range;

use pulldown_cmark::{Event, Tag};

/// An event of the parser, and the bytes it comes from.
pub(in crate::catalog) type Piece<'a> = (Event<'a>, Range<usize>);

/// How many pieces the element takes that begins with the first one, its end included.
pub(super) fn element_len(pieces: &[Piece<'_>]) -> usize {
    let mut depth = 0_usize;
    for (index, (event, _)) in pieces.iter().enumerate() {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return index + 1;
        }
    }
    pieces.len()
}

/// What is inside an element: everything but its first and last piece.
pub(in crate::catalog) fn inside<'p, 'a>(element: &'p [Piece<'a>]) -> &'p [Piece<'a>] {
    element.get(1..element.len().saturating_sub(1)).unwrap_or_default()
}

/// The elements that follow each other at this level.
pub(in crate::catalog) fn blocks<'p, 'a>(mut pieces: &'p [Piece<'a>]) -> Vec<&'p [Piece<'a>]> {
    let mut blocks = Vec::new();
    while !pieces.is_empty() {
        let (block, rest) = pieces.split_at(element_len(pieces));
        blocks.push(block);
        pieces = rest;
    }
    blocks
}

/// Whether a piece begins or is a block, not a part of a line of text.
pub(super) fn is_block(event: &Event<'_>) -> bool {
    match event {
        Event::Start(tag) => {
            !matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. })
        }
        Event::Html(_) | Event::Rule => true,
        _ => false,
    }
}

/// The words, without any markup.
pub(in crate::catalog) fn plain_text(pieces: &[Piece<'_>]) -> String {
    let mut words = String::new();
    for (event, _) in pieces {
        match event {
            Event::Text(text) | Event::Code(text) => words.push_str(text),
            Event::SoftBreak | Event::HardBreak => words.push(' '),
            _ => {}
        }
    }
    words.trim().to_owned()
}
