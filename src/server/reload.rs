//! While content is being written: notices changed files and tells open pages to reload. Must not import anything but its
//! siblings.

use axum::Router;

use super::state::App;

/// Nothing yet.
pub fn routes() -> Router<App> {
    Router::new()
}
