//! `/admin/reports`: where the organisation stands today, for paper. Must not import `app` or another page's insides.

use std::collections::BTreeMap;

use axum::response::Response;
use leptos::prelude::*;

use super::frame;
use super::programs;
use crate::components::date::date_time;
use crate::components::{Icon, notice};
use crate::pages::oversight::figures::{ByUnit, sentence};
use crate::pages::oversight::list::List;
use crate::pages::oversight::search::Search;
use crate::pages::oversight::{Area, Sight};
use crate::server::actor::Overseer;
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};
use crate::store::overview::{self, Scope, Totals};

/// Most late requirements that are listed by name.
const LATE: u64 = 500;

/// Everything on the page.
struct Report<'a> {
    organisation: &'a str,
    totals: Totals,
    by_program: BTreeMap<String, Totals>,
    units: ByUnit<'a>,
    late: List,
}

/// Shows the report as of now.
///
/// # Errors
/// The database did not answer.
pub async fn show(page: Page, Overseer(_): Overseer) -> Result<Response, Failure> {
    let sight = Sight::load(&page, Area::Organisation, Scope::Everyone).await?;
    let (db, now) = (sight.db(), sight.calendar.now);
    let report = Report {
        organisation: page.organisation(),
        totals: overview::totals(db, &sight.scope, now).await?,
        by_program: overview::by_program(db, now).await?,
        units: ByUnit::all(&sight).await?,
        late: List::overdue(&sight, &sight.scope, LATE).await?,
    };
    Ok(page.show(Layout::Dense, "Report", || frame("/admin/reports", report.view(&sight))))
}

impl Report<'_> {
    fn view(&self, sight: &Sight) -> impl IntoView + use<> {
        let calendar = &sight.calendar;
        let programs = &sight.content.catalog().programs;
        let late = match self.totals.overdue {
            0 => notice::good("Nobody is late.").into_any(),
            _ => self.late.table("Overdue", sight).into_any(),
        };
        let cut = (self.totals.overdue > LATE.cast_signed())
            .then(|| view! { <p class="muted">{format!("The first {LATE} of {} are listed, the longest overdue first.", self.totals.overdue)}</p> });
        view! {
            <h1>"Where everybody stands"</h1>
            <p class="muted">
                {self.organisation.to_owned()}", as of "{date_time(calendar.now, calendar)}{format!(" ({} time)", calendar.zone)}
            </p>
            <p class="no-print">{Icon::PRINTER.view()}" This page is made for paper: use the print command of your browser."</p>
            {sentence(&self.totals, &Search::default(), sight)}
            <section class="stack stack-s">
                <h2>"By requirement"</h2>
                {programs::table(programs, &self.by_program)}
            </section>
            {(!self.units.is_empty()).then(|| self.units.view("By unit", sight))}
            <section class="stack stack-s report-late">
                <h2>{format!("Overdue ({})", self.totals.overdue)}</h2>
                {late}{cut}
            </section>
        }
    }
}
