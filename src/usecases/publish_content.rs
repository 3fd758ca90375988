//! Publishing content: every version is frozen, and people are held to programs that are new to them. Must not import
//! anything but `domain`, `catalog` and `store`.

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Set};
use serde_json::json;

use super::join_unit::{Terms, assign};
use super::readiness::Readiness;
use super::reevaluate::reevaluate;
use crate::catalog::Published;
use crate::domain::ids::UnitId;
use crate::store::entities::{assignment, content_version, membership, person};
use crate::store::units::{self, Tree};
use crate::store::{Command, Result, Tx, insert_new, people, rules};

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

/// Holds people to what they should be held to and are not, as far as it is ready for that.
pub(super) async fn assign_missing(tx: &Tx, published: &Published) -> Result<()> {
    let tree = Tree::load(tx.db()).await?;
    let rules = rules::live(tx.db()).await?;
    let readiness = Readiness::load(tx.db()).await?;
    for program in published.catalog.programs.iter().filter(|program| readiness.is_open(program)) {
        let by_rule = rules.iter().filter(|rule| rule.program_key == program.key).map(|rule| rule.unit_id);
        let audience = tree.by_key(&program.audience).map(|unit| unit.id);
        let units: BTreeSet<UnitId> = by_rule.chain(audience).flat_map(|unit| tree.with_below(unit)).collect();
        for person in missing(tx.db(), &units, &program.key).await? {
            people::lock(tx.db(), person.id).await?;
            let own = units::of_person(tx.db(), person.id).await?;
            // Who is in several units gets the time of the one that asks for it soonest.
            let days = own.iter().filter_map(|unit| rules::due_days(&tree, &rules, unit.id, program)).min();
            if let Some(days) = days {
                assign(tx, published, person.id, program, Terms { days, act: None }).await?;
                reevaluate(tx, published, person.id).await?;
            }
        }
    }
    Ok(())
}

/// People of the units who may come in and are not held to the program yet.
pub(super) async fn missing(
    db: &impl ConnectionTrait,
    units: &BTreeSet<UnitId>,
    program: &str,
) -> Result<Vec<person::Model>> {
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
    Ok(person::Entity::find()
        .filter(person::Column::DisabledAt.is_null())
        .filter(person::Column::Id.in_subquery(members))
        .filter(person::Column::Id.not_in_subquery(held))
        .order_by_asc(person::Column::Id)
        .all(db)
        .await?)
}
