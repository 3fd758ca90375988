//! Changes are only taken from our own pages. Must not import anything of this crate but its siblings.

use axum::extract::{Request, State};
use axum::http::header::ORIGIN;
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::Response;

use super::failure::Failure;
use super::state::App;

/// Lets through what changes nothing, and what says that it comes from our own pages. `Sec-Fetch-Site` cannot be
/// set by a page; browsers without it send `Origin` with every form post.
///
/// # Errors
/// [`Failure::CrossSite`].
pub async fn refuse_cross_site(State(app): State<App>, request: Request, next: Next) -> Result<Response, Failure> {
    let harmless = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if harmless || is_own(request.headers(), &app.config().base_url.origin().ascii_serialization()) {
        Ok(next.run(request).await)
    } else {
        Err(Failure::CrossSite)
    }
}

fn is_own(headers: &HeaderMap, own_origin: &str) -> bool {
    let header = |name| headers.get(name).and_then(|value: &axum::http::HeaderValue| value.to_str().ok());
    match (header("sec-fetch-site"), header(ORIGIN.as_str())) {
        (Some(site), _) => site == "same-origin",
        (None, Some(origin)) => origin == own_origin,
        (None, None) => false,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn only_our_own_pages_may_change_anything() {
        for (site, origin, accepted) in [
            (Some("same-origin"), None, true),
            (Some("same-origin"), Some("https://evil.example"), true),
            (Some("same-site"), Some("https://learn.example.org"), false),
            (Some("cross-site"), None, false),
            (Some("none"), None, false),
            (None, Some("https://learn.example.org"), true),
            (None, Some("https://learn.example.org:8443"), false),
            (None, Some("http://learn.example.org"), false),
            (None, Some("null"), false),
            (None, None, false),
        ] {
            let mut headers = HeaderMap::new();
            if let Some(site) = site {
                headers.insert("sec-fetch-site", site.parse().unwrap());
            }
            if let Some(origin) = origin {
                headers.insert(ORIGIN, origin.parse().unwrap());
            }
            assert_eq!(is_own(&headers, "https://learn.example.org"), accepted, "{site:?} {origin:?}");
        }
    }
}
