//! Reading sealed credentials. Must not import anything but `domain`.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::sea_query::Query;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};
use sha2::{Digest, Sha256};

use super::entities::{credential, credential_end, credential_place, credential_share, person, rendering};
use super::overview::{TOGETHER, searched};
use super::{Error, Result};
use crate::domain::credential::{End, Number, Record, Standing};
use crate::domain::ids::{AssignmentId, CredentialId, PersonId};
use crate::domain::status::Revocation;
use crate::domain::time::Timestamp;

/// The frozen record of the credential with this number.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Unreadable`], or the database did not answer.
pub async fn by_number(db: &impl ConnectionTrait, number: &Number) -> Result<Record> {
    let row = credential::Entity::find()
        .filter(credential::Column::Number.eq(number.as_str()))
        .one(db)
        .await?
        .ok_or(Error::NotFound)?;
    record(&row)
}

/// The frozen record of the credential with this identity.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Unreadable`], or the database did not answer.
pub async fn by_id(db: &impl ConnectionTrait, id: CredentialId) -> Result<Record> {
    let row = credential::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound)?;
    record(&row)
}

/// The person's own credential with this number; somebody else's looks like a missing one.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Unreadable`], or the database did not answer.
pub async fn own(db: &impl ConnectionTrait, person: PersonId, number: &Number) -> Result<Record> {
    Ok(own_sealed(db, person, number).await?.1)
}

/// As [`own`], with the credential's identity.
///
/// # Errors
/// As [`own`].
pub async fn own_sealed(
    db: &impl ConnectionTrait,
    person: PersonId,
    number: &Number,
) -> Result<(CredentialId, Record)> {
    let row = credential::Entity::find()
        .filter(credential::Column::Number.eq(number.as_str()))
        .filter(credential::Column::PersonId.eq(person))
        .one(db)
        .await?
        .ok_or(Error::NotFound)?;
    Ok((row.id, record(&row)?))
}

/// A credential with all that is needed to show it and to make files of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Identity.
    pub id: CredentialId,
    /// The assignment that earned it.
    pub assignment: AssignmentId,
    /// Whose it is.
    pub holder: PersonId,
    /// The frozen record.
    pub record: Record,
    /// How it ended before its time, if it did.
    pub end: Option<End>,
}

impl Sealed {
    /// Where it stands now.
    pub fn standing(&self, now: Timestamp) -> Standing {
        self.record.standing(self.end.clone(), now)
    }
}

async fn sealed(db: &impl ConnectionTrait, row: credential::Model) -> Result<Sealed> {
    let end = ends(db, &[row.id]).await?.remove(&row.id);
    with_end(&row, end)
}

fn with_end(row: &credential::Model, end: Option<End>) -> Result<Sealed> {
    Ok(Sealed { id: row.id, assignment: row.assignment_id, holder: row.person_id, record: record(row)?, end })
}

/// The newest certificate of an assignment, however it stands.
///
/// # Errors
/// The database did not answer.
pub async fn last_of_assignment(db: &impl ConnectionTrait, assignment: AssignmentId) -> Result<Option<CredentialId>> {
    let newest = credential::Entity::find()
        .filter(credential::Column::AssignmentId.eq(assignment))
        .order_by_desc(credential::Column::IssuedAt)
        .order_by_desc(credential::Column::Id);
    Ok(newest.one(db).await?.map(|row| row.id))
}

/// The certificates of a person that were taken back, in that order.
///
/// # Errors
/// [`Error::Unreadable`], or the database did not answer.
pub async fn revoked_of_person(db: &impl ConnectionTrait, person: PersonId) -> Result<Vec<Revocation>> {
    let revoked = Query::select()
        .column(credential_end::Column::CredentialId)
        .from(credential_end::Entity)
        .and_where(credential_end::Column::Kind.eq("revoked"))
        .to_owned();
    let rows = credential::Entity::find()
        .filter(credential::Column::PersonId.eq(person))
        .filter(credential::Column::Id.in_subquery(revoked))
        .all(db)
        .await?;
    if rows.is_empty() {
        return Ok(vec![]);
    }
    let mut ends = ends(db, &rows.iter().map(|row| row.id).collect::<Vec<_>>()).await?;
    let mut found = Vec::new();
    for row in &rows {
        let Some(End { at, reason, .. }) = ends.remove(&row.id) else { continue };
        let Record { number, courses, .. } = record(row)?;
        let courses = courses.into_iter().map(|course| (course.key, course.passed_at)).collect();
        found.push(Revocation { assignment: row.assignment_id, number, at, reason, courses });
    }
    found.sort_by_key(|revoked| revoked.at);
    Ok(found)
}

/// The credential with this number, whoever asks.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Unreadable`], or the database did not answer.
pub async fn sealed_by_number(db: &impl ConnectionTrait, number: &Number) -> Result<Sealed> {
    let query = credential::Entity::find().filter(credential::Column::Number.eq(number.as_str()));
    sealed(db, query.one(db).await?.ok_or(Error::NotFound)?).await
}

