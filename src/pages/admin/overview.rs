//! `/admin`: who is late, and how far each unit is. Must not import `app` or another page's insides.

use axum::response::Response;
use leptos::prelude::*;

use super::frame;
use crate::components::{art, notice};
use crate::pages::oversight::figures::{ByUnit, sentence};
use crate::pages::oversight::late::Late;
use crate::pages::oversight::search::Search;
use crate::pages::oversight::{Area, Sight};
use crate::server::actor::Overseer;
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};
use crate::store::entities::person;
use crate::store::overview::{self, Scope, Totals};
use crate::store::people;

/// Shows the overview of the whole organisation.
///
/// # Errors
/// The database did not answer.
pub async fn show(page: Page, Overseer(_): Overseer) -> Result<Response, Failure> {
    let sight = Sight::load(&page, Area::Organisation, Scope::Everyone).await?;
    let totals = overview::totals(sight.db(), &sight.scope, sight.calendar.now).await?;
    let late = Late::load(&sight, &totals).await?;
    let units = ByUnit::all(&sight).await?;
    let waiting = people::waiting_for_erasure(sight.db()).await?;
    Ok(page.show(Layout::Dense, "Overview", || frame("/admin", view(&totals, &late, &units, &waiting, &sight))))
}

/// Who asked for erasure, with the way to decide about it.
fn erasures(waiting: &[person::Model], sight: &Sight) -> Option<impl IntoView + use<>> {
    let link = |person: &person::Model| {
        view! { <li><a href=sight.area.person(person.id)>{person.name.clone()}</a></li> }
    };
    let links: Vec<_> = waiting.iter().map(link).collect();
    (!links.is_empty())
        .then(|| notice::warning(view! { <p>"Asked for the erasure of their data:"</p><ul>{links}</ul> }))
}

fn view(
    totals: &Totals,
    late: &Late,
    units: &ByUnit,
    waiting: &[person::Model],
    sight: &Sight,
) -> impl IntoView + use<> {
    let body = if totals.assignments == 0 {
        let step = view! { <a class="button" href="/admin/people">"See all people"</a> };
        let why = "Who belongs to a unit with a requirement is held to it from the day of joining, and shows up here.";
        art::empty("Nobody is held to anything yet", why, step).into_any()
    } else {
        let units = (!units.is_empty()).then(|| units.view("By unit", sight));
        view! { {sentence(totals, &Search::default(), sight)}{late.view(sight)}{units} }.into_any()
    };
    view! { <h1>"Overview"</h1>{erasures(waiting, sight)}{body} }
}
