//! `/team/{person}`: one of the people whom a manager looks after. Must not import `app` or another page's insides.

use axum::extract::{Path, Query};
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use crate::pages::oversight::person::Dossier;
use crate::pages::oversight::{Area, Sight};
use crate::server::actor::Manager;
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};

/// The list that one came from.
#[derive(Debug, Deserialize)]
pub struct From {
    back: Option<String>,
}

/// Shows the person; somebody of another unit looks like a missing one.
///
/// # Errors
/// [`Failure::NotFound`]; the database did not answer.
pub async fn show(
    page: Page,
    Manager { scope, .. }: Manager,
    Path(id): Path<String>,
    Query(from): Query<From>,
) -> Result<Response, Failure> {
    let sight = Sight::load(&page, Area::Team, scope).await?;
    let dossier = Dossier::load(&sight, &id).await?.back_to(from.back.as_deref(), &sight);
    let actions = || {
        let address = format!("{}/assessments", sight.area.person(dossier.person.id));
        view! {
            <nav class="actions" aria-label="Change this person">
                <a class="button button-small" href=address>"Attempts and time"</a>
            </nav>
        }
    };
    let view = || view! { <div class="stack">{dossier.view(&sight, actions())}</div> };
    Ok(page.show(Layout::Dense, &dossier.person.name, view))
}
