//! What the question island asks of the server. Must not import anything but `domain`, `store`, `usecases` and `server`.
// The macro makes items that cannot carry documentation.
#![allow(missing_docs)]

use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use serde::{Deserialize, Serialize};

use super::ApiError;
use crate::domain::ids::AttemptId;

/// A saved answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    /// Time of day at which it was committed, in the organisation's zone.
    pub time: String,
}

/// Saves the chosen options of one question of the actor's own open attempt; no choices take it back.
///
/// # Errors
/// See [`ApiError`].
#[server(prefix = "/api", endpoint = "save_response", input = Json)]
pub async fn save_response(attempt: AttemptId, item: String, choices: Vec<u8>) -> Result<Saved, ApiError> {
    use crate::domain::answer::Answer;
    use crate::store::settings;
    use crate::usecases::save_response::{Change, SaveResponse};

    let (actor, app) = super::enter()?;
    let change = match choices.is_empty() {
        true => Change::Clear,
        false => Change::Answer(Answer::Options(choices.into_iter().collect())),
    };
    let command = SaveResponse { person: actor.person(), attempt, item: &item, change };
    let at = app.store().write(actor.by(), &command).await?;
    let zone = settings::organisation(app.store().reader()).await?.zone;
    Ok(Saved { time: at.time_in(&zone) })
}
