//! Terms of the glossary in a lesson: a button that opens a note, with no script at all. Where a browser cannot open
//! notes, the style shows them in the line. Must not import any module of this crate but `domain`.

use super::Flaw;
use crate::catalog::glossary::Glossary;
use crate::catalog::references::nearest;
use crate::domain::course::Term;

/// How an author writes such a link.
pub(super) const SCHEME: &str = "glossary:";

/// What stands before the words.
pub(super) fn before(slug: &str) -> String {
    format!("<button type=\"button\" class=\"term\" popovertarget=\"term-{slug}\">")
}

/// What stands behind the words.
pub(super) fn after(term: &Term) -> String {
    let Term { slug, html, .. } = term;
    format!(
        "</button><span class=\"term-note\" id=\"term-{slug}\" popover=\"auto\">{html} \
         <a href=\"/glossary#{slug}\">All terms</a></span>"
    )
}

/// A link to a term that is not there.
pub(super) fn unknown(slug: &str, glossary: &Glossary, offset: usize) -> Flaw {
    let mend = match nearest(slug, glossary.keys().map(String::as_str)) {
        Some(near) => format!("write `{SCHEME}{near}`, or add the term to glossary.md"),
        None => "add the term to glossary.md".to_owned(),
    };
    Flaw::new(offset, format!("the glossary has no term `{slug}`"), mend)
}
