//! Who is done and who is late, over the whole organisation or over some units. Must not import anything but `domain`.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::sea_query::{Expr, ExprTrait, Func, IntoCondition, LikeExpr, Query, SelectStatement, SimpleExpr};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, SelectTwo,
};

use super::entities::{assignment, content_version, membership, person, role_grant, unit};
use super::people::Grant;
use super::units::Tree;
use super::{Error, Found, PAGE, Result, counting, newcomers, tallies};
use crate::domain::grading::Points;
use crate::domain::ids::{AssignmentId, PersonId, UnitId};
use crate::domain::person::Role;
use crate::domain::program::Program;
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

    /// Whether the people of this unit are in the scope.
    pub fn includes(&self, unit: UnitId) -> bool {
        match self {
            Self::Everyone => true,
            Self::Units(units) => units.contains(&unit),
        }
    }

    /// People in the scope who still belong to the organisation.
    fn people(&self) -> Condition {
        self.everybody().add(person::Column::DisabledAt.is_null())
    }

    /// People in the scope, whether or not their access was ended.
    pub(super) fn everybody(&self) -> Condition {
        match self {
            Self::Everyone => Condition::all(),
            Self::Units(units) => Condition::all().add(person::Column::Id.in_subquery(members(units))),
        }
    }

    /// Memberships in the units of the scope.
    pub(super) fn memberships(&self) -> Condition {
        match self {
            Self::Everyone => Condition::all(),
            Self::Units(units) => Condition::all().add(membership::Column::UnitId.is_in(units.iter().copied())),
        }
    }
}

/// Whose records these roles let a manager see: the people of the units they reach over; nothing for who manages none.
pub fn managed(tree: &Tree, grants: &[Grant]) -> Option<Scope> {
    let managed: Vec<&Grant> = grants.iter().filter(|grant| grant.role == Role::Manager).collect();
    if managed.is_empty() {
        return None;
    }
    if managed.iter().any(|grant| grant.unit.is_none()) {
        return Some(Scope::Everyone);
    }
    Some(Scope::Units(managed.iter().filter_map(|grant| grant.unit).flat_map(|unit| tree.with_below(unit)).collect()))
}

pub(super) fn members(units: &BTreeSet<UnitId>) -> SelectStatement {
    Query::select()
        .column(membership::Column::PersonId)
        .from(membership::Entity)
        .and_where(membership::Column::UnitId.is_in(units.iter().copied()))
        .take()
}

/// The assignments in a given status at the moment `now`, from the roll-ups.
pub(super) fn in_status(status: Status, now: Timestamp) -> Condition {
    use assignment::Column::{CompletedAt, DueAt, ExemptAt, StartedAt};
    let open = Condition::all().add(CompletedAt.is_null()).add(ExemptAt.is_null());
    let soon = now.plus(DUE_SOON);
    match status {
        Status::Complete => Condition::all().add(CompletedAt.is_not_null()),
        Status::Exempt => Condition::all().add(CompletedAt.is_null()).add(ExemptAt.is_not_null()),
        Status::Overdue => open.add(DueAt.lt(now)),
        Status::DueSoon => open.add(DueAt.between(now, soon)),
        Status::InProgress => open.add(DueAt.gt(soon)).add(StartedAt.is_not_null()),
        Status::NotStarted => open.add(DueAt.gt(soon)).add(StartedAt.is_null()),
    }
}

