//! Reading people, their roles and their sessions. Must not import anything but `domain`.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

use super::entities::{erasure_request, identity, invitation, mail_off, person, role_grant, session};
use super::{Error, Result, for_update};
use crate::domain::ids::{PersonId, UnitId};
use crate::domain::mail::MailKind;
use crate::domain::person::Role;
use crate::domain::refusal::Refusal;
use crate::domain::time::Timestamp;

/// Kind of identity that is a password.
pub const PASSWORD: &str = "password";

/// End of the addresses of those who were erased. The domain is reserved and cannot receive mail.
pub const ERASED: &str = "@erased.invalid";

/// A role, and the unit it reaches over; none for the whole organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// The unit it reaches over, with all units below.
    pub unit: Option<UnitId>,
}

/// The person with this identity.
///
/// # Errors
/// [`Error::NotFound`], or the database did not answer.
pub async fn person(db: &impl ConnectionTrait, id: PersonId) -> Result<person::Model> {
    person::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound)
}

/// Whether anybody is here.
///
/// # Errors
/// The database did not answer.
pub async fn is_anybody(db: &impl ConnectionTrait) -> Result<bool> {
    Ok(person::Entity::find().one(db).await?.is_some())
}

/// Names of some people.
///
/// # Errors
/// The database did not answer.
pub async fn names(
    db: &impl ConnectionTrait,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<BTreeMap<PersonId, String>> {
    let people: BTreeSet<PersonId> = people.into_iter().collect();
    if people.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = person::Entity::find().filter(person::Column::Id.is_in(people)).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

/// Whether somebody has switched off a kind of mail.
///
/// # Errors
/// The database did not answer.
pub async fn has_switched_off(db: &impl ConnectionTrait, id: PersonId, kind: MailKind) -> Result<bool> {
    Ok(mail_off::Entity::find_by_id((id, kind.word().to_owned())).one(db).await?.is_some())
}

/// Holds the person's row until the transaction ends, so that facts about one person come one after the other.
///
/// # Errors
/// [`Error::NotFound`], or the database did not answer.
pub async fn lock(db: &impl ConnectionTrait, id: PersonId) -> Result<person::Model> {
    for_update(db, person::Entity::find_by_id(id)).one(db).await?.ok_or(Error::NotFound)
}

/// Whether nothing that identifies the person is left.
pub fn is_erased(person: &person::Model) -> bool {
    person.email.ends_with(ERASED)
}

/// The person with this address, which must be in its stored form.
///
/// # Errors
/// The database did not answer.
pub async fn by_email(db: &impl ConnectionTrait, email: &str) -> Result<Option<person::Model>> {
    Ok(person::Entity::find().filter(person::Column::Email.eq(email)).one(db).await?)
}

/// The password hash of a person who may sign in.
///
/// # Errors
/// The database did not answer.
pub async fn password_hash(db: &impl ConnectionTrait, id: PersonId) -> Result<Option<String>> {
    let identity = identity::Entity::find_by_id((id, PASSWORD.to_owned())).one(db).await?;
    Ok(identity.map(|identity| identity.secret))
}

/// Roles of a person beyond learner.
///
/// # Errors
/// The database did not answer.
pub async fn grants(db: &impl ConnectionTrait, id: PersonId) -> Result<Vec<Grant>> {
    let rows = role_grant::Entity::find().filter(role_grant::Column::PersonId.eq(id)).all(db).await?;
    rows.into_iter()
        .map(|row| {
            let role = Role::from_word(&row.role).ok_or_else(|| Error::unreadable("role", &row.role))?;
            Ok(Grant { role, unit: row.unit_id })
        })
        .collect()
}

/// A person's roles beyond learner, as they are stored.
///
/// # Errors
/// The database did not answer.
pub async fn role_grants(db: &impl ConnectionTrait, id: PersonId) -> Result<Vec<role_grant::Model>> {
    Ok(role_grant::Entity::find()
        .filter(role_grant::Column::PersonId.eq(id))
        .order_by_asc(role_grant::Column::GrantedAt)
        .order_by_asc(role_grant::Column::Id)
        .all(db)
        .await?)
}

/// Refuses when the organisation would be without an administrator who may come in, were this one to go. Holds what it
/// looked at until the transaction ends, so that of two administrators who remove each other only one is removed.
///
/// # Errors
/// [`Refusal::LastAdministrator`], or the database did not answer.
pub async fn keep_an_administrator(db: &impl ConnectionTrait, leaving: PersonId) -> Result<()> {
    let query = role_grant::Entity::find()
        .filter(role_grant::Column::Role.eq(Role::Administrator.word()))
        .filter(role_grant::Column::UnitId.is_null())
        .order_by_asc(role_grant::Column::Id);
    let holders: Vec<PersonId> = for_update(db, query).all(db).await?.iter().map(|grant| grant.person_id).collect();
    if !holders.contains(&leaving) {
        return Ok(());
    }
    let others = person::Entity::find()
        .filter(person::Column::Id.is_in(holders.into_iter().filter(|holder| *holder != leaving)))
        .filter(person::Column::DisabledAt.is_null());
    if others.count(db).await? == 0 { Err(Refusal::LastAdministrator.into()) } else { Ok(()) }
}

/// When a person asked for the erasure of their data, if they did and wait for it.
///
/// # Errors
/// The database did not answer.
pub async fn asked_for_erasure(db: &impl ConnectionTrait, id: PersonId) -> Result<Option<Timestamp>> {
    Ok(erasure_request::Entity::find_by_id(id).one(db).await?.map(|request| request.at))
}

/// Who asked for the erasure of their data and waits for it, the longest first.
///
/// # Errors
/// The database did not answer.
pub async fn waiting_for_erasure(db: &impl ConnectionTrait) -> Result<Vec<person::Model>> {
    let requests = erasure_request::Entity::find().order_by_asc(erasure_request::Column::At).all(db).await?;
    let ids: Vec<PersonId> = requests.into_iter().map(|request| request.person_id).collect();
    if ids.is_empty() {
        return Ok(vec![]);
    }
    let rows = person::Entity::find().filter(person::Column::Id.is_in(ids.iter().copied())).all(db).await?;
    let mut rows: BTreeMap<PersonId, person::Model> = rows.into_iter().map(|row| (row.id, row)).collect();
    Ok(ids.iter().filter_map(|id| rows.remove(id)).collect())
}

/// A person's live sessions, the last used first.
///
/// # Errors
/// The database did not answer.
pub async fn live_sessions(db: &impl ConnectionTrait, id: PersonId, now: Timestamp) -> Result<Vec<session::Model>> {
    Ok(session::Entity::find()
        .filter(session::Column::PersonId.eq(id))
        .filter(session::Column::IdleUntil.gt(now))
        .filter(session::Column::ExpiresAt.gt(now))
        .order_by_desc(session::Column::SeenAt)
        .order_by_desc(session::Column::Id)
        .all(db)
        .await?)
}

/// The session with this token hash and its person, if it is alive and the person may still come in.
///
/// # Errors
/// The database did not answer.
pub async fn live_session(
    db: &impl ConnectionTrait,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<Option<(session::Model, person::Model)>> {
    let found = session::Entity::find()
        .filter(session::Column::TokenHash.eq(token_hash))
        .filter(session::Column::IdleUntil.gt(now))
        .filter(session::Column::ExpiresAt.gt(now))
        .find_also_related(person::Entity)
        .filter(person::Column::DisabledAt.is_null())
        .one(db)
        .await?;
    Ok(found.and_then(|(session, person)| Some((session, person?))))
}

/// The one-time link with this token hash and its person, if it still works.
///
/// # Errors
/// The database did not answer.
pub async fn live_invitation(
    db: &impl ConnectionTrait,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<Option<(invitation::Model, person::Model)>> {
    let found = invitation::Entity::find()
        .filter(invitation::Column::TokenHash.eq(token_hash))
        .filter(invitation::Column::UsedAt.is_null())
        .filter(invitation::Column::ExpiresAt.gt(now))
        .find_also_related(person::Entity)
        .filter(person::Column::DisabledAt.is_null())
        .one(db)
        .await?;
    Ok(found.and_then(|(invitation, person)| Some((invitation, person?))))
}
