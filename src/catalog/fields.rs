//! Reads the fields of a TOML table one by one, so that every mistake is reported with its own line.
//! Must not import anything of this crate outside `catalog`.

use std::ops::{Range, RangeInclusive};

use toml::Spanned;
use toml::de::{DeArray, DeString, DeTable, DeValue};

use super::document::{Document, Spot};
use super::problem::Problems;
use super::references::nearest;

type Value<'t> = Spanned<DeValue<'t>>;

/// Parses a stretch of a document as TOML. Mistakes of syntax are problems, and there is no table
/// then: half a table would only lead to misleading problems.
pub(super) fn parse<'d>(
    document: &Document<'d>,
    stretch: Range<usize>,
    problems: &mut Problems,
) -> Option<DeTable<'d>> {
    let (table, errors) = DeTable::parse_recoverable(document.text.get(stretch.clone())?);
    for error in &errors {
        let offset = error.span().map_or(0, |span| span.start);
        let line = document.line((stretch.start + offset).min(stretch.end));
        let what = format!("this is not TOML: {}", error.message().replace('\n', ", "));
        problems.add(document.file, line, what, "write lines of the form `field = value`");
    }
    errors.is_empty().then(|| table.into_inner())
}

/// One TOML table of a document.
#[derive(Debug, Clone)]
pub(super) struct Fields<'t> {
    file: &'t str,
    document: &'t Document<'t>,
    start: usize,
    table: &'t DeTable<'t>,
    /// Line where the table begins; a missing field is reported there.
    pub(super) line: usize,
}