/// Where an assignment stands at the moment `now`, by its roll-ups; the same edges as `in_status`.
pub fn status_of(assignment: &assignment::Model, now: Timestamp) -> Status {
    match assignment {
        assignment::Model { completed_at: Some(_), .. } => Status::Complete,
        assignment::Model { exempt_at: Some(_), .. } => Status::Exempt,
        open if open.due_at < now => Status::Overdue,
        open if open.due_at <= now.plus(DUE_SOON) => Status::DueSoon,
        open if open.started_at.is_some() => Status::InProgress,
        _ => Status::NotStarted,
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
    /// Those that need not be done.
    pub exempt: i64,
    /// Those due soon.
    pub due_soon: i64,
    /// Those overdue.
    pub overdue: i64,
}

impl Totals {
    /// Those of which nothing more is asked.
    pub fn met(&self) -> i64 {
        self.complete + self.exempt
    }

    /// Share of which nothing more is asked in percent, rounded down.
    pub fn percent_met(&self) -> u8 {
        Points(self.met()).percent_of(Points(self.assignments))
    }
}

/// The one unit of a tree that the scope is, with all that is below it: the tallies of such a scope are kept. Nothing for
/// other scopes, like that of somebody who manages two schools.
fn root(tree: &Tree, units: &BTreeSet<UnitId>) -> Option<UnitId> {
    let above =
        |unit: &&UnitId| tree.unit(**unit).and_then(|unit| unit.parent_id).is_none_or(|up| !units.contains(&up));
    let mut tops = units.iter().filter(above);
    let top = *tops.next()?;
    (tops.next().is_none() && tree.with_below(top) == *units).then_some(top)
}

/// Totals over the scope.
///
/// # Errors
/// The database did not answer.
pub async fn totals(db: &impl ConnectionTrait, scope: &Scope, now: Timestamp) -> Result<Totals> {
    let Scope::Units(units) = scope else { return tallies::over_all(db, now).await };
    match root(&Tree::load(db).await?, units) {
        Some(unit) => Ok(tallies::over_units(db, &[unit].into(), now).await?.remove(&unit).unwrap_or_default()),
        None => counting::totals(db, scope, now).await,
    }
}

/// Totals of each program that somebody is held to, over the whole organisation.
///
/// # Errors
/// The database did not answer.
pub async fn by_program(db: &impl ConnectionTrait, now: Timestamp) -> Result<BTreeMap<String, Totals>> {
    tallies::over_programs(db, now).await
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
    if let Scope::Units(seen) = scope {
        let tree = Tree::load(db).await?;
        // The tallies of a unit are over all that is below it, so they are not for those who see only a part of that.
        if units.iter().any(|unit| !tree.with_below(*unit).is_subset(seen)) {
            return counting::by_unit(db, scope, units, now).await;
        }
    }
    tallies::over_units(db, units, now).await
}

/// Where the people of a list stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Held to something.
    Held,
    /// Held to something that is in this status.
    In(Status),
    /// Held to nothing.
    Free,
    /// They have never set a password, so they cannot sign in yet.
    Waiting,
    /// Their access was ended.
    Left,
}

/// Which people to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words, each of them part of the name or of the address.
    pub search: String,
    /// Only people who stand so.
    pub standing: Option<Standing>,
    /// Only people with an assignment to this program.
    pub program: Option<String>,
    /// Only people with this role, over whatever.
    pub role: Option<Role>,
}

/// One line of a list of people: one person and one of their assignments, if any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Who.
    pub person: person::Model,
    /// What they are held to.
    pub assignment: Option<assignment::Model>,
}

/// One page of the people in the scope with what they are held to, by name. Pages count from 0; beyond the last one
/// is the last one.
///
/// # Errors
/// The database did not answer.
pub async fn people(
    db: &impl ConnectionTrait,
    scope: &Scope,
    filter: &Filter,
    now: Timestamp,
    page: u64,
) -> Result<Found<Line>> {
    let found = match known_total(db, scope, filter, now).await? {
        Some(total) => Found::of_known(listed(scope, filter, now).paginate(db, PAGE), page, total).await?,
        None => Found::of(db, listed(scope, filter, now), page).await?,
    };
    Ok(found.filter_map(|(person, assignment)| Some(Line { person, assignment })))
}

