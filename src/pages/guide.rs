//! `/guides/{guide}`: one text for those who run a program or decide about one, to read and to print.

use axum::extract::Path;
use axum::response::Response;
use leptos::prelude::*;

use crate::components::{breadcrumb, raw};
use crate::domain::course::Guide;
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};

/// Shows the guide.
///
/// # Errors
/// [`Failure::NotFound`].
pub async fn show(page: Page, Path(guide): Path<String>) -> Result<Response, Failure> {
    let content = page.app().content();
    let guide = content.catalog().guide(&guide).ok_or(Failure::NotFound)?;
    Ok(page.show(Layout::Wide, &guide.title, || view(guide)))
}

fn view(guide: &Guide) -> impl IntoView + use<> {
    view! {
        <div class="reader">
            <article>
                <header class="reader-head">
                    {breadcrumb(&[("/guides".to_owned(), "Guides".to_owned())], &guide.title)}
                    <h1>{guide.title.clone()}</h1>
                    <p class="muted small no-print">"To hand this out, print the page with your browser."</p>
                </header>
                <div class="prose">{raw(guide.html.clone())}</div>
            </article>
            {contents(guide)}
        </div>
    }
}

fn contents(guide: &Guide) -> impl IntoView + use<> {
    let link = |(anchor, text): &(String, String)| {
        let text = text.clone();
        view! { <li><a href=format!("#{anchor}")>{text}</a></li> }
    };
    let headings: Vec<_> = guide.headings.iter().map(link).collect();
    (headings.len() > 1).then(|| {
        view! {
            <aside class="toc toc-wide">
                <nav aria-labelledby="toc_title"><h2 id="toc_title">"On this page"</h2><ol>{headings}</ol></nav>
            </aside>
        }
    })
}
