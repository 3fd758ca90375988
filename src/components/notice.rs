//! A short message set apart from the page. Must not import anything but `domain`.

use leptos::prelude::*;

use super::Icon;

/// Something to know.
pub fn info(message: impl IntoView) -> impl IntoView {
    view! { <div class="notice">{Icon::INFO.view()}<p>{message}</p></div> }
}

/// Something to look out for.
pub fn warning(message: impl IntoView) -> impl IntoView {
    view! { <div class="notice notice-warn">{Icon::TRIANGLE_ALERT.view()}<p>{message}</p></div> }
}

/// Something that went well.
pub fn good(message: impl IntoView) -> impl IntoView {
    view! { <div class="notice notice-good" role="status">{Icon::CIRCLE_CHECK.view()}<p>{message}</p></div> }
}
