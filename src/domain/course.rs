//! Course > Module > Lesson: what is studied. Must not import anything outside `domain`.

use serde::{Deserialize, Serialize};

use super::assessment::Blueprint;

/// A measurable statement of what a learner can do; lessons teach it and items test it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objective {
    /// Stable key, unique in the course (`o1`).
    pub key: String,
    /// The statement, completing "The learner can …".
    pub text: String,
}

/// What a course supports in a framework that others keep.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standard {
    /// Name of the framework (`DigComp 2.2`).
    pub framework: String,
    /// Code in it.
    pub code: String,
    /// Title of what the code stands for.
    pub title: String,
}

/// Practice that learners mark themselves; nothing of it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Practice {
    /// Stable id, unique among all items.
    pub id: String,
    /// The task, rendered.
    pub stem_html: String,
    /// What a good answer has, each rendered.
    pub guide: Vec<String>,
    /// An answer that has it all, rendered.
    pub model_html: String,
}

/// One published course: its outline, its objectives and how it is assessed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Course {
    /// Stable key, also the address (`start-100`).
    pub key: String,
    /// Title as printed on certificates.
    pub title: String,
    /// The author's version (`1.0.0`).
    pub version: String,
    /// One sentence: what the learner can do afterwards.
    pub outcome: String,
    /// Who it is for, in words.
    pub audience: String,
    /// Hue of the cover, in degrees, 0 to 359.
    pub hue: u16,
    /// Keys of courses that should be done before.
    pub prerequisites: Vec<String>,
    /// What it supports in the frameworks of others.
    pub standards: Vec<Standard>,
    /// What the course teaches, in order.
    pub objectives: Vec<Objective>,
    /// Modules in order.
    pub modules: Vec<Module>,
    /// How the final assessment is drawn and judged.
    pub assessment: Blueprint,
}

/// A group of lessons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Module {
    /// The folder's name, stable.
    pub key: String,
    /// Title shown in the outline.
    pub title: String,
    /// Lessons in order.
    pub lessons: Vec<Lesson>,
}

/// One page of study, 3 to 20 minutes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lesson {
    /// Stable key, unique in the course, also the address. Never taken from the file name.
    pub key: String,
    /// Title.
    pub title: String,
    /// Time to study, in minutes.
    pub minutes: u16,
    /// Keys of the objectives it teaches.
    pub objectives: Vec<String>,
    /// Keys into the source register.
    pub sources: Vec<String>,
    /// Day by which the facts must be checked again, `YYYY-MM-DD`.
    pub review_by: Option<String>,
    /// The author's version of this page.
    pub version: u32,
    /// The page, rendered and sanitised.
    pub html: String,
    /// Headings of the page for its table of contents: (anchor, text).
    pub headings: Vec<(String, String)>,
    /// Practice at its end.
    pub practice: Vec<Practice>,
}

/// A word of the field, explained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// Its anchor on the glossary's page.
    pub slug: String,
    /// As written.
    pub name: String,
    /// One paragraph, rendered without its tags.
    pub html: String,
}

/// A text for those who run a program or decide about one: read and printed, not studied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guide {
    /// Its last part of the address.
    pub key: String,
    /// Title.
    pub title: String,
    /// The text, rendered.
    pub html: String,
    /// Anchor and text of each heading of the second level.
    pub headings: Vec<(String, String)>,
}

/// An entry of the source register, as printed under a lesson.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Key by which lessons and items cite it (`S09`).
    pub key: String,
    /// Author or body.
    pub author: String,
    /// Year or date, as printed.
    pub year: String,
    /// Title.
    pub title: String,
    /// Link, only where it is the publisher's own.
    pub url: Option<String>,
}

impl Course {
    /// Lessons of all modules, in order.
    pub fn lessons(&self) -> impl Iterator<Item = &Lesson> {
        self.modules.iter().flat_map(|module| &module.lessons)
    }

    /// The lesson with this key.
    pub fn lesson(&self, key: &str) -> Option<&Lesson> {
        self.lessons().find(|lesson| lesson.key == key)
    }

    /// The objective with this key.
    pub fn objective(&self, key: &str) -> Option<&Objective> {
        self.objectives.iter().find(|objective| objective.key == key)
    }

    /// Minutes of all lessons and of the assessment together.
    pub fn minutes(&self) -> u16 {
        self.lessons().map(|lesson| lesson.minutes).sum::<u16>() + self.assessment.minutes
    }
}
