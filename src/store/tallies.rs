//! Numbers that overviews show, kept in the transaction of whatever changes them. Must not import anything but `domain`.
//!
//! Triggers mark each person about whom something that counts has changed. At the end of every transaction the one door for
//! writes calls [`settle`], which counts those people anew: what each added before is kept, so the numbers change by the
//! difference.

mod audit;
mod share;

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};

use super::entities::{assignment, ledger as ledger_entry, membership, person, tally, tally_share};
use super::overview::{TOGETHER, Totals};
use super::units::Tree;
use super::{Error, Result, ledger};
use crate::domain::ids::{PersonId, UnitId};
use crate::domain::status::DUE_SOON;
use crate::domain::time::Timestamp;
pub use audit::{Checked, mend, recount_some};
use share::{ALL, COMPLETE, EXEMPT, HELD, Key, OPEN, PEOPLE, PROGRAM, Share, Stand, Sums, UNIT};

/// Somebody, or everybody below a unit, who has to be counted again.
#[derive(FromQueryResult)]
struct Mark {
    person_id: Option<PersonId>,
    unit_id: Option<UnitId>,
}

/// Brings the numbers up to date with what the transaction `db` has changed. Called when nothing else will change in it but the
/// ledger, whose head is held from here on: so counting is done by one transaction at a time, and sees what those before it did.
pub(super) async fn settle<C: ConnectionTrait>(db: &C) -> Result<()> {
    let marks = take_marks(db).await?;
    if marks.is_empty() {
        return Ok(());
    }
    ledger::hold_head(db).await?;
    let tree = Tree::load(db).await?;
    let mut people: BTreeSet<PersonId> = marks.iter().filter_map(|mark| mark.person_id).collect();
    let moved = marks.iter().filter_map(|mark| mark.unit_id);
    let below: BTreeSet<UnitId> = moved.flat_map(|unit| tree.with_below(unit)).collect();
    people.extend(members(db, &below).await?);
    recount(db, &tree, &people.into_iter().collect::<Vec<_>>()).await?;
    Ok(())
}

async fn take_marks<C: ConnectionTrait>(db: &C) -> Result<Vec<Mark>> {
    let columns = Query::returning().columns(["person_id", "unit_id"]);
    let rows = db.query_all(Query::delete().from_table("tally_due").returning(columns)).await?;
    Ok(rows.iter().map(|row| Mark::from_query_result(row, "")).collect::<std::result::Result<_, _>>()?)
}

