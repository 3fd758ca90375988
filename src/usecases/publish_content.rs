//! Publishing content: every version is frozen, and people are held to programs that are new to them. Must not import
//! anything but `domain`, `catalog` and `store`.

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Set};
use serde_json::json;

use super::join_unit::assign;
use super::reevaluate::reevaluate;
use crate::catalog::Published;
use crate::domain::ids::{PersonId, UnitId};
use crate::store::entities::{assignment, content_version, membership, person};
use crate::store::units::Tree;
use crate::store::{Command, Result, Tx, insert_new, people};

/// Freezes what is not frozen yet and assigns what is not assigned yet. Safe to repeat: doing it again does nothing.
#[derive(Debug)]
pub struct PublishContent<'a> {
    /// What is taught.
    pub published: &'a Published,
}

impl Command for PublishContent<'_> {
    type Output = ();

    async fn run(&self, tx: &Tx) -> Result<()> {
        for version in &self.published.versions {
            let row = content_version::ActiveModel {
                hash: Set(version.hash.clone()),
                kind: Set(version.kind.to_owned()),
                key: Set(version.key.clone()),
                body: Set(version.body.clone()),
                created_at: Set(tx.now()),
            };
            if insert_new(tx.db(), row).await? {
                let details = json!({ "kind": version.kind, "key": version.key, "hash": version.hash });
                tx.record("content.published", None, &details).await?;
            }
        }
        assign_missing(tx, self.published).await
    }
}

/// Holds people to what they should be held to and are not.
pub(super) async fn assign_missing(tx: &Tx, published: &Published) -> Result<()> {
    let tree = Tree::load(tx.db()).await?;
    for program in &published.catalog.programs {
        let Some(audience) = tree.by_key(&program.audience) else { continue };
        for person in missing(tx, &tree.with_below(audience.id), &program.key).await? {
            people::lock(tx.db(), person).await?;
            assign(tx, published, person, program).await?;
            reevaluate(tx, published, person).await?;
        }
    }
    Ok(())
}

/// People of the units who may come in and are not held to the program yet.
async fn missing(tx: &Tx, units: &BTreeSet<UnitId>, program: &str) -> Result<Vec<PersonId>> {
    let members = membership::Entity::find()
        .select_only()
        .column(membership::Column::PersonId)
        .filter(membership::Column::UnitId.is_in(units.iter().copied()))
        .into_query();
    let held = assignment::Entity::find()
        .select_only()
        .column(assignment::Column::PersonId)
        .filter(assignment::Column::ProgramKey.eq(program))
        .into_query();
    let rows = person::Entity::find()
        .filter(person::Column::DisabledAt.is_null())
        .filter(person::Column::Id.in_subquery(members))
        .filter(person::Column::Id.not_in_subquery(held))
        .order_by_asc(person::Column::Id)
        .all(tx.db())
        .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}
