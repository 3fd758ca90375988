//! Turns parsed markdown into the events that are written as HTML. Must not import anything of this
//! crate outside `catalog`.

use std::collections::HashSet;
use std::mem;

use pulldown_cmark::{Alignment, BlockQuoteKind, CowStr, Event, HeadingLevel, LinkType, Tag, TagEnd, html};

use super::figures::Figures;
use super::options::box_of;
use super::pieces::{Piece, element_len, inside, plain_text};
use super::{Flaw, Page, check, links, sanitise, term};
use crate::catalog::glossary::Glossary;

/// What is being rendered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A page with headings, footnotes and inline checks.
    Lesson,
    /// A part of a question, which shares its page with others.
    Question,
}

/// Collects what will be written.
#[derive(Debug)]
pub(super) struct Writer<'f, 'a> {
    kind: Kind,
    figures: Figures<'f>,
    out: Vec<Event<'a>>,
    flaws: Vec<Flaw>,
    headings: Vec<(String, String)>,
    anchors: HashSet<String>,
    /// Targets of links within the page, to be checked when all anchors are known.
    jumps: Vec<(String, usize)>,
    glossary: Option<&'f Glossary>,
    /// Slugs of the terms marked so far.
    terms: HashSet<String>,
    /// Tables so far; each is told from the others by its number.
    tables: usize,
    columns: Vec<Alignment>,
    column: usize,
    in_table_head: bool,
    /// Whether the first cell of each row names the row.
    rows_have_names: bool,
    /// Name of the element of the open cell.
    cell: &'static str,
    in_check: bool,
    in_note: bool,
    notes: Notes<'a>,
}

/// Footnotes of a page.
#[derive(Debug, Default)]
struct Notes<'a> {
    /// Labels in the order of their first reference.
    cited: Vec<String>,
    /// Label, place and content of each note.
    written: Vec<(String, usize, Vec<Event<'a>>)>,
}

impl<'f, 'a> Writer<'f, 'a> {
    /// Begins an empty page.
    pub(super) fn new(kind: Kind, figures: Figures<'f>) -> Writer<'f, 'a> {
        Writer {
            kind,
            figures,
            out: Vec::new(),
            flaws: Vec::new(),
            headings: Vec::new(),
            anchors: HashSet::new(),
            tables: 0,
            jumps: Vec::new(),
            glossary: None,
            terms: HashSet::new(),
            columns: Vec::new(),
            column: 0,
            in_table_head: false,
            rows_have_names: false,
            cell: "td",
            in_check: false,
            in_note: false,
            notes: Notes::default(),
        }
    }

    /// Lets the page explain terms of a glossary.
    pub(super) fn with_terms(self, glossary: Option<&'f Glossary>) -> Self {
        Self { glossary, ..self }
    }

