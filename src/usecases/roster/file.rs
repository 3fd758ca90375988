//! Reading a roster from bytes somebody sent: any bytes at all. Must not import anything but `domain`.

use crate::domain::cell::{neutralise, restore};

/// Largest file, in bytes.
pub const MAX_BYTES: usize = 5 * 1024 * 1024;
/// Most people in one file.
pub const MAX_ROWS: usize = 20_000;

/// A column that a roster can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// Address, by which people are told apart.
    Email,
    /// Name as it will stand on certificates.
    Name,
    /// Where they belong.
    Unit,
    /// Since when, `2026-07-05`.
    Joined,
    /// `learner`, `manager` or `reviewer`.
    Role,
}

impl Column {
    /// All columns, in the order of the template.
    pub const ALL: [Self; 5] = [Self::Email, Self::Name, Self::Unit, Self::Joined, Self::Role];
    /// Those a file must have.
    const REQUIRED: [Self; 3] = [Self::Email, Self::Name, Self::Unit];

    /// Its name in the first line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Name => "name",
            Self::Unit => "unit",
            Self::Joined => "joined",
            Self::Role => "role",
        }
    }
}

/// Why a file cannot be read at all, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// More bytes than [`MAX_BYTES`].
    #[error("This file is larger than 5 MB. Split it into smaller files")]
    TooLarge,
    /// More rows than [`MAX_ROWS`].
    #[error("This file has more than 20,000 people. Split it into smaller files")]
    TooManyRows,
    /// Nothing is in it.
    #[error("This file is empty. The first line names the columns, then comes one line for each person")]
    Empty,
    /// A line of column names and nothing else.
    #[error("This file has no people in it, only the line that names the columns")]
    NoRows,
    /// As spreadsheets write it by another of their choices.
    #[error("This file is not UTF-8 text but UTF-16. In your spreadsheet choose “Save as” and “CSV UTF-8”")]
    Utf16,
    /// Some other encoding, or no text.
    #[error("Line {0} of this file is not UTF-8 text. In your spreadsheet choose “Save as” and “CSV UTF-8”")]
    NotUtf8(usize),
    /// A workbook rather than a CSV file.
    #[error("This is a spreadsheet file, not a CSV file. In your spreadsheet choose “Save as” and “CSV UTF-8”")]
    Workbook,
    /// Columns that must be there are not.
    #[error("The first line must name the columns, and these are missing: {0}. Begin with the template")]
    MissingColumns(String),
    /// A column is there more than once.
    #[error("The column “{0}” is there twice. Take one out")]
    TwiceTheColumn(&'static str),
}

/// One row, as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Line of the file it begins in, from 1.
    pub line: u64,
    cells: Vec<String>,
}

/// A file of people that could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roster {
    header: Vec<String>,
    places: [Option<usize>; 5],
    /// People, in order.
    pub rows: Vec<Row>,
}

/// The file to begin with.
pub const TEMPLATE: &str = "email,name,unit,joined,role\r\n\
    ada@example.org,Ada Example,Unit name or key,2026-01-31,learner\r\n";

/// Name of the column that [`Roster::rejected`] adds.
const PROBLEM: &str = "problem";

