//! Icons, inline and hidden from screen readers: they always stand beside words. Must not import anything but `domain`.

use leptos::prelude::*;
use leptos::tachys::html::InertElement;

use super::raw;

/// An icon's drawing.
#[derive(Debug, Clone, Copy)]
pub struct Icon(&'static str);

/// Names the drawings in `style/icons`.
macro_rules! icons {
    ($($name:ident = $file:literal),* $(,)?) => {
        impl Icon {$(
            #[doc = concat!("`", $file, "`")]
            pub const $name: Self = Self(include_str!(concat!("../../style/icons/", $file, ".svg")));
        )*}
    };
}

icons! {
    ARROW_LEFT = "arrow-left",
    ARROW_RIGHT = "arrow-right",
    AWARD = "award",
    BAR_CHART = "bar-chart",
    BOOK_OPEN = "book-open",
    CALENDAR = "calendar",
    CHECK = "check",
    CHEVRON_DOWN = "chevron-down",
    CIRCLE = "circle",
    CIRCLE_ALERT = "circle-alert",
    CIRCLE_CHECK = "circle-check",
    CLOCK = "clock",
    DOWNLOAD = "download",
    FLAG = "flag",
    HOUSE = "house",
    INFO = "info",
    LIST_CHECKS = "list-checks",
    LOG_OUT = "log-out",
    MAP = "map",
    MENU = "menu",
    PRINTER = "printer",
    SEARCH = "search",
    SHIELD_CHECK = "shield-check",
    SHIELD_X = "shield-x",
    TRIANGLE_ALERT = "triangle-alert",
    USER = "user",
    USERS = "users",
    X = "x",
}

impl Icon {
    /// The drawing as a view.
    pub fn view(self) -> InertElement {
        raw(self.0)
    }
}

/// The mark of the product: a small network of people.
pub fn mark() -> impl IntoView {
    raw(include_str!("../../style/mark.svg"))
}
