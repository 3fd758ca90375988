//! Who is done and who is late, over the whole organisation or over some units. Must not import anything but `domain`.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::sea_query::{Expr, ExprTrait, Func, LikeExpr, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};

use super::entities::{assignment, membership, person, unit};
use super::Result;
use crate::domain::grading::Points;
use crate::domain::ids::{PersonId, UnitId};
use crate::domain::status::{DUE_SOON, Status};
use crate::domain::time::Timestamp;

/// Whose records a reader may see. Every query here takes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// Everybody.
    Everyone,
    /// The people of these units.
    Units(BTreeSet<UnitId>),
}

impl Scope {
    /// This scope narrowed to some units.
    pub fn within(&self, units: &BTreeSet<UnitId>) -> Self {
        Self::Units(match self {
            Self::Everyone => units.clone(),
            Self::Units(own) => own.intersection(units).copied().collect(),
        })
    }

    /// People in the scope who still belong to the organisation.
    fn people(&self) -> Condition {
        let active = Condition::all().add(person::Column::DisabledAt.is_null());
        match self {
            Self::Everyone => active,
            Self::Units(units) => active.add(person::Column::Id.in_subquery(members(units))),
        }
    }
}

fn members(units: &BTreeSet<UnitId>) -> SelectStatement {
    Query::select()
        .column(membership::Column::PersonId)
        .from(membership::Entity)
        .and_where(membership::Column::UnitId.is_in(units.iter().copied()))
        .take()
}

/// The assignments in a given status at the moment `now`, from the roll-ups.
fn in_status(status: Status, now: Timestamp) -> Condition {
    use assignment::Column::{CompletedAt, DueAt, StartedAt};
    let open = Condition::all().add(CompletedAt.is_null());
    let soon = now.plus(DUE_SOON);
    match status {
        Status::Complete => Condition::all().add(CompletedAt.is_not_null()),
        Status::Overdue => open.add(DueAt.lt(now)),
        Status::DueSoon => open.add(DueAt.between(now, soon)),
        Status::InProgress => open.add(DueAt.gt(soon)).add(StartedAt.is_not_null()),
        Status::NotStarted => open.add(DueAt.gt(soon)).add(StartedAt.is_null()),
    }
}

/// How many assignments stand where.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, FromQueryResult)]
pub struct Totals {
    /// People who are held to something.
    pub people: i64,
    /// All assignments.
    pub assignments: i64,
    /// Those complete.
    pub complete: i64,
    /// Those overdue.
    pub overdue: i64,
}

impl Totals {
    /// Share complete in percent, rounded down.
    pub fn percent_complete(&self) -> u8 {
        Points(self.complete).percent_of(Points(self.assignments))
    }
}

fn totals_of(select: Select<assignment::Entity>, now: Timestamp) -> Select<assignment::Entity> {
    let count_if = |condition: Condition| Func::count(Expr::case(condition, 1));
    select
        .select_only()
        .column_as(Expr::col((assignment::Entity, assignment::Column::PersonId)).count_distinct(), "people")
        .column_as(Expr::col((assignment::Entity, assignment::Column::Id)).count(), "assignments")
        .column_as(Expr::expr(count_if(in_status(Status::Complete, now))), "complete")
        .column_as(Expr::expr(count_if(in_status(Status::Overdue, now))), "overdue")
}

fn held(scope: &Scope) -> Select<assignment::Entity> {
    assignment::Entity::find().inner_join(person::Entity).filter(scope.people())
}

/// Totals over the scope.
///
/// # Errors
/// The database did not answer.
pub async fn totals(db: &impl ConnectionTrait, scope: &Scope, now: Timestamp) -> Result<Totals> {
    Ok(totals_of(held(scope), now).into_model::<Totals>().one(db).await?.unwrap_or_default())
}

#[derive(FromQueryResult)]
struct UnitTotals {
    unit_id: UnitId,
    #[sea_orm(nested)]
    totals: Totals,
}

/// Totals of each unit by itself, without the units below it.
///
/// # Errors
/// The database did not answer.
pub async fn by_unit(db: &impl ConnectionTrait, scope: &Scope, now: Timestamp) -> Result<BTreeMap<UnitId, Totals>> {
    let mut select = totals_of(held(scope), now)
        .join(JoinType::InnerJoin, membership_of_assignment())
        .column_as(membership::Column::UnitId, "unit_id")
        .group_by(membership::Column::UnitId);
    if let Scope::Units(units) = scope {
        select = select.filter(membership::Column::UnitId.is_in(units.iter().copied()));
    }
    let rows = select.into_model::<UnitTotals>().all(db).await?;
    Ok(rows.into_iter().map(|row| (row.unit_id, row.totals)).collect())
}

