//! An assessment's rules, its questions as learners see them, and the form drawn for one attempt. Correct answers and
//! feedback live in `item`, which is compiled only for the server. Must not import anything outside `domain`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::time::{MINUTE, Timestamp};

/// How a course's assessment is drawn and judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blueprint {
    /// Usual time, in minutes; not a limit.
    pub minutes: u16,
    /// Share of points needed, in percent.
    pub pass_percent: u8,
    /// Share of points needed on every objective, in percent.
    pub objective_percent: u8,
    /// How often it may be tried.
    pub attempts: u8,
    /// Hours that must pass before the last attempt.
    pub wait_hours: u16,
    /// Score in percent with which a first attempt before any lesson stands for the whole course; none where it cannot.
    pub test_out_percent: Option<u8>,
    /// Time limit in minutes; none where people take the time they need.
    pub limit_minutes: Option<u16>,
    /// How many items of a form are critical ones, at least. Versions that were frozen before it was counted asked for none.
    #[serde(default, skip_serializing_if = "is_none")]
    pub critical_items: u8,
    /// Items drawn per objective key; their sum is the length of a form.
    pub draw: BTreeMap<String, u8>,
}

impl Blueprint {
    /// Number of items on a form.
    pub fn form_length(&self) -> usize {
        self.draw.values().map(|count| usize::from(*count)).sum()
    }
}

fn is_none(count: &u8) -> bool {
    *count == 0
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

/// What a row can be matched with, as an entry of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Position in the item's source.
    pub key: u8,
    /// Its words, without markup.
    pub words: String,
}

/// A choice that was made in a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// Where it was made; empty for the first, whose text is the stem.
    pub scene_html: String,
    /// What was chosen.
    pub chosen_html: String,
}

/// What is asked, as it may be seen before submitting; everything in the order of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// Choose one.
    OneOf(Vec<Choice>),
    /// Choose all that apply.
    AnyOf(Vec<Choice>),
    /// Is the claim true, and why?
    Judge {
        /// What asks for the reason.
        why_html: String,
        /// Reasons to choose from.
        reasons: Vec<Choice>,
    },
    /// Put these in order.
    Order(Vec<Choice>),
    /// Find the partner of each row.
    Match {
        /// What is to be matched.
        rows: Vec<Choice>,
        /// What it can be matched with.
        partners: Vec<Offer>,
    },
    /// Decide what to do next.
    Branch {
        /// What was chosen so far.
        past: Vec<Turn>,
        /// What follows from it; empty at the beginning, and when the scenario has ended.
        scene_html: String,
        /// What can be done now; nothing when the scenario has ended.
        choices: Vec<Choice>,
    },
}

/// The part of an item that a learner may see before submitting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Stable id (`start-100-o1-001`).
    pub id: String,
    /// Rendered, sanitised HTML of the stem.
    pub stem_html: String,
    /// What is asked.
    pub ask: Ask,
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
    /// For each list of the item, the source positions of its entries in the order shown.
    pub orders: Vec<Vec<u8>>,
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
    /// Share of points needed on every objective, in percent.
    pub objective_percent: u8,
    /// Score in percent with which this attempt stands for the whole course: it was begun before any lesson.
    pub test_out_percent: Option<u8>,
    /// Time limit in minutes, with this person's extra time; none where there is no limit.
    pub limit_minutes: Option<u16>,
    /// Places in order.
    pub items: Vec<FormItem>,
}

impl Form {
    /// When an attempt that began at `started_at` ends by itself.
    pub fn deadline(&self, started_at: Timestamp) -> Option<Timestamp> {
        self.limit_minutes.map(|minutes| started_at.plus(i64::from(minutes) * MINUTE))
    }
}

impl FormItem {
    /// The order of one of the item's lists.
    pub fn order(&self, list: usize) -> &[u8] {
        self.orders.get(list).map(Vec::as_slice).unwrap_or_default()
    }
}