/// How many lines a list has, where the tallies say so and nothing has to be counted.
async fn known_total(db: &impl ConnectionTrait, scope: &Scope, filter: &Filter, now: Timestamp) -> Result<Option<u64>> {
    if *filter != (Filter { standing: filter.standing, ..Filter::default() }) {
        return Ok(None);
    }
    let total = match filter.standing {
        None => {
            let totals = totals(db, scope, now).await?;
            let people = person::Entity::find().filter(scope.people()).count(db).await?;
            // One line for each assignment, and one for each person without any.
            return Ok(people.checked_add_signed(totals.assignments - totals.people));
        }
        Some(Standing::Held) => totals(db, scope, now).await?.assignments,
        Some(Standing::In(Status::Complete)) => totals(db, scope, now).await?.complete,
        Some(Standing::In(Status::Exempt)) => totals(db, scope, now).await?.exempt,
        Some(Standing::In(Status::DueSoon)) => totals(db, scope, now).await?.due_soon,
        Some(Standing::In(Status::Overdue)) => totals(db, scope, now).await?.overdue,
        Some(
            Standing::In(Status::InProgress | Status::NotStarted) | Standing::Free | Standing::Waiting | Standing::Left,
        ) => {
            return Ok(None);
        }
    };
    Ok(u64::try_from(total).ok())
}

/// The lines of a list, in order.
fn listed(scope: &Scope, filter: &Filter, now: Timestamp) -> SelectTwo<person::Entity, assignment::Entity> {
    let lines = person::Entity::find()
        .find_also_related(assignment::Entity)
        .filter(standing(scope, filter.standing, now))
        .filter(searched(&filter.search));
    let lines = match &filter.program {
        Some(program) => lines.filter(assignment::Column::ProgramKey.eq(program)),
        None => lines,
    };
    let lines = match filter.role {
        Some(role) => lines.filter(person::Column::Id.in_subquery(holders(role))),
        None => lines,
    };
    lines
        .order_by_asc(person::Column::Name)
        .order_by_asc(person::Column::Id)
        .order_by_asc(assignment::Column::DueAt)
        .order_by_asc(assignment::Column::Id)
}

/// Those who have a role; everybody is a learner, so that one is held by those without another.
fn holders(role: Role) -> SelectStatement {
    let mut query = Query::select();
    match role {
        Role::Learner => {
            let others = Query::select().column(role_grant::Column::PersonId).from(role_grant::Entity).take();
            let own = Expr::col((person::Entity, person::Column::Id)).not_in_subquery(others);
            query.column(person::Column::Id).from(person::Entity).and_where(own);
        }
        role => {
            query
                .column(role_grant::Column::PersonId)
                .from(role_grant::Entity)
                .and_where(role_grant::Column::Role.eq(role.word()));
        }
    }
    query
}

/// How many values are sent to the database in one list; both engines take this many.
pub const TOGETHER: usize = 500;

/// All lines of a list in the scope, at most so many.
///
/// # Errors
/// The database did not answer.
pub async fn all_people(
    db: &impl ConnectionTrait,
    scope: &Scope,
    filter: &Filter,
    now: Timestamp,
    most: u64,
) -> Result<Vec<Line>> {
    let rows = listed(scope, filter, now).limit(most).all(db).await?;
    Ok(rows.into_iter().map(|(person, assignment)| Line { person, assignment }).collect())
}

/// Which assignments something is decided about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chosen {
    /// This one.
    One(AssignmentId),
    /// All that a list shows.
    Listed(Filter),
}

/// Assignments of the scope that are still open, of those that were chosen, by name; at most so many.
///
/// # Errors
/// The database did not answer.
pub async fn open(
    db: &impl ConnectionTrait,
    scope: &Scope,
    chosen: &Chosen,
    now: Timestamp,
    most: u64,
) -> Result<Vec<(person::Model, assignment::Model)>> {
    let lines = match chosen {
        Chosen::One(id) => listed(scope, &Filter::default(), now).filter(assignment::Column::Id.eq(*id)),
        Chosen::Listed(filter) => listed(scope, filter, now),
    };
    let rows = lines
        .filter(person::Column::DisabledAt.is_null())
        // People who are held to nothing are lines of the list too, and would count against the limit.
        .filter(assignment::Column::Id.is_not_null())
        .filter(assignment::Column::CompletedAt.is_null())
        .filter(assignment::Column::ExemptAt.is_null())
        .limit(most)
        .all(db)
        .await?;
    Ok(rows.into_iter().filter_map(|(person, assignment)| Some((person, assignment?))).collect())
}

