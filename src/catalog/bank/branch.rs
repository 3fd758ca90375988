//! `branch`: a scenario in two or three steps. Must not import any module of this crate but `domain`.

use std::collections::BTreeSet;

use pulldown_cmark::{Event, Tag};

use super::choice::stem_and_list;
use super::reader::{Below, Reader, part_at_headings};
use super::{Content, Task};
use crate::catalog::markdown::{Piece, RawOption, blocks as elements, inside, slug};
use crate::catalog::problem::Problems;
use crate::domain::item::{Body, Move, Part, Scenario, Scene};

/// Reads a stem with its choices, and the situations that follow.
pub(super) fn read(reader: &Reader<'_>, blocks: &[&[Piece<'_>]], problems: &mut Problems) -> Option<Content> {
    let (start, below) = part_at_headings(blocks);
    let anchors = anchors(reader, &below, problems);
    let (stem_html, list) = stem_and_list(reader, &start, "the choices", problems)?;
    let read = |reader: &Reader<'_>, list, at, problems: &mut Problems| {
        let options = reader.options(list, &(2..=4), "choice", problems);
        options.iter().map(|option| read_move(reader, option, at, &anchors, problems)).collect::<Vec<_>>()
    };
    let mut scenes = vec![Scene { html: String::new(), moves: read(reader, list, 0, problems) }];
    for (at, section) in (1..).zip(&below) {
        let here = Reader { line: reader.document.line(section.offset), ..*reader };
        let (html, list) = stem_and_list(&here, &section.blocks, "the choices", problems)?;
        scenes.push(Scene { html, moves: read(&here, list, at, problems) });
    }
    let scenario = Scenario { scenes };
    // Where links are wrong, what can be reached says nothing about the scenario.
    if check_reached(reader, &below, &scenario, problems) {
        check_length(reader, &scenario, problems);
    }
    Some(Content { stem_html, task: Task::Scored(Body::Branch(scenario)) })
}

/// The anchors of the sections, in their order; one that stands twice leads nowhere clear.
fn anchors(reader: &Reader<'_>, below: &[Below<'_, '_>], problems: &mut Problems) -> Vec<String> {
    let anchors: Vec<String> = below.iter().map(|section| slug(&section.title)).collect();
    for (index, section) in below.iter().enumerate() {
        if anchors[..index].contains(&anchors[index]) {
            let what = format!("the heading `{}` stands twice in this question", section.title);
            reader.add(reader.document.line(section.offset), &what, "give one of the two another name", problems);
        }
    }
    anchors
}

fn read_move(
    reader: &Reader<'_>,
    option: &RawOption<'_, '_>,
    at: usize,
    anchors: &[String],
    problems: &mut Problems,
) -> Move {
    let (feedback, link) = feedback_and_link(option.feedback.unwrap_or_default());
    let stray = feedback.iter().find(|(event, _)| jump(event).is_some());
    if let Some((_, range)) = stray {
        let mend = "write it as a paragraph of its own, the last of the feedback, with an empty line `  >` above it";
        reader.add(
            reader.document.line(range.start),
            "this link leads on from the middle of a feedback",
            mend,
            problems,
        );
    } else if link.is_some() && feedback.is_empty() {
        let mend = "write above the link why the choice earns a point or not";
        reader.add(reader.document.line(option.offset), "this choice has no feedback but its link", mend, problems);
    }
    let next = link.and_then(|(anchor, offset)| {
        let line = reader.document.line(offset);
        let Some(found) = anchors.iter().position(|known| *known == anchor) else {
            let what = format!("there is no section `#{anchor}` in this question");
            let known: Vec<String> = anchors.iter().map(|anchor| format!("`#{anchor}`")).collect();
            let mend = match known.is_empty() {
                true => "add a heading `### …` below the choices, or take the link away".to_owned(),
                false => format!("link to one of {}", known.join(", ")),
            };
            reader.add(line, &what, &mend, problems);
            return None;
        };
        // The sections come after the start, which is the scene 0.
        if found < at {
            let what = format!("the link `#{anchor}` leads back");
            reader.add(line, &what, "link to a section that stands further below", problems);
            return None;
        }
        u8::try_from(found + 1).ok()
    });
    let feedback_html = if stray.is_some() { String::new() } else { reader.render(feedback, problems) };
    let part = Part { html: reader.render(option.text, problems), feedback_html };
    Move { part, point: option.ticked == Some(true), next }
}

/// The feedback without its last paragraph, where that is nothing but a link to a section; and where it leads.
fn feedback_and_link<'p, 'a>(feedback: &'p [Piece<'a>]) -> (&'p [Piece<'a>], Option<(String, usize)>) {
    let Some(last) = elements(feedback).pop() else { return (feedback, None) };
    let is_paragraph = matches!(last.first(), Some((Event::Start(Tag::Paragraph), _)));
    let target = match elements(inside(last)).as_slice() {
        [only] if is_paragraph => only.first().and_then(|(event, range)| Some((jump(event)?, range.start))),
        _ => None,
    };
    match target {
        Some(target) => (&feedback[..feedback.len() - last.len()], Some(target)),
        None => (feedback, None),
    }
}

/// The anchor that a link within the page leads to.
fn jump(event: &Event<'_>) -> Option<String> {
    match event {
        Event::Start(Tag::Link { dest_url, .. }) => dest_url.strip_prefix('#').map(str::to_owned),
        _ => None,
    }
}

/// Whether every section is reached.
fn check_reached(reader: &Reader<'_>, below: &[Below<'_, '_>], scenario: &Scenario, problems: &mut Problems) -> bool {
    let mut reached: BTreeSet<usize> = [0].into();
    for (at, scene) in scenario.scenes.iter().enumerate() {
        if reached.contains(&at) {
            reached.extend(scene.moves.iter().filter_map(|choice| choice.next).map(usize::from));
        }
    }
    for (at, section) in (1..).zip(below) {
        if !reached.contains(&at) {
            let what = format!("no choice leads to the section `{}`", section.title);
            let anchor = slug(&section.title);
            let mend = format!(
                "end the feedback of a choice above with a paragraph `[…](#{anchor})`, or take the section away"
            );
            reader.add(reader.document.line(section.offset), &what, &mend, problems);
        }
    }
    reached.len() == scenario.scenes.len()
}

/// Two or three steps, and as many points to be had.
fn check_length(reader: &Reader<'_>, scenario: &Scenario, problems: &mut Problems) {
    let mut longest = vec![0; scenario.scenes.len()];
    for (at, scene) in scenario.scenes.iter().enumerate().rev() {
        let after = scene.moves.iter().filter_map(|choice| longest.get(usize::from(choice.next?)).copied());
        longest[at] = 1 + after.max().unwrap_or(0);
    }
    let longest = longest.first().copied().unwrap_or_default();
    if !(2..=3).contains(&longest) {
        let what = format!("the longest way through this scenario takes {longest} of the two or three steps");
        let mend = "add a section and link to it, or take one away";
        reader.add(reader.line, &what, mend, problems);
        return;
    }
    let best = scenario.points(&scenario.best_path());
    if !(2..=3).contains(&best) {
        let what = format!("the best way through this scenario earns {best} of the two or three points");
        reader.add(reader.line, &what, "tick the good choice of each step", problems);
    }
}
