//! `/team/acts/{act}`: what a manager decided, about whom, and undoing it. Must not import `app` or another page's insides.

use axum::extract::{Form, Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;

use crate::pages::oversight::act::{Act, Done, Typed};
use crate::pages::oversight::{Area, Sight};
use crate::server::actor::Manager;
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};

/// Shows it.
///
/// # Errors
/// [`Failure::NotFound`]; the database did not answer.
pub async fn show(
    page: Page,
    Manager { actor, scope }: Manager,
    Path(id): Path<String>,
    Query(done): Query<Done>,
) -> Result<Response, Failure> {
    let sight = Sight::load(&page, Area::Team, scope).await?;
    let act = Act::load(&sight, &actor, &id).await?;
    Ok(page.show(Layout::Dense, &act.title(), || view! { <div class="stack">{act.view(&done, &sight)}</div> }))
}

/// Takes it back.
///
/// # Errors
/// [`Failure::NotFound`], [`Failure::Refused`]; the database did not answer.
pub async fn undo(
    page: Page,
    Manager { actor, scope }: Manager,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let sight = Sight::load(&page, Area::Team, scope).await?;
    let act = Act::load(&sight, &actor, &id).await?;
    Ok(Redirect::to(&act.undo(&sight, &actor, &typed).await?).into_response())
}
