//! Erasing what identifies a person. Must not import anything but `domain` and `store`.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Set};
use serde_json::json;

use super::session;
use crate::domain::ids::PersonId;
use crate::store::entities::{
    assignment, attempt_allowance, credential, credential_share, extra_time, identity, intervention, invitation,
    outbox, person, reading_position,
};
use crate::store::{Command, Result, Tx, ledger, people};

/// Replaces a person's name and address, ends their access, and deletes the details of the ledger entries about them.
/// Entries, results and credentials stay: the chain must verify, and whoever was given a certificate must be able to check it.
/// What its holder showed to everybody is shown no longer.
#[derive(Debug)]
pub struct ErasePerson {
    /// Whom.
    pub person: PersonId,
}

impl Command for ErasePerson {
    type Output = ();

    async fn run(&self, tx: &Tx) -> Result<()> {
        let id = people::person(tx.db(), self.person).await?.id;
        session::end_all(tx, id).await?;
        identity::Entity::delete_many().filter(identity::Column::PersonId.eq(id)).exec(tx.db()).await?;
        invitation::Entity::delete_many().filter(invitation::Column::PersonId.eq(id)).exec(tx.db()).await?;
        reading_position::Entity::delete_many().filter(reading_position::Column::PersonId.eq(id)).exec(tx.db()).await?;
        // What a mail server said about an address may name it.
        let silent = outbox::ActiveModel { last_error: Set(None), ..Default::default() };
        outbox::Entity::update_many().set(silent).filter(outbox::Column::PersonId.eq(id)).exec(tx.db()).await?;
        // Reasons are words about the person, often about their health.
        let silent = attempt_allowance::ActiveModel { reason: Set(String::new()), ..Default::default() };
        let about = attempt_allowance::Column::PersonId.eq(id);
        attempt_allowance::Entity::update_many().set(silent).filter(about).exec(tx.db()).await?;
        extra_time::Entity::delete_many().filter(extra_time::Column::PersonId.eq(id)).exec(tx.db()).await?;
        // Why something was decided about a person says much about them.
        let own = assignment::Entity::find()
            .select_only()
            .column(assignment::Column::Id)
            .filter(assignment::Column::PersonId.eq(id))
            .into_query();
        intervention::Entity::update_many()
            .set(intervention::ActiveModel { reason: Set(String::new()), ..Default::default() })
            .filter(intervention::Column::AssignmentId.in_subquery(own))
            .exec(tx.db())
            .await?;
        // Who showed a certificate to everybody can no longer stop it.
        let own = credential::Entity::find()
            .select_only()
            .column(credential::Column::Id)
            .filter(credential::Column::PersonId.eq(id))
            .into_query();
        credential_share::Entity::update_many()
            .set(credential_share::ActiveModel { public: Set(false), changed_at: Set(tx.now()), ..Default::default() })
            .filter(credential_share::Column::CredentialId.in_subquery(own))
            .exec(tx.db())
            .await?;
        let nobody = person::ActiveModel {
            // The identity keeps the address unique.
            email: Set(format!("{id}{}", people::ERASED)),
            name: Set("Erased person".to_owned()),
            disabled_at: Set(Some(tx.now())),
            ..Default::default()
        };
        person::Entity::update_many().set(nobody).filter(person::Column::Id.eq(id)).exec(tx.db()).await?;
        ledger::erase_payloads(tx.db(), id.0).await?;
        tx.record("person.erased", Some(id.0), &json!({})).await
    }
}
