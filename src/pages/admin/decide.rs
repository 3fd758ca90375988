//! `/admin/decide/{deed}`: reminding, giving more time, exempting, for one person or a list. Must not import `app` or another
//! page's insides.

use axum::extract::{Form, Path, RawQuery};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::frame;
use crate::pages::oversight::decide::{Decision, Typed};
use crate::pages::oversight::{Area, Sight};
use crate::server::actor::Administrator;
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};
use crate::store::overview::Scope;

/// Shows who it is about, and asks.
///
/// # Errors
/// [`Failure::NotFound`]; the database did not answer.
pub async fn show(
    page: Page,
    Administrator(actor): Administrator,
    Path(deed): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let sight = Sight::load(&page, Area::Organisation, Scope::Everyone).await?;
    let decision = Decision::load(&sight, &actor, &deed, query.as_deref()).await?;
    Ok(answer(&page, &sight, &decision, StatusCode::OK))
}

/// Does it.
///
/// # Errors
/// [`Failure::NotFound`]; the database did not answer.
pub async fn submit(
    page: Page,
    Administrator(actor): Administrator,
    Path(deed): Path<String>,
    RawQuery(query): RawQuery,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let sight = Sight::load(&page, Area::Organisation, Scope::Everyone).await?;
    let decision = Decision::load(&sight, &actor, &deed, query.as_deref()).await?;
    match decision.submit(&sight, &actor, typed).await? {
        Ok(address) => Ok(Redirect::to(&address).into_response()),
        Err(decision) => Ok(answer(&page, &sight, &decision, StatusCode::UNPROCESSABLE_ENTITY)),
    }
}

fn answer(page: &Page, sight: &Sight, decision: &Decision, status: StatusCode) -> Response {
    let title = decision.problems.title(decision.title());
    page.show_as(status, Layout::Dense, &title, || frame("/admin/people", decision.view(sight)))
}
