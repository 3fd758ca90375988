//! What the site answered, with ways to read it.

use axum::body::to_bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use scraper::{Html, Selector};

/// An answer, read to its end.
#[derive(Debug, Clone)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Reply {
    pub async fn read(response: Response) -> Self {
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Self { status: parts.status, headers: parts.headers, bytes }
    }

    /// The same answer, if it has this status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "location {:?}, body: {}", self.location(), self.body());
        self
    }

    /// The body as text.
    pub fn body(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// A header's value; nothing when it is missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Where it sends the browser.
    pub fn location(&self) -> &str {
        self.header("location")
    }

    pub fn html(&self) -> Html {
        Html::parse_document(&self.body())
    }

    /// Texts of the elements that match, spaces tidied.
    pub fn all(&self, selector: &str) -> Vec<String> {
        self.html().select(&css(selector)).map(|element| tidy(element.text())).collect()
    }

    /// The text of the one heading of the first level.
    #[track_caller]
    pub fn h1(&self) -> String {
        let found = self.all("h1");
        assert_eq!(found.len(), 1, "headings {found:?} in {}", self.body());
        found.into_iter().next().unwrap_or_default()
    }

    /// The text of the main part.
    pub fn main(&self) -> String {
        self.all("main").join(" ")
    }

    /// An attribute of the first element that matches.
    #[track_caller]
    pub fn attribute(&self, selector: &str, name: &str) -> String {
        let html = self.html();
        let found = html.select(&css(selector)).next().and_then(|element| element.attr(name)).map(str::to_owned);
        found.unwrap_or_else(|| panic!("no {selector} with {name} in {}", self.body()))
    }

    /// Whether an element matches.
    pub fn has(&self, selector: &str) -> bool {
        self.html().select(&css(selector)).next().is_some()
    }

    /// The main part's text contains this.
    #[track_caller]
    pub fn shows(&self, text: &str) -> &Self {
        assert!(self.main().contains(text), "{text:?} is not in: {}", self.main());
        self
    }

    /// As JSON.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|error| panic!("{error}: {}", self.body()))
    }

    /// The body with the numbers used once taken out, for comparing pages.
    pub fn body_without_nonce(&self) -> String {
        let nonce = self.nonce();
        if nonce.is_empty() { self.body() } else { self.body().replace(&nonce, "NONCE") }
    }

    /// All headers, without what is another in every answer.
    pub fn headers_without_nonce(&self) -> Vec<String> {
        let mut lines: Vec<String> = self
            .headers
            .iter()
            .filter(|(name, _)| *name != "x-request-id")
            .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap().replace(&self.nonce(), "NONCE")))
            .collect();
        lines.sort();
        lines
    }

    /// The nonce of the policy; nothing when it has none.
    pub fn nonce(&self) -> String {
        let policy = self.header("content-security-policy");
        policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).unwrap_or_default().to_owned()
    }
}

pub fn css(selector: &str) -> Selector {
    Selector::parse(selector).unwrap()
}

/// Text with single spaces.
pub fn tidy<'a>(text: impl Iterator<Item = &'a str>) -> String {
    text.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text of a piece of HTML.
pub fn text_of(html: &str) -> String {
    tidy(Html::parse_fragment(html).root_element().text())
}
