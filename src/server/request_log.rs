//! A number for each request, on everything the log says while it is answered, and a line about the answer: what was asked
//! and how it went, never who or with which secret. Must not import anything of this crate.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;
use tracing_subscriber::EnvFilter;
use uuid::Uuid;

/// The number of a request, by which its lines in the log are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestId(Uuid);

impl std::fmt::Display for RequestId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.simple().fmt(f)
    }
}

/// The header that gives the number to whoever asked, be it a proxy with a log of its own.
const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Starts the log, on standard error: `RUST_LOG` says how much, and `json` makes each line one JSON object.
pub fn start(json: bool) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn,netwise=info"));
    let log = tracing_subscriber::fmt().with_writer(std::io::stderr).with_env_filter(filter);
    if json { log.json().flatten_event(true).init() } else { log.init() }
}

/// Numbers a request and notes how it was answered.
pub async fn number_and_note(mut request: Request, next: Next) -> Response {
    let id = RequestId(Uuid::now_v7());
    request.extensions_mut().insert(id);
    // The pattern of the address and not the address, which may hold a one-time link.
    let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str).to_owned();
    let span = tracing::info_span!("request", %id, method = %request.method(), route);
    async {
        let started = Instant::now();
        let mut response = next.run(request).await;
        let ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        let status = response.status().as_u16();
        if is_worth_a_line(&route) {
            tracing::info!(status, ms, "answered");
        } else {
            tracing::debug!(status, ms, "answered");
        }
        if let Ok(value) = HeaderValue::from_str(&id.to_string()) {
            response.headers_mut().insert(HEADER, value);
        }
        response
    }
    .instrument(span)
    .await
}

/// Not what a page brings along, and not the question whether the program runs.
fn is_worth_a_line(route: &str) -> bool {
    !["/assets/", "/content/", "/healthz", "/readyz"].iter().any(|quiet| route.starts_with(quiet))
}
