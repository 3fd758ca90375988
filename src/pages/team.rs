//! `/team`: the people whom a manager looks after, who is late among them first. Must not import `app` or another page's
//! insides.

use axum::extract::RawQuery;
use axum::response::Response;
use leptos::prelude::*;

use crate::pages::oversight::figures::{ByUnit, sentence};
use crate::pages::oversight::late::Late;
use crate::pages::oversight::list::List;
use crate::pages::oversight::search::Search;
use crate::pages::oversight::{Area, Sight};
use crate::server::actor::Manager;
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};
use crate::store::overview;

/// Shows the manager's people, or those that the address asks for.
///
/// # Errors
/// The database did not answer.
pub async fn show(page: Page, Manager { scope, .. }: Manager, RawQuery(query): RawQuery) -> Result<Response, Failure> {
    let sight = Sight::load(&page, Area::Team, scope).await?;
    let search = Search::read(query.as_deref(), &sight);
    let totals = overview::totals(sight.db(), &sight.scope, sight.calendar.now).await?;
    let list = List::of(&sight, &search).await?;
    // Who searches has seen the rest; the same holds on the pages after the first.
    let overall = search.is_everybody() && search.page == 0;
    let overall = if overall { Some((Late::load(&sight, &totals).await?, ByUnit::all(&sight).await?)) } else { None };
    Ok(page.show(Layout::Dense, "Your people", || {
        view! {
            <div class="stack">
                <h1>"Your people"</h1>
                {sentence(&totals, &Search::default(), &sight)}
                {overall.map(|(late, units)| around(&late, &units, &sight))}
                {people(&list, &search, &sight)}
            </div>
        }
    }))
}

/// Who is late, and how far the units are when there are several.
fn around(late: &Late, units: &ByUnit, sight: &Sight) -> impl IntoView + use<> {
    let units = (units.len() > 1).then(|| units.view("By unit", sight));
    view! { {late.view(sight)}{units} }
}

fn people(list: &List, search: &Search, sight: &Sight) -> impl IntoView + use<> {
    view! {
        <section class="stack stack-s">
            <h2>"People"</h2>
            {search.form(sight)}
            {list.view(search, sight)}
        </section>
    }
}
