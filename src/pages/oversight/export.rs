//! A list as a file: what it will hold, and the file itself. Must not import `app` or another page's insides.

use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;
use serde_json::json;
use url::form_urlencoded;

use super::figures::ByUnit;
use super::search::Search;
use super::{Area, Sight};
use crate::components::form::{Problems, error_summary};
use crate::components::{Icon, breadcrumb};
use crate::server::actor::Actor;
use crate::server::failure::Failure;
use crate::server::table_file::{Kind, Table};
use crate::store::overview::{self, Standing, status_of};
use crate::usecases::record_export::RecordExport;

/// Most lines of a file.
pub const MOST: u64 = 100_000;

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    format: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Which {
    People,
    Units,
}

impl Which {
    fn word(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Units => "units",
        }
    }
}

/// A list that is about to become a file.
pub struct Export {
    which: Which,
    search: Search,
    query: String,
    total: u64,
    /// What is wrong with what was sent.
    pub problems: Problems,
}

impl Export {
    /// Reads what the address asks for.
    ///
    /// # Errors
    /// The database did not answer.
    pub async fn load(sight: &Sight, query: Option<&str>) -> Result<Self, Failure> {
        let query = query.unwrap_or_default();
        let units = form_urlencoded::parse(query.as_bytes()).any(|(name, value)| name == "list" && value == "units");
        let which = if units { Which::Units } else { Which::People };
        let search = Search::read(Some(query), sight);
        let total = match which {
            Which::Units => ByUnit::all(sight).await?.len() as u64,
            Which::People => {
                let scope = search.scope(sight);
                overview::people(sight.db(), &scope, &search.filter(), sight.calendar.now, 0).await?.total
            }
        };
        Ok(Self { which, search, query: query.to_owned(), total, problems: Problems::default() })
    }

    /// Makes the file and notes that it was made; or gives the form once more.
    ///
    /// # Errors
    /// The database did not answer; the file cannot be written.
    pub async fn file(
        mut self,
        sight: &Sight,
        actor: &Actor,
        typed: &Typed,
    ) -> Result<Result<Response, Self>, Failure> {
        let Some(kind) = Kind::from_word(&typed.format) else {
            self.problems.add("format", "Choose a kind of file");
            return Ok(Err(self));
        };
        if self.total > MOST {
            self.problems.add("format", format!("A file holds at most {MOST} lines. Narrow the list first"));
            return Ok(Err(self));
        }
        let table = self.table(sight).await?;
        let filter = json!({
            "unit": self.search.unit, "status": self.search.status_word(sight.area), "program": self.search.program,
            "role": self.search.role, "by_words": !self.search.words.is_empty(), "own_units_only": sight.area == Area::Team,
        });
        let record = RecordExport { list: self.which.word(), format: kind.word(), filter, rows: table.rows.len() };
        sight.store().write(actor.by(), &record).await?;
        Ok(Ok(table.answer(kind).await?))
    }

    async fn table(&self, sight: &Sight) -> Result<Table, Failure> {
        let day = sight.calendar.now.iso_date_in(&sight.calendar.zone);
        let name = format!("netwise-{}-{day}", self.which.word());
        let (columns, rows) = match self.which {
            Which::People => self.people(sight).await?,
            Which::Units => units(sight).await?,
        };
        Ok(Table { name, columns, rows })
    }

    /// The same lines and columns as the page, all of them.
    async fn people(&self, sight: &Sight) -> Result<Cells, Failure> {
        let (db, zone, now) = (sight.db(), &sight.calendar.zone, sight.calendar.now);
        let lines = overview::all_people(db, &self.search.scope(sight), &self.search.filter(), now, MOST).await?;
        let units = overview::units_of(db, &sight.scope, lines.iter().map(|line| line.person.id)).await?;
        let programs = overview::programs_of(db, &lines).await?;
        let left = self.search.standing == Some(Standing::Left);
        let mut columns = vec!["Person", "E-mail", "Unit", "Requirement", "Due", "Status"];
        columns.extend(left.then_some("Access ended"));
        let row = |line: &overview::Line| {
            let of = units.get(&line.person.id).map(Vec::as_slice).unwrap_or_default();
            let of = of.iter().map(|(_, unit)| unit.name.as_str()).collect::<Vec<_>>().join(", ");
            let held = line.assignment.as_ref();
            let title = held.map(|held| programs.get(&held.program_hash).map_or(&held.program_key, |one| &one.title));
            let mut cells = vec![
                line.person.name.clone(),
                line.person.email.clone(),
                of,
                title.cloned().unwrap_or_default(),
                held.map(|held| held.due_at.iso_date_in(zone)).unwrap_or_default(),
                held.map_or("", |held| status_of(held, now).label()).to_owned(),
            ];
            cells.extend(left.then(|| line.person.disabled_at.map(|at| at.iso_date_in(zone)).unwrap_or_default()));
            cells
        };
        Ok((columns, lines.iter().map(row).collect()))
    }

    /// What the page is called.
    pub fn title(&self) -> &'static str {
        "Export"
    }

    /// Its status.
    pub fn status(&self) -> StatusCode {
        if self.problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
    }

    /// The page.
    pub fn view(&self, sight: &Sight) -> impl IntoView + use<> {
        let action = match self.query.as_str() {
            "" => sight.area.export().to_owned(),
            query => format!("{}?{query}", sight.area.export()),
        };
        let (what, back) = match self.which {
            Which::People => ("lines of people and what they are held to", self.search.address(sight.area)),
            Which::Units => ("units with their totals", sight.area.overview().to_owned()),
        };
        let filters = if self.which == Which::People { self.search.in_words(sight) } else { vec![] };
        let filters = (!filters.is_empty()).then(|| view! { <p class="muted">{filters.join(" · ")}</p> });
        view! {
            {error_summary(&self.problems)}
            {breadcrumb(&[(back, "Back to the list".to_owned())], self.title())}
            <h1>{self.title()}</h1>
            <p class="totals">{format!("{} {what}", self.total)}</p>
            {filters}
            <p class="measure">"The file has the same columns as the page, and every line of the list. That you take it along is recorded, without the names in it. Keep it as safe as the site keeps it."</p>
            <form method="post" action=action class="actions" id="format">
                <button class="button button-primary" type="submit" name="format" value="xlsx">{Icon::DOWNLOAD.view()}"Excel workbook (.xlsx)"</button>
                <button class="button" type="submit" name="format" value="csv">{Icon::DOWNLOAD.view()}"Plain table (.csv)"</button>
            </form>
        }
    }
}

/// Columns, and the cells below them.
type Cells = (Vec<&'static str>, Vec<Vec<String>>);

async fn units(sight: &Sight) -> Result<Cells, Failure> {
    let units = ByUnit::all(sight).await?;
    let columns = vec!["Unit", "Progress in %", "People", "Requirements", "Complete", "Exempt", "Due soon", "Overdue"];
    let rows = units.lines().map(|(unit, totals)| {
        let numbers = [
            i64::from(totals.percent_met()),
            totals.people,
            totals.assignments,
            totals.complete,
            totals.exempt,
            totals.due_soon,
            totals.overdue,
        ];
        std::iter::once(sight.tree.path(unit.id)).chain(numbers.map(|number| number.to_string())).collect()
    });
    Ok((columns, rows.collect()))
}

/// The way to the file of a list.
pub fn export_link(search: &Search, sight: &Sight) -> impl IntoView + use<> {
    let address = search.page(0).address_of(sight.area.export(), sight.area);
    view! { <a class="button button-small" href=address>{Icon::DOWNLOAD.view()}"Export"</a> }
}