/// The person's own credential with this number; somebody else's looks like a missing one.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Unreadable`], or the database did not answer.
pub async fn own_by_number(db: &impl ConnectionTrait, person: PersonId, number: &Number) -> Result<Sealed> {
    let found = sealed_by_number(db, number).await?;
    if found.holder == person { Ok(found) } else { Err(Error::NotFound) }
}

/// A person's credentials, newest first, with where each of them stands.
///
/// # Errors
/// [`Error::Unreadable`], or the database did not answer.
pub async fn sealed_of_person(db: &impl ConnectionTrait, person: PersonId) -> Result<Vec<Sealed>> {
    let rows = credential::Entity::find()
        .filter(credential::Column::PersonId.eq(person))
        .order_by_desc(credential::Column::IssuedAt)
        .order_by_desc(credential::Column::Id)
        .all(db)
        .await?;
    let mut ends = ends(db, &rows.iter().map(|row| row.id).collect::<Vec<_>>()).await?;
    rows.iter().map(|row| with_end(row, ends.remove(&row.id))).collect()
}

/// How those of these credentials ended that did.
///
/// # Errors
/// [`Error::Unreadable`], or the database did not answer.
pub async fn ends(db: &impl ConnectionTrait, credentials: &[CredentialId]) -> Result<BTreeMap<CredentialId, End>> {
    let rows = credential_end::Entity::find()
        .filter(credential_end::Column::CredentialId.is_in(credentials.iter().copied()))
        .all(db)
        .await?;
    let replacements: Vec<CredentialId> = rows.iter().filter_map(|row| row.replaced_by).collect();
    let numbers: BTreeMap<CredentialId, String> = if replacements.is_empty() {
        BTreeMap::new()
    } else {
        let rows = credential::Entity::find().filter(credential::Column::Id.is_in(replacements)).all(db).await?;
        rows.into_iter().map(|row| (row.id, row.number)).collect()
    };
    let number = |id: CredentialId| numbers.get(&id).and_then(|number| Number::parse(number));
    Ok(rows
        .into_iter()
        .map(|row| {
            let end = End { at: row.at, reason: row.reason, replaced_by: row.replaced_by.and_then(number) };
            (row.credential_id, end)
        })
        .collect())
}

/// Whether the holder shows it to everybody.
///
/// # Errors
/// The database did not answer.
pub async fn is_shared(db: &impl ConnectionTrait, credential: CredentialId) -> Result<bool> {
    let row = credential_share::Entity::find_by_id(credential).one(db).await?;
    Ok(row.is_some_and(|row| row.public))
}

/// Which certificates are looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// In the number, or in the name that the holder has now.
    pub words: String,
    /// `valid`, `expired`, `revoked` or `replaced`; any other word is all.
    pub state: String,
}

/// Certificates on a page of the list.
pub const PAGE: u64 = 50;

/// A page of certificates, newest first, and how many there are in all.
///
/// # Errors
/// [`Error::Unreadable`], or the database did not answer.
pub async fn list(db: &impl ConnectionTrait, filter: &Filter, page: u64, now: Timestamp) -> Result<(Vec<Sealed>, u64)> {
    let query = credential::Entity::find().filter(wanted(filter, now));
    let total = query.clone().count(db).await?;
    let rows = query
        .order_by_desc(credential::Column::IssuedAt)
        .order_by_desc(credential::Column::Id)
        .offset(page.saturating_mul(PAGE))
        .limit(PAGE)
        .all(db)
        .await?;
    let mut ends = ends(db, &rows.iter().map(|row| row.id).collect::<Vec<_>>()).await?;
    let found = rows.iter().map(|row| with_end(row, ends.remove(&row.id))).collect::<Result<_>>()?;
    Ok((found, total))
}

/// Numbers of those that a filter finds and that have not ended, newest first, at most so many.
///
/// # Errors
/// The database did not answer.
pub async fn numbers(db: &impl ConnectionTrait, filter: &Filter, now: Timestamp, most: u64) -> Result<Vec<Number>> {
    let ended = Query::select().column(credential_end::Column::CredentialId).from(credential_end::Entity).to_owned();
    let numbers: Vec<String> = credential::Entity::find()
        .filter(wanted(filter, now))
        .filter(credential::Column::Id.not_in_subquery(ended))
        .order_by_desc(credential::Column::IssuedAt)
        .order_by_desc(credential::Column::Id)
        .limit(most)
        .select_only()
        .column(credential::Column::Number)
        .into_tuple()
        .all(db)
        .await?;
    Ok(numbers.iter().filter_map(|number| Number::parse(number)).collect())
}

/// Some certificates by their numbers, in no order; numbers of none are left out.
///
/// # Errors
/// [`Error::Unreadable`], or the database did not answer.
pub async fn sealed_by_numbers(db: &impl ConnectionTrait, numbers: &[Number]) -> Result<Vec<Sealed>> {
    let mut found = Vec::new();
    for some in numbers.chunks(TOGETHER) {
        let query =
            credential::Entity::find().filter(credential::Column::Number.is_in(some.iter().map(Number::as_str)));
        let rows = query.all(db).await?;
        let mut ends = ends(db, &rows.iter().map(|row| row.id).collect::<Vec<_>>()).await?;
        for row in &rows {
            found.push(with_end(row, ends.remove(&row.id))?);
        }
    }
    Ok(found)
}

