//! Anything that did not work, as a page with a plain sentence. Must not import anything but `domain`, `store` and
//! `components`.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;

use super::issuer::IssuerError;
use super::page::{Layout, Page};
use super::request_log::RequestId;
use super::state::App;
use crate::components::art;
use crate::domain::refusal::Refusal;
use crate::store;

/// Why a request was not answered as asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// There is no such page, or it is not this person's: the two look the same.
    NotFound,
    /// Somebody must sign in first; the address they wanted.
    SignIn(String),
    /// Understood and refused, where no form can say so.
    Refused(Refusal),
    /// The request came from another site, or does not say where from.
    CrossSite,
    /// What was sent cannot be read.
    Unreadable,
    /// More was sent than any form of the site sends.
    TooLarge,
    /// Asked more often than people do.
    TooOften,
    /// The address exists, but not for this.
    NotAllowed,
    /// The database does not answer.
    Unavailable,
    /// A defect; details are in the log.
    Broken,
}

impl From<store::Error> for Failure {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::NotFound => Self::NotFound,
            store::Error::Refused(refusal) => Self::Refused(refusal),
            store::Error::Database(error) => {
                tracing::error!(%error, "the database did not answer");
                Self::Unavailable
            }
            error @ store::Error::Unreadable(_) => {
                tracing::error!(%error, "a stored record cannot be read");
                Self::Broken
            }
        }
    }
}

impl From<IssuerError> for Failure {
    fn from(error: IssuerError) -> Self {
        match error {
            IssuerError::Store(error) => error.into(),
            error => {
                tracing::error!(%error, "certificates cannot be issued");
                Self::Broken
            }
        }
    }
}

impl Failure {
    fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::SignIn(_) => StatusCode::SEE_OTHER,
            Self::Refused(Refusal::LinkSpent) => StatusCode::GONE,
            Self::Refused(_) => StatusCode::CONFLICT,
            Self::CrossSite => StatusCode::FORBIDDEN,
            Self::Unreadable => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooOften => StatusCode::TOO_MANY_REQUESTS,
            Self::NotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn words(&self) -> (&'static str, String) {
        match self {
            Self::NotFound | Self::SignIn(_) => (
                "Page not found",
                "There is nothing at this address, or it is not yours to see. Check the address for a typing mistake."
                    .to_owned(),
            ),
            Self::Refused(refusal) => ("That did not work", refusal.to_string()),
            Self::CrossSite => (
                "That did not come from this site",
                "For your safety, changes are only taken from pages of this site. Go back, reload the page and try again."
                    .to_owned(),
            ),
            Self::Unreadable => (
                "That could not be read",
                "Something in what was sent is missing or damaged. Go back, reload the page and try again.".to_owned(),
            ),
            Self::TooLarge => (
                "That is too much at once",
                "What was sent is larger than this page takes. Go back, make it shorter and try again.".to_owned(),
            ),
            Self::TooOften => (
                "That is very often",
                "So much was checked from your network in the last minute that it looks like a machine. Wait a minute and try again."
                    .to_owned(),
            ),
            Self::NotAllowed => (
                "That cannot be done here",
                "This address cannot be used in this way. Go back and use the buttons on the page.".to_owned(),
            ),
            Self::Unavailable => (
                "Not available right now",
                "Your records are safe, but cannot be reached at the moment. What you sent was not saved. Try again in a minute."
                    .to_owned(),
            ),
            Self::Broken => (
                "Something went wrong",
                "This is our mistake, and it has been noted. What you sent was not saved. Try again in a minute.".to_owned(),
            ),
        }
    }
}

impl IntoResponse for Failure {
    /// A bare response that carries the failure; [`explain`] makes the page, which needs to know who asked.
    fn into_response(self) -> Response {
        if let Self::SignIn(wanted) = &self {
            let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("next", wanted).finish();
            return Redirect::to(&format!("/sign-in?{query}")).into_response();
        }
        let mut response = self.status().into_response();
        if matches!(self, Self::Unavailable | Self::TooOften) {
            response.headers_mut().insert(RETRY_AFTER, axum::http::HeaderValue::from_static("30"));
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// Gives every failed request its page.
pub async fn explain(State(app): State<App>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let page = Page::bare(&app, &parts);
    let id = parts.extensions.get::<RequestId>().copied();
    let mut response = next.run(Request::from_parts(parts, body)).await;
    match response.extensions_mut().remove::<Failure>().or_else(|| unexplained(&response)) {
        Some(failure) => {
            let (kept, _) = response.into_parts();
            let mut page = failure_page(&page, &failure, id);
            let mut headers = kept.headers;
            headers.remove(CONTENT_TYPE);
            headers.remove(CONTENT_LENGTH);
            page.headers_mut().extend(headers);
            page
        }
        None => response,
    }
}

/// What the framework refuses by itself, it refuses in one bare line of text.
fn unexplained(response: &Response) -> Option<Failure> {
    let bare = match response.headers().get(CONTENT_TYPE) {
        None => true,
        Some(kind) => kind.as_bytes().starts_with(b"text/plain"),
    };
    match response.status() {
        // A page already, made where it was known who is asking.
        _ if !bare => None,
        StatusCode::METHOD_NOT_ALLOWED => Some(Failure::NotAllowed),
        StatusCode::PAYLOAD_TOO_LARGE => Some(Failure::TooLarge),
        status if status.is_client_error() => Some(Failure::Unreadable),
        _ => None,
    }
}

/// The page for a failure. When it is ours, the page has the number by which it is found in the log.
fn failure_page(page: &Page, failure: &Failure, id: Option<RequestId>) -> Response {
    let (title, words) = failure.words();
    let number = id.filter(|_| matches!(failure, Failure::Broken | Failure::Unavailable));
    page.show_as(failure.status(), Layout::Narrow, title, || {
        let (address, words_home) =
            if page.actor().is_some() { ("/home", "Go to your learning") } else { ("/", "Go to the start page") };
        view! {
            <div class="lost">
                {art::lost()}
                <h1>{title}</h1>
                <p class="lead">{words}</p>
                {number.map(|id| view! { <p class="muted small">{format!("If you ask for help, give this number: {id}")}</p> })}
                <p class="actions"><a class="button button-primary" href=address>{words_home}</a></p>
            </div>
        }
    })
}
