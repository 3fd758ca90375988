//! Letting a person in again whose access was ended. Must not import anything but `domain`, `catalog` and `store`.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};
use serde_json::json;

use super::join_unit::hold;
use crate::catalog::Published;
use crate::domain::ids::PersonId;
use crate::domain::refusal::Refusal;
use crate::store::entities::person;
use crate::store::units::{self, Tree};
use crate::store::{Command, Result, Tx, people};

/// Restores access with the password the person had, and holds them to what came in meanwhile.
#[derive(Debug)]
pub struct RestoreAccess<'a> {
    /// Whose.
    pub person: PersonId,
    /// What is taught.
    pub published: &'a Published,
}

impl Command for RestoreAccess<'_> {
    type Output = ();

    async fn run(&self, tx: &Tx) -> Result<()> {
        let person = people::lock(tx.db(), self.person).await?;
        if people::is_erased(&person) {
            return Err(Refusal::Erased.into());
        }
        let restored = person::Entity::update_many()
            .set(person::ActiveModel { disabled_at: Set(None), ..Default::default() })
            .filter(person::Column::Id.eq(person.id))
            .filter(person::Column::DisabledAt.is_not_null())
            .exec(tx.db())
            .await?;
        if restored.rows_affected == 0 {
            return Ok(());
        }
        tx.record("person.access-restored", Some(person.id.0), &json!({})).await?;
        let tree = Tree::load(tx.db()).await?;
        for unit in units::of_person(tx.db(), person.id).await? {
            hold(tx, &tree, self.published, person.id, unit.id).await?;
        }
        Ok(())
    }
}
