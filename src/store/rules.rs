//! Rules of the organisation that hold units to programs. Must not import anything but `domain`.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::entities::{assignment, assignment_rule};
use super::units::Tree;
use super::{Error, Result};
use crate::domain::ids::{RuleId, UnitId};
use crate::domain::program::Program;

/// Rules that hold whoever joins, oldest first.
///
/// # Errors
/// The database did not answer.
pub async fn live(db: &impl ConnectionTrait) -> Result<Vec<assignment_rule::Model>> {
    Ok(assignment_rule::Entity::find()
        .filter(assignment_rule::Column::EndedAt.is_null())
        .order_by_asc(assignment_rule::Column::At)
        .order_by_asc(assignment_rule::Column::Id)
        .all(db)
        .await?)
}

/// The rule with this identity, live or ended.
///
/// # Errors
/// [`Error::NotFound`], or the database did not answer.
pub async fn by_id(db: &impl ConnectionTrait, id: RuleId) -> Result<assignment_rule::Model> {
    assignment_rule::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound)
}

/// What was given by one act.
///
/// # Errors
/// The database did not answer.
pub async fn given(db: &impl ConnectionTrait, act: uuid::Uuid) -> Result<Vec<assignment::Model>> {
    Ok(assignment::Entity::find()
        .filter(assignment::Column::ActId.eq(act))
        .order_by_asc(assignment::Column::PersonId)
        .all(db)
        .await?)
}

/// In how many days somebody who comes to the unit has to be done with the program; nothing if the unit is not held to it.
/// The nearest unit up the tree decides, and there a rule of the organisation before the program itself.
pub fn due_days(tree: &Tree, rules: &[assignment_rule::Model], unit: UnitId, program: &Program) -> Option<u16> {
    tree.with_above(unit).into_iter().find_map(|above| {
        let rule = rules.iter().find(|rule| rule.unit_id == above.id && rule.program_key == program.key);
        let by_rule = rule.and_then(|rule| u16::try_from(rule.due_days).ok());
        by_rule.or_else(|| (above.key.as_deref() == Some(&program.audience)).then_some(program.due_days))
    })
}