fn wanted(filter: &Filter, now: Timestamp) -> Condition {
    let ended = |kind: Option<&str>| {
        Query::select()
            .column(credential_end::Column::CredentialId)
            .from(credential_end::Entity)
            .and_where_option(kind.map(|kind| credential_end::Column::Kind.eq(kind)))
            .to_owned()
    };
    let open = credential::Column::Id.not_in_subquery(ended(None));
    let mut condition = Condition::all();
    condition = match filter.state.as_str() {
        "valid" => condition.add(open).add(
            Condition::any().add(credential::Column::ValidUntil.is_null()).add(credential::Column::ValidUntil.gte(now)),
        ),
        "expired" => condition.add(open).add(credential::Column::ValidUntil.lt(now)),
        "revoked" | "replaced" => condition.add(credential::Column::Id.in_subquery(ended(Some(&filter.state)))),
        _ => condition,
    };
    let words = filter.words.trim();
    if words.is_empty() {
        return condition;
    }
    let named = Query::select().column(person::Column::Id).from(person::Entity).cond_where(searched(words)).to_owned();
    let numbered = match Number::parse(words) {
        Some(number) => number.to_string(),
        None => words.to_uppercase(),
    };
    condition.add(
        Condition::any()
            .add(credential::Column::Number.contains(numbered))
            .add(credential::Column::PersonId.in_subquery(named)),
    )
}

/// Which places of a status list are revoked, and as of when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevokedOn {
    /// The last change.
    pub at: Timestamp,
    /// The places, in order.
    pub places: Vec<u32>,
}

/// What is revoked on a status list; nothing when there is no such list.
///
/// # Errors
/// The database did not answer.
pub async fn revoked_on(db: &impl ConnectionTrait, list: u32) -> Result<Option<RevokedOn>> {
    let Ok(list) = i32::try_from(list) else { return Ok(None) };
    let on_list = credential_place::Entity::find().filter(credential_place::Column::List.eq(list));
    let Some(first) = on_list.clone().one(db).await? else { return Ok(None) };
    let issued = credential::Entity::find_by_id(first.credential_id).one(db).await?.ok_or(Error::NotFound)?.issued_at;
    let ended = Query::select().column(credential_end::Column::CredentialId).from(credential_end::Entity).to_owned();
    let placed = Query::select()
        .column(credential_place::Column::CredentialId)
        .from(credential_place::Entity)
        .and_where(credential_place::Column::List.eq(list))
        .to_owned();
    let rows = on_list.filter(credential_place::Column::CredentialId.in_subquery(ended)).all(db).await?;
    let last = credential_end::Entity::find()
        .filter(credential_end::Column::CredentialId.in_subquery(placed))
        .order_by_desc(credential_end::Column::At)
        .one(db)
        .await?;
    let at = last.map_or(issued, |row| row.at);
    let mut places: Vec<u32> = rows.iter().filter_map(|row| row.place.try_into().ok()).collect();
    places.sort_unstable();
    Ok(Some(RevokedOn { at, places }))
}

/// Credentials of which some file was not made yet, oldest first, at most so many, of those issued since a moment.
///
/// # Errors
/// [`Error::Unreadable`], or the database did not answer.
pub async fn without_file(
    db: &impl ConnectionTrait,
    kind: &str,
    since: Option<Timestamp>,
    but: &BTreeSet<CredentialId>,
    most: u64,
) -> Result<Vec<Sealed>> {
    let made = Query::select()
        .column(rendering::Column::CredentialId)
        .from(rendering::Entity)
        .and_where(rendering::Column::Kind.eq(kind))
        .to_owned();
    let rows = credential::Entity::find()
        .filter(credential::Column::Id.not_in_subquery(made))
        .filter(credential::Column::Id.is_not_in(but.iter().copied()))
        .apply_if(since, |query, since| query.filter(credential::Column::IssuedAt.gte(since)))
        .order_by_asc(credential::Column::IssuedAt)
        .limit(most)
        .all(db)
        .await?;
    let mut found = Vec::new();
    for row in rows {
        found.push(sealed(db, row).await?);
    }
    Ok(found)
}

/// A person's credentials, newest first.
///
/// # Errors
/// [`Error::Unreadable`], or the database did not answer.
pub async fn of_person(db: &impl ConnectionTrait, person: PersonId) -> Result<Vec<Record>> {
    credential::Entity::find()
        .filter(credential::Column::PersonId.eq(person))
        .order_by_desc(credential::Column::IssuedAt)
        .all(db)
        .await?
        .iter()
        .map(record)
        .collect()
}

/// Reads the record, unless it is not the one that was sealed.
fn record(row: &credential::Model) -> Result<Record> {
    if hex::encode(Sha256::digest(row.record.as_bytes())) != row.record_hash {
        return Err(Error::unreadable(&row.number, "it is not the record that was sealed"));
    }
    serde_json::from_str(&row.record).map_err(|error| Error::unreadable(&row.number, error))
}
