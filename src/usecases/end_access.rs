//! Ending a person's access: they leave, their records stay. Must not import anything but `domain` and `store`.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};
use serde_json::json;

use super::session;
use crate::domain::ids::PersonId;
use crate::domain::person::By;
use crate::domain::refusal::Refusal;
use crate::store::entities::person;
use crate::store::{Command, Result, Tx, people};

/// Ends a person's access and every session they have. Nobody ends their own, nor that of the last administrator.
#[derive(Debug)]
pub struct EndAccess {
    /// Whose.
    pub person: PersonId,
}

impl Command for EndAccess {
    type Output = ();

    async fn run(&self, tx: &Tx) -> Result<()> {
        if tx.by() == By::Person(self.person) {
            return Err(Refusal::NotYourself.into());
        }
        people::keep_an_administrator(tx.db(), self.person).await?;
        let person = people::person(tx.db(), self.person).await?;
        let ended = person::Entity::update_many()
            .set(person::ActiveModel { disabled_at: Set(Some(tx.now())), ..Default::default() })
            .filter(person::Column::Id.eq(person.id))
            .filter(person::Column::DisabledAt.is_null())
            .exec(tx.db())
            .await?;
        session::end_all(tx, person.id).await?;
        if ended.rows_affected == 1 {
            tx.record("person.access-ended", Some(person.id.0), &json!({})).await?;
        }
        Ok(())
    }
}