fn standing(scope: &Scope, standing: Option<Standing>, now: Timestamp) -> Condition {
    match standing {
        None => scope.people(),
        Some(Standing::Held) => scope.people().add(row_by_row(assignment::Column::Id.is_not_null())),
        Some(Standing::In(status)) => scope.people().add(row_by_row(in_status(status, now))),
        Some(Standing::Free) => scope.people().add(Expr::exists(own_assignments()).not()),
        Some(Standing::Waiting) => scope.people().add(newcomers::waiting()),
        Some(Standing::Left) => scope.everybody().add(person::Column::DisabledAt.is_not_null()),
    }
}

/// A condition on assignments that is looked at once a person is there. The database could as well begin with all assignments that
/// meet it, but then it would have to sort them by name before it has the first page.
fn row_by_row(condition: impl IntoCondition) -> SimpleExpr {
    Expr::expr(Expr::case(condition.into_condition(), 1).finally(0)).eq(1)
}

/// Of one person, so that the first one found is enough; a join would go through them all.
fn own_assignments() -> SelectStatement {
    let person = Expr::col((person::Entity, person::Column::Id));
    Query::select()
        .expr(Expr::val(1))
        .from(assignment::Entity)
        .and_where(Expr::col((assignment::Entity, assignment::Column::PersonId)).eq(person))
        .take()
}

/// The name or the address contains each word as it stands, whatever its case.
pub(super) fn searched(search: &str) -> Condition {
    let lower = |column: person::Column| Expr::expr(Func::lower(Expr::col((person::Entity, column))));
    let mut all = Condition::all();
    for word in search.split_whitespace() {
        let mut any = Condition::any();
        for spelling in spellings(word) {
            let pattern = || LikeExpr::new(format!("%{}%", escaped(&spelling))).escape('\\');
            any =
                any.add(lower(person::Column::Name).like(pattern())).add(lower(person::Column::Email).like(pattern()));
        }
        all = all.add(any);
    }
    all
}

/// SQLite lowers the letters of English only, so others are also tried as they begin or fill a name: émile, Émile, ÉMILE.
fn spellings(word: &str) -> BTreeSet<String> {
    let lower = word.to_lowercase();
    let mut letters = lower.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    let title: String = first.chain(letters).collect();
    [title.to_ascii_lowercase(), lower.to_uppercase().to_ascii_lowercase(), lower].into()
}

fn escaped(text: &str) -> String {
    text.chars().flat_map(|c| matches!(c, '%' | '_' | '\\').then_some('\\').into_iter().chain([c])).collect()
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
        .order_by_asc(assignment::Column::Id)
        .limit(most)
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(assignment, person)| Some(Line { person: person?, assignment: Some(assignment) }))
        .collect())
}

