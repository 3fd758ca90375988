//! Finding a unit by what somebody wrote: its key, its name, or names from above it. Must not import anything but `domain`
//! and `store`.

use std::collections::HashMap;

use crate::domain::ids::UnitId;
use crate::store::units::Tree;

/// What was found under some words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// One unit.
    One(UnitId),
    /// Several units have this name.
    Several,
    /// None has.
    None,
}

/// All units by all the ways to write them.
pub struct Places {
    names: HashMap<String, Vec<UnitId>>,
}

impl Places {
    /// Of a tree.
    pub fn of(tree: &Tree) -> Self {
        let mut names: HashMap<String, Vec<UnitId>> = HashMap::new();
        for (_, unit) in tree.in_order() {
            let mut path = String::new();
            for above in tree.with_above(unit.id) {
                path = if path.is_empty() { plain(&above.name) } else { format!("{}/{path}", plain(&above.name)) };
                names.entry(path.clone()).or_default().push(unit.id);
            }
        }
        // A key means one unit, whatever others are called.
        for (_, unit) in tree.in_order() {
            if let Some(key) = &unit.key {
                names.insert(plain(key), vec![unit.id]);
            }
            // What pages write where a unit was chosen from a list.
            names.insert(unit.id.to_string(), vec![unit.id]);
        }
        Self { names }
    }

    /// The unit that is meant.
    pub fn find(&self, written: &str) -> Place {
        match self.names.get(&plain(written)).map(Vec::as_slice) {
            Some([unit]) => Place::One(*unit),
            Some([_, ..]) => Place::Several,
            _ => Place::None,
        }
    }
}

/// Without what makes no difference: case, spaces, and which of `/` and `>` stands between names.
fn plain(written: &str) -> String {
    let parts =
        written.split(['/', '>']).map(|part| part.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase());
    parts.collect::<Vec<_>>().join("/")
}
