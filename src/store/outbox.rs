//! Reading the outbox, and putting mails in. Must not import anything but `domain`.

use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Set,
};
use uuid::Uuid;

use super::entities::{assignment, job_lease, outbox, person};
use super::{Found, Result, Tx, insert_new};
use crate::domain::ids::{MailId, PersonId};
use crate::domain::mail::{MailKind, MailState};
use crate::domain::status::DUE_SOON;
use crate::domain::time::Timestamp;

/// Puts a mail into the outbox, in the transaction of what it tells. For what it is `about` there is one mail of its kind, and
/// asking again changes nothing; a mail about nothing is one of its own. Says whether it was put in.
///
/// # Errors
/// The database did not take it.
pub async fn enqueue(tx: &Tx, kind: MailKind, person: PersonId, about: Option<Uuid>) -> Result<bool> {
    let key = format!("{}:{}", kind.word(), about.unwrap_or_else(Uuid::now_v7));
    insert_new(tx.db(), row(tx, kind, person, about, key)).await
}

/// Puts one mail into the outbox for each of some people, about what is named, of which nobody has a mail of this kind yet;
/// about nothing, as often as it is asked for. They may be as many as one statement takes.
///
/// # Errors
/// The database did not take it.
pub async fn enqueue_all(
    tx: &Tx,
    kind: MailKind,
    mails: impl IntoIterator<Item = (PersonId, Option<Uuid>)>,
) -> Result<()> {
    let key = |about: Option<Uuid>| format!("{}:{}", kind.word(), about.unwrap_or_else(Uuid::now_v7));
    let rows: Vec<_> = mails.into_iter().map(|(person, about)| row(tx, kind, person, about, key(about))).collect();
    if !rows.is_empty() {
        outbox::Entity::insert_many(rows).exec_without_returning(tx.db()).await?;
    }
    Ok(())
}

fn row(tx: &Tx, kind: MailKind, person: PersonId, about: Option<Uuid>, key: String) -> outbox::ActiveModel {
    outbox::ActiveModel {
        id: Set(MailId::new()),
        kind: Set(kind.word().to_owned()),
        person_id: Set(person),
        about: Set(about),
        dedup_key: Set(key),
        urgency: Set(kind.urgency()),
        state: Set(MailState::Queued.word().to_owned()),
        attempts: Set(0),
        next_at: Set(tx.now()),
        last_error: Set(None),
        created_at: Set(tx.now()),
        sent_at: Set(None),
        filed: Set(false),
    }
}

/// Puts a mail into the outbox of which there is one for this key, ever. Says whether it was put in.
///
/// # Errors
/// The database did not take it.
pub async fn enqueue_once(tx: &Tx, kind: MailKind, person: PersonId, key: String) -> Result<bool> {
    insert_new(tx.db(), row(tx, kind, person, None, key)).await
}

/// Whether there is a mail for this key, in whatever state.
///
/// # Errors
/// The database did not answer.
pub async fn is_known(db: &impl ConnectionTrait, key: &str) -> Result<bool> {
    Ok(outbox::Entity::find().filter(outbox::Column::DedupKey.eq(key)).count(db).await? > 0)
}

/// States of mails that are neither sent nor given up: they wait, or are being sent, or were left behind while they were.
const UNDERWAY: [MailState; 2] = [MailState::Queued, MailState::Sending];

/// Mails that are neither sent nor given up.
pub fn underway() -> Condition {
    Condition::all().add(outbox::Column::State.is_in(UNDERWAY.map(MailState::word)))
}

/// Of the mails whose turn has come, the most urgent, and of those the one that has waited longest.
///
/// # Errors
/// The database did not answer.
pub async fn next_due(db: &impl ConnectionTrait, now: Timestamp) -> Result<Option<outbox::Model>> {
    let mut first = Vec::new();
    // One look for each state, so that each finds its first in an index and thousands need not be sorted.
    for state in UNDERWAY {
        let due = outbox::Entity::find()
            .filter(outbox::Column::State.eq(state.word()))
            .filter(outbox::Column::NextAt.lte(now))
            .order_by_asc(outbox::Column::Urgency)
            .order_by_asc(outbox::Column::NextAt)
            .order_by_asc(outbox::Column::Id);
        first.extend(due.one(db).await?);
    }
    Ok(first.into_iter().min_by_key(|mail| (mail.urgency, mail.next_at, mail.id)))
}

