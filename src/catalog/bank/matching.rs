//! `matching`: a table of things and their partners. Must not import any module of this crate but `domain`.

use std::collections::BTreeMap;

use pulldown_cmark::{Event, Tag};

use super::reader::Reader;
use super::{Content, Task};
use crate::catalog::markdown::{Piece, blocks as elements, inside, plain_text};
use crate::catalog::problem::Problems;
use crate::domain::item::{Body, Pair, Part, Partner};

/// Reads a stem and one table of three columns.
pub(super) fn read(reader: &Reader<'_>, blocks: &[&[Piece<'_>]], problems: &mut Problems) -> Option<Content> {
    let Some(at) = blocks.iter().position(|block| columns(block).is_some()) else {
        let mend = "add a table `| … | … | Feedback |` with a line `|---|---|---|` below its heading";
        reader.add(reader.line, "this question has no table", mend, problems);
        return None;
    };
    for block in &blocks[at + 1..] {
        reader.add_at(block, "this stands below the table", "move it above the table", problems);
    }
    let stem_html = reader.stem(&blocks[..at], problems);
    let table = blocks[at];
    if let Some(found) = columns(table).filter(|found| *found != 3) {
        let what = format!("the table of a question of the type `matching` has three columns, and this has {found}");
        let mend = "write what is to be matched, its partner, and the feedback";
        reader.add_at(table, &what, mend, problems);
        return None;
    }
    let (pairs, others) = rows(reader, table, problems);
    reader.check_count(table, pairs.len(), &(3..=6), "row", problems);
    if others.len() > 2 {
        let what = format!("{} partners fit nothing", others.len());
        reader.add_at(table, &what, "keep two of them at most", problems);
    }
    Some(Content { stem_html, task: Task::Scored(Body::Matching { pairs, others }) })
}

fn columns(block: &[Piece<'_>]) -> Option<usize> {
    match block.first() {
        Some((Event::Start(Tag::Table(columns)), _)) => Some(columns.len()),
        _ => None,
    }
}

/// Rows with something to be matched, and partners that fit nothing.
fn rows(reader: &Reader<'_>, table: &[Piece<'_>], problems: &mut Problems) -> (Vec<Pair>, Vec<Partner>) {
    let (mut pairs, mut others) = (Vec::new(), Vec::new());
    let mut partners: BTreeMap<String, usize> = BTreeMap::new();
    for row in elements(inside(table)).into_iter().skip(1) {
        let cells: Vec<&[Piece<'_>]> = elements(inside(row)).into_iter().map(inside).collect();
        let &[thing, partner, feedback] = cells.as_slice() else { continue };
        check_row(reader, row, partner, feedback, problems);
        let line = row.first().map_or(reader.line, |(_, range)| reader.document.line(range.start));
        let words = plain_text(partner);
        if let Some(first) = partners.insert(words.clone(), line) {
            let what = format!("this partner stands in line {first} too");
            reader.add_at(row, &what, "give each row a partner that fits no other row", problems);
        }
        let part = Part {
            html: reader.render(partner, problems),
            feedback_html: format!("<p>{}</p>", reader.render(feedback, problems)),
        };
        match plain_text(thing).is_empty() {
            true => others.push(Partner { words, part }),
            false => pairs.push(Pair { html: reader.render(thing, problems), partner: Partner { words, part } }),
        }
    }
    (pairs, others)
}

fn check_row(
    reader: &Reader<'_>,
    row: &[Piece<'_>],
    partner: &[Piece<'_>],
    feedback: &[Piece<'_>],
    problems: &mut Problems,
) {
    if plain_text(partner).is_empty() {
        reader.add_at(row, "this row has no partner", "write it in the second column", problems);
    }
    if plain_text(feedback).is_empty() {
        let mend = "write in the third column why the two belong together, or why the partner fits nothing";
        reader.add_at(row, "this row has no feedback", mend, problems);
    }
    let is_link = |(event, _): &Piece<'_>| matches!(event, Event::Start(Tag::Link { .. }));
    if partner.iter().any(is_link) {
        let what = "a link inside a partner cannot be told from choosing it";
        reader.add_at(row, what, "move the link into the feedback", problems);
    }
}
