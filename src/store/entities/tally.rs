//! A number that overviews show, kept up to date. Must not import anything but `domain`.

use sea_orm::entity::prelude::*;

use crate::domain::time::Timestamp;

/// A number that overviews show, kept up to date.
#[sea_orm::model]
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tally")]
pub struct Model {
    /// Over what it counts: `all`, `unit` or `program`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    /// Which unit or which program; empty for all.
    #[sea_orm(primary_key, auto_increment = false)]
    pub whose: String,
    /// Of open assignments: when they are due. Zero for everything else.
    #[sea_orm(primary_key, auto_increment = false)]
    pub due_at: Timestamp,
    /// What is counted: `people`, `held`, `complete`, `exempt` or `open`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub what: String,
    /// How many.
    pub number: i64,
}

impl ActiveModelBehavior for ActiveModel {}