impl<'t> Fields<'t> {
    /// The fields of a parsed stretch that begins at byte `start`.
    pub(super) fn new(document: &'t Document<'t>, start: usize, table: &'t DeTable<'t>) -> Fields<'t> {
        let line = document.line(start);
        Fields { file: document.file, document, start, table, line }
    }

    /// The file they are in.
    pub(super) fn file(&self) -> &'t str {
        self.file
    }

    /// Reports every field that is not one of `known`.
    pub(super) fn only(&self, known: &[&str], problems: &mut Problems) {
        for key in self.keys() {
            if known.contains(&key.value.as_str()) {
                continue;
            }
            let what = format!("there is no field `{}`", key.value);
            let near = nearest(&key.value, known.iter().copied()).unwrap_or_default();
            let mend = format!("the nearest field is `{near}`; the fields here are {}", listed(known));
            problems.add(self.file, key.line, what, mend);
        }
    }

    /// The names of all fields, as written.
    pub(super) fn keys(&self) -> Vec<Spot<String>> {
        let spot = |key: &Spanned<DeString<'_>>| self.spot(&key.span(), key.get_ref().to_string());
        self.table.keys().map(spot).collect()
    }

    /// A text that must be there and not be blank.
    pub(super) fn text(&self, key: &str, problems: &mut Problems) -> Option<Spot<String>> {
        let value = self.required(key, "\"…\"", problems)?;
        self.as_text(key, value, problems)
    }

    /// A text that may be left out.
    pub(super) fn optional_text(&self, key: &str, problems: &mut Problems) -> Option<Spot<String>> {
        self.as_text(key, self.find(key)?, problems)
    }

    /// A whole number that must be there and in the range.
    pub(super) fn number<T: TryFrom<i64>>(
        &self,
        key: &str,
        range: RangeInclusive<i64>,
        problems: &mut Problems,
    ) -> Option<Spot<T>> {
        let value = self.required(key, &range.start().to_string(), problems)?;
        self.as_number(key, value, range, problems)
    }

    /// A whole number in the range, which may be left out.
    pub(super) fn optional_number<T: TryFrom<i64>>(
        &self,
        key: &str,
        range: RangeInclusive<i64>,
        problems: &mut Problems,
    ) -> Option<Spot<T>> {
        self.as_number(key, self.find(key)?, range, problems)
    }

    /// A list of lists of whole numbers in the range; empty where it is left out.
    pub(super) fn number_lists(
        &self,
        key: &str,
        range: &RangeInclusive<i64>,
        problems: &mut Problems,
    ) -> Vec<Spot<Vec<u8>>> {
        let example = "lists of numbers, as `[[2, 1, 3]]`";
        let Some(lists) = self.find(key).and_then(|value| self.as_array(key, value, example, problems)) else {
            return Vec::new();
        };
        let mut read = Vec::new();
        for list in lists {
            let Some(numbers) = self.as_array(key, list, example, problems) else { continue };
            let mut number = |value| self.as_number(key, value, range.clone(), problems).map(|spot| spot.value);
            let numbers = numbers.iter().map(&mut number).collect::<Option<Vec<u8>>>();
            read.extend(numbers.map(|numbers| self.spot(&list.span(), numbers)));
        }
        read
    }

    /// One of the listed words, which must be there.
    pub(super) fn choice<T: Copy>(&self, key: &str, choices: &[(&str, T)], problems: &mut Problems) -> Option<T> {
        let text = self.text(key, problems)?;
        let found = choices.iter().find(|(word, _)| *word == text.value);
        if found.is_none() {
            let words: Vec<_> = choices.iter().map(|(word, _)| *word).collect();
            let what = format!("`{key}` cannot be \"{}\"", text.value);
            problems.add(self.file, text.line, what, format!("choose one of {}", listed(&words)));
        }
        found.map(|(_, choice)| *choice)
    }

    /// `true` or `false`; the default where it is left out.
    pub(super) fn truth(&self, key: &str, default: bool, problems: &mut Problems) -> bool {
        let Some(value) = self.find(key) else { return default };
        value.get_ref().as_bool().unwrap_or_else(|| {
            self.wrong_type(key, value, "true or false, without quotes", problems);
            default
        })
    }

    /// A list of texts; empty where it is left out.
    pub(super) fn texts(&self, key: &str, problems: &mut Problems) -> Vec<Spot<String>> {
        let Some(value) = self.find(key) else { return Vec::new() };
        let Some(list) = self.as_array(key, value, "[\"…\", \"…\"]", problems) else {
            return Vec::new();
        };
        list.iter().filter_map(|entry| self.as_text(key, entry, problems)).collect()
    }

    /// Reports a list that is missing or empty.
    pub(super) fn not_empty(&self, key: &str, problems: &mut Problems) {
        let count = self.find(key).map(|value| value.get_ref().as_array().map_or(1, |a| a.len()));
        if count.is_none_or(|count| count == 0) {
            let line = self.line_of(key);
            let what = format!("`{key}` is empty or missing");
            problems.add(self.file, line, what, format!("write `{key} = [\"…\"]`"));
        }
    }

    /// A table that must be there.
    pub(super) fn table(&self, key: &str, problems: &mut Problems) -> Option<Fields<'t>> {
        let value = self.find(key);
        let Some(value) = value else {
            let what = format!("the table `[{key}]` is missing");
            problems.add(self.file, self.line, what, format!("add a line `[{key}]` with its fields"));
            return None;
        };
        self.as_table(key, value, problems)
    }

    /// A list of tables, which must have one at least.
    pub(super) fn tables(&self, key: &str, problems: &mut Problems) -> Vec<Fields<'t>> {
        let Some(value) = self.find(key) else {
            let what = format!("there is no `[[{key}]]`");
            problems.add(self.file, self.line, what, format!("add a line `[[{key}]]` with its fields"));
            return Vec::new();
        };
        let Some(list) = self.as_array(key, value, &format!("a line `[[{key}]]` each"), problems) else {
            return Vec::new();
        };
        list.iter().filter_map(|entry| self.as_table(key, entry, problems)).collect()
    }

    /// A list of tables, which may be left out.
    pub(super) fn optional_tables(&self, key: &str, problems: &mut Problems) -> Vec<Fields<'t>> {
        if self.find(key).is_some() { self.tables(key, problems) } else { Vec::new() }
    }

    /// Line of a field; where it is missing, the line where the table begins.
    pub(super) fn line_of(&self, key: &str) -> usize {
        let mut keys = self.table.keys().filter(|found| found.get_ref() == key);
        keys.next().map_or(self.line, |found| self.line_at(found.span().start))
    }

    fn find(&self, key: &str) -> Option<&'t Value<'t>> {
        self.table.iter().find(|(name, _)| name.get_ref() == key).map(|(_, value)| value)
    }

    fn required(&self, key: &str, example: &str, problems: &mut Problems) -> Option<&'t Value<'t>> {
        let found = self.find(key);
        if found.is_none() {
            let what = format!("the field `{key}` is missing");
            problems.add(self.file, self.line, what, format!("add a line `{key} = {example}`"));
        }
        found
    }

    fn as_text(&self, key: &str, value: &Value<'t>, problems: &mut Problems) -> Option<Spot<String>> {
        let Some(text) = value.get_ref().as_str() else {
            self.wrong_type(key, value, "a text in double quotes", problems);
            return None;
        };
        let spot = self.spot(&value.span(), text.trim().to_owned());
        if spot.value.is_empty() {
            let what = format!("`{key}` is empty");
            problems.add(self.file, spot.line, what, "write the text between the quotes");
            return None;
        }
        Some(spot)
    }

    fn as_number<T: TryFrom<i64>>(
        &self,
        key: &str,
        value: &Value<'t>,
        range: RangeInclusive<i64>,
        problems: &mut Problems,
    ) -> Option<Spot<T>> {
        let Some(number) = value.get_ref().as_integer() else {
            self.wrong_type(key, value, "a whole number without quotes", problems);
            return None;
        };
        let parsed = i64::from_str_radix(number.as_str(), number.radix()).ok();
        let fitting = parsed.filter(|number| range.contains(number));
        let Some(fitting) = fitting.and_then(|number| T::try_from(number).ok()) else {
            let what = format!("`{key}` is {number}");
            let mend = format!("write a whole number from {} to {}", range.start(), range.end());
            problems.add(self.file, self.line_at(value.span().start), what, mend);
            return None;
        };
        Some(self.spot(&value.span(), fitting))
    }

    fn as_array(
        &self,
        key: &str,
        value: &'t Value<'t>,
        example: &str,
        problems: &mut Problems,
    ) -> Option<&'t DeArray<'t>> {
        let array = value.get_ref().as_array();
        if array.is_none() {
            self.wrong_type(key, value, example, problems);
        }
        array
    }

    fn as_table(&self, key: &str, value: &'t Value<'t>, problems: &mut Problems) -> Option<Fields<'t>> {
        let Some(table) = value.get_ref().as_table() else {
            self.wrong_type(key, value, &format!("a table `[{key}]`"), problems);
            return None;
        };
        Some(Fields { table, line: self.line_at(value.span().start), ..self.clone() })
    }

    fn wrong_type(&self, key: &str, value: &Value<'t>, wanted: &str, problems: &mut Problems) {
        let what = format!("`{key}` is of the kind {}", value.get_ref().type_str());
        problems.add(self.file, self.line_at(value.span().start), what, format!("write {wanted}"));
    }

    fn spot<T>(&self, span: &Range<usize>, value: T) -> Spot<T> {
        Spot { value, line: self.line_at(span.start) }
    }

    fn line_at(&self, offset: usize) -> usize {
        self.document.line(self.start + offset)
    }
}

fn listed(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
