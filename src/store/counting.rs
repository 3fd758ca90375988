//! Counting assignments one by one: for scopes of which no tally is kept, and to see whether the tallies are right. Must not
//! import anything but `domain`.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::sea_query::{
    CommonTableExpression, Expr, ExprTrait, Func, Query, SelectStatement, SimpleExpr, UnionType, WithQuery,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QuerySelect, QueryTrait, Select,
};

use super::Result;
use super::entities::{assignment, membership, person, unit};
use super::overview::{Scope, Totals, in_status, members};
use crate::domain::ids::UnitId;
use crate::domain::status::Status;
use crate::domain::time::Timestamp;

/// The assignments of the people in the scope who still belong to the organisation. Those who left are few, so they are left
/// out by a list of them: a join would look up every person for each assignment.
fn held(scope: &Scope) -> Select<assignment::Entity> {
    let gone = Query::select()
        .column(person::Column::Id)
        .from(person::Entity)
        .and_where(person::Column::DisabledAt.is_not_null())
        .take();
    let select = assignment::Entity::find().filter(assignment::Column::PersonId.not_in_subquery(gone)).select_only();
    match scope {
        Scope::Everyone => select,
        Scope::Units(units) => select.filter(assignment::Column::PersonId.in_subquery(members(units))),
    }
}

/// Counts the selected assignments: in all, and by status.
fn counted(select: Select<assignment::Entity>, now: Timestamp) -> Select<assignment::Entity> {
    let count_if = |status| Expr::expr(Func::count(Expr::case(in_status(status, now), 1)));
    select
        // By a column that the index of `held` has, so that the table itself is not read.
        .column_as(Expr::col((assignment::Entity, assignment::Column::PersonId)).count(), "assignments")
        .column_as(count_if(Status::Complete), "complete")
        .column_as(count_if(Status::Exempt), "exempt")
        .column_as(count_if(Status::DueSoon), "due_soon")
        .column_as(count_if(Status::Overdue), "overdue")
}

/// Totals over the scope.
///
/// # Errors
/// The database did not answer.
pub async fn totals(db: &impl ConnectionTrait, scope: &Scope, now: Timestamp) -> Result<Totals> {
    let mut query = Query::select();
    query.expr_as(Expr::col(("each", "person_id")).count(), "people").from_subquery(by_person(scope, now), "each");
    sum_up(&mut query);
    let row = db.query_one(&query).await?;
    Ok(row.map(|row| Totals::from_query_result(&row, "")).transpose()?.unwrap_or_default())
}

/// Counts for each person first, so that each assignment is read once, in the order of one index, and nobody is counted
/// twice.
fn by_person(scope: &Scope, now: Timestamp) -> SelectStatement {
    counted(held(scope), now)
        .column_as(assignment::Column::PersonId, "person_id")
        .group_by(assignment::Column::PersonId)
        .into_query()
}

/// Adds up the counts of `by_person`.
fn sum_up(query: &mut SelectStatement) {
    for column in ["assignments", "complete", "exempt", "due_soon", "overdue"] {
        // The sum of whole numbers is a decimal on PostgreSQL; the sum of none is nothing.
        let sum: SimpleExpr = Func::coalesce([Expr::col(("each", column)).sum(), Expr::val(0i64)]).cast_as("bigint");
        query.expr_as(sum, column);
    }
}

#[derive(FromQueryResult)]
struct ProgramTotals {
    program_key: String,
    #[sea_orm(nested)]
    totals: Totals,
}

/// Totals of each program that somebody is held to, over the whole organisation.
///
/// # Errors
/// The database did not answer.
pub async fn by_program(db: &impl ConnectionTrait, now: Timestamp) -> Result<BTreeMap<String, Totals>> {
    let people = Expr::col((assignment::Entity, assignment::Column::PersonId)).count_distinct();
    let rows = counted(held(&Scope::Everyone), now)
        .column_as(people, "people")
        .column(assignment::Column::ProgramKey)
        .group_by(assignment::Column::ProgramKey)
        .into_model::<ProgramTotals>()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.program_key, row.totals)).collect())
}

#[derive(FromQueryResult)]
struct UnitTotals {
    unit_id: UnitId,
    #[sea_orm(nested)]
    totals: Totals,
}

/// Totals of some units of the scope, each over its own people and those of all units below it. Somebody who belongs to
/// several units below one counts once in it. A unit with nobody who is held to something is left out.
///
/// # Errors
/// The database did not answer.
pub async fn by_unit(
    db: &impl ConnectionTrait,
    scope: &Scope,
    units: &BTreeSet<UnitId>,
    now: Timestamp,
) -> Result<BTreeMap<UnitId, Totals>> {
    let units: BTreeSet<UnitId> = units.iter().copied().filter(|unit| scope.includes(*unit)).collect();
    if units.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = db.query_all(&by_unit_query(scope, &units, now)).await?;
    let totals = rows.iter().map(|row| UnitTotals::from_query_result(row, "").map(|row| (row.unit_id, row.totals)));
    Ok(totals.collect::<std::result::Result<_, _>>()?)
}

fn by_unit_query(scope: &Scope, units: &BTreeSet<UnitId>, now: Timestamp) -> WithQuery {
    let same_person = Expr::col(("each", "person_id")).equals(("belongs", "person_id"));
    let mut query = Query::select();
    query
        .expr_as(Expr::col(("belongs", "unit_id")), "unit_id")
        .expr_as(Expr::col(("each", "person_id")).count(), "people")
        .from_subquery(belonging(scope), "belongs")
        .join_subquery(JoinType::InnerJoin, by_person(scope, now), "each", same_person)
        .group_by_col(("belongs", "unit_id"));
    sum_up(&mut query);
    let mut with = Query::with();
    with.recursive(true).cte(below(units));
    with.query(query)
}

/// Who belongs to which unit or to one below it, each pair once.
fn belonging(scope: &Scope) -> SelectStatement {
    let at_or_below = Expr::col((membership::Entity, membership::Column::UnitId)).equals(("below", "below_id"));
    Query::select()
        .distinct()
        .column(("below", "unit_id"))
        .column((membership::Entity, membership::Column::PersonId))
        .from("below")
        .inner_join(membership::Entity, at_or_below)
        .cond_where(scope.memberships())
        .take()
}

/// Each unit with itself and with every unit below it. A union of rows that are not there yet, so that a circle ends.
fn below(units: &BTreeSet<UnitId>) -> CommonTableExpression {
    let mut pairs = Query::select();
    pairs
        .expr_as(Expr::col(unit::Column::Id), "unit_id")
        .expr_as(Expr::col(unit::Column::Id), "below_id")
        .from(unit::Entity)
        .and_where(unit::Column::Id.is_in(units.iter().copied()));
    let next = Query::select()
        .column(("below", "unit_id"))
        .column((unit::Entity, unit::Column::Id))
        .from("below")
        .inner_join(unit::Entity, Expr::col((unit::Entity, unit::Column::ParentId)).equals(("below", "below_id")))
        .take();
    pairs.union(UnionType::Distinct, next);
    CommonTableExpression::new().table_name("below").columns(["unit_id", "below_id"]).query(pairs).to_owned()
}
