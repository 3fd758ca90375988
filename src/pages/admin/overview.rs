//! `/admin`: who is late, and how far each unit is. Must not import `app` or another page's insides.

use axum::response::Response;
use leptos::prelude::*;

use super::frame;
use super::ready::not_ready;
use crate::components::{art, date, notice};
use crate::domain::person::Role;
use crate::domain::time::{DAY, Timestamp};
use crate::pages::oversight::figures::{ByUnit, sentence};
use crate::pages::oversight::late::Late;
use crate::pages::oversight::search::Search;
use crate::pages::oversight::{Area, Sight};
use crate::server::actor::Overseer;
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};
use crate::store::overview::{self, Scope, Totals};
use crate::store::tallies;
use crate::usecases::readiness::Readiness;

/// Shows the overview of the whole organisation.
///
/// # Errors
/// The database did not answer.
pub async fn show(page: Page, Overseer(actor): Overseer) -> Result<Response, Failure> {
    let sight = Sight::load(&page, Area::Organisation, Scope::Everyone).await?;
    let totals = overview::totals(sight.db(), &sight.scope, sight.calendar.now).await?;
    let late = Late::load(&sight, &totals).await?;
    let units = ByUnit::all(&sight).await?;
    let mended = tallies::last_mended(sight.db(), sight.calendar.now.plus(-SAID_FOR)).await?;
    let readiness = Readiness::load(sight.db()).await?;
    let may_change = actor.is(Role::Administrator);
    Ok(page.show(Layout::Dense, "Overview", || {
        let waiting = not_ready(&sight.content.catalog().programs, &readiness, may_change);
        let wrong = mended.map(|at| were_wrong(at, &sight));
        frame("/admin", view! { <h1>"Overview"</h1>{wrong}{waiting}{view(&totals, &late, &units, &sight)} })
    }))
}

/// For how long it is said that figures were wrong.
const SAID_FOR: i64 = 7 * DAY;

fn were_wrong(at: Timestamp, sight: &Sight) -> impl IntoView + use<> {
    notice::warning(view! {
        "On "{date(at, &sight.calendar)}" some figures here did not match the records behind them. They were counted anew and are right now. "
        <a href="/admin/ledger">"See the ledger"</a>
    })
}

fn view(totals: &Totals, late: &Late, units: &ByUnit, sight: &Sight) -> impl IntoView + use<> {
    if totals.assignments == 0 {
        let step = view! { <a class="button" href="/admin/people">"See all people"</a> };
        let why = "Who belongs to a unit with a requirement is held to it from the day of joining, and shows up here.";
        art::empty("Nobody is held to anything yet", why, step).into_any()
    } else {
        let units = (!units.is_empty()).then(|| units.view("By unit", sight));
        view! { {sentence(totals, &Search::default(), sight)}{late.view(sight)}{units} }.into_any()
    }
}
