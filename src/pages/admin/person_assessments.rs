//! `/admin/people/{person}/assessments`: another attempt or more time for anybody. Must not import `app` or another page's
//! insides.

use axum::extract::{Form, Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::frame;
use crate::components::form::Problems;
use crate::pages::oversight::assessments::{Allowing, Done, TITLE, Typed};
use crate::pages::oversight::{Area, Sight};
use crate::server::actor::{Administrator, Overseer};
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};
use crate::store::overview::Scope;

/// Shows what can be allowed, or, to those who may only look, what was.
///
/// # Errors
/// [`Failure::NotFound`]; the database did not answer.
pub async fn show(
    page: Page,
    Overseer(_): Overseer,
    Path(id): Path<String>,
    Query(done): Query<Done>,
) -> Result<Response, Failure> {
    let sight = Sight::load(&page, Area::Organisation, Scope::Everyone).await?;
    let allowing = Allowing::load(&sight, &id).await?;
    Ok(page.show(Layout::Dense, TITLE, || {
        frame("/admin/people", allowing.view(&sight, &Typed::default(), &Problems::default(), &done))
    }))
}

/// Allows it.
///
/// # Errors
/// [`Failure::NotFound`]; the database did not take it.
pub async fn submit(
    page: Page,
    Administrator(actor): Administrator,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let sight = Sight::load(&page, Area::Organisation, Scope::Everyone).await?;
    let allowing = Allowing::load(&sight, &id).await?;
    let problems = allowing.submit(&page, &actor, &typed).await?;
    if problems.is_empty() {
        return Ok(Redirect::to(&allowing.address_done(&sight)).into_response());
    }
    Ok(page.show_as(StatusCode::UNPROCESSABLE_ENTITY, Layout::Dense, &problems.title(TITLE), || {
        frame("/admin/people", allowing.view(&sight, &typed, &problems, &Done::default()))
    }))
}
