//! `/healthz` and `/readyz`: for machines that watch this one.

use axum::extract::State;
use axum::http::StatusCode;

use crate::server::state::App;

/// The program runs.
pub async fn alive() -> &'static str {
    "alive\n"
}

/// The program can answer people: its database answers.
pub async fn ready(State(app): State<App>) -> (StatusCode, &'static str) {
    match app.store().ping().await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n"),
    }
}
