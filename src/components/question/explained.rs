//! What was right in a question, what was answered, and why: one view for each type. Only for submitted answers. Must not
//! import anything but `domain`.

use leptos::prelude::*;

use crate::components::{Icon, raw};
use crate::domain::answer::Answer;
use crate::domain::assessment::FormItem;
use crate::domain::item::{Body, Item, Move, Pair, Part, Partner, Scenario, Scene};

/// Explains an item, given the answer to it if there was one.
pub fn explained(item: &Item, place: &FormItem, answer: Option<&Answer>) -> AnyView {
    let order = place.order(0);
    match &item.body {
        Body::Single { options, right } => options_view(options, order, |key| key == *right, |key| chose(answer, key)),
        Body::Multiple { options, right } => {
            options_view(options, order, |key| right.contains(&key), |key| chose(answer, key))
        }
        Body::TrueFalse { claim, if_true_html, if_false_html, why_html, reasons, right } => {
            let (judged, reason) = match answer {
                Some(Answer::Verdict { claim, reason }) => (Some(*claim), *reason),
                _ => (None, None),
            };
            let verdict =
                |html: &str, feedback: &str| Part { html: html.to_owned(), feedback_html: feedback.to_owned() };
            let verdicts = [verdict("True", if_true_html), verdict("False", if_false_html)];
            view! {
                {options_view(&verdicts, &[0, 1], |key| (key == 0) == *claim, |key| judged == Some(key == 0))}
                <div class="explained-why">{raw(why_html.clone())}</div>
                {options_view(reasons, order, |key| key == *right, |key| reason == Some(key))}
            }
            .into_any()
        }
        Body::Ordering { steps, also_right } => {
            let given = match answer {
                Some(Answer::Order(order)) => order.as_slice(),
                _ => &[],
            };
            steps_view(steps, also_right, given).into_any()
        }
        Body::Matching { pairs, .. } => {
            let given = match answer {
                Some(Answer::Pairs(chosen)) => chosen.as_slice(),
                _ => &[],
            };
            pairs_view(pairs, &item.body.partners(), given).into_any()
        }
        Body::Branch(scenario) => {
            let path = match answer {
                Some(Answer::Path(path)) => path.as_slice(),
                _ => &[],
            };
            scenario_view(scenario, path).into_any()
        }
    }
}

fn chose(answer: Option<&Answer>, key: u8) -> bool {
    matches!(answer, Some(Answer::Options(chosen)) if chosen.contains(&key))
}

