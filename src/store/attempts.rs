//! Reading attempts and their answers, always by owner. Must not import anything but `domain`.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::entities::{attempt, response};
use super::{Error, Result, for_update};
use crate::domain::answer::Answer;
use crate::domain::assessment::Form;
use crate::domain::ids::{AttemptId, PersonId};
use crate::domain::time::Timestamp;

/// State of an attempt that can still be answered.
pub const OPEN: &str = "open";
/// State of an attempt that is graded.
pub const SUBMITTED: &str = "submitted";

/// What is saved about one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// The answer; none when it was taken back, or the item was only flagged.
    pub answer: Option<Answer>,
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

/// Whether an attempt that ended then ended because its time was over.
pub fn ran_out(submitted_at: Timestamp, deadline_at: Option<Timestamp>) -> bool {
    deadline_at.is_some_and(|deadline| submitted_at >= deadline)
}

/// Open attempts whose time is over, and whose they are: the next ones after `last`, in the order they were begun.
///
/// # Errors
/// The database did not answer.
pub async fn over(
    db: &impl ConnectionTrait,
    now: Timestamp,
    last: Option<AttemptId>,
    most: u64,
) -> Result<Vec<(AttemptId, PersonId)>> {
    let mut select = attempt::Entity::find()
        .select_only()
        .column(attempt::Column::Id)
        .column(attempt::Column::PersonId)
        .filter(attempt::Column::State.eq(OPEN))
        // An answer is still taken in the very moment of the deadline.
        .filter(attempt::Column::DeadlineAt.lt(now));
    if let Some(last) = last {
        select = select.filter(attempt::Column::Id.gt(last));
    }
    Ok(select.order_by_asc(attempt::Column::Id).limit(most).into_tuple().all(db).await?)
}

/// The frozen form of an attempt.
///
/// # Errors
/// [`Error::Unreadable`].
pub fn form(attempt: &attempt::Model) -> Result<Form> {
    serde_json::from_str(&attempt.form).map_err(|error| Error::unreadable("form", error))
}

/// What is saved so far, by item id.
///
/// # Errors
/// [`Error::Unreadable`], or the database did not answer.
pub async fn saved(db: &impl ConnectionTrait, id: AttemptId) -> Result<BTreeMap<String, Saved>> {
    let rows = response::Entity::find().filter(response::Column::AttemptId.eq(id)).all(db).await?;
    rows.into_iter()
        .map(|row| {
            let answer = serde_json::from_str(&row.answer).map_err(|error| Error::unreadable("answer", error))?;
            Ok((row.item_id, Saved { answer, flagged: row.flagged, saved_at: row.saved_at }))
        })
        .collect()
}

/// The answers among what is saved.
pub fn answers(saved: &BTreeMap<String, Saved>) -> BTreeMap<String, Answer> {
    saved.iter().filter_map(|(item, saved)| Some((item.clone(), saved.answer.clone()?))).collect()
}