/// Names of people of the scope who completed something between two moments.
///
/// # Errors
/// The database did not answer.
pub async fn finished(
    db: &impl ConnectionTrait,
    scope: &Scope,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<String>> {
    Ok(assignment::Entity::find()
        .inner_join(person::Entity)
        .filter(scope.people())
        .filter(assignment::Column::CompletedAt.between(from, until))
        .select_only()
        .column(person::Column::Name)
        .order_by_asc(person::Column::Name)
        .limit(NAMES)
        .into_tuple()
        .all(db)
        .await?)
}

/// Most names that are read for a summary.
const NAMES: u64 = 1000;

/// The person, if in the scope; one outside looks like a missing one. People whose access was ended are found only by
/// those who may see everybody.
///
/// # Errors
/// [`Error::NotFound`], or the database did not answer.
pub async fn person_in(db: &impl ConnectionTrait, scope: &Scope, id: PersonId) -> Result<person::Model> {
    let mut select = person::Entity::find_by_id(id);
    if let Scope::Units(_) = scope {
        select = select.filter(scope.people());
    }
    select.one(db).await?.ok_or(Error::NotFound)
}

/// The units of the scope to which several people belong, by person and by name.
///
/// # Errors
/// The database did not answer.
pub async fn units_of(
    db: &impl ConnectionTrait,
    scope: &Scope,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<BTreeMap<PersonId, Vec<(membership::Model, unit::Model)>>> {
    let people: Vec<PersonId> = people.into_iter().collect::<BTreeSet<_>>().into_iter().collect();
    let mut units: BTreeMap<PersonId, Vec<_>> = BTreeMap::new();
    for some in people.chunks(TOGETHER) {
        let rows = membership::Entity::find()
            .find_also_related(unit::Entity)
            .filter(membership::Column::PersonId.is_in(some.iter().copied()))
            .filter(scope.memberships())
            .order_by_asc(unit::Column::Name)
            .order_by_asc(unit::Column::Id)
            .all(db)
            .await?;
        for (membership, unit) in rows {
            units.entry(membership.person_id).or_default().extend(unit.map(|unit| (membership, unit)));
        }
    }
    Ok(units)
}

/// The programs that some lines are about, by the hash of the version each was given in.
///
/// # Errors
/// [`Error::Unreadable`], or the database did not answer.
pub async fn programs_of(db: &impl ConnectionTrait, lines: &[Line]) -> Result<BTreeMap<String, Program>> {
    let hashes = lines.iter().filter_map(|line| line.assignment.as_ref()).map(|assignment| &assignment.program_hash);
    let rows = content_version::Entity::find()
        .filter(content_version::Column::Hash.is_in(hashes.collect::<BTreeSet<_>>()))
        .all(db)
        .await?;
    let read = |row: content_version::Model| match serde_json::from_str(&row.body) {
        Ok(program) => Ok((row.hash, program)),
        Err(error) => Err(Error::unreadable(&row.key, error)),
    };
    rows.into_iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::status::{CourseRule, Decisions, Facts, Requirement, evaluate};
    use crate::domain::time::DAY;

    #[test]
    fn roll_ups_say_what_the_facts_say() {
        let due_at = Timestamp(100 * DAY);
        let lessons = vec![("a".to_owned(), "A".to_owned())];
        let course = CourseRule {
            key: "c".into(),
            title: "C".into(),
            version: "1".into(),
            lessons,
            pass_percent: 80,
            objective_percent: 50,
        };
        let (title, version, courses) = ("R".to_owned(), "1".to_owned(), vec![course]);
        let requirement =
            Requirement { title, version, due_at, decisions: Decisions::default(), completed_at: None, courses };
        for started_at in [None, Some(Timestamp(1))] {
            let mut facts = Facts::default();
            facts.lessons.extend(started_at.map(|at| (("c".to_owned(), "a".to_owned()), at)));
            let (id, person_id) = (AssignmentId::new(), PersonId::new());
            let (program_key, program_hash) = ("r".to_owned(), String::new());
            let (cycle, assigned_at, completed_at, exempt_at, act_id) = (1, Timestamp(0), None, None, None);
            let assignment = assignment::Model {
                id,
                person_id,
                program_key,
                program_hash,
                cycle,
                assigned_at,
                due_at,
                started_at,
                completed_at,
                exempt_at,
                act_id,
            };
            for now in [0, due_at.0 - DUE_SOON - 1, due_at.0 - DUE_SOON, due_at.0, due_at.0 + 1].map(Timestamp) {
                assert_eq!(status_of(&assignment, now), evaluate(&requirement, &facts, now).status, "{now:?}");
            }
        }
    }

    #[test]
    fn searching_takes_signs_as_they_stand_and_letters_in_any_case() {
        assert_eq!(escaped(r"100%_\"), r"100\%\_\\");
        assert_eq!(spellings("Amara"), BTreeSet::from(["amara".to_owned()]));
        assert_eq!(spellings("ÉLÉA"), ["éléa", "Éléa", "ÉlÉa"].map(str::to_owned).into());
        assert_eq!(spellings(""), BTreeSet::from([String::new()]));
    }
}
