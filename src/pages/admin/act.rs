//! `/admin/acts/{act}`: what was decided, about whom, and undoing it. Must not import `app` or another page's insides.

use axum::extract::{Form, Path, Query};
use axum::response::{IntoResponse, Redirect, Response};

use super::frame;
use crate::pages::oversight::act::{Act, Done, Typed};
use crate::pages::oversight::{Area, Sight};
use crate::server::actor::{Administrator, Overseer};
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};
use crate::store::overview::Scope;

/// Shows it.
///
/// # Errors
/// [`Failure::NotFound`]; the database did not answer.
pub async fn show(
    page: Page,
    Overseer(actor): Overseer,
    Path(id): Path<String>,
    Query(done): Query<Done>,
) -> Result<Response, Failure> {
    let sight = Sight::load(&page, Area::Organisation, Scope::Everyone).await?;
    let act = Act::load(&sight, &actor, &id).await?;
    Ok(page.show(Layout::Dense, &act.title(), || frame("/admin/people", act.view(&done, &sight))))
}

/// Takes it back.
///
/// # Errors
/// [`Failure::NotFound`], [`Failure::Refused`]; the database did not answer.
pub async fn undo(
    page: Page,
    Administrator(actor): Administrator,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let sight = Sight::load(&page, Area::Organisation, Scope::Everyone).await?;
    let act = Act::load(&sight, &actor, &id).await?;
    Ok(Redirect::to(&act.undo(&sight, &actor, &typed).await?).into_response())
}
