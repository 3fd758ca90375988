//! `/sign-out`: ends this session.

use axum::response::Response;

use crate::server::failure::Failure;
use crate::server::page::Page;
use crate::server::sign_in_cookie;
use crate::usecases::session::EndSession;

/// Ends the session, if there is one; leaving twice is no mistake.
///
/// # Errors
/// The database did not answer.
pub async fn submit(page: Page) -> Result<Response, Failure> {
    if let Some(actor) = page.actor() {
        page.app().store().write(actor.by(), &EndSession { session: actor.session() }).await?;
    }
    Ok(sign_in_cookie::signed_out(page.app().config(), "/"))
}
