//! People who have never been able to sign in, and when they were last invited. Must not import anything but `domain`.

use std::collections::BTreeSet;

use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::entities::{identity, outbox, person};
use super::people::PASSWORD;
use super::{Result, for_update};
use crate::domain::ids::PersonId;
use crate::domain::mail::{MailKind, MailState};
use crate::domain::time::{DAY, Timestamp};

/// Whoever was sent an invitation within this time is not sent another together with others, in milliseconds.
pub const LATELY: i64 = 3 * DAY;

/// People who could come in but have never set a password.
pub fn waiting() -> Condition {
    let own = Expr::col((identity::Entity, identity::Column::PersonId)).equals((person::Entity, person::Column::Id));
    let password: SelectStatement = Query::select()
        .expr(Expr::val(1))
        .from(identity::Entity)
        .and_where(own)
        .and_where(Expr::col((identity::Entity, identity::Column::Kind)).eq(PASSWORD))
        .take();
    Condition::all().add(person::Column::DisabledAt.is_null()).add(Expr::exists(password).not())
}

/// How many there are.
///
/// # Errors
/// The database did not answer.
pub async fn count(db: &impl ConnectionTrait) -> Result<u64> {
    Ok(person::Entity::find().filter(waiting()).count(db).await?)
}

/// Of some people, those who wait, held until the transaction ends so that two who invite at once do not both do it.
///
/// # Errors
/// The database did not answer.
pub async fn among(db: &impl ConnectionTrait, people: &[PersonId]) -> Result<Vec<PersonId>> {
    let query = person::Entity::find().filter(person::Column::Id.is_in(people.iter().copied()));
    let query = query.filter(waiting()).order_by_asc(person::Column::Id);
    Ok(for_update(db, query).all(db).await?.into_iter().map(|person| person.id).collect())
}

/// Of some people, those to whom an invitation is on its way or was sent lately. One that went no further than a file reached
/// nobody, and does not count.
///
/// # Errors
/// The database did not answer.
pub async fn invited_lately(
    db: &impl ConnectionTrait,
    people: &[PersonId],
    now: Timestamp,
) -> Result<BTreeSet<PersonId>> {
    let sent = Condition::all()
        .add(outbox::Column::State.eq(MailState::Sent.word()))
        .add(outbox::Column::Filed.eq(false))
        .add(outbox::Column::SentAt.gt(now.plus(-LATELY)));
    let found: Vec<PersonId> = outbox::Entity::find()
        .select_only()
        .column(outbox::Column::PersonId)
        .filter(outbox::Column::PersonId.is_in(people.iter().copied()))
        .filter(outbox::Column::Kind.eq(MailKind::Invitation.word()))
        .filter(Condition::any().add(super::outbox::underway()).add(sent))
        .into_tuple()
        .all(db)
        .await?;
    Ok(found.into_iter().collect())
}
