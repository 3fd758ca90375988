//! `/glossary`: the words of the field, in alphabetical order.

use axum::response::Response;
use leptos::prelude::*;

use crate::components::raw;
use crate::domain::course::Term;
use crate::server::page::{Layout, Page};

/// Shows all terms.
pub async fn show(page: Page) -> Response {
    let content = page.app().content();
    let terms: Vec<&Term> = content.catalog().glossary.values().collect();
    page.show(Layout::Narrow, "Glossary", || view(&terms))
}

fn view(terms: &[&Term]) -> impl IntoView + use<> {
    let entries: Vec<_> = terms
        .iter()
        .map(|term| {
            view! {
                <div class="glossary-term" id=term.slug.clone()>
                    <dt>{term.name.clone()}</dt>
                    <dd>{raw(term.html.clone())}</dd>
                </div>
            }
        })
        .collect();
    let body = match terms.is_empty() {
        true => {
            view! { <p class="muted">"No words are explained here yet. "<a href="/courses">"Browse courses"</a></p> }
                .into_any()
        }
        false => view! { <dl class="glossary">{entries}</dl> }.into_any(),
    };
    view! {
        <div class="stack">
            <h1>"Glossary"</h1>
            <p class="lead">"The words that the lessons use, in plain language."</p>
            {body}
        </div>
    }
}
