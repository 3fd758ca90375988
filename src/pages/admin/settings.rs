//! `/admin/settings`: what the organisation says about itself. Must not import `app` or another page's insides.

use axum::response::Response;
use leptos::prelude::*;

use super::frame;
use super::setting::{Group, Values};
use super::setting_image::{address, on_paper, title};
use crate::components::notice;
use crate::domain::credential::Paper;
use crate::domain::person::Role;
use crate::server::actor::Overseer;
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};
use crate::store::settings;
use crate::usecases::change_image::Place;
use crate::usecases::change_settings::Setting;

/// Shows all settings.
///
/// # Errors
/// The database did not answer.
pub async fn show(page: Page, Overseer(actor): Overseer) -> Result<Response, Failure> {
    let values = Values::load(&page).await?;
    let mut pictures = Vec::new();
    for place in Place::ALL {
        let hash = settings::get(page.app().store().reader(), place.key()).await?;
        pictures.push((place, hash.filter(|hash| !hash.is_empty())));
    }
    let may_change = actor.is(Role::Administrator);
    Ok(page.show(Layout::Dense, "Settings", || frame("/admin/settings", view(&values, pictures, may_change))))
}

fn view(values: &Values, pictures: Vec<(Place, Option<String>)>, may_change: bool) -> impl IntoView + use<> {
    let rows: Vec<_> = Group::ROWS.iter().map(|group| row(*group, values, may_change)).collect();
    let pictures: Vec<_> = pictures
        .into_iter()
        .map(|(place, hash)| {
            let alt = match place {
                Place::Logo => values.get(Setting::Organisation),
                Place::Signature => values.get(Setting::Signatory),
            };
            let value = hash.map_or_else(not_set, |hash| on_paper(place, &hash, &alt).into_any());
            pair(title(place), value, may_change.then(|| address(place)))
        })
        .collect();
    let setup =
        may_change.then(|| view! { <p><a class="link-alone" href="/admin/setup">"Go through the setup again"</a></p> });
    let look = (!may_change).then(|| notice::info("You may look at the settings. Administrators change them."));
    view! { <h1>"Settings"</h1>{look}<dl class="pairs">{rows}{pictures}</dl>{setup} }
}

fn row(group: Group, values: &Values, may_change: bool) -> impl IntoView + use<> {
    let shown = |setting: &Setting| match setting {
        Setting::Paper => Paper::from_word(&values.get(*setting)).unwrap_or_default().name().to_owned(),
        _ => values.get(*setting),
    };
    let set: Vec<String> = group.settings().iter().map(shown).filter(|value| !value.is_empty()).collect();
    let value = if set.is_empty() {
        not_set()
    } else {
        let lines: Vec<String> = set.iter().flat_map(|value| value.lines()).map(str::to_owned).collect();
        let lines: Vec<_> = lines.into_iter().map(|line| view! { <span>{line}<br/></span> }).collect();
        view! { <span>{lines}</span> }.into_any()
    };
    pair(group.title(), value, may_change.then(|| format!("/admin/settings/{}", group.word())))
}

fn not_set() -> AnyView {
    view! { <span class="muted">"Not set"</span> }.into_any()
}

fn pair(title: &'static str, value: AnyView, address: Option<String>) -> impl IntoView {
    let change = address.map(|address| {
        view! {
            <a class="button button-small" href=address>
                "Change"<span class="visually-hidden">{format!(": {title}")}</span>
            </a>
        }
    });
    view! { <div><dt>{title}</dt><dd class="row row-apart">{value}{change}</dd></div> }
}
