//! Security headers on every response, with a fresh nonce for the few inline scripts. Must not import anything of this crate
//! but its siblings.

use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::actor::SignedIn;
use super::failure::Failure;
use super::state::App;

/// A number used once: scripts that carry it are ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nonce(String);

impl Nonce {
    /// The text of the attribute.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn fresh() -> Result<Self, Failure> {
        let mut bytes = [0u8; 16];
        getrandom::fill(&mut bytes).map_err(|error| {
            tracing::error!(%error, "the operating system has no randomness");
            Failure::Broken
        })?;
        Ok(Self(BASE64_STANDARD.encode(bytes)))
    }
}

/// Adds the headers, and the nonce to the request for the page to use.
///
/// # Errors
/// [`Failure::Broken`] without randomness: no page is better than one whose scripts can be forged.
pub async fn secure(State(app): State<App>, mut request: Request, next: Next) -> Result<Response, Failure> {
    let nonce = Nonce::fresh()?;
    request.extensions_mut().insert(nonce.clone());
    let mut response = next.run(request).await;
    let signed_in = response.extensions().get::<SignedIn>().is_some();
    let headers = response.headers_mut();
    set(headers, X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(headers, REFERRER_POLICY, "same-origin");
    set(headers, HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(headers, HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()");
    if app.config().is_https() {
        set(headers, STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains");
    }
    if !headers.contains_key(CONTENT_SECURITY_POLICY)
        && let Ok(policy) = HeaderValue::from_str(&policy(&nonce))
    {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    if !headers.contains_key(CACHE_CONTROL) {
        // What a signed-in person saw must not come back for the next user of the machine.
        set(headers, CACHE_CONTROL, if signed_in { "no-store" } else { "no-cache" });
    }
    Ok(response)
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.insert(name, HeaderValue::from_static(value));
}

fn policy(nonce: &Nonce) -> String {
    format!(
        "default-src 'none'; script-src 'nonce-{}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'; manifest-src 'self'",
        nonce.as_str()
    )
}
