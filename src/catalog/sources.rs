//! `sources.toml`: what lessons and items cite. Must not import any module of this crate but
//! `domain`.

use std::collections::BTreeMap;

use super::document::Document;
use super::fields::{self, Fields};
use super::files::Files;
use super::problem::Problems;
use crate::domain::course::Source;

const FILE: &str = "sources.toml";

/// Reads the register; nothing when the file is there but cannot be read, because then every
/// citation would look wrong.
pub(super) fn read(files: &Files, problems: &mut Problems) -> Option<BTreeMap<String, Source>> {
    if files.get(FILE).is_none() {
        return Some(BTreeMap::new());
    }
    let document = Document::open(files, FILE, problems)?;
    let table = fields::parse(&document, 0..document.text.len(), problems)?;
    let fields = Fields::new(&document, 0, &table);
    let mut sources = BTreeMap::new();
    for key in fields.keys() {
        let source = fields.table(&key.value, problems);
        let source = source.map(|source| read_source(&key.value, &source, problems));
        sources.insert(key.value.clone(), source.unwrap_or_else(|| unreadable(key.value)));
    }
    Some(sources)
}

fn read_source(key: &str, fields: &Fields<'_>, problems: &mut Problems) -> Source {
    fields.only(&["author", "year", "title", "url"], problems);
    let mut text = |field| fields.text(field, problems).map(|spot| spot.value).unwrap_or_default();
    let (author, year, title) = (text("author"), text("year"), text("title"));
    let url = fields.optional_text("url", problems);
    if let Some(url) = &url
        && !url.value.starts_with("https://")
        && !url.value.starts_with("http://")
    {
        let what = format!("`url` is \"{}\"", url.value);
        problems.add(FILE, url.line, what, "begin it with https://");
    }
    Source { key: key.to_owned(), author, year, title, url: url.map(|spot| spot.value) }
}

/// Keeps the key known, so that those who cite it are not blamed.
fn unreadable(key: String) -> Source {
    Source { key, author: String::new(), year: String::new(), title: String::new(), url: None }
}
