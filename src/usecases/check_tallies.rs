//! Counting everybody anew, to see whether the numbers of the overviews are right, and putting right what is not. Must not
//! import anything but `domain` and `store`.

use serde_json::json;

use crate::domain::ids::PersonId;
use crate::store::tallies::{self, Checked};
use crate::store::{Command, Result, Tx};

/// People counted in one transaction, so that others need not wait long.
const TOGETHER: u64 = 1000;

/// Counts the next people anew. That somebody was not counted as they should be goes on record: it is a defect, or somebody
/// changed the database past the program.
#[derive(Debug)]
pub struct CheckTallies {
    /// Whom to begin after.
    pub last: Option<PersonId>,
}

impl Command for CheckTallies {
    type Output = Checked;

    async fn run(&self, tx: &Tx) -> Result<Checked> {
        let checked = tallies::recount_some(tx.db(), self.last, TOGETHER).await?;
        if checked.mended > 0 {
            tx.record(tallies::MENDED, None, &json!({ "people": checked.mended })).await?;
        }
        Ok(checked)
    }
}

/// Compares the numbers with what everybody adds to them; gives how many were wrong, and now are right.
#[derive(Debug)]
pub struct MendTallies;

impl Command for MendTallies {
    type Output = u64;

    async fn run(&self, tx: &Tx) -> Result<u64> {
        let mended = tallies::mend(tx.db()).await?;
        if mended > 0 {
            tx.record(tallies::MENDED, None, &json!({ "numbers": mended })).await?;
        }
        Ok(mended)
    }
}
