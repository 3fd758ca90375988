//! `/admin/export`: a list as a file. Must not import `app` or another page's insides.

use axum::extract::{Form, RawQuery};
use axum::response::Response;

use super::frame;
use crate::pages::oversight::export::{Export, Typed};
use crate::pages::oversight::{Area, Sight};
use crate::server::actor::Overseer;
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};
use crate::store::overview::Scope;

/// Says what the file will hold.
///
/// # Errors
/// The database did not answer.
pub async fn show(page: Page, Overseer(_): Overseer, RawQuery(query): RawQuery) -> Result<Response, Failure> {
    let sight = Sight::load(&page, Area::Organisation, Scope::Everyone).await?;
    let export = Export::load(&sight, query.as_deref()).await?;
    Ok(answer(&page, &sight, &export))
}

/// Gives the file. It is recorded, so it is not to be had by looking; the record is all that changes, so auditors may too.
///
/// # Errors
/// The database did not answer.
pub async fn submit(
    page: Page,
    Overseer(actor): Overseer,
    RawQuery(query): RawQuery,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let sight = Sight::load(&page, Area::Organisation, Scope::Everyone).await?;
    let export = Export::load(&sight, query.as_deref()).await?;
    Ok(export.file(&sight, &actor, &typed).await?.unwrap_or_else(|export| answer(&page, &sight, &export)))
}

fn answer(page: &Page, sight: &Sight, export: &Export) -> Response {
    let title = export.problems.title(export.title());
    page.show_as(export.status(), Layout::Dense, &title, || frame("/admin/people", export.view(sight)))
}