impl Roster {
    /// Reads a file: UTF-8 with or without a byte order mark, columns in any order, separated by commas or semicolons.
    ///
    /// # Errors
    /// [`Unreadable`], when the file as a whole is not one that can be read.
    pub fn read(bytes: &[u8]) -> Result<Self, Unreadable> {
        let text = text(bytes)?;
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter(text))
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let mut records = reader.records();
        // Text is known to be UTF-8 and rows may have any length, so that reading cannot fail.
        let header = records.next().and_then(Result::ok).ok_or(Unreadable::Empty)?;
        let header: Vec<String> = header.iter().map(|name| name.trim().to_lowercase()).collect();
        let places = places(&header)?;
        let mut rows = Vec::new();
        for record in records.filter_map(Result::ok) {
            if record.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            if rows.len() == MAX_ROWS {
                return Err(Unreadable::TooManyRows);
            }
            let line = record.position().map_or(0, |position| first_line(text, position));
            rows.push(Row { line, cells: record.iter().map(str::to_owned).collect() });
        }
        if rows.is_empty() {
            return Err(Unreadable::NoRows);
        }
        Ok(Self { header, places, rows })
    }

    /// The same, with lines counted from the first person on: in a list that was pasted no line names the columns.
    pub fn without_header(mut self) -> Self {
        for row in &mut self.rows {
            row.line = row.line.saturating_sub(1);
        }
        self
    }

    /// What a row has in a column, spaces trimmed; nothing when the cell is not there.
    pub fn cell<'a>(&self, row: &'a Row, column: Column) -> &'a str {
        let place = self.places[column as usize];
        let cell = place.and_then(|place| row.cells.get(place)).map_or("", String::as_str);
        restore(cell).trim_matches(' ')
    }

    /// Whether a row has more cells than there are columns, and something is in them.
    pub fn overflows(&self, row: &Row) -> bool {
        row.cells.iter().skip(self.header.len()).any(|cell| !cell.trim().is_empty())
    }

    /// Names of columns that are not used.
    pub fn ignored(&self) -> Vec<&str> {
        let known = |name: &&str| Column::ALL.iter().all(|column| column.word() != *name);
        self.header
            .iter()
            .map(String::as_str)
            .filter(|name| !name.is_empty() && *name != PROBLEM)
            .filter(known)
            .collect()
    }

    /// A file of the rows in which something is wrong, each with what it is, safe to open in a spreadsheet and fit to be
    /// uploaded again.
    pub fn rejected(&self, problem: impl Fn(&Row) -> Option<String>) -> Vec<u8> {
        let kept: Vec<usize> = (0..self.header.len()).filter(|place| self.header[*place] != PROBLEM).collect();
        let mut writer =
            csv::WriterBuilder::new().flexible(true).terminator(csv::Terminator::CRLF).from_writer(Vec::new());
        let mut write = |cells: &[String], problem: &str, more: &[String]| {
            let cells = kept.iter().map(|place| cells.get(*place).map_or("", String::as_str));
            let cells: Vec<String> = cells
                .chain([problem])
                .chain(more.iter().map(String::as_str))
                .map(|cell| neutralise(cell).into_owned())
                .collect();
            // Writing into memory does not fail.
            let _ = writer.write_record(cells);
        };
        write(&self.header, PROBLEM, &[]);
        for row in &self.rows {
            if let Some(problem) = problem(row) {
                let cells: Vec<String> = row.cells.iter().map(|cell| restore(cell).to_owned()).collect();
                write(&cells, &problem, cells.get(self.header.len()..).unwrap_or_default());
            }
        }
        // The mark tells spreadsheets that this is UTF-8.
        [b"\xEF\xBB\xBF".to_vec(), writer.into_inner().unwrap_or_default()].concat()
    }
}

/// Line on which a row begins. The reader counts from the end of the row before, and so from empty lines between them.
fn first_line(text: &str, position: &csv::Position) -> u64 {
    let start = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let empty = text.bytes().skip(start).take_while(|byte| matches!(byte, b'\r' | b'\n'));
    position.line() + empty.filter(|byte| *byte == b'\n').count() as u64
}

fn text(bytes: &[u8]) -> Result<&str, Unreadable> {
    if bytes.len() > MAX_BYTES {
        return Err(Unreadable::TooLarge);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        return Err(Unreadable::Workbook);
    }
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return Err(Unreadable::Utf16);
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        Unreadable::NotUtf8(before.iter().filter(|byte| **byte == b'\n').count() + 1)
    })?;
    if text.trim().is_empty() { Err(Unreadable::Empty) } else { Ok(text) }
}

/// Commas, or semicolons where the first line has more of them: spreadsheets write what the country is used to.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |wanted: char| first.chars().filter(|c| *c == wanted).count();
    if count(';') > count(',') { b';' } else { b',' }
}

