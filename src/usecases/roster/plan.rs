//! What an import would do, and all that is in its way: the same for the preview and for the import itself. Must not import
//! anything but `domain` and `store`.

use std::collections::{BTreeMap, HashMap};

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::file::{Column, Roster, Row};
use super::places::{Place, Places};
use crate::domain::ids::{PersonId, UnitId};
use crate::domain::person::{Role, clean_email, clean_name};
use crate::domain::time::Timestamp;
use crate::store::entities::{membership, person, role_grant};
use crate::store::units::Tree;
use crate::store::{Result, settings};
use crate::usecases::printable::printable;

/// How many addresses or identities are asked for at once.
const TOGETHER: usize = 500;

/// Something wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// Line of the file.
    pub line: u64,
    /// Column, or nothing when it is about the whole row.
    pub column: Option<Column>,
    /// What is wrong, and how to mend it.
    pub what: String,
}

impl std::fmt::Display for Mistake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.column {
            Some(column) => write!(f, "line {}, {}: {}", self.line, column.word(), self.what),
            None => write!(f, "line {}: {}", self.line, self.what),
        }
    }
}

/// A row that can be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    line: u64,
    /// Address.
    pub email: String,
    /// Name.
    pub name: String,
    /// Unit, if one is named.
    pub unit: Option<UnitId>,
    /// When they joined it, if that is said.
    pub joined: Option<Timestamp>,
    /// Manager or reviewer of the unit, if that is said.
    pub role: Option<Role>,
}

/// What is done for one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Somebody new.
    Add(Wanted),
    /// Somebody who is here already.
    Edit {
        /// Who.
        person: PersonId,
        /// What they are called now.
        name_before: String,
        /// Another name.
        name: Option<String>,
        /// A unit instead of all the present ones, and since when.
        unit: Option<(UnitId, Option<Timestamp>)>,
        /// A role over the unit that the row names.
        role: Option<(Role, UnitId)>,
    },
}

/// What an import would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// What is wrong, by line. If there is anything, nothing is done.
    pub mistakes: Vec<Mistake>,
    /// What is done, in the order of the file.
    pub changes: Vec<Change>,
    /// How many rows change nothing.
    pub unchanged: usize,
}

impl Plan {
    /// Compares a roster with who is here.
    ///
    /// # Errors
    /// The database did not answer.
    pub async fn make(db: &impl ConnectionTrait, roster: &Roster, now: Timestamp) -> Result<Self> {
        let zone = settings::organisation(db).await?.zone;
        let reader = RowReader { roster, places: Places::of(&Tree::load(db).await?), zone, now };
        let mut plan = Self::default();
        let mut wanted = Vec::new();
        for row in &roster.rows {
            match reader.read(row) {
                Ok(row) => wanted.push(row),
                Err(mistakes) => plan.mistakes.extend(mistakes),
            }
        }
        plan.refuse_twice(roster);
        let known = Known::load(db, &wanted).await?;
        for row in wanted {
            known.compare(row, &mut plan);
        }
        plan.mistakes.sort_by_key(|mistake| mistake.line);
        Ok(plan)
    }

    /// How many people are added.
    pub fn added(&self) -> usize {
        self.changes.iter().filter(|change| matches!(change, Change::Add(_))).count()
    }

    /// How many people are changed.
    pub fn edited(&self) -> usize {
        self.changes.len() - self.added()
    }

    /// What is wrong with each line, in one cell.
    pub fn by_line(&self) -> BTreeMap<u64, String> {
        let mut lines: BTreeMap<u64, String> = BTreeMap::new();
        for mistake in &self.mistakes {
            let about = mistake.column.map_or(String::new(), |column| format!("{}: ", column.word()));
            let line = lines.entry(mistake.line).or_default();
            let gap = if line.is_empty() { "" } else { ". " };
            *line = format!("{line}{gap}{about}{}", mistake.what);
        }
        lines
    }

    /// Addresses are compared in their stored form, also in rows that have another mistake.
    fn refuse_twice(&mut self, roster: &Roster) {
        let mut seen: HashMap<String, u64> = HashMap::new();
        for row in &roster.rows {
            let Ok(email) = clean_email(roster.cell(row, Column::Email)) else { continue };
            if let Some(first) = seen.get(&email) {
                let what = format!("This address is in line {first} already. Each person has one line");
                self.mistakes.push(Mistake { line: row.line, column: Some(Column::Email), what });
            } else {
                seen.insert(email, row.line);
            }
        }
    }
}

/// Reads rows one by one.
struct RowReader<'a> {
    roster: &'a Roster,
    places: Places,
    zone: String,
    now: Timestamp,
}

