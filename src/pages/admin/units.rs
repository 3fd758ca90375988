//! `/admin/units`: the organisation as a tree. Must not import `app` or another page's insides.

use std::collections::BTreeMap;

use axum::response::Response;
use leptos::prelude::*;

use super::frame;
use crate::components::art;
use crate::domain::ids::UnitId;
use crate::domain::person::Role;
use crate::domain::unit::KINDS;
use crate::server::actor::Overseer;
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};
use crate::store::entities::unit;
use crate::store::units::{Tree, members};

/// Shows all units.
///
/// # Errors
/// The database did not answer.
pub async fn show(page: Page, Overseer(actor): Overseer) -> Result<Response, Failure> {
    let db = page.app().store().reader();
    let (tree, members) = (Tree::load(db).await?, members(db).await?);
    let may_change = actor.is(Role::Administrator);
    Ok(page.show(Layout::Dense, "Units", || frame("/admin/units", view(&tree, &members, may_change))))
}

fn view(tree: &Tree, members: &BTreeMap<UnitId, i64>, may_change: bool) -> impl IntoView + use<> {
    let add = || view! { <a class="button" href="/admin/units/new">"Add a unit"</a> };
    let units = tree.in_order();
    if units.is_empty() {
        let why = "Units are departments, schools and classes. People belong to them, and requirements apply to them.";
        return view! { <h1>"Units"</h1>{art::empty("No units yet", why, may_change.then(add))} }.into_any();
    }
    let rows: Vec<_> = units.into_iter().map(|(depth, unit)| row(depth, unit, members, may_change)).collect();
    let last = may_change.then(|| view! { <th scope="col"><span class="visually-hidden">"Change"</span></th> });
    view! {
        <div class="section-head"><h1>"Units"</h1>{may_change.then(|| view! { <div class="actions">{add()}</div> })}</div>
        <div class="table-scroll" tabindex="0" role="region" aria-label="Units">
            <table class="table-cards">
                <thead>
                    <tr>
                        <th scope="col">"Unit"</th>
                        <th scope="col">"Kind"</th>
                        <th scope="col">"Key"</th>
                        <th scope="col" class="num">"People"</th>
                        {last}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <p class="muted">"People are counted in the unit itself, without the units below it."</p>
    }
    .into_any()
}

fn row(depth: usize, unit: &unit::Model, members: &BTreeMap<UnitId, i64>, may_change: bool) -> impl IntoView + use<> {
    let class = format!("depth-{}", depth.min(4));
    let kind =
        KINDS.iter().find(|(word, _)| *word == unit.kind).map_or(unit.kind.clone(), |(_, words)| (*words).to_owned());
    let people = members.get(&unit.id).copied().unwrap_or_default();
    let key = unit.key.clone().unwrap_or_else(|| "–".to_owned());
    let change = may_change.then(|| {
        view! {
            <td>
                <a class="button button-small" href=format!("/admin/units/{}/edit", unit.id)>
                    "Change"<span class="visually-hidden">{format!(" {}", unit.name)}</span>
                </a>
            </td>
        }
    });
    view! {
        <tr class=class>
            <th scope="row"><a href=format!("/admin/units/{}", unit.id)>{unit.name.clone()}</a></th>
            <td data-label="Kind">{kind}</td>
            <td data-label="Key" class="mono">{key}</td>
            <td data-label="People" class="num">{people.to_string()}</td>
            {change}
        </tr>
    }
}
