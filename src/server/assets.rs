//! Style, scripts and fonts, embedded in the program with their compressed forms. Must not import anything of this crate
//! but its siblings.

use axum::extract::Path;
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};

use super::failure::Failure;

/// One embedded file. Its address changes with its content, so browsers may keep it for ever.
#[derive(Debug)]
pub struct Asset {
    /// Name without the fingerprint (`main.css`).
    pub name: &'static str,
    /// Address (`/assets/main-1a2b3c4d.css`).
    pub path: &'static str,
    /// Media type.
    pub content_type: &'static str,
    /// The file.
    pub raw: &'static [u8],
    /// The file, compressed by brotli, where that is smaller.
    pub br: Option<&'static [u8]>,
    /// The file, compressed by gzip, where that is smaller.
    pub gz: Option<&'static [u8]>,
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// Address of the asset with this name; none when the build left it out.
pub fn address(name: &str) -> Option<&'static str> {
    ASSETS.iter().find(|asset| asset.name == name).map(|asset| asset.path)
}

/// Serves an asset in the smallest form the browser takes.
///
/// # Errors
/// [`Failure::NotFound`].
pub async fn serve(Path(file): Path<String>, headers: HeaderMap) -> Result<Response, Failure> {
    let path = format!("/assets/{file}");
    let asset = ASSETS.iter().find(|asset| asset.path == path).ok_or(Failure::NotFound)?;
    let accepted = headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let takes =
        |coding: &str| accepted.split(',').any(|part| part.split(';').next().unwrap_or_default().trim() == coding);
    let (body, coding) = match (asset.br, asset.gz) {
        (Some(body), _) if takes("br") => (body, Some("br")),
        (_, Some(body)) if takes("gzip") => (body, Some("gzip")),
        _ => (asset.raw, None),
    };
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(asset.content_type));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(coding) = coding {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    Ok(response)
}