impl RowReader<'_> {
    fn read(&self, row: &Row) -> std::result::Result<Wanted, Vec<Mistake>> {
        let mut mistakes = Vec::new();
        if self.roster.overflows(row) {
            let what = "This row has more cells than there are columns. Put quotes around a cell with a comma in it"
                .to_owned();
            mistakes.push(Mistake { line: row.line, column: None, what });
        }
        let email = self.cell(row, Column::Email, &mut mistakes, |cell| clean_email(cell).map_err(str::to_owned));
        let name = self.cell(row, Column::Name, &mut mistakes, |cell| {
            let name = clean_name(cell).map_err(str::to_owned)?;
            printable(&name).map(|()| name)
        });
        let unit = self.cell(row, Column::Unit, &mut mistakes, |cell| self.unit(cell));
        let joined = self.cell(row, Column::Joined, &mut mistakes, |cell| self.joined(cell));
        let role = self.cell(row, Column::Role, &mut mistakes, role);
        if let (Some(Some(_)), Some(None)) = (role, unit) {
            let what = "This role needs a unit. Name the unit in the same row".to_owned();
            mistakes.push(Mistake { line: row.line, column: Some(Column::Role), what });
        }
        match (email, name, unit, joined, role) {
            (Some(email), Some(name), Some(unit), Some(joined), Some(role)) if mistakes.is_empty() => {
                Ok(Wanted { line: row.line, email, name, unit, joined, role })
            }
            _ => Err(mistakes),
        }
    }

    fn cell<T>(
        &self,
        row: &Row,
        column: Column,
        mistakes: &mut Vec<Mistake>,
        read: impl FnOnce(&str) -> std::result::Result<T, String>,
    ) -> Option<T> {
        let cell = self.roster.cell(row, column);
        let outcome = if cell.contains(['\n', '\r']) {
            Err("This cell goes on over several lines. Look for a quotation mark that is missing or too many"
                .to_owned())
        } else {
            read(cell)
        };
        outcome.map_err(|what| mistakes.push(Mistake { line: row.line, column: Some(column), what })).ok()
    }

    fn unit(&self, cell: &str) -> std::result::Result<Option<UnitId>, String> {
        if cell.is_empty() {
            return Ok(None);
        }
        match self.places.find(cell) {
            Place::One(unit) => Ok(Some(unit)),
            Place::Several => Err(format!(
                "Several units are called “{}”. Write its key, or the names from above it like “School / Class A”",
                excerpt(cell)
            )),
            Place::None => {
                Err(format!("There is no unit “{}”. Correct the name, or add the unit first", excerpt(cell)))
            }
        }
    }

    fn joined(&self, cell: &str) -> std::result::Result<Option<Timestamp>, String> {
        if cell.is_empty() {
            return Ok(None);
        }
        let day = Timestamp::start_of_day(cell, &self.zone)
            .map_err(|_| "Write the date as year-month-day, like 2026-01-31, or leave it empty".to_owned())?;
        if day > self.now {
            return Err("This day has not come yet. Leave the date empty, or import the person on that day".to_owned());
        }
        Ok(Some(day))
    }
}

fn role(cell: &str) -> std::result::Result<Option<Role>, String> {
    match cell.to_lowercase().as_str() {
        "" | "learner" => Ok(None),
        "manager" => Ok(Some(Role::Manager)),
        "reviewer" => Ok(Some(Role::Reviewer)),
        "administrator" | "auditor" => Err(
            "An import cannot give this role. Import the person as a learner, then give the role on the person's page"
                .to_owned(),
        ),
        _ => Err("Write learner, manager or reviewer, or leave the cell empty".to_owned()),
    }
}

/// The beginning of a cell, fit for a sentence.
fn excerpt(cell: &str) -> String {
    let shown: String = cell.chars().take(60).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    if cell.chars().nth(60).is_some() { format!("{shown}…") } else { shown }
}

/// Those of the roster who are here already.
struct Known {
    people: HashMap<String, person::Model>,
    units: HashMap<PersonId, Vec<UnitId>>,
    roles: HashMap<PersonId, Vec<(String, Option<UnitId>)>>,
}

impl Known {
    async fn load(db: &impl ConnectionTrait, wanted: &[Wanted]) -> Result<Self> {
        let mut known = Self { people: HashMap::new(), units: HashMap::new(), roles: HashMap::new() };
        for some in wanted.chunks(TOGETHER) {
            let emails = some.iter().map(|row| row.email.as_str());
            let people = person::Entity::find().filter(person::Column::Email.is_in(emails)).all(db).await?;
            if people.is_empty() {
                continue;
            }
            let ids: Vec<PersonId> = people.iter().map(|person| person.id).collect();
            let members = membership::Entity::find().filter(membership::Column::PersonId.is_in(ids.iter().copied()));
            for row in members.all(db).await? {
                known.units.entry(row.person_id).or_default().push(row.unit_id);
            }
            let roles = role_grant::Entity::find().filter(role_grant::Column::PersonId.is_in(ids));
            for row in roles.all(db).await? {
                known.roles.entry(row.person_id).or_default().push((row.role, row.unit_id));
            }
            known.people.extend(people.into_iter().map(|person| (person.email.clone(), person)));
        }
        Ok(known)
    }

    fn compare(&self, row: Wanted, plan: &mut Plan) {
        let Some(person) = self.people.get(&row.email) else { return plan.changes.push(Change::Add(row)) };
        if person.disabled_at.is_some() {
            let what =
                "This person's access was ended. Restore it on the person's page first, or take the row out".to_owned();
            return plan.mistakes.push(Mistake { line: row.line, column: Some(Column::Email), what });
        }
        let units = self.units.get(&person.id).map(Vec::as_slice).unwrap_or_default();
        let roles = self.roles.get(&person.id).map(Vec::as_slice).unwrap_or_default();
        let has = |role: Role, unit: UnitId| {
            roles.iter().any(|(word, over)| word == role.word() && over.is_none_or(|over| over == unit))
        };
        let name = (person.name != row.name).then_some(row.name);
        let unit = row.unit.filter(|unit| units != [*unit]).map(|unit| (unit, row.joined));
        let role = row.role.zip(row.unit).filter(|(role, unit)| !has(*role, *unit));
        if name.is_none() && unit.is_none() && role.is_none() {
            plan.unchanged += 1;
        } else {
            let name_before = person.name.clone();
            plan.changes.push(Change::Edit { person: person.id, name_before, name, unit, role });
        }
    }
}
