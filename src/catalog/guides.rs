//! `guides/*.md`: texts for those who run a program or decide about one. Must not import any module of this crate but
//! `domain`.

use super::document::Document;
use super::files::Files;
use super::glossary::Glossary;
use super::lesson::report;
use super::markdown::{Figures, render_page};
use super::problem::Problems;
use crate::domain::course::Guide;

/// Reads all guides, in the order of their keys.
pub(super) fn read_all(files: &Files, glossary: Option<&Glossary>, problems: &mut Problems) -> Vec<Guide> {
    let key = |path: &str| path.strip_prefix("guides/")?.strip_suffix(".md").map(str::to_owned);
    let found: Vec<(&str, String)> = files.paths().filter_map(|path| Some((path, key(path)?))).collect();
    found.into_iter().filter_map(|(file, key)| read(files, file, key, glossary, problems)).collect()
}

fn read(files: &Files, file: &str, key: String, glossary: Option<&Glossary>, problems: &mut Problems) -> Option<Guide> {
    let document = Document::open(files, file, problems)?;
    let (head, _) = document.text.split_once('\n').unwrap_or((document.text, ""));
    let Some(title) = head.strip_prefix("# ").map(str::trim).filter(|title| !title.is_empty()) else {
        problems.add(file, 1, "this guide has no title", "begin the file with a line `# Title`");
        return None;
    };
    let page = render_page(&document.text[head.len()..], Figures { files, file }, glossary);
    report(&document, head.len(), &page.flaws, problems);
    Some(Guide { key, title: title.to_owned(), html: page.html, headings: page.headings })
}
