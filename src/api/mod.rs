//! Server functions, for islands and scripts only; pages and forms do without. Each is a public door: its first line turns the request into
//! an actor. Must not import anything but `domain`, `catalog`, `store`, `usecases` and `server`.

pub mod attempts;
pub mod reading;

use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

use crate::domain::refusal::Refusal;

/// Why a server function did not do it. Holds no personal data and no words of the database.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum ApiError {
    /// Nobody is signed in any more.
    #[error("sign in again")]
    SignedOut,
    /// There is no such thing, or it is somebody else's.
    #[error("not found")]
    NotFound,
    /// Understood and refused.
    #[error("{0}")]
    Refused(Refusal),
    /// It did not arrive, or could not be done now.
    #[error("not available right now")]
    Unavailable,
}

impl FromServerFnError for ApiError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(_: ServerFnErrorErr) -> Self {
        Self::Unavailable
    }
}

#[cfg(feature = "ssr")]
mod door {
    use std::sync::Arc;

    use axum::http::StatusCode;
    use axum::http::request::Parts;
    use leptos::prelude::use_context;
    use leptos_axum::ResponseOptions;

    use super::ApiError;
    use crate::server::actor::{Actor, SignedIn};
    use crate::server::state::App;
    use crate::store::Error;

    /// The actor of the request and the state of the program; the first line of every server function.
    pub fn enter() -> Result<(Arc<Actor>, App), ApiError> {
        let signed_in = use_context::<Parts>().and_then(|parts| parts.extensions.get::<SignedIn>().cloned());
        let Some(SignedIn(actor)) = signed_in else {
            status(StatusCode::UNAUTHORIZED);
            return Err(ApiError::SignedOut);
        };
        Ok((actor, use_context::<App>().ok_or(ApiError::Unavailable)?))
    }

    impl From<Error> for ApiError {
        fn from(error: Error) -> Self {
            match error {
                Error::NotFound => {
                    status(StatusCode::NOT_FOUND);
                    Self::NotFound
                }
                Error::Refused(refusal) => {
                    status(StatusCode::UNPROCESSABLE_ENTITY);
                    Self::Refused(refusal)
                }
                error @ (Error::Database(_) | Error::Unreadable(_)) => {
                    tracing::error!(%error, "a server function failed");
                    status(StatusCode::SERVICE_UNAVAILABLE);
                    Self::Unavailable
                }
            }
        }
    }

    fn status(status: StatusCode) {
        if let Some(options) = use_context::<ResponseOptions>() {
            options.set_status(status);
        }
    }
}

#[cfg(feature = "ssr")]
use door::enter;
