//! Taking a job that one node at a time may do. Must not import anything but `domain` and `store`.

use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, Set};
use uuid::Uuid;

use crate::store::entities::job_lease;
use crate::store::{Command, Result, Tx, insert_new};

/// Takes a job for a while, keeps it for longer, or lets it go; says whether that worked.
#[derive(Debug)]
pub struct TakeLease {
    /// The job.
    pub job: &'static str,
    /// The node that wants it.
    pub holder: Uuid,
    /// For how long from now on, in milliseconds; 0 lets it go.
    pub life: i64,
}

impl Command for TakeLease {
    type Output = bool;

    async fn run(&self, tx: &Tx) -> Result<bool> {
        let (job, until) = (self.job.to_owned(), tx.now().plus(self.life));
        let row = job_lease::ActiveModel { name: Set(job), holder: Set(self.holder), until: Set(until) };
        if insert_new(tx.db(), row).await? {
            return Ok(true);
        }
        let free =
            Condition::any().add(job_lease::Column::Holder.eq(self.holder)).add(job_lease::Column::Until.lte(tx.now()));
        let taken = job_lease::Entity::update_many()
            .set(job_lease::ActiveModel { holder: Set(self.holder), until: Set(until), ..Default::default() })
            .filter(job_lease::Column::Name.eq(self.job))
            .filter(free)
            .exec(tx.db())
            .await?;
        Ok(taken.rows_affected == 1)
    }
}
