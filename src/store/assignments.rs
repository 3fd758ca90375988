//! Reading who is held to what. Must not import anything but `domain`.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::entities::assignment;
use super::{Result, content};
use crate::domain::ids::PersonId;
use crate::domain::program::Program;

/// A person's assignments, the most urgent first.
///
/// # Errors
/// The database did not answer.
pub async fn of_person(db: &impl ConnectionTrait, person: PersonId) -> Result<Vec<assignment::Model>> {
    Ok(assignment::Entity::find()
        .filter(assignment::Column::PersonId.eq(person))
        .order_by_asc(assignment::Column::DueAt)
        .order_by_asc(assignment::Column::ProgramKey)
        .all(db)
        .await?)
}

/// The program an assignment is for, in the version it was given in.
///
/// # Errors
/// The version cannot be read, or the database did not answer.
pub async fn program_of(db: &impl ConnectionTrait, assignment: &assignment::Model) -> Result<Program> {
    content::version(db, &assignment.program_hash).await
}
