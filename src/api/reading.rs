//! What the reader's script asks of the server. Must not import anything but `domain`, `store`, `usecases` and `server`.
// The macro makes items that cannot carry documentation.
#![allow(missing_docs)]

use leptos::prelude::*;
use leptos::server_fn::codec::Json;

use super::ApiError;

/// Remembers how far the actor has read a lesson, in thousandths of the page.
///
/// # Errors
/// See [`ApiError`].
#[server(prefix = "/api", endpoint = "record_position", input = Json)]
pub async fn record_position(course: String, lesson: String, position: i32) -> Result<(), ApiError> {
    use crate::usecases::record_position::RecordPosition;

    let (actor, app) = super::enter()?;
    let content = app.content();
    let known = content.catalog().course(&course).and_then(|course| course.lesson(&lesson));
    known.ok_or(crate::store::Error::NotFound)?;
    let command = RecordPosition { person: actor.person(), course, lesson, position };
    Ok(app.store().write(actor.by(), &command).await?)
}
