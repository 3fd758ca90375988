//! `ordering`: steps in their right order. Must not import any module of this crate but `domain`.

use pulldown_cmark::{Event, Tag};

use super::reader::Reader;
use super::{Content, Task};
use crate::catalog::document::Spot;
use crate::catalog::fields::Fields;
use crate::catalog::markdown::{Piece, flaws_of_step, read_options};
use crate::catalog::problem::Problems;
use crate::domain::item::Body;

/// Reads a stem and one numbered list.
pub(super) fn read(
    reader: &Reader<'_>,
    fields: &Fields<'_>,
    blocks: &[&[Piece<'_>]],
    problems: &mut Problems,
) -> Option<Content> {
    let is_numbered = |block: &[Piece<'_>]| matches!(block.first(), Some((Event::Start(Tag::List(Some(_))), _)));
    let Some(at) = blocks.iter().rposition(|block| is_numbered(block)) else {
        let mend = "add one list `1.`, `2.` and so on, in the right order";
        reader.add(reader.line, "this question has no steps", mend, problems);
        return None;
    };
    for block in &blocks[at + 1..] {
        let mend = "move it above the steps, or into the feedback of one; indent feedback by three spaces";
        reader.add_at(block, "this stands below the steps", mend, problems);
    }
    for block in blocks[..at].iter().filter(|block| is_numbered(block)) {
        let mend = "write all steps as one list, and indent the feedback between them by three spaces";
        reader.add_at(block, "this list of steps is not the only one", mend, problems);
    }
    let stem_html = reader.stem(&blocks[..at], problems);
    let steps = read_options(blocks[at]);
    for step in &steps {
        reader.report(&flaws_of_step(step), problems);
    }
    reader.check_count(blocks[at], steps.len(), &(3..=6), "step", problems);
    let also_right = also_right(fields, steps.len(), problems);
    let body = Body::Ordering { steps: reader.parts(&steps, problems), also_right };
    Some(Content { stem_html, task: Task::Scored(body) })
}

/// Orders that are as right, as positions from 0; at most two, so that the task stays one.
fn also_right(fields: &Fields<'_>, steps: usize, problems: &mut Problems) -> Vec<Vec<u8>> {
    let orders = fields.number_lists("also_right", &(1..=6), problems);
    if orders.len() > 2 {
        let what = format!("{} other orders are as right", orders.len());
        problems.add(fields.file(), fields.line_of("also_right"), what, "keep two at most, or ask for fewer steps");
    }
    let good = orders.into_iter().filter(|order| check_order(fields, order, steps, problems));
    good.map(|order| order.value.into_iter().map(|number| number - 1).collect()).collect()
}

fn check_order(fields: &Fields<'_>, order: &Spot<Vec<u8>>, steps: usize, problems: &mut Problems) -> bool {
    let mut sorted = order.value.clone();
    sorted.sort_unstable();
    let as_written: Vec<u8> = (1u8..).take(steps).collect();
    let what = if sorted != as_written {
        "an order in `also_right` does not name each step once"
    } else if order.value == as_written {
        "an order in `also_right` is the order of the list"
    } else {
        return true;
    };
    let mend = format!("write the numbers 1 to {steps}, each once, in another order");
    problems.add(fields.file(), order.line, what, mend);
    false
}
