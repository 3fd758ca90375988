//! `/admin/units/{unit}`: how far one unit is, the units below it, and its people. Must not import `app` or another page's
//! insides.

use axum::extract::Path;
use axum::response::Response;
use leptos::prelude::*;

use super::frame;
use crate::components::breadcrumb;
use crate::domain::ids::UnitId;
use crate::pages::oversight::figures::{ByUnit, sentence};
use crate::pages::oversight::list::List;
use crate::pages::oversight::search::Search;
use crate::pages::oversight::{Area, Sight};
use crate::server::actor::Overseer;
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};
use crate::store::entities::unit;
use crate::store::overview::{self, Scope};

/// Shows the unit.
///
/// # Errors
/// [`Failure::NotFound`]; the database did not answer.
pub async fn show(page: Page, Overseer(_): Overseer, Path(id): Path<String>) -> Result<Response, Failure> {
    let sight = Sight::load(&page, Area::Organisation, Scope::Everyone).await?;
    let id: UnitId = id.parse().map_err(|_| Failure::NotFound)?;
    let unit = sight.tree.unit(id).ok_or(Failure::NotFound)?;
    let search = Search::of_unit(id);
    let totals = overview::totals(sight.db(), &search.scope(&sight), sight.calendar.now).await?;
    let below = ByUnit::below(&sight, id).await?;
    let list = List::of(&sight, &search).await?;
    Ok(page.show(Layout::Dense, &unit.name, || {
        let below = (!below.is_empty()).then(|| below.view("Units in it", &sight));
        let totals = sentence(&totals, &search, &sight);
        frame("/admin", view! { {head(unit, &sight)}{totals}{below}{people(&list, &search, &sight)} })
    }))
}

fn head(unit: &unit::Model, sight: &Sight) -> impl IntoView + use<> {
    let mut above: Vec<(String, String)> = sight
        .tree
        .with_above(unit.id)
        .into_iter()
        .skip(1)
        .map(|unit| (sight.area.unit(unit.id), unit.name.clone()))
        .collect();
    above.push(("/admin".to_owned(), "Overview".to_owned()));
    above.reverse();
    view! { {breadcrumb(&above, &unit.name)}<h1>{unit.name.clone()}</h1> }
}

fn people(list: &List, search: &Search, sight: &Sight) -> impl IntoView + use<> {
    view! {
        <section class="stack stack-s">
            <div class="section-head">
                <h2>"People"</h2>
                <a class="link-alone" href=search.address(sight.area)>"Search among them"</a>
            </div>
            {list.view(search, sight)}
        </section>
    }
}
