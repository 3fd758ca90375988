//! Reading attempts and their answers, always by owner. Must not import anything but `domain`.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::entities::{attempt, response};
use super::{Error, Result, for_update};
use crate::domain::assessment::Form;
use crate::domain::ids::{AttemptId, PersonId};
use crate::domain::time::Timestamp;

/// State of an attempt that can still be answered.
pub const OPEN: &str = "open";
/// State of an attempt that is graded.
pub const SUBMITTED: &str = "submitted";

/// One saved answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Positions of the chosen options in the item's source order; empty when only flagged.
    pub choices: BTreeSet<u8>,
    /// Marked to look at again.
    pub flagged: bool,
    /// When it was saved.
    pub saved_at: Timestamp,
}

/// The person's own attempt; somebody else's looks like a missing one.
///
/// # Errors
/// [`Error::NotFound`], or the database did not answer.
pub async fn own(db: &impl ConnectionTrait, person: PersonId, id: AttemptId) -> Result<attempt::Model> {
    attempt::Entity::find_by_id(id).filter(attempt::Column::PersonId.eq(person)).one(db).await?.ok_or(Error::NotFound)
}

/// As [`own`], holding the row until the transaction ends, so that an answer and a submission cannot cross.
///
/// # Errors
/// [`Error::NotFound`], or the database did not answer.
pub async fn own_locked(db: &impl ConnectionTrait, person: PersonId, id: AttemptId) -> Result<attempt::Model> {
    let query = attempt::Entity::find_by_id(id).filter(attempt::Column::PersonId.eq(person));
    for_update(db, query).one(db).await?.ok_or(Error::NotFound)
}

/// A person's attempts at a course, oldest first.
///
/// # Errors
/// The database did not answer.
pub async fn of_course(db: &impl ConnectionTrait, person: PersonId, course: &str) -> Result<Vec<attempt::Model>> {
    Ok(attempt::Entity::find()
        .filter(attempt::Column::PersonId.eq(person))
        .filter(attempt::Column::CourseKey.eq(course))
        .order_by_asc(attempt::Column::Ordinal)
        .all(db)
        .await?)
}

/// All attempts of a person, newest first.
///
/// # Errors
/// The database did not answer.
pub async fn of_person(db: &impl ConnectionTrait, person: PersonId) -> Result<Vec<attempt::Model>> {
    Ok(attempt::Entity::find()
        .filter(attempt::Column::PersonId.eq(person))
        .order_by_desc(attempt::Column::StartedAt)
        .all(db)
        .await?)
}

/// The frozen form of an attempt.
///
/// # Errors
/// [`Error::Unreadable`].
pub fn form(attempt: &attempt::Model) -> Result<Form> {
    serde_json::from_str(&attempt.form).map_err(|error| Error::unreadable("form", error))
}

/// The answers saved so far, by item id.
///
/// # Errors
/// [`Error::Unreadable`], or the database did not answer.
pub async fn answers(db: &impl ConnectionTrait, id: AttemptId) -> Result<BTreeMap<String, Answer>> {
    let rows = response::Entity::find().filter(response::Column::AttemptId.eq(id)).all(db).await?;
    rows.into_iter()
        .map(|row| {
            let choices = serde_json::from_str(&row.choices).map_err(|error| Error::unreadable("answer", error))?;
            Ok((row.item_id, Answer { choices, flagged: row.flagged, saved_at: row.saved_at }))
        })
        .collect()
}
