//! The options of one question: each choice is saved at once, and says so. Without JavaScript the same options are part of
//! a plain form. Must not import anything but `domain` and `api`.

use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::ApiError;
use crate::api::attempts::save_response;
use crate::domain::assessment::Choice;
use crate::domain::ids::AttemptId;

/// Where the latest choice is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Saving {
    Nothing,
    Waiting,
    Saved(String),
    Failed(String),
}

/// The question with its options.
#[island]
pub fn Answer(
    /// The attempt it belongs to.
    attempt: AttemptId,
    /// Id of the item.
    item: String,
    /// Whether just one option can be chosen.
    single: bool,
    /// The question, rendered and sanitised.
    stem_html: String,
    /// The options in the order of the form.
    choices: Vec<Choice>,
    /// Options chosen so far.
    chosen: Vec<u8>,
    /// Time of day of the last save.
    saved_at: Option<String>,
) -> impl IntoView {
    let saving = RwSignal::new(saved_at.map_or(Saving::Nothing, Saving::Saved));
    let now_chosen = RwSignal::new(chosen.iter().copied().collect::<BTreeSet<u8>>());
    // One request at a time, so that the latest choice is also the last to arrive.
    let in_flight = StoredValue::new(false);
    let item = StoredValue::new(item);

    let save = move || {
        saving.set(Saving::Waiting);
        if in_flight.get_value() {
            return;
        }
        in_flight.set_value(true);
        spawn_local(async move {
            loop {
                let sent = now_chosen.get_untracked();
                let answer = save_response(attempt, item.get_value(), sent.iter().copied().collect()).await;
                if now_chosen.get_untracked() == sent {
                    saving.set(match answer {
                        Ok(saved) => Saving::Saved(saved.time),
                        Err(error) => Saving::Failed(words(&error)),
                    });
                    break;
                }
            }
            in_flight.set_value(false);
        });
    };
    let choose = move |key: u8, on: bool| {
        now_chosen.update(|chosen| {
            if single {
                chosen.clear();
            }
            if on {
                chosen.insert(key);
            } else {
                chosen.remove(&key);
            }
        });
        save();
    };

    let options: Vec<_> = choices.into_iter().map(|choice| option(choice, single, &chosen, choose)).collect();
    view! {
        // Not a fieldset: its legend could not hold the paragraphs of a question.
        <div
            class="choices" id="choices" tabindex="-1" role=if single { "radiogroup" } else { "group" }
            aria-labelledby="question_text" aria-describedby="question_hint"
        >
            <div class="question-text" id="question_text" inner_html=stem_html></div>
            <p class="hint" id="question_hint">{if single { "Choose one." } else { "Choose all that apply." }}</p>
            {options}
        </div>
        <p class="saved" role="status">{move || match saving.get() {
            Saving::Nothing => String::new(),
            Saving::Waiting => "Saving".to_owned(),
            Saving::Saved(time) => format!("Saved {time}"),
            Saving::Failed(words) => words,
        }}</p>
    }
}

fn option<F>(choice: Choice, single: bool, chosen: &[u8], choose: F) -> impl IntoView + use<F>
where
    F: Fn(u8, bool) + 'static,
{
    let key = choice.key;
    view! {
        <label class="choice">
            <input
                type=if single { "radio" } else { "checkbox" }
                name="choice" value=key.to_string() checked=chosen.contains(&key)
                on:change=move |event| choose(key, event_target_checked(&event))
            />
            <span class="choice-text" inner_html=choice.html></span>
        </label>
    }
}

/// The answer is still in the form, so nothing is lost whatever went wrong.
fn words(error: &ApiError) -> String {
    match error {
        ApiError::Refused(refusal) => refusal.to_string(),
        ApiError::SignedOut => {
            "Not saved: you have been signed out. Sign in again in another tab, then choose again.".to_owned()
        }
        ApiError::NotFound | ApiError::Unavailable => "Not saved yet, retrying. Your answer is kept here.".to_owned(),
    }
}
