//! `/admin/settings`: what the organisation says about itself. Must not import `app` or another page's insides.

use axum::response::Response;
use leptos::prelude::*;

use super::frame;
use super::setting::{Group, Values};
use crate::components::notice;
use crate::domain::person::Role;
use crate::server::actor::Overseer;
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};

/// Shows all settings.
///
/// # Errors
/// The database did not answer.
pub async fn show(page: Page, Overseer(actor): Overseer) -> Result<Response, Failure> {
    let values = Values::load(&page).await?;
    let may_change = actor.is(Role::Administrator);
    Ok(page.show(Layout::Dense, "Settings", || frame("/admin/settings", view(&values, may_change))))
}

fn view(values: &Values, may_change: bool) -> impl IntoView + use<> {
    let rows: Vec<_> = Group::ALL.iter().map(|group| row(*group, values, may_change)).collect();
    let setup =
        may_change.then(|| view! { <p><a class="link-alone" href="/admin/setup">"Go through the setup again"</a></p> });
    let look = (!may_change).then(|| notice::info("You may look at the settings. Administrators change them."));
    view! { <h1>"Settings"</h1>{look}<dl class="pairs">{rows}</dl>{setup} }
}

fn row(group: Group, values: &Values, may_change: bool) -> impl IntoView + use<> {
    let set: Vec<String> =
        group.settings().iter().map(|setting| values.get(*setting)).filter(|value| !value.is_empty()).collect();
    let value = if set.is_empty() {
        view! { <span class="muted">"Not set"</span> }.into_any()
    } else {
        let lines: Vec<String> = set.iter().flat_map(|value| value.lines()).map(str::to_owned).collect();
        let lines: Vec<_> = lines.into_iter().map(|line| view! { <span>{line}<br/></span> }).collect();
        view! { <span>{lines}</span> }.into_any()
    };
    let change = may_change.then(|| {
        view! {
            <a class="button button-small" href=format!("/admin/settings/{}", group.word())>
                "Change"<span class="visually-hidden">{format!(": {}", group.title())}</span>
            </a>
        }
    });
    view! { <div><dt>{group.title()}</dt><dd class="row row-apart">{value}{change}</dd></div> }
}
