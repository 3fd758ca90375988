//! The frame of every page, and turning views into a response. Must not import anything but `domain`, `store` and
//! `components`.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{Html, IntoResponse, Response};
use leptos::prelude::*;
use leptos::reactive::owner::Owner;
use leptos::tachys::view::RenderHtml;

use super::actor::{Actor, SignedIn};
use super::assets;
use super::failure::Failure;
use super::headers::Nonce;
use super::reload;
use super::state::App;
use crate::components::icon::mark;
use crate::components::menu::{menu_close, menu_open};
use crate::components::{Calendar, Icon, raw};
use crate::domain::person::Role;
use crate::store::settings;

/// How the main part of a page is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// The full width.
    Wide,
    /// One column, for forms, questions and results.
    Narrow,
    /// Tables first, for administration.
    Dense,
}

/// What a page knows about its request. Handlers take one, and answer with [`Page::show`].
#[derive(Clone)]
pub struct Page {
    app: App,
    actor: Option<Arc<Actor>>,
    nonce: Option<Nonce>,
    path: String,
    organisation: String,
    zone: String,
}

impl FromRequestParts<App> for Page {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let organisation = settings::organisation(app.store().reader()).await?;
        Ok(Self { organisation: organisation.name, zone: organisation.zone, ..Self::bare(app, parts) })
    }
}

impl Page {
    /// A page that asks the database nothing, for when that does not answer.
    pub fn bare(app: &App, parts: &Parts) -> Self {
        Self {
            app: app.clone(),
            actor: parts.extensions.get::<SignedIn>().map(|SignedIn(actor)| actor.clone()),
            nonce: parts.extensions.get::<Nonce>().cloned(),
            path: parts.uri.path().to_owned(),
            organisation: String::new(),
            zone: "UTC".to_owned(),
        }
    }

    /// State of the program.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// Who is asking, if they are signed in.
    pub fn actor(&self) -> Option<&Arc<Actor>> {
        self.actor.as_ref()
    }

    /// The organisation's name.
    pub fn organisation(&self) -> &str {
        &self.organisation
    }

    /// Zone and present moment, for dates.
    pub fn calendar(&self) -> Calendar {
        Calendar { zone: self.zone.clone(), now: self.app.now() }
    }

    /// A small script of its own for a page that is whole without it.
    pub fn script(&self, name: &str) -> Option<impl IntoView + use<>> {
        let address = assets::address(name)?;
        let nonce = self.nonce.as_ref().map(|nonce| nonce.as_str().to_owned());
        Some(view! { <script type="module" src=address nonce=nonce></script> })
    }

    /// Answers with a page.
    pub fn show<V: IntoView>(&self, layout: Layout, title: &str, main: impl FnOnce() -> V) -> Response {
        self.show_as(StatusCode::OK, layout, title, main)
    }

    /// Answers with a page and a status.
    pub fn show_as<V: IntoView>(
        &self,
        status: StatusCode,
        layout: Layout,
        title: &str,
        main: impl FnOnce() -> V,
    ) -> Response {
        let main = render(main);
        let document = render(|| self.document(layout, title, main));
        (status, Html(format!("<!doctype html>{document}"))).into_response()
    }

    fn document(&self, layout: Layout, title: &str, main: String) -> impl IntoView + use<> {
        let nonce = self.nonce.as_ref().map(|nonce| nonce.as_str().to_owned());
        // The interactive parts are loaded by pages that have some, and by no others.
        let loader = main.contains("<leptos-island").then(|| self.script("loader.js")).flatten();
        let (body, class) = match layout {
            Layout::Wide => ("site", "page"),
            Layout::Narrow => ("site", "page page-narrow"),
            Layout::Dense => ("site dense", "page"),
        };
        view! {
            <html lang="en" dir="ltr">
                <head>
                    <meta charset="utf-8"/>
                    <meta name="viewport" content="width=device-width, initial-scale=1"/>
                    <title>{format!("{title} · Netwise")}</title>
                    <meta name="color-scheme" content="light dark"/>
                    <link rel="icon" href=assets::address("favicon.svg") type="image/svg+xml"/>
                    {preload_fonts()}
                    <link rel="stylesheet" href=assets::address("main.css")/>
                    <script type="speculationrules" nonce=nonce.clone() inner_html=PREFETCH></script>
                </head>
                <body class=body>
                    <a class="skip" href="#main">"Skip to main content"</a>
                    {self.header()}
                    <main id="main" class=class tabindex="-1" inner_html=main></main>
                    {self.footer()}
                    {loader}
                    {reload::changes().map(|seen| reload_script(seen, nonce))}
                </body>
            </html>
        }
    }

    fn header(&self) -> impl IntoView + use<> {
        let home = if self.actor.is_some() { "/home" } else { "/" };
        let links: Vec<_> = self.links().into_iter().map(|link| link.view(&self.path)).collect();
        let account = match &self.actor {
            Some(actor) => view! {
                <a class="site-person" href="/account">
                    <span class="visually-hidden">"Your account: "</span>{Icon::USER.view()}{actor.name().to_owned()}
                </a>
                <form method="post" action="/sign-out">
                    <button class="button button-quiet" type="submit">{Icon::LOG_OUT.view()}"Sign out"</button>
                </form>
            }
            .into_any(),
            None => view! { <a class="button" href="/sign-in">"Sign in"</a> }.into_any(),
        };
        view! {
            <header class="site-header">
                <div class="site-bar">
                    <a class="brand" href=home>{mark()}"Netwise"</a>
                    {menu_open("site-nav", "button menu-toggle", "Menu")}
                    <nav class="site-nav" id="site-nav" popover="" aria-label="Main">
                        {menu_close("site-nav", "Close menu")}
                        <ul>{links}</ul>
                        <div class="site-account">{account}</div>
                    </nav>
                </div>
            </header>
        }
    }

