//! `/guides`: the texts for those who run a program or decide about one.

use axum::response::Response;
use leptos::prelude::*;

use crate::domain::course::Guide;
use crate::server::page::{Layout, Page};

/// Shows all guides.
pub async fn show(page: Page) -> Response {
    let content = page.app().content();
    page.show(Layout::Narrow, "Guides", || view(&content.catalog().guides))
}

fn view(guides: &[Guide]) -> impl IntoView + use<> {
    let entry = |guide: &Guide| {
        let title = guide.title.clone();
        view! { <li><a href=format!("/guides/{}", guide.key)>{title}</a></li> }
    };
    let list = match guides.is_empty() {
        true => {
            view! { <p class="muted">"There are no guides yet. "<a href="/courses">"Browse courses"</a></p> }.into_any()
        }
        false => view! { <ul class="plain-list stack">{guides.iter().map(entry).collect::<Vec<_>>()}</ul> }.into_any(),
    };
    view! {
        <div class="stack">
            <h1>"Guides"</h1>
            <p class="lead">"For those who teach with these courses, or decide whether to require them."</p>
            {list}
        </div>
    }
}
