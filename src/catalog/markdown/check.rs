//! Inline checks: a task list with feedback becomes options that open, with no script at all. Must
//! not import anything of this crate outside `catalog`.

use pulldown_cmark::{Event, Tag};

use super::Flaw;
use super::options::{RawOption, flaws_of, is_task_list, read_options};
use super::pieces::Piece;
use super::writer::Writer;

/// Words that say an option is right; the first is written where the author has none.
const RIGHT: [&str; 4] = ["Yes", "Right", "Correct", "Exactly"];
/// Words that say an option is not right; the first is written where the author has none.
const WRONG: [&str; 5] = ["Not quite", "Not yet", "Almost", "Halfway there", "No"];

/// The options, where a list is an inline check: it has boxes and feedback.
pub(super) fn check_in<'p, 'a>(list: &'p [Piece<'a>]) -> Option<Vec<RawOption<'p, 'a>>> {
    if !is_task_list(list) {
        return None;
    }
    let options = read_options(list);
    options.iter().any(|option| option.feedback.is_some()).then_some(options)
}

/// Writes an inline check.
pub(super) fn write<'a>(writer: &mut Writer<'_, 'a>, options: &[RawOption<'_, 'a>]) {
    if !options.iter().any(|option| option.ticked == Some(true)) {
        let offset = options.first().map_or(0, |option| option.offset);
        let what = "no option of this check is right";
        writer.flaw(Flaw::new(offset, what, "tick the box of each right option: `- [x]`"));
    }
    writer.html("<div class=\"check\">\n");
    for option in options {
        for flaw in flaws_of(option) {
            writer.flaw(flaw);
        }
        writer.html("<details class=\"check-option\"><summary>");
        writer.push(option.text);
        let right = option.ticked == Some(true);
        let class = if right { "check-right" } else { "check-wrong" };
        writer.html(format!("</summary><div class=\"check-feedback {class}\">"));
        write_feedback(writer, right, option.feedback.unwrap_or_default());
        writer.html("</div></details>\n");
    }
    writer.html("</div>\n");
}

/// Says in words whether the option is right, because color alone tells some readers nothing. Where
/// the author begins with such words, theirs are used: "Yes: 40 times 100".
fn write_feedback<'a>(writer: &mut Writer<'_, 'a>, right: bool, feedback: &[Piece<'a>]) {
    let verdicts: &[&str] = if right { &RIGHT } else { &WRONG };
    let verdict = verdicts.first().copied().unwrap_or_default();
    let Some(((Event::Start(Tag::Paragraph), _), rest)) = feedback.split_first() else {
        writer.html(format!("<p><strong>{verdict}.</strong></p>"));
        writer.push(feedback);
        return;
    };
    if let Some(((Event::Text(text), range), rest)) = rest.split_first()
        && let Some((said, after)) = split_verdict(text, verdicts)
    {
        writer.html(format!("<p><strong>{said}</strong>"));
        writer.push(&[(Event::Text(after.to_owned().into()), range.clone())]);
        writer.push(rest);
    } else {
        writer.html(format!("<p><strong>{verdict}.</strong> "));
        writer.push(rest);
    }
}

fn split_verdict<'t>(text: &'t str, verdicts: &[&str]) -> Option<(&'t str, &'t str)> {
    verdicts.iter().find_map(|verdict| {
        let after = text.strip_prefix(verdict)?;
        after.starts_with(['.', ',', ':', ';', '!']).then(|| text.split_at(verdict.len() + 1))
    })
}