fn places(header: &[String]) -> Result<[Option<usize>; 5], Unreadable> {
    let mut found = [None; 5];
    for column in Column::ALL {
        let mut places = (0..header.len()).filter(|place| header[*place] == column.word());
        found[column as usize] = places.next();
        if places.next().is_some() {
            return Err(Unreadable::TwiceTheColumn(column.word()));
        }
    }
    let missing = Column::REQUIRED.into_iter().filter(|column| found[*column as usize].is_none());
    let missing: Vec<&str> = missing.map(Column::word).collect();
    if missing.is_empty() { Ok(found) } else { Err(Unreadable::MissingColumns(missing.join(", "))) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use proptest::prelude::*;

    use super::*;

    fn cells(roster: &Roster) -> Vec<[&str; 3]> {
        let row = |row| [Column::Email, Column::Name, Column::Unit].map(|column| roster.cell(row, column));
        roster.rows.iter().map(row).collect()
    }

    #[test]
    fn commas_semicolons_marks_and_any_order_are_read_alike() {
        let expected = vec![["a@b.org", "A, B", "u"]];
        for text in [
            "email,name,unit\na@b.org,\"A, B\",u\n",
            "\u{feff}email,name,unit\r\na@b.org,\"A, B\",u",
            "email;name;unit\r\na@b.org;A, B;u\r\n;;\r\n\r\n",
            " Unit ,NAME,other,Email\nu,\"A, B\",x,a@b.org\n",
        ] {
            assert_eq!(cells(&Roster::read(text.as_bytes()).unwrap()), expected, "{text:?}");
        }
    }

    #[test]
    fn what_is_no_roster_is_said_so() {
        let many = format!("email,name,unit\n{}", "a@b.org,A,\n".repeat(MAX_ROWS + 1));
        for (bytes, problem) in [
            (&b""[..], Unreadable::Empty),
            (b" \n\n", Unreadable::Empty),
            (b"email,name,unit\n", Unreadable::NoRows),
            (b"a@b.org,A,u\n", Unreadable::MissingColumns("email, name, unit".into())),
            (b"email,unit\na@b.org,u\n", Unreadable::MissingColumns("name".into())),
            (b"email,name,unit,Email\na,b,c,d\n", Unreadable::TwiceTheColumn("email")),
            (b"email,name,unit\nx@y.org,Caf\xE9,u\n", Unreadable::NotUtf8(2)),
            (b"\xFF\xFEe\0m\0", Unreadable::Utf16),
            (b"PK\x03\x04 and more", Unreadable::Workbook),
            (&vec![b'a'; MAX_BYTES + 1], Unreadable::TooLarge),
            (many.as_bytes(), Unreadable::TooManyRows),
        ] {
            assert_eq!(Roster::read(bytes), Err(problem));
        }
    }

    #[test]
    fn lines_are_counted_as_editors_count_them() {
        let roster = Roster::read(b"email,name,unit\n\na,\"x\ny\",u\nb,z,u\n").unwrap();
        assert_eq!(roster.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [3, 5]);
    }

    proptest! {
        #[test]
        fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = Roster::read(&bytes);
            let _ = Roster::read(&[b"email,name,unit\n".to_vec(), bytes].concat());
        }

        #[test]
        fn rejected_rows_can_be_read_again(name in "[=+@'\\-,;\" \na-zé]{0,12}x", extra in "[=a]{1,3}") {
            let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
            writer.write_record(["name", "email", "unit", "pet"]).unwrap();
            writer.write_record([neutralise(&name).as_ref(), "a@b.org", "u", extra.as_str()]).unwrap();
            let first = Roster::read(&writer.into_inner().unwrap()).unwrap();
            let again = Roster::read(&first.rejected(|_| Some("=wrong".into()))).unwrap();
            prop_assert_eq!(cells(&first), cells(&again));
            prop_assert_eq!(again.ignored(), vec!["pet"]);
            let third = Roster::read(&again.rejected(|_| Some("wrong".into()))).unwrap();
            prop_assert_eq!(again.header, third.header);
        }
    }
}
