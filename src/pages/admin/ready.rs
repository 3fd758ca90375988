//! Which programs wait for something that the organisation has to say about itself. Must not import `app` or another page's
//! insides.

use leptos::prelude::*;

use super::setting::Group;
use crate::components::Icon;
use crate::domain::program::Program;
use crate::usecases::change_settings::Setting;
use crate::usecases::readiness::{Readiness, in_words};

/// The programs that are not ready, each with what is missing and where to fill it in; nothing when all are ready.
pub(super) fn not_ready(programs: &[Program], readiness: &Readiness, may_change: bool) -> impl IntoView + use<> {
    let waiting: Vec<_> = together(programs, readiness)
        .into_iter()
        .map(|(missing, titles)| {
            let whose = if titles.len() == 1 { "Its" } else { "Their" };
            view! {
                <p>
                    <strong>{format!("Not ready: {}.", titles.join("; "))}</strong>
                    {format!(" {whose} certificates must name ")}{listed(&missing, may_change)}"."
                </p>
            }
        })
        .collect();
    (!waiting.is_empty()).then(|| {
        view! {
            <div class="notice notice-warn">
                {Icon::TRIANGLE_ALERT.view()}
                <div class="stack stack-s">
                    {waiting}
                    <p>"Until that is filled in, nobody new is held to it. Whoever was before goes on, and loses nothing."</p>
                </div>
            </div>
        }
    })
}

/// The titles of programs that wait for the same.
fn together(programs: &[Program], readiness: &Readiness) -> Vec<(Vec<Setting>, Vec<String>)> {
    let mut groups: Vec<(Vec<Setting>, Vec<String>)> = Vec::new();
    for program in programs.iter().filter(|program| !readiness.is_open(program)) {
        let missing = readiness.missing(program);
        match groups.iter_mut().find(|(known, _)| *known == missing) {
            Some((_, titles)) => titles.push(program.title.clone()),
            None => groups.push((missing, vec![program.title.clone()])),
        }
    }
    groups
}

fn listed(missing: &[Setting], may_change: bool) -> Vec<AnyView> {
    let last = missing.len().saturating_sub(1);
    missing
        .iter()
        .enumerate()
        .map(|(place, setting)| {
            let between = match place {
                0 => "",
                _ if place == last => " and ",
                _ => ", ",
            };
            let words = in_words(*setting);
            match Group::of(*setting).filter(|_| may_change) {
                Some(group) => {
                    let address = format!("/admin/settings/{}", group.word());
                    view! { {between}<a href=address>{words}</a> }.into_any()
                }
                None => view! { {between}{words} }.into_any(),
            }
        })
        .collect()
}
