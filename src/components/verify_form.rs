//! The form that asks for the number of a certificate. Must not import anything but `domain`.

use leptos::prelude::*;

use super::form::{Problems, field_error};

/// What a certificate number looks like.
pub const EXAMPLE: &str = "NW-7K3M-9QXR-2TBV";

/// The form: what was typed, what is wrong with it, and whether checking a number is what the page is for.
pub fn verify_form(typed: &str, problems: &Problems, main: bool) -> impl IntoView + use<> {
    let typed = typed.to_owned();
    let problem = problems.about("number").map(str::to_owned);
    let described = if problem.is_some() { "number-hint number-error" } else { "number-hint" };
    let button = if main { "button button-primary" } else { "button" };
    view! {
        <form class="form" method="get" action="/verify" novalidate>
            <div class="field">
                <label for="number">"Certificate number"</label>
                <p class="hint" id="number-hint">{format!("Printed at the bottom, like {EXAMPLE}")}</p>
                {problem.clone().map(|problem| field_error("number-error".to_owned(), problem))}
                <input
                    class="input input-number" id="number" name="number" type="text" autocomplete="off"
                    autocapitalize="characters" spellcheck="false" value=typed
                    aria-invalid=problem.map(|_| "true") aria-describedby=described
                />
            </div>
            <button class=button type="submit">"Verify"</button>
        </form>
    }
}
