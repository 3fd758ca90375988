//! The browser entry. Must import nothing but the islands: a crate that is both `cdylib` and
//! `rlib` loses link-time optimisation, so this one exists apart.

use netwise as _;
use wasm_bindgen::prelude::wasm_bindgen;

/// Called once by the page's loader, on pages that contain an island.
#[wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
