//! `/admin`: who is late, and how far each unit is. Must not import `app` or another page's insides.

use axum::response::Response;
use leptos::prelude::*;

use super::frame;
use super::ready::not_ready;
use crate::components::art;
use crate::domain::person::Role;
use crate::pages::oversight::figures::{ByUnit, sentence};
use crate::pages::oversight::late::Late;
use crate::pages::oversight::search::Search;
use crate::pages::oversight::{Area, Sight};
use crate::server::actor::Overseer;
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};
use crate::store::overview::{self, Scope, Totals};
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
    let readiness = Readiness::load(sight.db()).await?;
    let may_change = actor.is(Role::Administrator);
    Ok(page.show(Layout::Dense, "Overview", || {
        let waiting = not_ready(&sight.content.catalog().programs, &readiness, may_change);
        frame("/admin", view! { <h1>"Overview"</h1>{waiting}{view(&totals, &late, &units, &sight)} })
    }))
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
