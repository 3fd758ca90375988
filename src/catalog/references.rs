//! Keys: how they are written, that they are used once, and that references to them lead somewhere.
//! Must not import anything of this crate outside `catalog`.

use std::collections::HashMap;

use super::document::Spot;
use super::problem::Problems;

/// Keys of one kind that were seen so far, with the place of each.
#[derive(Debug, Default)]
pub(super) struct Seen(HashMap<String, (String, usize)>);

impl Seen {
    /// Notes a key; one that is there already is a problem.
    pub(super) fn add(&mut self, kind: &str, key: &Spot<String>, file: &str, problems: &mut Problems) {
        if let Some((first_file, first_line)) = self.0.get(&key.value) {
            let what = format!("the {kind} `{}` is already used at {first_file}:{first_line}", key.value);
            problems.add(file, key.line, what, "give one of the two another name");
        } else {
            self.0.insert(key.value.clone(), (file.to_owned(), key.line));
        }
    }
}

/// Reports a key that cannot stand in an address.
pub(super) fn check_key(kind: &str, key: &Spot<String>, file: &str, problems: &mut Problems) {
    let good = |letter: char| matches!(letter, 'a'..='z' | '0'..='9' | '-');
    if !key.value.chars().all(good) || key.value.starts_with('-') || key.value.ends_with('-') {
        let what = format!("`{}` cannot be the key of a {kind}", key.value);
        let mend = "use lower-case letters a to z, digits, and hyphens between them";
        problems.add(file, key.line, what, mend);
    }
}

/// Reports each reference that leads nowhere or stands twice in its list.
pub(super) fn check_references<'k>(
    kind: &str,
    found_in: &str,
    references: &[Spot<String>],
    known: impl Iterator<Item = &'k str> + Clone,
    file: &str,
    problems: &mut Problems,
) {
    for (index, reference) in references.iter().enumerate() {
        let name = &reference.value;
        if !known.clone().any(|key| key == name) {
            let mend = match nearest(name, known.clone()) {
                Some(near) => format!("write `{near}`, or add `{name}` to {found_in}"),
                None => format!("add `{name}` to {found_in}"),
            };
            problems.add(file, reference.line, format!("there is no {kind} `{name}`"), mend);
        } else if references[..index].iter().any(|earlier| earlier.value == *name) {
            let what = format!("the {kind} `{name}` stands twice in this list");
            problems.add(file, reference.line, what, "take one of them away");
        }
    }
}

/// The candidate that takes the fewest changes of single letters.
pub(super) fn nearest<'c>(word: &str, candidates: impl Iterator<Item = &'c str>) -> Option<&'c str> {
    candidates.min_by_key(|candidate| distance(word, candidate))
}

/// Levenshtein distance, row by row.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, letter) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, other) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(letter != *other);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", ""), 3);
        assert_eq!(distance("same", "same"), 0);
    }

    #[test]
    fn nearest_of_none_is_none() {
        assert_eq!(nearest("a", std::iter::empty()), None);
        assert_eq!(nearest("minuts", ["title", "minutes"].into_iter()), Some("minutes"));
    }
}
