//! A table as a file that spreadsheets open. Must not import anything but `domain`.

use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::failure::Failure;
use crate::domain::cell::neutralise;

/// What the file is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Comma-separated values in UTF-8.
    Csv,
    /// A workbook.
    Xlsx,
}

impl Kind {
    /// The kind with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "csv" => Some(Self::Csv),
            "xlsx" => Some(Self::Xlsx),
            _ => None,
        }
    }

    /// The word sent by forms, and the end of the file's name.
    pub fn word(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// What it is about, for the name of the file.
    pub name: String,
    /// What stands above the columns.
    pub columns: Vec<&'static str>,
    /// The lines, each with a cell for every column.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// The file, to be kept rather than shown.
    ///
    /// # Errors
    /// [`Failure::Broken`] when it cannot be written.
    pub async fn answer(self, kind: Kind) -> Result<Response, Failure> {
        let name = format!("{}.{}", self.name, kind.word());
        // A long list is work that others need not wait for.
        let written = tokio::task::spawn_blocking(move || match kind {
            Kind::Csv => self.csv().map_err(|error| error.to_string()),
            Kind::Xlsx => self.xlsx().map_err(|error| error.to_string()),
        });
        let bytes = written.await.map_err(|error| error.to_string()).and_then(|written| written).map_err(|error| {
            tracing::error!(error, "a table cannot be written");
            Failure::Broken
        })?;
        let headers = [
            (CONTENT_TYPE, kind.media_type().to_owned()),
            (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
            (CACHE_CONTROL, "no-store".to_owned()),
        ];
        Ok((headers, bytes).into_response())
    }

    fn csv(&self) -> csv::Result<Vec<u8>> {
        // By this mark spreadsheets know the letters.
        let mut writer = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
        writer.write_record(&self.columns)?;
        for row in &self.rows {
            writer.write_record(row.iter().map(|cell| neutralise(cell).into_owned()))?;
        }
        writer.into_inner().map_err(|error| error.into_error().into())
    }

    fn xlsx(&self) -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        let bold = Format::new().set_bold();
        for (column, title) in (0u16..).zip(&self.columns) {
            sheet.write_string_with_format(0, column, *title, &bold)?;
            sheet.set_column_width(column, 24)?;
        }
        for (row, cells) in (1u32..).zip(&self.rows) {
            for (column, cell) in (0u16..).zip(cells) {
                // As text, always; what looks like a formula is marked all the same, for who saves this as CSV.
                sheet.write_string(row, column, neutralise(cell))?;
            }
        }
        sheet.set_freeze_panes(1, 0)?;
        book.save_to_buffer()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn table() -> Table {
        let rows = vec![vec!["=1+1".to_owned(), "Ngũgĩ, \"wa\"".to_owned()], vec!["-".to_owned(), String::new()]];
        Table { name: "t".into(), columns: vec!["A", "B"], rows }
    }

    #[test]
    fn cells_come_back_as_they_were_and_none_is_a_formula() {
        let bytes = table().csv().unwrap();
        let text = std::str::from_utf8(&bytes).unwrap().strip_prefix('\u{feff}').unwrap();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let rows: Vec<Vec<String>> =
            reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
        assert_eq!(rows[0], ["'=1+1", "Ngũgĩ, \"wa\""]);
        assert_eq!(crate::domain::cell::restore(&rows[0][0]), "=1+1");
        assert_eq!(rows[1], ["'-", ""]);
    }

    #[test]
    fn a_workbook_is_a_zip() {
        assert!(table().xlsx().unwrap().starts_with(b"PK"));
    }
}
