//! `true-false`: a claim to be judged, and the reason for the judgement. Must not import any module of this crate but
//! `domain`.

use pulldown_cmark::{Event, Tag};

use super::reader::Reader;
use super::{Content, Task};
use crate::catalog::markdown::{Piece, is_task_list, plain_text};
use crate::catalog::problem::Problems;
use crate::domain::item::Body;

/// Reads a claim, its two verdicts, what asks for the reason, and the reasons.
pub(super) fn read(reader: &Reader<'_>, blocks: &[&[Piece<'_>]], problems: &mut Problems) -> Option<Content> {
    let lists: Vec<usize> =
        blocks.iter().enumerate().filter(|(_, block)| is_task_list(block)).map(|(at, _)| at).collect();
    let &[verdicts, reasons] = lists.as_slice() else {
        let what =
            format!("a question of the type `true-false` has two lists of options, and here are {}", lists.len());
        let mend = "write True and False, then a paragraph that asks for the reason, then the reasons";
        reader.add(reader.line, &what, mend, problems);
        return None;
    };
    for block in &blocks[reasons + 1..] {
        reader.add_at(block, "this stands below the reasons", "move it above the options", problems);
    }
    let stem_html = reader.stem(&blocks[..verdicts], problems);
    let why_html = why(reader, &blocks[verdicts + 1..reasons], blocks[reasons], problems);
    let judged = read_verdicts(reader, blocks[verdicts], problems);
    let options = reader.options(blocks[reasons], &(3..=4), "reason", problems);
    let right = reader.only_tick(&options, "tick the best reason, and no other", problems);
    let reasons = reader.parts(&options, problems);
    let (claim, if_true_html, if_false_html) = judged?;
    let body = Body::TrueFalse { claim, if_true_html, if_false_html, why_html: why_html?, reasons, right: right? };
    Some(Content { stem_html, task: Task::Scored(body) })
}

/// The one paragraph between the two lists.
fn why(
    reader: &Reader<'_>,
    between: &[&[Piece<'_>]],
    reasons: &[Piece<'_>],
    problems: &mut Problems,
) -> Option<String> {
    match between {
        [only] if matches!(only.first(), Some((Event::Start(Tag::Paragraph), _))) => {
            Some(reader.render(only, problems))
        }
        _ => {
            let what = format!("{} blocks stand between the verdicts and the reasons", between.len());
            let mend = "write one paragraph there that asks for the reason, as `What is the best reason?`";
            reader.add_at(between.first().unwrap_or(&reasons), &what, mend, problems);
            None
        }
    }
}

/// Whether the claim is true, and the feedback for those who call it true and false.
fn read_verdicts(reader: &Reader<'_>, list: &[Piece<'_>], problems: &mut Problems) -> Option<(bool, String, String)> {
    let options = reader.options(list, &(2..=2), "verdict", problems);
    let words: Vec<String> = options.iter().map(|option| plain_text(option.text)).collect();
    if words.len() == 2 && words != ["True", "False"] {
        let what = format!("the verdicts are \"{}\"", words.join("\" and \""));
        reader.add_at(list, &what, "write `True` and `False`, in this order and nothing more", problems);
    }
    let right = reader.only_tick(&options, "tick `True` or `False`, and not both", problems);
    let [if_true, if_false] = options.as_slice() else { return None };
    let if_true = reader.render(if_true.feedback.unwrap_or_default(), problems);
    let if_false = reader.render(if_false.feedback.unwrap_or_default(), problems);
    Some((right? == 0, if_true, if_false))
}