fn membership_of_assignment() -> sea_orm::RelationDef {
    assignment::Entity::belongs_to(membership::Entity)
        .from(assignment::Column::PersonId)
        .to(membership::Column::PersonId)
        .into()
}

/// Which people to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Part of the name or of the address.
    pub search: Option<String>,
    /// Only people with an assignment in this status.
    pub status: Option<Status>,
    /// Only people with an assignment to this program.
    pub program: Option<String>,
}

/// One line of a list of people: one person and one of their assignments, if any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Who.
    pub person: person::Model,
    /// What they are held to.
    pub assignment: Option<assignment::Model>,
}

/// How many lines a page of a list has.
pub const PAGE: u64 = 50;

/// One page of the people in the scope with what they are held to, by name; and how many lines there are in all.
/// Pages count from 0.
///
/// # Errors
/// The database did not answer.
pub async fn people(
    db: &impl ConnectionTrait,
    scope: &Scope,
    filter: &Filter,
    now: Timestamp,
    page: u64,
) -> Result<(Vec<Line>, u64)> {
    let mut select = person::Entity::find().find_also_related(assignment::Entity).filter(scope.people());
    if let Some(search) = filter.search.as_deref().filter(|search| !search.is_empty()) {
        select = select.filter(contains(search));
    }
    if let Some(status) = filter.status {
        select = select.filter(assignment::Column::Id.is_not_null()).filter(in_status(status, now));
    }
    if let Some(program) = &filter.program {
        select = select.filter(assignment::Column::ProgramKey.eq(program));
    }
    let pages = select
        .order_by_asc(person::Column::Name)
        .order_by_asc(person::Column::Id)
        .order_by_asc(assignment::Column::DueAt)
        .order_by_asc(assignment::Column::Id)
        .paginate(db, PAGE);
    let total = pages.num_items().await?;
    let lines = pages.fetch_page(page).await?;
    Ok((lines.into_iter().map(|(person, assignment)| Line { person, assignment }).collect(), total))
}

/// The name or the address contains the words as they stand, whatever their case.
fn contains(search: &str) -> Condition {
    let escaped: String = search
        .to_lowercase()
        .chars()
        .flat_map(|c| if matches!(c, '%' | '_' | '\\') { vec!['\\', c] } else { vec![c] })
        .collect();
    let pattern = || LikeExpr::new(format!("%{escaped}%")).escape('\\');
    let lower = |column: person::Column| Expr::expr(Func::lower(Expr::col((person::Entity, column))));
    Condition::any().add(lower(person::Column::Name).like(pattern())).add(lower(person::Column::Email).like(pattern()))
}

/// Open assignments of the scope that are past their due date, the longest first.
///
/// # Errors
/// The database did not answer.
pub async fn overdue(db: &impl ConnectionTrait, scope: &Scope, now: Timestamp, most: u64) -> Result<Vec<Line>> {
    let rows = assignment::Entity::find()
        .find_also_related(person::Entity)
        .filter(scope.people())
        .filter(in_status(Status::Overdue, now))
        .order_by_asc(assignment::Column::DueAt)
        .order_by_asc(person::Column::Name)
        .limit(most)
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(assignment, person)| Some(Line { person: person?, assignment: Some(assignment) }))
        .collect())
}

/// The person, if in the scope; one outside looks like a missing one. People whose access was ended are found only by
/// those who may see everybody.
///
/// # Errors
/// [`super::Error::NotFound`], or the database did not answer.
pub async fn person_in(db: &impl ConnectionTrait, scope: &Scope, id: PersonId) -> Result<person::Model> {
    let mut select = person::Entity::find_by_id(id);
    if let Scope::Units(_) = scope {
        select = select.filter(scope.people());
    }
    select.one(db).await?.ok_or(super::Error::NotFound)
}

/// Names of the units of several people, by person.
///
/// # Errors
/// The database did not answer.
pub async fn units_of(db: &impl ConnectionTrait, people: &[PersonId]) -> Result<BTreeMap<PersonId, Vec<String>>> {
    let rows = membership::Entity::find()
        .filter(membership::Column::PersonId.is_in(people.iter().copied()))
        .find_also_related(unit::Entity)
        .all(db)
        .await?;
    let mut names: BTreeMap<PersonId, Vec<String>> = BTreeMap::new();
    for (membership, unit) in rows {
        names.entry(membership.person_id).or_default().extend(unit.map(|unit| unit.name));
    }
    Ok(names)
}