/// How an entry is marked: class, icon, and words, for never by color alone.
struct Mark(&'static str, Icon, Option<String>);

impl Mark {
    fn of(right: bool, chosen: bool) -> Self {
        match (right, chosen) {
            (true, true) => Self("option option-right", Icon::CIRCLE_CHECK, Some("Right, and you chose it".to_owned())),
            (true, false) => Self("option option-right", Icon::CIRCLE_CHECK, Some("Right".to_owned())),
            (false, true) => Self("option option-wrong", Icon::X, Some("Your answer, not right".to_owned())),
            (false, false) => Self("option", Icon::CIRCLE, None),
        }
    }

    fn view(self, html: String, feedback: String) -> impl IntoView + use<> {
        let Self(class, icon, tag) = self;
        view! {
            <li class=class>
                {icon.view()}
                <div>
                    <p>{raw(html)}" "{tag.map(|tag| view! { <span class="option-tag">{tag}</span> })}</p>
                    <div class="option-why">{raw(feedback)}</div>
                </div>
            </li>
        }
    }
}

fn options_view(parts: &[Part], order: &[u8], right: impl Fn(u8) -> bool, chosen: impl Fn(u8) -> bool) -> AnyView {
    let options: Vec<_> = order
        .iter()
        .filter_map(|key| Some((*key, parts.get(usize::from(*key))?)))
        .map(|(key, part)| Mark::of(right(key), chosen(key)).view(part.html.clone(), part.feedback_html.clone()))
        .collect();
    view! { <ul class="options">{options}</ul> }.into_any()
}

/// The right order, each step with the place that was given to it.
fn steps_view(steps: &[Part], also_right: &[Vec<u8>], given: &[u8]) -> impl IntoView + use<> {
    let as_right = also_right.iter().any(|order| order == given);
    let rows: Vec<_> = (0u8..)
        .zip(steps)
        .map(|(key, step)| {
            let place = given.iter().position(|found| *found == key);
            let mark = match place {
                Some(place) if as_right || place == usize::from(key) => {
                    let words = format!("You gave it place {}", place + 1);
                    Mark("option option-right", Icon::CIRCLE_CHECK, Some(words))
                }
                Some(place) => Mark("option option-wrong", Icon::X, Some(format!("You gave it place {}", place + 1))),
                None => Mark("option", Icon::CIRCLE, None),
            };
            mark.view(format!("{}. {}", key + 1, step.html), step.feedback_html.clone())
        })
        .collect();
    let also = also_right.iter().map(|order| {
        let numbers: Vec<String> = order.iter().map(|key| (key + 1).to_string()).collect();
        view! { <p class="muted small">{format!("This order is as right: {}.", numbers.join(", "))}</p> }
    });
    let also: Vec<_> = also.collect();
    view! { <ul class="options">{rows}</ul>{also} }
}

/// Each row with the partner that fits it, and the one that was chosen.
fn pairs_view(pairs: &[Pair], partners: &[&Partner], given: &[Option<u8>]) -> impl IntoView + use<> {
    let rows: Vec<_> = (0u8..)
        .zip(pairs)
        .map(|(row, pair)| {
            let chosen = given.get(usize::from(row)).copied().flatten();
            let other = chosen.filter(|key| *key != row).and_then(|key| partners.get(usize::from(key)));
            let mark = match (chosen, other) {
                (Some(_), None) => Mark::of(true, true),
                (_, Some(other)) => {
                    let words = format!("You chose “{}”, which is not right", other.words);
                    Mark("option option-wrong", Icon::X, Some(words))
                }
                (None, None) => Mark::of(false, false),
            };
            // Feedback of a partner that belongs to another row stands there.
            let fits_nothing = other.filter(|_| chosen.is_some_and(|key| usize::from(key) >= pairs.len()));
            let feedback = fits_nothing.map(|other| other.part.feedback_html.as_str()).unwrap_or_default();
            mark.view(
                format!("<strong>{}</strong>: {}", pair.html, pair.partner.part.html),
                format!("{}{feedback}", pair.partner.part.feedback_html),
            )
        })
        .collect();
    view! { <ul class="options">{rows}</ul> }
}

/// The situations that were met, each with what was chosen and what earned a point.
fn scenario_view(scenario: &Scenario, path: &[u8]) -> impl IntoView + use<> {
    let mut met = scenario
        .walk(path)
        .unwrap_or_default()
        .iter()
        .map(|(scene, chosen)| (*scene, Some(*chosen)))
        .collect::<Vec<_>>();
    // Where somebody stopped halfway, the situation that waited is explained too.
    let waiting = scenario.scene_after(path).and_then(|at| scenario.scenes.get(usize::from(at)));
    met.extend(waiting.map(|scene| (scene, None)));
    let scenes: Vec<_> = met.into_iter().map(|(scene, chosen)| scene_view(scene, chosen)).collect();
    view! { <div class="explained-scenes">{scenes}</div> }
}

fn scene_view(scene: &Scene, chosen: Option<&Move>) -> impl IntoView + use<> {
    let told: Vec<_> = scene
        .moves
        .iter()
        .map(|choice| {
            let (point, taken) = (choice.point, chosen.is_some_and(|chosen| std::ptr::eq(chosen, choice)));
            let tag = match (point, taken) {
                (true, true) => Some("Your choice, a point"),
                (true, false) => Some("Earns a point"),
                (false, true) => Some("Your choice, no point"),
                (false, false) => None,
            };
            let Mark(class, icon, _) = Mark::of(point, taken);
            let feedback = if point || taken { choice.part.feedback_html.clone() } else { String::new() };
            Mark(class, icon, tag.map(str::to_owned)).view(choice.part.html.clone(), feedback)
        })
        .collect();
    view! {
        <div class="explained-scene">
            <div class="explained-question">{raw(scene.html.clone())}</div>
            <ul class="options">{told}</ul>
        </div>
    }
}
