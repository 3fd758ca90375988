//! What can go wrong below a page. Must not import anything but `domain`.

use sea_orm::{DbErr, RuntimeErr};

use crate::domain::refusal::Refusal;

/// Result of anything that reads or writes.
pub type Result<T> = std::result::Result<T, Error>;

/// What can go wrong below a page.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such record, or it is not the actor's: the two look the same.
    #[error("not found")]
    NotFound,
    /// Understood and refused.
    #[error("{0}")]
    Refused(#[from] Refusal),
    /// The database cannot be asked, or did not take it.
    #[error("the database did not answer: {0}")]
    Database(#[from] DbErr),
    /// A stored record cannot be read back: a defect, never a user's fault.
    #[error("a stored record cannot be read: {0}")]
    Unreadable(String),
}

impl Error {
    /// A record that cannot be read back, with where and why.
    pub fn unreadable(what: &str, why: impl std::fmt::Display) -> Self {
        Self::Unreadable(format!("{what}: {why}"))
    }

    /// Whether the same transaction may simply be run again: another one was in the way.
    pub fn may_be_retried(&self) -> bool {
        let Self::Database(error) = self else { return false };
        let (DbErr::Exec(inner) | DbErr::Query(inner)) = error else { return false };
        let RuntimeErr::SqlxError(inner) = inner else { return false };
        // PostgreSQL: serialization failure, deadlock. SQLite: locked, busy snapshot; not plainly busy (5), for which it has
        // waited long enough by itself.
        inner
            .as_database_error()
            .and_then(|error| error.code())
            .is_some_and(|code| matches!(&*code, "40001" | "40P01" | "6" | "517"))
    }
}
