//! `/team/decide/{deed}`: managers remind their people and give them more time. Must not import `app` or another page's
//! insides.

use axum::extract::{Form, Path, RawQuery};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;

use crate::pages::oversight::decide::{Decision, Typed};
use crate::pages::oversight::{Area, Sight};
use crate::server::actor::Manager;
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};

/// Shows who it is about, and asks.
///
/// # Errors
/// [`Failure::NotFound`]; the database did not answer.
pub async fn show(
    page: Page,
    Manager { actor, scope }: Manager,
    Path(deed): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let sight = Sight::load(&page, Area::Team, scope).await?;
    let decision = Decision::load(&sight, &actor, &deed, query.as_deref()).await?;
    Ok(answer(&page, &sight, &decision, StatusCode::OK))
}

/// Does it.
///
/// # Errors
/// [`Failure::NotFound`]; the database did not answer.
pub async fn submit(
    page: Page,
    Manager { actor, scope }: Manager,
    Path(deed): Path<String>,
    RawQuery(query): RawQuery,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let sight = Sight::load(&page, Area::Team, scope).await?;
    let decision = Decision::load(&sight, &actor, &deed, query.as_deref()).await?;
    match decision.submit(&sight, &actor, typed).await? {
        Ok(address) => Ok(Redirect::to(&address).into_response()),
        Err(decision) => Ok(answer(&page, &sight, &decision, StatusCode::UNPROCESSABLE_ENTITY)),
    }
}

fn answer(page: &Page, sight: &Sight, decision: &Decision, status: StatusCode) -> Response {
    let title = decision.problems.title(decision.title());
    page.show_as(status, Layout::Dense, &title, || view! { <div class="stack">{decision.view(sight)}</div> })
}
