//! What was allowed beyond the usual rules: more attempts, more time. Must not import anything but `domain`.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

use super::Result;
use super::entities::{attempt_allowance, extra_time};
use crate::domain::ids::PersonId;

/// How many attempts more than usual a person may make at a course's assessment.
///
/// # Errors
/// The database did not answer.
pub async fn more_attempts(db: &impl ConnectionTrait, person: PersonId, course: &str) -> Result<usize> {
    let count = attempt_allowance::Entity::find()
        .filter(attempt_allowance::Column::PersonId.eq(person))
        .filter(attempt_allowance::Column::CourseKey.eq(course))
        .count(db)
        .await?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

/// All attempts that a person was allowed beyond the usual ones, oldest first.
///
/// # Errors
/// The database did not answer.
pub async fn of_person(db: &impl ConnectionTrait, person: PersonId) -> Result<Vec<attempt_allowance::Model>> {
    Ok(attempt_allowance::Entity::find()
        .filter(attempt_allowance::Column::PersonId.eq(person))
        .order_by_asc(attempt_allowance::Column::At)
        .all(db)
        .await?)
}

/// The extra time that a person has now, in percent.
///
/// # Errors
/// The database did not answer.
pub async fn extra_percent(db: &impl ConnectionTrait, person: PersonId) -> Result<u16> {
    let newest = extra_time::Entity::find()
        .filter(extra_time::Column::PersonId.eq(person))
        .order_by_desc(extra_time::Column::At)
        .order_by_desc(extra_time::Column::Id)
        .one(db)
        .await?;
    Ok(newest.and_then(|row| u16::try_from(row.percent).ok()).unwrap_or(0))
}
