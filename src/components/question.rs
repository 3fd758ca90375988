//! Questions as plain forms, one view for each type, and what was given as an answer. Everything works by keyboard and
//! without a script. Must not import anything but `domain`.

mod explained;
mod filled;
mod given;

use leptos::prelude::*;

pub use explained::explained;
pub use filled::Filled;
pub use given::given;

use super::form::{Problems, field_error};
use super::{Icon, raw};
use crate::domain::assessment::{Ask, Choice, Offer, Question, Turn};

/// The question with its fields, as they are filled in.
pub fn question(question: &Question, filled: &Filled, problems: &Problems) -> impl IntoView + use<> {
    let fields = match &question.ask {
        Ask::OneOf(choices) => choose(choices, true, filled).into_any(),
        Ask::AnyOf(choices) => choose(choices, false, filled).into_any(),
        Ask::Judge { why_html, reasons } => judge(why_html, reasons, filled).into_any(),
        Ask::Order(steps) => order(steps, filled).into_any(),
        Ask::Match { rows, partners } => matching(rows, partners, filled).into_any(),
        Ask::Branch { past, scene_html, choices } => branch(past, scene_html, choices, filled).into_any(),
    };
    let problem = problems.about("choices").map(|problem| field_error("choices-error".to_owned(), problem.to_owned()));
    view! {
        <div class="choices" id="choices" tabindex="-1">
            <div class="question-text" id="question_text">{raw(question.stem_html.clone())}</div>
            {problem}
            {fields}
        </div>
    }
}

fn hint(words: &'static str) -> impl IntoView {
    view! { <p class="hint" id="question_hint">{words}</p> }
}

fn choose(choices: &[Choice], single: bool, filled: &Filled) -> impl IntoView + use<> {
    let (kind, role) = if single { ("radio", "radiogroup") } else { ("checkbox", "group") };
    let options: Vec<_> =
        choices.iter().map(|choice| option("choice", kind, choice, filled.options.contains(&choice.key))).collect();
    view! {
        {hint(if single { "Choose one." } else { "Choose all that apply." })}
        <div class="choice-list" role=role aria-labelledby="question_text" aria-describedby="question_hint">{options}</div>
    }
}

fn option(name: &'static str, kind: &'static str, choice: &Choice, checked: bool) -> impl IntoView + use<> {
    view! {
        <label class="choice">
            <input type=kind name=name value=choice.key.to_string() checked=checked/>
            <span class="choice-text">{raw(choice.html.clone())}</span>
        </label>
    }
}

fn judge(why_html: &str, reasons: &[Choice], filled: &Filled) -> impl IntoView + use<> {
    let verdicts: Vec<_> = [(true, "True"), (false, "False")]
        .into_iter()
        .map(|(claim, word)| {
            view! {
                <label class="choice">
                    <input type="radio" name="claim" value=claim.to_string() checked=filled.claim == Some(claim)/>
                    <span class="choice-text">{word}</span>
                </label>
            }
        })
        .collect();
    let reasons: Vec<_> =
        reasons.iter().map(|reason| option("reason", "radio", reason, filled.reason == Some(reason.key))).collect();
    view! {
        {hint("Is this true or false? Then choose a reason.")}
        <fieldset class="choice-set">
            <legend>"True or false?"</legend>
            <div class="choice-list choice-pair">{verdicts}</div>
        </fieldset>
        <div class="choice-set" role="radiogroup" aria-labelledby="question_why">
            <div class="question-why" id="question_why">{raw(why_html.to_owned())}</div>
            <div class="choice-list">{reasons}</div>
        </div>
    }
}

fn order(steps: &[Choice], filled: &Filled) -> impl IntoView + use<> {
    let count = steps.len();
    let rows: Vec<_> = steps
        .iter()
        .map(|step| {
            let id = format!("place-{}", step.key);
            let chosen = filled.places.get(&step.key).copied();
            let places: Vec<_> = (1..=count)
                .map(|place| view! { <option value=place.to_string() selected=chosen == Some(place)>{place}</option> })
                .collect();
            view! {
                <li class="pick">
                    <label class="pick-what" for=id.clone()>{raw(step.html.clone())}</label>
                    <select class="select pick-select" id=id.clone() name=id>
                        <option value="">"Place"</option>
                        {places}
                    </select>
                </li>
            }
        })
        .collect();
    view! {
        {hint("Give each step its place: 1 comes first.")}
        <ul class="picks" aria-labelledby="question_text" aria-describedby="question_hint">{rows}</ul>
    }
}

/// A to H, for partners in their list.
fn letter(index: usize) -> char {
    u8::try_from(index).map_or('?', |index| char::from(b'A' + index))
}

fn matching(rows: &[Choice], partners: &[Offer], filled: &Filled) -> impl IntoView + use<> {
    let list: Vec<_> = partners
        .iter()
        .enumerate()
        .map(|(index, partner)| {
            view! { <li><span class="partner-letter">{letter(index).to_string()}</span><span>{partner.words.clone()}</span></li> }
        })
        .collect();
    let rows: Vec<_> = rows
        .iter()
        .map(|row| {
            let id = format!("partner-{}", row.key);
            let chosen = filled.partners.get(&row.key).copied();
            let offers: Vec<_> = partners
                .iter()
                .enumerate()
                .map(|(index, partner)| {
                    let words = format!("{}. {}", letter(index), partner.words);
                    view! { <option value=partner.key.to_string() selected=chosen == Some(partner.key)>{words}</option> }
                })
                .collect();
            view! {
                <li class="pick pick-wide">
                    <label class="pick-what" for=id.clone()>{raw(row.html.clone())}</label>
                    <select class="select pick-select" id=id.clone() name=id>
                        <option value="">"Choose a partner"</option>
                        {offers}
                    </select>
                </li>
            }
        })
        .collect();
    view! {
        {hint("Choose a partner for each row. Some partners may be left over.")}
        <ul class="partners" aria-label="Partners to choose from">{list}</ul>
        <ul class="picks" aria-labelledby="question_text" aria-describedby="question_hint">{rows}</ul>
    }
}

fn branch(past: &[Turn], scene_html: &str, choices: &[Choice], filled: &Filled) -> impl IntoView + use<> {
    let turns: Vec<_> = past
        .iter()
        .map(|turn| {
            view! {
                <li class="turn">
                    <div class="turn-scene">{raw(turn.scene_html.clone())}</div>
                    <div class="turn-choice">{Icon::CHECK.view()}<p>"You chose: "{raw(turn.chosen_html.clone())}</p></div>
                </li>
            }
        })
        .collect();
    let step = past.len();
    let path = (!turns.is_empty()).then(|| view! { <ol class="turns" aria-label="What happened so far">{turns}</ol> });
    let now = match choices.is_empty() {
        true => view! { <p class="turn-end">"This scenario is done. A choice once made stands."</p> }.into_any(),
        false => {
            let options: Vec<_> = choices
                .iter()
                .map(|choice| option("choice", "radio", choice, filled.options.contains(&choice.key)))
                .collect();
            view! {
                <div class="turn-scene question-text" id="scene_text">{raw(scene_html.to_owned())}</div>
                {hint("Choose what to do. A choice once made stands, and shows what happens next.")}
                <input type="hidden" name="step" value=step.to_string()/>
                <div
                    class="choice-list" role="radiogroup" aria-describedby="question_hint"
                    aria-labelledby=if step == 0 { "question_text" } else { "scene_text" }
                >{options}</div>
            }
            .into_any()
        }
    };
    view! { {path}{now} }
}
