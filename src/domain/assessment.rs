//! Assessment > Item > Option, and the form drawn for one attempt. Correct answers and feedback
//! live in types compiled only for the server. Must not import anything outside `domain`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// How a course's assessment is drawn and judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blueprint {
    /// Usual time, in minutes; not a limit.
    pub minutes: u16,
    /// Share of points needed, in percent.
    pub pass_percent: u8,
    /// How often it may be tried.
    pub attempts: u8,
    /// Items drawn per objective key; their sum is the length of a form.
    pub draw: BTreeMap<String, u8>,
}

impl Blueprint {
    /// Number of items on a form.
    pub fn form_length(&self) -> usize {
        self.draw.values().map(|count| usize::from(*count)).sum()
    }
}

/// What kind of answer an item asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ItemKind {
    /// Exactly one option is right.
    Single,
    /// One or more options are right; choose all that apply.
    Multiple,
}

/// How hard an item is meant to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Difficulty {
    /// Nearly everyone who read the lesson gets it.
    Easy,
    /// Needs thought.
    Medium,
    /// Separates those who can apply it.
    Hard,
}

/// The part of an option that a learner may see before submitting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Position in the item's source, from 0; the value that is posted and stored.
    pub key: u8,
    /// Rendered, sanitised HTML.
    pub html: String,
}

/// The part of an item that a learner may see before submitting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Stable id (`start-100-o1-001`).
    pub id: String,
    /// What kind of answer it asks for.
    pub kind: ItemKind,
    /// Rendered, sanitised HTML of the stem.
    pub stem_html: String,
    /// The options, in the order of this form.
    pub choices: Vec<Choice>,
}

/// One option with its key and feedback: server only.
#[cfg(feature = "ssr")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemOption {
    /// Rendered, sanitised HTML.
    pub html: String,
    /// Whether choosing it is right.
    pub correct: bool,
    /// Rendered, sanitised HTML shown after submission.
    pub feedback_html: String,
}

/// One question of a bank, with its key: server only.
#[cfg(feature = "ssr")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Stable id, unique across all courses.
    pub id: String,
    /// Course whose bank it is in.
    pub course: String,
    /// Objective it tests.
    pub objective: String,
    /// Lesson that teaches it.
    pub lesson: String,
    /// What kind of answer it asks for.
    pub kind: ItemKind,
    /// Verb level after Bloom, as written by the author (`apply`).
    pub bloom: String,
    /// How hard it is meant to be.
    pub difficulty: Difficulty,
    /// What nobody should get wrong; kept with the item, not acted on yet.
    pub critical: bool,
    /// Whether options may be shown in another order (false for ordered numbers).
    pub shuffle: bool,
    /// Rendered, sanitised HTML of the stem.
    pub stem_html: String,
    /// Options in source order.
    pub options: Vec<ItemOption>,
    /// Keys into the source register.
    pub sources: Vec<String>,
    /// Day by which it must be checked again, `YYYY-MM-DD`.
    pub review_by: Option<String>,
    /// The author's version.
    pub version: u32,
}

/// One place on a form: which item, in which version, with options in which order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormItem {
    /// The item's stable id.
    pub item: String,
    /// Hash of the item's frozen version.
    pub hash: String,
    /// Objective it is drawn for.
    pub objective: String,
    /// Source positions of the options, in the order shown.
    pub order: Vec<u8>,
}

/// The items drawn for one attempt, frozen with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// Course it belongs to.
    pub course: String,
    /// Hash of the frozen course version that holds the blueprint.
    pub course_hash: String,
    /// Share of points needed, in percent.
    pub pass_percent: u8,
    /// Places in order.
    pub items: Vec<FormItem>,
}

#[cfg(feature = "ssr")]
impl Item {
    /// What a learner may see before submitting, options in the given order.
    pub fn question(&self, order: &[u8]) -> Question {
        Question {
            id: self.id.clone(),
            kind: self.kind,
            stem_html: self.stem_html.clone(),
            choices: order
                .iter()
                .filter_map(|key| {
                    let option = self.options.get(usize::from(*key))?;
                    Some(Choice { key: *key, html: option.html.clone() })
                })
                .collect(),
        }
    }

    /// Source positions of the right options.
    pub fn correct_keys(&self) -> Vec<u8> {
        (0u8..).zip(&self.options).filter(|(_, option)| option.correct).map(|(key, _)| key).collect()
    }
}