    fn links(&self) -> Vec<Link> {
        let courses = Link("/courses", "Courses", Icon::BOOK_OPEN);
        let Some(actor) = &self.actor else {
            return vec![courses, Link("/verify", "Verify a certificate", Icon::SHIELD_CHECK)];
        };
        let mut links = vec![
            Link("/home", "Home", Icon::HOUSE),
            courses,
            Link("/transcript", "Transcript", Icon::LIST_CHECKS),
            Link("/certificates", "Certificates", Icon::AWARD),
        ];
        if actor.is(Role::Manager) {
            links.push(Link("/team", "Team", Icon::USERS));
        }
        if actor.oversees() {
            links.push(Link("/admin", "Organisation", Icon::BAR_CHART));
        }
        links
    }

    fn footer(&self) -> impl IntoView + use<> {
        let by = match self.organisation.as_str() {
            "" => "Netwise".to_owned(),
            name => format!("Netwise, by {name}"),
        };
        view! {
            <footer class="site-footer">
                <div>
                    <p>{by}</p>
                    <ul>
                        <li><a href="/verify">"Verify a certificate"</a></li>
                        <li><a href="/glossary">"Glossary"</a></li>
                        <li><a href="/guides">"Guides"</a></li>
                    </ul>
                </div>
            </footer>
        }
    }
}

/// While content is being written, an open page waits for the next change and then shows it.
fn reload_script(seen: u64, nonce: Option<String>) -> impl IntoView {
    let script = format!(
        "(async function wait() {{ const news = await fetch('/dev/changes/{seen}').then((r) => r.text(), () => '{seen}'); \
         news === '{seen}' ? setTimeout(wait, 1000) : location.reload(); }})()"
    );
    view! { <script nonce=nonce inner_html=script></script> }
}

/// As text, because the view macro takes no attribute of the name `as`.
fn preload_fonts() -> Vec<impl IntoView> {
    let link =
        |address| raw(format!(r#"<link rel="preload" as="font" href="{address}" type="font/woff2" crossorigin>"#));
    FONTS.iter().filter_map(|name| assets::address(name)).map(link).collect()
}

/// The fonts of running text and of headings, wanted at once.
const FONTS: [&str; 2] = ["source-sans-3-latin.woff2", "netwise-serif-latin.woff2"];

/// The browser may fetch the likely next page early. Never one-time links, and nothing that is not a page.
const PREFETCH: &str = r#"{"prefetch":[{"where":{"and":[{"href_matches":"/*"},{"not":{"href_matches":"/invite/*"}},{"not":{"href_matches":"/assets/*"}},{"not":{"href_matches":"/content/*"}},{"not":{"href_matches":"/certificates/*/*"}},{"not":{"href_matches":"/transcript/pdf"}},{"not":{"href_matches":"/account/data"}},{"not":{"href_matches":"/admin/people/import/*"}},{"not":{"href_matches":"/admin/ledger/verify"}}]},"eagerness":"moderate"}]}"#;

/// An entry of the main navigation: address, words, icon.
struct Link(&'static str, &'static str, Icon);

impl Link {
    fn view(self, path: &str) -> impl IntoView + use<> {
        let Self(address, words, icon) = self;
        let current = match path.strip_prefix(address) {
            Some("") => Some("page"),
            // One of the pages below it.
            Some(rest) if rest.starts_with('/') => Some("true"),
            _ => None,
        };
        view! { <li><a href=address aria-current=current>{icon.view()}{words}</a></li> }
    }
}

/// Renders a view in one go: handlers have loaded everything, so nothing is awaited and late failures cannot happen.
fn render<V: IntoView>(view: impl FnOnce() -> V) -> String {
    let owner = Owner::new_root(Some(Arc::new(hydration_context::SsrSharedContext::new_islands())));
    let html = owner.with(|| view().into_view().to_html());
    owner.unset_with_forced_cleanup();
    without_markers(&html)
}

/// Leptos marks every text so that the browser can find it again. Only islands are looked for, so outside them the marks
/// would only cost bytes, and in a title they would be read as text.
fn without_markers(html: &str) -> String {
    const END: &str = "</leptos-island>";
    let mut clean = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = rest.find("<leptos-island") {
        let end = rest[start..].find(END).map_or(rest.len(), |end| start + end + END.len());
        clean.push_str(&rest[..start].replace(MARKER, ""));
        clean.push_str(&rest[start..end]);
        rest = &rest[end..];
    }
    clean.push_str(&rest.replace(MARKER, ""));
    clean
}

/// Never part of what people typed, which is escaped, nor of content, whose comments are dropped.
const MARKER: &str = "<!>";

#[cfg(test)]
mod tests {
    use super::without_markers;

    #[test]
    fn markers_stay_in_islands_and_nowhere_else() {
        assert_eq!(
            without_markers("<p>a<!></p><leptos-island><p>b<!></p></leptos-island><p>c<!><!></p>"),
            "<p>a</p><leptos-island><p>b<!></p></leptos-island><p>c</p>"
        );
        assert_eq!(without_markers("<title>x<!></title>"), "<title>x</title>");
    }
}
