//! Previous and next, below a long list. Must not import anything but `domain`.

use leptos::prelude::*;

use super::Icon;

/// Which part of a list is shown.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    /// Page, from 0.
    pub page: u64,
    /// Most lines of a page.
    pub size: u64,
    /// Lines of this page.
    pub lines: usize,
    /// Lines of all pages.
    pub total: u64,
}

/// Where one is in a list, and the ways on and back.
pub fn pager(part: Part, address: impl Fn(u64) -> String) -> AnyView {
    let Part { page, size, lines, total } = part;
    let first = page * size + 1;
    let last = first + (lines as u64).saturating_sub(1);
    let previous = (page > 0).then(|| {
        view! { <a class="button button-small" rel="prev" href=address(page - 1)>{Icon::ARROW_LEFT.view()}"Previous"</a> }
    });
    let next = (page + 1 < total.div_ceil(size)).then(|| {
        view! { <a class="button button-small" rel="next" href=address(page + 1)>"Next"{Icon::ARROW_RIGHT.view()}</a> }
    });
    view! {
        <nav class="pages" aria-label="Pages">
            <span class="muted small">{format!("{first} to {last} of {total}")}</span>
            <span class="row">{previous}{next}</span>
        </nav>
    }
    .into_any()
}
