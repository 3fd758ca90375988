//! `short`: practice that learners mark themselves. Must not import any module of this crate but `domain`.

use pulldown_cmark::{Event, Tag};

use super::reader::{Below, Reader, part_at_headings};
use super::{Content, Task};
use crate::catalog::markdown::{Piece, blocks as elements, inside, is_task_list, plain_text};
use crate::catalog::problem::Problems;

/// Reads a task, what a good answer has, and a model answer.
pub(super) fn read(reader: &Reader<'_>, blocks: &[&[Piece<'_>]], problems: &mut Problems) -> Option<Content> {
    let (start, below) = part_at_headings(blocks);
    if let Some(list) = blocks.iter().find(|block| is_task_list(block)) {
        let mend = "take the options away; learners write a text of their own";
        reader.add_at(list, "a question of the type `short` has no options", mend, problems);
        return None;
    }
    let titles: Vec<&str> = below.iter().map(|section| section.title.as_str()).collect();
    let [guide, model] = below.as_slice() else { return wrong_sections(reader, &titles, problems) };
    if titles != ["Guide", "Model answer"] {
        return wrong_sections(reader, &titles, problems);
    }
    let stem_html = reader.stem(&start, problems);
    let guide = read_guide(reader, guide, problems)?;
    let text = model.blocks.concat();
    if plain_text(&text).is_empty() {
        let line = reader.document.line(model.offset);
        reader.add(line, "the model answer has no text", "write it below its heading", problems);
    }
    let model_html = reader.render(&text, problems);
    Some(Content { stem_html, task: Task::Practice { guide, model_html } })
}

fn wrong_sections(reader: &Reader<'_>, titles: &[&str], problems: &mut Problems) -> Option<Content> {
    let what = match titles {
        [] => "this question has no guide and no model answer".to_owned(),
        titles => format!("the headings inside this question are `{}`", titles.join("`, `")),
    };
    let mend = "write `### Guide` with a list, then `### Model answer` with a text, and no other heading";
    reader.add(reader.line, &what, mend, problems);
    None
}

/// One list, with an entry for each thing that a good answer has.
fn read_guide(reader: &Reader<'_>, guide: &Below<'_, '_>, problems: &mut Problems) -> Option<Vec<String>> {
    let list = match guide.blocks.as_slice() {
        [only] if matches!(only.first(), Some((Event::Start(Tag::List(_)), _))) => *only,
        _ => {
            let line = reader.document.line(guide.offset);
            let mend = "write below `### Guide` one list, an entry for each thing that a good answer has";
            reader.add(line, "the guide is not one list", mend, problems);
            return None;
        }
    };
    let entries = elements(inside(list));
    reader.check_count(list, entries.len(), &(2..=4), "guideline", problems);
    for entry in entries.iter().filter(|entry| plain_text(entry).is_empty()) {
        reader.add_at(entry, "this entry of the guide has no text", "write it, or take the entry away", problems);
    }
    Some(entries.into_iter().map(|entry| reader.render(inside(entry), problems)).collect())
}
