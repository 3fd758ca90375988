//! Content files to checked, rendered courses, items and programs. Reads nothing but the files it is
//! given and knows no clock. Must not import any module of this crate but `domain`.

mod bank;
mod certificate;
mod courses;
mod document;
mod fields;
mod files;
mod glossary;
mod guides;
mod hash;
mod lesson;
mod letters;
mod load;
mod markdown;
mod outline;
mod problem;
mod program;
mod published;
mod references;
mod sources;
mod style;
mod terms;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

pub use certificate::{certificate_template, template_problems, transcript_template};
pub use files::Files;
pub use hash::{NotCanonical, canonical_json, hash_of};
pub use load::load;
pub use problem::Problem;
pub use published::{Published, Version};
pub use style::{GRADES, Style, styles};

use crate::domain::course::{Course, Guide, Source, Term};
use crate::domain::item::Item;
use crate::domain::mail::{MailKind, Template};
use crate::domain::program::Program;

/// Everything the content files say, checked and rendered.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    /// All courses, sorted by key.
    pub courses: Vec<Course>,
    /// All programs, sorted by key.
    pub programs: Vec<Program>,
    /// Course key to the items of its bank, in the order of the file.
    pub items: BTreeMap<String, Vec<Item>>,
    /// Source key (`S09`) to its entry in the register.
    pub sources: BTreeMap<String, Source>,
    /// Slug to the term, in alphabetical order.
    pub glossary: BTreeMap<String, Term>,
    /// All guides, sorted by key.
    pub guides: Vec<Guide>,
    /// Kind of mail to its template.
    pub letters: BTreeMap<MailKind, Template>,
}

impl Catalog {
    /// The course with this key.
    pub fn course(&self, key: &str) -> Option<&Course> {
        self.courses.iter().find(|course| course.key == key)
    }

    /// The program with this key.
    pub fn program(&self, key: &str) -> Option<&Program> {
        self.programs.iter().find(|program| program.key == key)
    }

    /// The guide with this key.
    pub fn guide(&self, key: &str) -> Option<&Guide> {
        self.guides.iter().find(|guide| guide.key == key)
    }

    /// The items of a course's bank; empty for an unknown course.
    pub fn bank(&self, course: &str) -> &[Item] {
        self.items.get(course).map(Vec::as_slice).unwrap_or_default()
    }
}