/// The newest mail of a kind to a person.
///
/// # Errors
/// The database did not answer.
pub async fn latest(db: &impl ConnectionTrait, kind: MailKind, person: PersonId) -> Result<Option<outbox::Model>> {
    Ok(outbox::Entity::find()
        .filter(outbox::Column::PersonId.eq(person))
        .filter(outbox::Column::Kind.eq(kind.word()))
        .order_by_desc(outbox::Column::CreatedAt)
        .order_by_desc(outbox::Column::Id)
        .one(db)
        .await?)
}

/// Open assignments of people who may come in that call for a reminder of this kind and have had none; the most urgent first.
///
/// # Errors
/// The database did not answer.
pub async fn unreminded(
    db: &impl ConnectionTrait,
    kind: MailKind,
    now: Timestamp,
    most: u64,
) -> Result<Vec<assignment::Model>> {
    let due = match kind {
        MailKind::DueSoon => assignment::Column::DueAt.between(now, now.plus(DUE_SOON)),
        MailKind::Overdue => assignment::Column::DueAt.lt(now),
        // Nothing else is a reminder.
        _ => return Ok(vec![]),
    };
    Ok(assignment::Entity::find()
        .inner_join(person::Entity)
        .filter(person::Column::DisabledAt.is_null())
        .filter(assignment::Column::CompletedAt.is_null())
        .filter(assignment::Column::ExemptAt.is_null())
        .filter(due)
        .filter(Expr::exists(reminders(kind)).not())
        .order_by_asc(assignment::Column::DueAt)
        .order_by_asc(assignment::Column::Id)
        .limit(most)
        .all(db)
        .await?)
}

/// Reminders of this kind about the assignment of the query around.
fn reminders(kind: MailKind) -> SelectStatement {
    let about = Expr::col((outbox::Entity, outbox::Column::About));
    Query::select()
        .expr(Expr::val(1))
        .from(outbox::Entity)
        .and_where(outbox::Column::Kind.eq(kind.word()))
        .and_where(about.equals((assignment::Entity, assignment::Column::Id)))
        .take()
}

/// Whether a job is still taken, by whomever.
///
/// # Errors
/// The database did not answer.
pub async fn taken(db: &impl ConnectionTrait, job: &str, now: Timestamp) -> Result<bool> {
    Ok(job_lease::Entity::find_by_id(job).one(db).await?.is_some_and(|lease| lease.until > now))
}

/// Which mails to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only those that are so far.
    pub state: Option<MailState>,
    /// Only those of this kind.
    pub kind: Option<MailKind>,
}

/// A mail with its recipient.
pub type Addressed = (outbox::Model, person::Model);

/// One page of the outbox, newest first. Pages count from 0; beyond the last one is the last one.
///
/// # Errors
/// The database did not answer.
pub async fn list(db: &impl ConnectionTrait, filter: &Filter, page: u64) -> Result<Found<Addressed>> {
    let mut query = outbox::Entity::find().find_also_related(person::Entity);
    if let Some(state) = filter.state {
        query = query.filter(outbox::Column::State.eq(state.word()));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(outbox::Column::Kind.eq(kind.word()));
    }
    let newest = query.order_by_desc(outbox::Column::CreatedAt).order_by_desc(outbox::Column::Id);
    Ok(Found::of(db, newest, page).await?.filter_map(|(mail, person)| Some((mail, person?))))
}

/// How many mails are in a state.
///
/// # Errors
/// The database did not answer.
pub async fn count(db: &impl ConnectionTrait, state: MailState) -> Result<u64> {
    Ok(outbox::Entity::find().filter(outbox::Column::State.eq(state.word())).count(db).await?)
}