async fn members<C: ConnectionTrait>(db: &C, units: &BTreeSet<UnitId>) -> Result<Vec<PersonId>> {
    let units: Vec<UnitId> = units.iter().copied().collect();
    let mut people = Vec::new();
    for some in units.chunks(TOGETHER) {
        let rows: Vec<PersonId> = membership::Entity::find()
            .select_only()
            .column(membership::Column::PersonId)
            .filter(membership::Column::UnitId.is_in(some.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        people.extend(rows);
    }
    Ok(people)
}

/// Counts some people, each named once, anew; says how many of them add something else than before.
async fn recount<C: ConnectionTrait>(db: &C, tree: &Tree, people: &[PersonId]) -> Result<u64> {
    let (mut sums, mut different) = (Sums::default(), 0);
    for some in people.chunks(TOGETHER) {
        let mut before = known_shares(db, some).await?;
        let mut now = shares(db, tree, some).await?;
        let mut changed = Vec::new();
        for person in some {
            let (old, new) = (before.remove(person).unwrap_or_default(), now.remove(person).unwrap_or_default());
            if old != new {
                old.add_to(&mut sums, -1);
                new.add_to(&mut sums, 1);
                changed.push((*person, new));
            }
        }
        different += changed.len() as u64;
        keep(db, changed).await?;
    }
    add(db, sums).await?;
    Ok(different)
}

/// What some people add as far as the numbers know.
async fn known_shares<C: ConnectionTrait>(db: &C, people: &[PersonId]) -> Result<BTreeMap<PersonId, Share>> {
    let rows =
        tally_share::Entity::find().filter(tally_share::Column::PersonId.is_in(people.iter().copied())).all(db).await?;
    rows.into_iter().map(|row| Ok((row.person_id, read(&row.share)?))).collect()
}

fn read(share: &str) -> Result<Share> {
    serde_json::from_str(share).map_err(|error| Error::unreadable("tally", error))
}

/// What some people add by what is so now. Those whose access was ended add nothing.
async fn shares<C: ConnectionTrait>(db: &C, tree: &Tree, people: &[PersonId]) -> Result<BTreeMap<PersonId, Share>> {
    use assignment::Column::{CompletedAt, DueAt, ExemptAt, PersonId as Whose, ProgramKey};
    let here: Vec<PersonId> = person::Entity::find()
        .select_only()
        .column(person::Column::Id)
        .filter(person::Column::Id.is_in(people.iter().copied()))
        .filter(person::Column::DisabledAt.is_null())
        .into_tuple()
        .all(db)
        .await?;
    let mut held: BTreeMap<PersonId, Vec<Stand>> = BTreeMap::new();
    let rows = assignment::Entity::find()
        .select_only()
        .columns([Whose, ProgramKey, DueAt, CompletedAt, ExemptAt])
        .filter(Whose.is_in(people.iter().copied()))
        .into_model::<Stand>()
        .all(db);
    for row in rows.await? {
        held.entry(row.person_id).or_default().push(row);
    }
    let mut reach: BTreeMap<PersonId, BTreeSet<UnitId>> = BTreeMap::new();
    let rows = membership::Entity::find().filter(membership::Column::PersonId.is_in(people.iter().copied())).all(db);
    for row in rows.await? {
        reach.entry(row.person_id).or_default().extend(tree.with_above(row.unit_id).iter().map(|unit| unit.id));
    }
    let share = |person: PersonId| {
        let held = held.remove(&person).unwrap_or_default();
        (person, Share::new(reach.remove(&person).unwrap_or_default(), &held))
    };
    Ok(here.into_iter().map(share).collect())
}

/// Keeps what people add from now on.
async fn keep<C: ConnectionTrait>(db: &C, changed: Vec<(PersonId, Share)>) -> Result<()> {
    let (nothing, something): (Vec<_>, Vec<_>) = changed.into_iter().partition(|(_, share)| share.is_empty());
    if !nothing.is_empty() {
        let gone = tally_share::Column::PersonId.is_in(nothing.into_iter().map(|(person, _)| person));
        tally_share::Entity::delete_many().filter(gone).exec(db).await?;
    }
    let row = |(person_id, share): (PersonId, Share)| {
        let share = serde_json::to_string(&share).map_err(|error| Error::unreadable("tally", error))?;
        Ok(tally_share::Model { person_id, share }.into_active_model())
    };
    let rows = something.into_iter().map(row).collect::<Result<Vec<_>>>()?;
    if !rows.is_empty() {
        let replace =
            OnConflict::column(tally_share::Column::PersonId).update_column(tally_share::Column::Share).to_owned();
        tally_share::Entity::insert_many(rows).on_conflict(replace).exec_without_returning(db).await?;
    }
    Ok(())
}

/// Adds changes to the numbers. What has become nothing goes.
async fn add<C: ConnectionTrait>(db: &C, sums: Sums) -> Result<()> {
    use tally::Column::{DueAt, Kind, Number, What, Whose};
    let row = |(key, number): (Key, i64)| {
        let (kind, what) = (key.kind.to_owned(), key.what.to_owned());
        tally::Model { kind, whose: key.whose, due_at: key.due_at, what, number }.into_active_model()
    };
    let rows: Vec<_> = sums.into_iter().filter(|(_, number)| *number != 0).map(row).collect();
    if rows.is_empty() {
        return Ok(());
    }
    let sum = Expr::col((tally::Entity, Number)).add(Expr::col(("excluded", Number)));
    let adding = OnConflict::columns([Kind, Whose, DueAt, What]).value(Number, sum).to_owned();
    for some in rows.chunks(TOGETHER) {
        tally::Entity::insert_many(some.to_vec()).on_conflict(adding.clone()).exec_without_returning(db).await?;
    }
    // Written out, or the index of such rows would not be used.
    db.execute_unprepared("DELETE FROM tally WHERE number = 0").await?;
    Ok(())
}

/// The entry of the ledger that says that numbers were wrong and were put right.
pub const MENDED: &str = "figures.mended";

/// When numbers were last put right, if that was after `since`.
///
/// # Errors
/// The database did not answer.
pub async fn last_mended(db: &impl ConnectionTrait, since: Timestamp) -> Result<Option<Timestamp>> {
    Ok(ledger_entry::Entity::find()
        .select_only()
        .column(ledger_entry::Column::At)
        .filter(ledger_entry::Column::Kind.eq(MENDED))
        .filter(ledger_entry::Column::At.gt(since))
        .order_by_desc(ledger_entry::Column::Seq)
        .into_tuple()
        .one(db)
        .await?)
}

#[derive(FromQueryResult)]
struct Number {
    whose: String,
    due_at: Timestamp,
    what: String,
    number: i64,
}

/// Totals over everybody.
///
/// # Errors
/// The database did not answer.
pub(super) async fn over_all(db: &impl ConnectionTrait, now: Timestamp) -> Result<Totals> {
    Ok(totals(db, ALL, None, now).await?.remove("").unwrap_or_default())
}

/// Totals of each program that somebody is held to.
///
/// # Errors
/// The database did not answer.
pub(super) async fn over_programs(db: &impl ConnectionTrait, now: Timestamp) -> Result<BTreeMap<String, Totals>> {
    totals(db, PROGRAM, None, now).await
}

/// Totals of some units, each with the units below it; those of nobody are left out.
///
/// # Errors
/// The database did not answer.
pub(super) async fn over_units(
    db: &impl ConnectionTrait,
    units: &BTreeSet<UnitId>,
    now: Timestamp,
) -> Result<BTreeMap<UnitId, Totals>> {
    let names: BTreeMap<String, UnitId> = units.iter().map(|unit| (unit.to_string(), *unit)).collect();
    let found = totals(db, UNIT, Some(names.keys().cloned().collect()), now).await?;
    Ok(found.into_iter().filter_map(|(name, totals)| Some((*names.get(&name)?, totals))).collect())
}

/// Reads the numbers up to those that are due soon: what is due later is in none of the totals but the whole.
async fn totals(
    db: &impl ConnectionTrait,
    kind: &str,
    whose: Option<Vec<String>>,
    now: Timestamp,
) -> Result<BTreeMap<String, Totals>> {
    let mut found: BTreeMap<String, Totals> = BTreeMap::new();
    let mut query =
        tally::Entity::find().filter(tally::Column::Kind.eq(kind)).filter(tally::Column::DueAt.lte(now.plus(DUE_SOON)));
    if let Some(whose) = whose {
        query = query.filter(tally::Column::Whose.is_in(whose));
    }
    for row in query.into_model::<Number>().all(db).await? {
        let totals = found.entry(row.whose).or_default();
        match row.what.as_str() {
            PEOPLE => totals.people += row.number,
            HELD => totals.assignments += row.number,
            COMPLETE => totals.complete += row.number,
            EXEMPT => totals.exempt += row.number,
            OPEN if row.due_at < now => totals.overdue += row.number,
            _ => totals.due_soon += row.number,
        }
    }
    Ok(found)
}
