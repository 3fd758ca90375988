//! Failed sign-ins of one account, of one place, or of one account from one place. Must not import anything but `domain`.

use sea_orm::entity::prelude::*;

use crate::domain::time::Timestamp;

/// Failed sign-ins of one account, of one place, or of one account from one place.
#[sea_orm::model]
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_in_throttle")]
pub struct Model {
    /// `pair:`, `place:` or `account:` and a hash.
    #[sea_orm(primary_key, auto_increment = false)]
    pub bucket: String,
    /// Tries that did not succeed, in a row.
    pub failures: i32,
    /// The last of them.
    pub last_failure_at: Timestamp,
    /// Until when tries are refused.
    pub blocked_until: Timestamp,
}

impl ActiveModelBehavior for ActiveModel {}
