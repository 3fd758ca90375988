//! Where a page is. Must not import anything but `domain`.

use leptos::prelude::*;

/// The way to this page: (address, name) of the pages above, then the name of this one.
pub fn breadcrumb(above: &[(String, String)], here: &str) -> impl IntoView + use<> {
    let above: Vec<_> =
        above.iter().cloned().map(|(address, name)| view! { <li><a href=address>{name}</a></li> }).collect();
    view! {
        <nav class="breadcrumb" aria-label="You are here">
            <ol>{above}<li aria-current="page">{here.to_owned()}</li></ol>
        </nav>
    }
}
