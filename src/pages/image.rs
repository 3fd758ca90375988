//! `/images/{hash}`: the logo and the signature that certificates bear. For anybody who has the address, which nobody can guess.

use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use crate::server::failure::Failure;
use crate::server::state::App;
use crate::store::images;

/// Serves a picture. What an address leads to never changes.
///
/// # Errors
/// [`Failure::NotFound`]; the database did not answer.
pub async fn show(State(app): State<App>, Path(hash): Path<String>) -> Result<Response, Failure> {
    let image = images::find(app.store().reader(), &hash).await?;
    let headers = [
        (CONTENT_TYPE, image.kind.media_type()),
        (CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
        (CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    Ok((headers, image.bytes).into_response())
}
