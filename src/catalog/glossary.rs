//! `glossary.md`: the words of the field, each with one paragraph. Must not import any module of this crate but `domain`.

use std::collections::BTreeMap;

use pulldown_cmark::{Event, HeadingLevel, Tag};

use super::document::Document;
use super::files::Files;
use super::lesson::report;
use super::markdown::{Figures, Piece, blocks, inside, parse_bank, plain_text, render_part, slug};
use super::problem::Problems;
use crate::domain::course::Term;

const FILE: &str = "glossary.md";

/// Terms by their slugs.
pub(super) type Glossary = BTreeMap<String, Term>;

/// Reads the glossary; nothing when the file is there but cannot be read, because then every link to it would look wrong.
pub(super) fn read(files: &Files, problems: &mut Problems) -> Option<Glossary> {
    if files.get(FILE).is_none() {
        return Some(Glossary::new());
    }
    let document = Document::open(files, FILE, problems)?;
    let pieces = parse_bank(document.text);
    let mut glossary = Glossary::new();
    let mut open: Option<(String, usize, Vec<&[Piece<'_>]>)> = None;
    for block in blocks(&pieces) {
        match (block.first(), &mut open) {
            (Some((Event::Start(Tag::Heading { level: HeadingLevel::H2, .. }), range)), _) => {
                let next = (plain_text(block), document.line(range.start), Vec::new());
                if let Some(done) = open.replace(next) {
                    keep(&document, files, done, &mut glossary, problems);
                }
            }
            (Some((Event::Start(Tag::HtmlBlock) | Event::Rule, _)) | None, _) => {}
            (_, Some((_, _, found))) => found.push(block),
            // What stands above the first term is for authors.
            (_, None) => {}
        }
    }
    if let Some(done) = open {
        keep(&document, files, done, &mut glossary, problems);
    }
    Some(glossary)
}

/// Keeps a term, even one that is not right, so that those who link to it are not blamed.
fn keep(
    document: &Document<'_>,
    files: &Files,
    (name, line, found): (String, usize, Vec<&[Piece<'_>]>),
    glossary: &mut Glossary,
    problems: &mut Problems,
) {
    let slug = slug(&without_brackets(&name));
    if name.is_empty() {
        problems.add(FILE, line, "this term has no name", "write it behind the ##");
    }
    if glossary.contains_key(&slug) {
        let what = format!("the term `{slug}` stands here a second time");
        problems.add(FILE, line, what, "make one of the two");
    }
    let paragraph = match found.as_slice() {
        [only] if matches!(only.first(), Some((Event::Start(Tag::Paragraph), _))) => inside(only),
        _ => {
            let what = format!("the term `{name}` has {} blocks below it", found.len());
            problems.add(FILE, line, what, "explain it in one paragraph");
            &[]
        }
    };
    let page = render_part(paragraph, Figures { files, file: FILE });
    report(document, 0, &page.flaws, problems);
    glossary.insert(slug.clone(), Term { slug, name, html: page.html });
}

/// The name without what stands in brackets: "Personal Learning Network (PLN)" goes by its words.
fn without_brackets(name: &str) -> String {
    let mut depth = 0_usize;
    let mut bare = String::new();
    for letter in name.chars() {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => bare.push(letter),
            _ => {}
        }
    }
    bare
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_brackets_is_no_part_of_a_slug() {
        assert_eq!(slug(&without_brackets("Personal Learning Network (PLN)")), "personal-learning-network");
        assert_eq!(slug(&without_brackets("Weak tie")), "weak-tie");
        assert_eq!(slug(&without_brackets("A (b (c) d) e")), "a-e");
    }
}
