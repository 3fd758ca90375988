//! Setting a person's password. Must not import anything but `domain` and `store`.

use sea_orm::sea_query::OnConflict;
use sea_orm::{EntityTrait, Set};
use serde_json::json;

use super::session;
use crate::domain::ids::PersonId;
use crate::store::entities::identity;
use crate::store::people::PASSWORD;
use crate::store::{Command, Result, Tx};

/// Sets or replaces a person's password, and ends the sessions that were opened with the old one.
pub struct SetPassword {
    /// Whose.
    pub person: PersonId,
    /// Its hash, by [`super::password::hash`].
    pub secret: String,
}

impl Command for SetPassword {
    type Output = ();

    async fn run(&self, tx: &Tx) -> Result<()> {
        let row = identity::ActiveModel {
            person_id: Set(self.person),
            kind: Set(PASSWORD.to_owned()),
            secret: Set(self.secret.clone()),
            created_at: Set(tx.now()),
        };
        let replace = OnConflict::columns([identity::Column::PersonId, identity::Column::Kind])
            .update_columns([identity::Column::Secret, identity::Column::CreatedAt])
            .to_owned();
        identity::Entity::insert(row).on_conflict(replace).exec_without_returning(tx.db()).await?;
        session::end_all(tx, self.person).await?;
        tx.record("password.set", Some(self.person.0), &json!({})).await
    }
}
