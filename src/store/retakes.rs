//! Critical questions that are asked again: reading them. Must not import anything but `domain`.

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use super::entities::{attempt, critical_retake};
use super::{Error, Result};
use crate::domain::answer::Answer;
use crate::domain::assessment::FormItem;
use crate::domain::ids::{AttemptId, PersonId};

/// All of a person's, oldest first.
///
/// # Errors
/// The database did not answer.
pub async fn of_person(db: &impl ConnectionTrait, person: PersonId) -> Result<Vec<critical_retake::Model>> {
    let own = attempt::Entity::find()
        .select_only()
        .column(attempt::Column::Id)
        .filter(attempt::Column::PersonId.eq(person))
        .into_query();
    Ok(critical_retake::Entity::find()
        .filter(critical_retake::Column::AttemptId.in_subquery(own))
        .order_by_asc(critical_retake::Column::ItemId)
        .order_by_asc(critical_retake::Column::Ordinal)
        .all(db)
        .await?)
}

/// All that belong to an attempt, by item, oldest first.
///
/// # Errors
/// The database did not answer.
pub async fn of_attempt(db: &impl ConnectionTrait, attempt: AttemptId) -> Result<Vec<critical_retake::Model>> {
    Ok(critical_retake::Entity::find()
        .filter(critical_retake::Column::AttemptId.eq(attempt))
        .order_by_asc(critical_retake::Column::ItemId)
        .order_by_asc(critical_retake::Column::Ordinal)
        .all(db)
        .await?)
}

/// Missed items that were not answered rightly yet.
pub fn open_items<'a>(rows: impl Iterator<Item = &'a critical_retake::Model> + Clone) -> BTreeSet<&'a str> {
    let right: BTreeSet<&str> =
        rows.clone().filter(|row| row.right == Some(true)).map(|row| row.item_id.as_str()).collect();
    rows.map(|row| row.item_id.as_str()).filter(|item| !right.contains(item)).collect()
}

/// The item that is asked, in its frozen version.
///
/// # Errors
/// [`Error::Unreadable`].
pub fn place(row: &critical_retake::Model) -> Result<FormItem> {
    serde_json::from_str(&row.place).map_err(|error| Error::unreadable("place", error))
}

/// The answer so far.
///
/// # Errors
/// [`Error::Unreadable`].
pub fn answer(row: &critical_retake::Model) -> Result<Option<Answer>> {
    let read = row.answer.as_deref().map(serde_json::from_str).transpose();
    read.map_err(|error| Error::unreadable("answer", error))
}
