//! `single` and `multiple`: a list of options. Must not import any module of this crate but `domain`.

use std::collections::BTreeSet;

use super::reader::Reader;
use super::{Content, Task};
use crate::catalog::markdown::{Piece, RawOption, is_task_list};
use crate::catalog::problem::Problems;
use crate::domain::item::Body;

/// Reads a question with one right option.
pub(super) fn single(reader: &Reader<'_>, blocks: &[&[Piece<'_>]], problems: &mut Problems) -> Option<Content> {
    let (stem_html, list) = stem_and_list(reader, blocks, "the options", problems)?;
    let options = reader.options(list, &(3..=6), "option", problems);
    let ticked = options.iter().filter(|option| option.ticked == Some(true)).count();
    let right = (0u8..).zip(&options).find(|(_, option)| option.ticked == Some(true)).map(|(key, _)| key);
    if ticked != 1 {
        let what = format!("{ticked} options are ticked in a question of the type `single`");
        add_at_first(reader, &options, &what, "tick exactly one, or write `type = \"multiple\"`", problems);
    }
    let body = Body::Single { options: reader.parts(&options, problems), right: right? };
    Some(Content { stem_html, task: Task::Scored(body) })
}

/// Reads a question with some right options.
pub(super) fn multiple(reader: &Reader<'_>, blocks: &[&[Piece<'_>]], problems: &mut Problems) -> Option<Content> {
    let (stem_html, list) = stem_and_list(reader, blocks, "the options", problems)?;
    let options = reader.options(list, &(3..=6), "option", problems);
    let right: BTreeSet<u8> =
        (0u8..).zip(&options).filter(|(_, option)| option.ticked == Some(true)).map(|(key, _)| key).collect();
    if right.is_empty() {
        add_at_first(reader, &options, "no option is ticked", "tick the right ones: `- [x]`", problems);
    } else if right.len() == options.len() {
        let mend = "add an option that is wrong, or untick one";
        add_at_first(reader, &options, "all options are ticked", mend, problems);
    }
    let body = Body::Multiple { options: reader.parts(&options, problems), right };
    Some(Content { stem_html, task: Task::Scored(body) })
}

fn add_at_first(reader: &Reader<'_>, options: &[RawOption<'_, '_>], what: &str, mend: &str, problems: &mut Problems) {
    let line = options.first().map_or(reader.line, |first| reader.document.line(first.offset));
    reader.add(line, what, mend, problems);
}

/// The rendered stem, and the one task list below it, with nothing after.
pub(super) fn stem_and_list<'p, 'a>(
    reader: &Reader<'_>,
    blocks: &[&'p [Piece<'a>]],
    list: &str,
    problems: &mut Problems,
) -> Option<(String, &'p [Piece<'a>])> {
    let Some(at) = blocks.iter().rposition(|block| is_task_list(block)) else {
        let mend = "add a list of options, each beginning with `- [ ]` or `- [x]`";
        reader.add(reader.line, "this question has no options", mend, problems);
        return None;
    };
    for block in &blocks[at + 1..] {
        let what = format!("this stands below {list}");
        reader.add_at(block, &what, "move it above the options, or into the feedback of one", problems);
    }
    for block in blocks[..at].iter().filter(|block| is_task_list(block)) {
        let mend = "write all options with the same sign, with nothing between them";
        reader.add_at(block, "this list of options is not the only one", mend, problems);
    }
    Some((reader.stem(&blocks[..at], problems), blocks[at]))
}
