//! The catalog together with the names of its frozen versions. Must not import any module of this crate
//! but `domain`.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Catalog, NotCanonical, canonical_json, hash_of};

/// One piece of content as it is stored for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Its name: SHA-256 over kind and body, in hex.
    pub hash: String,
    /// `course`, `lesson`, `item` or `program`.
    pub kind: &'static str,
    /// Its stable key; a lesson's begins with its course's.
    pub key: String,
    /// Canonical JSON.
    pub body: String,
}

/// A catalog that can be taught from: every piece has the name of its version.
#[derive(Debug, Clone)]
pub struct Published {
    /// What is taught.
    pub catalog: Catalog,
    /// Every version in it.
    pub versions: Vec<Version>,
    hashes: BTreeMap<(&'static str, String), String>,
    items: BTreeMap<String, String>,
}

impl Published {
    /// Freezes a catalog.
    ///
    /// # Errors
    /// A piece has no canonical JSON.
    pub fn new(catalog: Catalog) -> Result<Self, NotCanonical> {
        let mut versions = Vec::new();
        for course in &catalog.courses {
            versions.push(version("course", course.key.clone(), course)?);
            for lesson in course.lessons() {
                versions.push(version("lesson", lesson_key(&course.key, &lesson.key), lesson)?);
            }
        }
        for item in catalog.items.values().flatten() {
            versions.push(version("item", item.id.clone(), item)?);
        }
        for program in &catalog.programs {
            versions.push(version("program", program.key.clone(), program)?);
        }
        let named = || versions.iter().map(|version| ((version.kind, version.key.clone()), version.hash.clone()));
        let hashes = named().collect();
        let items = named().filter(|((kind, _), _)| *kind == "item").map(|((_, key), hash)| (key, hash)).collect();
        Ok(Self { catalog, hashes, items, versions })
    }

    /// Name of a course's version; empty for an unknown course.
    pub fn course_hash(&self, course: &str) -> &str {
        self.hash("course", course.to_owned())
    }

    /// Name of a lesson's version; empty for an unknown lesson.
    pub fn lesson_hash(&self, course: &str, lesson: &str) -> &str {
        self.hash("lesson", lesson_key(course, lesson))
    }

    /// Name of a program's version; empty for an unknown program.
    pub fn program_hash(&self, program: &str) -> &str {
        self.hash("program", program.to_owned())
    }

    /// Names of all items' versions, by item id.
    pub fn item_hashes(&self) -> &BTreeMap<String, String> {
        &self.items
    }

    fn hash(&self, kind: &'static str, key: String) -> &str {
        self.hashes.get(&(kind, key)).map(String::as_str).unwrap_or_default()
    }
}

fn lesson_key(course: &str, lesson: &str) -> String {
    format!("{course}/{lesson}")
}

fn version<T: Serialize>(kind: &'static str, key: String, value: &T) -> Result<Version, NotCanonical> {
    Ok(Version { hash: hash_of(kind, value)?, kind, key, body: canonical_json(value)? })
}
