//! The allow-list that all rendered HTML passes. Must not import anything of this crate.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

use super::links::{SCHEMES, leaves_the_site};

const TAGS: [&str; 33] = [
    "a",
    "aside",
    "blockquote",
    "br",
    "button",
    "code",
    "del",
    "details",
    "div",
    "em",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "img",
    "li",
    "ol",
    "p",
    "pre",
    "section",
    "span",
    "strong",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
];

const ATTRIBUTES: [(&str, &[&str]); 12] = [
    ("a", &["href", "title", "id", "aria-label"]),
    ("button", &["popovertarget"]),
    ("div", &["aria-label"]),
    ("h2", &["id"]),
    ("h3", &["id"]),
    ("h4", &["id"]),
    ("img", &["src", "alt", "title"]),
    ("li", &["id"]),
    ("ol", &["start"]),
    ("section", &["aria-label"]),
    ("span", &["aria-label", "id"]),
    ("sup", &["id"]),
];

const VALUES: [(&str, &str, &str); 7] = [
    ("div", "role", "region"),
    ("div", "tabindex", "0"),
    ("pre", "tabindex", "0"),
    ("span", "popover", "auto"),
    ("span", "role", "img"),
    ("th", "scope", "col"),
    ("th", "scope", "row"),
];

const CLASSES: [(&str, &[&str]); 12] = [
    ("a", &["footnote-back"]),
    ("aside", &["callout", "callout-note", "callout-tip", "callout-important", "callout-warning", "callout-caution"]),
    ("button", &["term"]),
    ("details", &["check-option"]),
    ("div", &["check", "check-feedback", "check-right", "check-wrong", "table-scroll"]),
    ("li", &["task"]),
    ("p", &["callout-label"]),
    ("section", &["footnotes"]),
    ("span", &["task-box", "term-note"]),
    ("sup", &["footnote-reference"]),
    ("td", &["align-left", "align-center", "align-right"]),
    ("th", &["align-left", "align-center", "align-right"]),
];

static RULES: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut values: HashMap<_, HashMap<_, HashSet<_>>> = HashMap::new();
    for (tag, attribute, value) in VALUES {
        values.entry(tag).or_default().entry(attribute).or_default().insert(value);
    }
    let mut rules = Builder::empty();
    rules
        .tags(TAGS.into())
        .clean_content_tags(["script", "style"].into())
        .tag_attributes(sets(&ATTRIBUTES))
        .tag_attribute_values(values)
        .allowed_classes(sets(&CLASSES))
        // A button opens a note and never sends anything.
        .set_tag_attribute_value("button", "type", "button")
        .url_schemes(SCHEMES.into())
        .url_relative(UrlRelative::Custom(Box::new(relative)))
        .attribute_filter(filter)
        .link_rel(Some("noopener noreferrer"));
    rules
});

/// Takes away whatever is not on the list.
pub(super) fn clean(html: &str) -> String {
    RULES.clean(html).to_string()
}

fn sets(lists: &[(&'static str, &[&'static str])]) -> HashMap<&'static str, HashSet<&'static str>> {
    lists.iter().map(|(tag, names)| (*tag, names.iter().copied().collect())).collect()
}

fn relative(address: &str) -> Option<Cow<'_, str>> {
    (!leaves_the_site(address)).then_some(Cow::Borrowed(address))
}

/// Images come from the content folder and nowhere else.
fn filter<'v>(tag: &str, attribute: &str, value: &'v str) -> Option<Cow<'v, str>> {
    let foreign = tag == "img" && attribute == "src" && !value.starts_with("/content/");
    (!foreign).then_some(Cow::Borrowed(value))
}
