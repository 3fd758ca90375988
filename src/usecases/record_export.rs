//! Noting that a list left the program as a file. Must not import anything but `domain` and `store`.

use serde_json::{Value, json};

use crate::store::{Command, Result, Tx};

/// Notes who took which list along: what it was narrowed to and how many lines it had, never whom it names.
#[derive(Debug)]
pub struct RecordExport {
    /// Which list.
    pub list: &'static str,
    /// As what kind of file.
    pub format: &'static str,
    /// What it was narrowed to.
    pub filter: Value,
    /// How many lines.
    pub rows: usize,
}

impl Command for RecordExport {
    type Output = ();

    async fn run(&self, tx: &Tx) -> Result<()> {
        let details = json!({ "list": self.list, "format": self.format, "filter": self.filter, "rows": self.rows });
        tx.record("list.exported", None, &details).await
    }
}
