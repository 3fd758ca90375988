//! An answer as it was given, to be read. Must not import anything but `domain`.

use leptos::prelude::*;

use crate::components::raw;
use crate::domain::answer::Answer;
use crate::domain::assessment::FormItem;
use crate::domain::item::{Body, Item};

/// The answer in words, in the order of the form where it has one.
pub fn given(item: &Item, place: &FormItem, answer: &Answer) -> AnyView {
    match (&item.body, answer) {
        (Body::Single { options, .. } | Body::Multiple { options, .. }, Answer::Options(chosen)) => {
            let chosen = place.order(0).iter().filter(|key| chosen.contains(key));
            lines(chosen.filter_map(|key| options.get(usize::from(*key))).map(|option| option.html.clone()))
        }
        (Body::TrueFalse { reasons, .. }, Answer::Verdict { claim, reason }) => {
            let verdict = if *claim { "True" } else { "False" };
            let reason = reason.and_then(|key| reasons.get(usize::from(key)));
            let reason = reason.map_or_else(|| "No reason chosen yet".to_owned(), |reason| reason.html.clone());
            lines([verdict.to_owned(), reason])
        }
        (Body::Ordering { steps, .. }, Answer::Order(order)) => {
            let steps: Vec<_> = order
                .iter()
                .filter_map(|key| steps.get(usize::from(*key)))
                .map(|step| view! { <li>{raw(step.html.clone())}</li> })
                .collect();
            view! { <ol class="answer-given answer-order">{steps}</ol> }.into_any()
        }
        (Body::Matching { pairs, .. }, Answer::Pairs(chosen)) => {
            let partners = item.body.partners();
            let rows: Vec<_> = pairs
                .iter()
                .zip(chosen)
                .map(|(pair, partner)| {
                    let partner = partner.and_then(|key| partners.get(usize::from(key)));
                    let partner = partner.map_or_else(|| "No partner yet".to_owned(), |found| found.part.html.clone());
                    view! { <dt>{raw(pair.html.clone())}</dt><dd>{raw(partner)}</dd> }
                })
                .collect();
            view! { <dl class="answer-given answer-pairs">{rows}</dl> }.into_any()
        }
        (Body::Branch(scenario), Answer::Path(path)) => {
            let path = scenario.walk(path).unwrap_or_default();
            lines(path.iter().map(|(_, chosen)| chosen.part.html.clone()))
        }
        _ => ().into_any(),
    }
}

fn lines(html: impl IntoIterator<Item = String>) -> AnyView {
    let lines: Vec<_> = html.into_iter().map(|html| view! { <p class="answer-given">{raw(html)}</p> }).collect();
    lines.into_any()
}
