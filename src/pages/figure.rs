//! `/content/{path}`: pictures of lessons, and nothing else of the content folder, which holds the answer keys too.

use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use crate::server::failure::Failure;
use crate::server::state::App;

/// A picture opened by itself runs nothing.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/// Serves a picture.
///
/// # Errors
/// [`Failure::NotFound`].
pub async fn show(State(app): State<App>, Path(path): Path<String>) -> Result<Response, Failure> {
    let content = app.content();
    let (media_type, bytes) = content.files.figure(&path).ok_or(Failure::NotFound)?;
    let headers =
        [(CONTENT_TYPE, media_type), (CONTENT_SECURITY_POLICY, POLICY), (CACHE_CONTROL, "public, max-age=3600")];
    Ok((headers, bytes.to_vec()).into_response())
}
