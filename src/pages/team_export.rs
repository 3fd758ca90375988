//! `/team/export`: a manager's list as a file. Must not import `app` or another page's insides.

use axum::extract::{Form, RawQuery};
use axum::response::Response;
use leptos::prelude::*;

use crate::pages::oversight::export::{Export, Typed};
use crate::pages::oversight::{Area, Sight};
use crate::server::actor::Manager;
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};

/// Says what the file will hold.
///
/// # Errors
/// The database did not answer.
pub async fn show(page: Page, Manager { scope, .. }: Manager, RawQuery(query): RawQuery) -> Result<Response, Failure> {
    let sight = Sight::load(&page, Area::Team, scope).await?;
    let export = Export::load(&sight, query.as_deref()).await?;
    Ok(answer(&page, &sight, &export))
}

/// Gives the file. It is recorded, so it is not to be had by looking.
///
/// # Errors
/// The database did not answer.
pub async fn submit(
    page: Page,
    Manager { actor, scope }: Manager,
    RawQuery(query): RawQuery,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let sight = Sight::load(&page, Area::Team, scope).await?;
    let export = Export::load(&sight, query.as_deref()).await?;
    Ok(export.file(&sight, &actor, &typed).await?.unwrap_or_else(|export| answer(&page, &sight, &export)))
}

fn answer(page: &Page, sight: &Sight, export: &Export) -> Response {
    let title = export.problems.title(export.title());
    page.show_as(export.status(), Layout::Dense, &title, || view! { <div class="stack">{export.view(sight)}</div> })
}
