//! A copy of the database while others write, and the end of the ledger it must hold. Must not import anything but its
//! siblings.

use std::path::Path;

use sea_orm::{ConnectionTrait, EntityTrait, Statement};

use super::entities::{ledger, ledger_head};
use super::{Error, Result, Store};

impl Store {
    /// Place and hash of the ledger's last entry.
    ///
    /// # Errors
    /// The database did not answer.
    pub async fn ledger_head(&self) -> Result<(i64, Vec<u8>)> {
        let head = ledger_head::Entity::find().one(self.reader()).await?;
        head.map(|head| (head.seq, head.hash)).ok_or_else(|| Error::unreadable("ledger", "the head row is missing"))
    }

    /// Hash of one entry; nothing where there is none.
    ///
    /// # Errors
    /// The database did not answer.
    pub async fn ledger_hash(&self, seq: i64) -> Result<Option<Vec<u8>>> {
        Ok(ledger::Entity::find_by_id(seq).one(self.reader()).await?.map(|entry| entry.hash))
    }

    /// Copies a SQLite database, as it is at one moment, into a new file; writers need not wait.
    ///
    /// # Errors
    /// The copy could not be written.
    pub async fn copy_into(&self, file: &Path) -> Result<()> {
        let copy = Statement::from_sql_and_values(
            self.writer().get_database_backend(),
            "VACUUM INTO ?",
            [file.display().to_string().into()],
        );
        self.writer().execute_raw(copy).await?;
        Ok(())
    }
}