    /// Adds markdown.
    pub(super) fn push(&mut self, mut pieces: &[Piece<'a>]) {
        while let Some(((event, range), rest)) = pieces.split_first() {
            let taken = match event {
                Event::Start(tag) => self.start(tag, range.start, pieces),
                Event::End(tag) => {
                    self.end(*tag);
                    1
                }
                _ => {
                    self.leaf(event);
                    1
                }
            };
            pieces = if taken == 1 { rest } else { &pieces[taken..] };
        }
    }

    /// Adds HTML of our own.
    pub(super) fn html(&mut self, html: impl Into<CowStr<'a>>) {
        self.out.push(Event::Html(html.into()));
    }

    /// Notes something wrong.
    pub(super) fn flaw(&mut self, flaw: Flaw) {
        self.flaws.push(flaw);
    }

    /// Ends the page: footnotes, then HTML that passed the sanitiser.
    pub(super) fn finish(mut self) -> Page {
        self.write_notes();
        for (anchor, offset) in mem::take(&mut self.jumps) {
            if !self.anchors.contains(&anchor) {
                let what = format!("no heading of this page has the anchor `#{anchor}`");
                let mend = "write the heading in lower case with hyphens for blanks";
                self.flaw(Flaw::new(offset, what, mend));
            }
        }
        let mut raw = String::new();
        html::push_html(&mut raw, self.out.into_iter());
        let html = sanitise::clean(&raw).trim().to_owned();
        Page { html, headings: self.headings, flaws: self.flaws }
    }

    /// Begins an element, and says how many pieces that took.
    fn start(&mut self, tag: &Tag<'a>, offset: usize, pieces: &[Piece<'a>]) -> usize {
        match tag {
            Tag::Heading { level, .. } => self.start_heading(*level, offset, pieces),
            Tag::BlockQuote(Some(kind)) => self.html(callout(*kind)),
            Tag::CodeBlock(_) => self.html("<pre tabindex=\"0\"><code>"),
            Tag::Table(columns) => self.start_table(columns),
            Tag::TableHead => {
                self.start_row(true);
                self.out.push(Event::Start(tag.clone()));
            }
            Tag::TableRow => {
                self.start_row(false);
                self.out.push(Event::Start(tag.clone()));
            }
            Tag::TableCell => self.start_cell(element_len(pieces) == 2),
            Tag::List(_) => return self.start_list(tag, pieces),
            Tag::Item if box_of(pieces).is_some() => self.html("<li class=\"task\">"),
            Tag::Link { dest_url, .. } if dest_url.starts_with(term::SCHEME) => {
                return self.term(dest_url, offset, pieces);
            }
            Tag::Link { link_type, dest_url, .. } => {
                self.check_link(*link_type, dest_url, offset);
                self.out.push(Event::Start(tag.clone()));
            }
            Tag::Image { .. } => return self.image(tag, offset, pieces),
            Tag::FootnoteDefinition(label) => return self.note(label, offset, pieces),
            Tag::HtmlBlock => {}
            _ => self.out.push(Event::Start(tag.clone())),
        }
        1
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(HeadingLevel::H1) => {
                self.out.push(Event::End(TagEnd::Heading(HeadingLevel::H2)));
            }
            TagEnd::BlockQuote(Some(_)) => self.html("</aside>\n"),
            TagEnd::CodeBlock => self.html("</code></pre>\n"),
            TagEnd::Table => {
                self.out.push(Event::End(tag));
                self.html("</div>\n");
            }
            TagEnd::TableCell => {
                self.html(format!("</{}>", self.cell));
            }
            TagEnd::HtmlBlock | TagEnd::FootnoteDefinition => {}
            _ => self.out.push(Event::End(tag)),
        }
    }

    fn leaf(&mut self, event: &Event<'a>) {
        match event {
            Event::Html(_) | Event::InlineHtml(_) => {}
            Event::TaskListMarker(ticked) => self.html(if *ticked {
                "<span class=\"task-box\" role=\"img\" aria-label=\"Done\">\u{2611}</span> "
            } else {
                "<span class=\"task-box\" role=\"img\" aria-label=\"To do\">\u{2610}</span> "
            }),
            Event::FootnoteReference(label) => self.cite(label),
            _ => self.out.push(event.clone()),
        }
    }

    fn start_heading(&mut self, level: HeadingLevel, offset: usize, pieces: &[Piece<'a>]) {
        let text = plain_text(&pieces[..element_len(pieces)]);
        let mut level = level;
        if self.kind == Kind::Question {
            let what = "a question has no headings inside";
            self.flaw(Flaw::new(offset, what, "write it as a paragraph, or bold"));
        } else if level == HeadingLevel::H1 {
            let what = "a heading of the first level stands in the text";
            let mend = "begin it with ##; the title comes from the front matter";
            self.flaw(Flaw::new(offset, what, mend));
            level = HeadingLevel::H2;
        } else if text.is_empty() {
            self.flaw(Flaw::new(offset, "this heading has no text", "write it behind the ##"));
        }
        if level == HeadingLevel::H1 {
            level = HeadingLevel::H2;
        }
        let mut id = None;
        if self.kind == Kind::Lesson && level <= HeadingLevel::H4 {
            let anchor = self.anchor(&text);
            if level == HeadingLevel::H2 {
                self.headings.push((anchor.clone(), text));
            }
            id = Some(anchor.into());
        }
        self.out.push(Event::Start(Tag::Heading { level, id, classes: Vec::new(), attrs: Vec::new() }));
    }

    /// Makes an anchor from a heading's text, with a number where the page has it already.
    fn anchor(&mut self, text: &str) -> String {
        let slug = slug(text);
        let mut anchor = slug.clone();
        let mut number = 2;
        while !self.anchors.insert(anchor.clone()) {
            anchor = format!("{slug}-{number}");
            number += 1;
        }
        anchor
    }

    fn start_table(&mut self, columns: &[Alignment]) {
        self.columns = columns.to_vec();
        self.tables += 1;
        let table = self.tables;
        self.html(format!("<div class=\"table-scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table {table}\">"));
        self.out.push(Event::Start(Tag::Table(columns.to_vec())));
    }

    fn start_row(&mut self, head: bool) {
        self.in_table_head = head;
        self.column = 0;
    }

    /// Writes the cell itself: the library aligns with `style`, which our pages forbid. A table whose
    /// first heading is empty has the names of its rows below it.
    fn start_cell(&mut self, empty: bool) {
        let class = match self.columns.get(self.column) {
            Some(Alignment::Left) => " class=\"align-left\"",
            Some(Alignment::Center) => " class=\"align-center\"",
            Some(Alignment::Right) => " class=\"align-right\"",
            Some(Alignment::None) | None => "",
        };
        let first = self.column == 0;
        self.column += 1;
        if self.in_table_head && first {
            self.rows_have_names = empty;
        }
        let names_row = !self.in_table_head && first && self.rows_have_names;
        let (cell, scope) = match (self.in_table_head, names_row) {
            _ if empty => ("td", ""),
            (true, _) => ("th", " scope=\"col\""),
            (false, true) => ("th", " scope=\"row\""),
            (false, false) => ("td", ""),
        };
        self.cell = cell;
        self.html(format!("<{cell}{scope}{class}>"));
    }

    fn start_list(&mut self, tag: &Tag<'a>, pieces: &[Piece<'a>]) -> usize {
        if self.kind == Kind::Lesson && !self.in_check {
            let list = &pieces[..element_len(pieces)];
            if let Some(options) = check::check_in(list) {
                self.in_check = true;
                check::write(self, &options);
                self.in_check = false;
                return list.len();
            }
        }
        self.out.push(Event::Start(tag.clone()));
        1
    }

    fn check_link(&mut self, kind: LinkType, target: &str, offset: usize) {
        if kind == LinkType::Email {
            return;
        }
        if let Some((what, mend)) = links::flaw_in(target) {
            self.flaw(Flaw::new(offset, what, mend));
        } else if let Some(anchor) = target.strip_prefix('#') {
            self.jumps.push((anchor.to_owned(), offset));
        }
    }

    /// Writes a term that opens its explanation.
    fn term(&mut self, target: &str, offset: usize, pieces: &[Piece<'a>]) -> usize {
        let link = &pieces[..element_len(pieces)];
        let slug = target.trim_start_matches(term::SCHEME);
        if self.kind == Kind::Question {
            let what = "links to the glossary belong in lessons";
            self.flaw(Flaw::new(offset, what, "explain the word where it stands, or use a plainer one"));
        } else if let Some(glossary) = self.glossary {
            match glossary.get(slug) {
                None => self.flaw(term::unknown(slug, glossary, offset)),
                Some(_) if !self.terms.insert(slug.to_owned()) => {
                    let what = format!("the term `{slug}` is marked a second time");
                    self.flaw(Flaw::new(offset, what, "mark a term where it is first used, and only there"));
                }
                Some(found) => {
                    self.html(term::before(slug));
                    self.push(inside(link));
                    self.html(term::after(found));
                    return link.len();
                }
            }
        }
        self.push(inside(link));
        link.len()
    }

    fn image(&mut self, tag: &Tag<'a>, offset: usize, pieces: &[Piece<'a>]) -> usize {
        let taken = element_len(pieces);
        let words = plain_text(&pieces[..taken]);
        if words.is_empty() {
            let what = "this image has no description";
            let mend = "say between the square brackets what it shows";
            self.flaw(Flaw::new(offset, what, mend));
        }
        let Tag::Image { dest_url, title, .. } = tag else { return taken };
        match self.figures.address(dest_url) {
            Ok(address) => {
                self.out.push(Event::Start(Tag::Image {
                    link_type: LinkType::Inline,
                    dest_url: address.into(),
                    title: title.clone(),
                    id: "".into(),
                }));
                self.out.push(Event::Text(words.into()));
                self.out.push(Event::End(TagEnd::Image));
            }
            Err((what, mend)) => {
                self.flaw(Flaw::new(offset, what, mend));
                self.out.push(Event::Text(words.into()));
            }
        }
        taken
    }

    fn cite(&mut self, label: &str) {
        let label = label.to_lowercase();
        let known = self.notes.cited.iter().position(|cited| *cited == label);
        let number = known.unwrap_or(self.notes.cited.len()) + 1;
        // Only the first reference can carry the anchor that the note leads back to.
        let id = if known.is_none() { format!(" id=\"fnref:{number}\"") } else { String::new() };
        if known.is_none() {
            self.notes.cited.push(label);
        }
        self.html(format!("<sup class=\"footnote-reference\"{id}><a href=\"#fn:{number}\">{number}</a></sup>"));
    }

    /// Keeps a footnote for the end of the page.
    fn note(&mut self, label: &str, offset: usize, pieces: &[Piece<'a>]) -> usize {
        if self.in_note {
            return 1;
        }
        let taken = element_len(pieces);
        let page = mem::take(&mut self.out);
        self.in_note = true;
        self.push(inside(&pieces[..taken]));
        self.in_note = false;
        let content = mem::replace(&mut self.out, page);
        self.notes.written.push((label.to_lowercase(), offset, content));
        taken
    }

    fn write_notes(&mut self) {
        let Notes { cited, mut written } = mem::take(&mut self.notes);
        for (label, offset, _) in &written {
            if !cited.contains(label) {
                let what = format!("nothing refers to the footnote `{label}`");
                let mend = format!("write `[^{label}]` in the text, or take the footnote away");
                self.flaw(Flaw::new(*offset, what, mend));
            }
        }
        if cited.is_empty() {
            return;
        }
        self.html("<section class=\"footnotes\" aria-label=\"Notes\"><ol>\n");
        for (number, label) in (1..).zip(&cited) {
            let found = written.iter_mut().find(|(written, ..)| written == label);
            let content = found.map(|(_, _, content)| mem::take(content)).unwrap_or_default();
            self.write_note(number, content);
        }
        self.html("</ol></section>\n");
    }

    fn write_note(&mut self, number: usize, mut content: Vec<Event<'a>>) {
        let ends_in_paragraph = matches!(content.last(), Some(Event::End(TagEnd::Paragraph)));
        if ends_in_paragraph {
            content.pop();
        }
        self.html(format!("<li id=\"fn:{number}\">"));
        self.out.append(&mut content);
        self.html(format!(
            " <a href=\"#fnref:{number}\" class=\"footnote-back\" \
             aria-label=\"Back to the text of note {number}\">\u{21a9}</a>"
        ));
        if ends_in_paragraph {
            self.out.push(Event::End(TagEnd::Paragraph));
        }
        self.html("</li>\n");
    }
}

fn callout(kind: BlockQuoteKind) -> String {
    let (class, label) = match kind {
        BlockQuoteKind::Note => ("callout-note", "Note"),
        BlockQuoteKind::Tip => ("callout-tip", "Try this"),
        BlockQuoteKind::Important => ("callout-important", "Key idea"),
        BlockQuoteKind::Warning => ("callout-warning", "Watch out"),
        BlockQuoteKind::Caution => ("callout-caution", "Stop"),
    };
    format!("<aside class=\"callout {class}\"><p class=\"callout-label\">{label}</p>\n")
}

/// Lower-case letters and digits of any script, with single hyphens for everything else.
pub(in crate::catalog) fn slug(text: &str) -> String {
    let lower = text.to_lowercase();
    let words: Vec<_> = lower.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    if words.is_empty() { "section".to_owned() } else { words.join("-") }
}
