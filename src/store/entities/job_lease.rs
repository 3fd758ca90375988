//! The right of one node to do a job for a while. Must not import anything but `domain`.

use sea_orm::entity::prelude::*;

use crate::domain::time::Timestamp;

/// The right of one node to do a job for a while.
#[sea_orm::model]
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "job_lease")]
pub struct Model {
    /// The job.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// The node that may do it.
    pub holder: Uuid,
    /// Until when nobody else may.
    pub until: Timestamp,
}

impl ActiveModelBehavior for ActiveModel {}
