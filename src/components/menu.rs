//! What opens and closes a navigation on a narrow screen, without a script. Must not import anything but `domain`.

use leptos::prelude::*;

use super::Icon;

/// The button that opens the navigation with this `id`.
pub fn menu_open(id: &'static str, class: &'static str, words: &'static str) -> impl IntoView {
    view! { <button class=class type="button" popovertarget=id>{Icon::MENU.view()}{words}</button> }
}

/// The button inside it that closes it.
pub fn menu_close(id: &'static str, words: &'static str) -> impl IntoView {
    view! {
        <button class="button button-quiet menu-close" type="button" popovertarget=id popovertargetaction="hide">
            {Icon::X.view()}{words}
        </button>
    }
}
