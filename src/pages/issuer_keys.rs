//! `/.well-known/did.json` and `/status/{list}`: what anybody's software needs to check our certificates. For machines.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};

use crate::server::failure::Failure;
use crate::server::state::App;
use crate::server::status_list;

/// Software that runs on other sites may read it, and may keep it for five minutes.
const FOR_ALL: [(HeaderName, HeaderValue); 2] = [
    (ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
    (CACHE_CONTROL, HeaderValue::from_static("public, max-age=300")),
];

/// The issuer's keys, the retired ones too.
///
/// # Errors
/// The database did not answer.
pub async fn did(State(app): State<App>) -> Result<Response, Failure> {
    let document = app.issuer().await?.did_document();
    let kind = [(CONTENT_TYPE, HeaderValue::from_static("application/did+json"))];
    Ok((FOR_ALL, kind, document.to_string()).into_response())
}

/// A status list with an embedded proof.
///
/// # Errors
/// [`Failure::NotFound`], or the database did not answer.
pub async fn status(State(app): State<App>, Path(list): Path<String>) -> Result<Response, Failure> {
    let sealed = status_list::sealed(&app, number(&list)?).await?;
    Ok((FOR_ALL, Json(sealed.json)).into_response())
}

/// A status list as a JWT.
///
/// # Errors
/// [`Failure::NotFound`], or the database did not answer.
pub async fn status_jwt(State(app): State<App>, Path(list): Path<String>) -> Result<Response, Failure> {
    let sealed = status_list::sealed(&app, number(&list)?).await?;
    let kind = [(CONTENT_TYPE, HeaderValue::from_static("application/vc+jwt"))];
    Ok((FOR_ALL, kind, sealed.jwt).into_response())
}

/// Numbers have one spelling.
fn number(typed: &str) -> Result<u32, Failure> {
    typed.parse().ok().filter(|number: &u32| number.to_string() == typed).ok_or(Failure::NotFound)
}
