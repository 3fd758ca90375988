//! Where somebody stands, and why. Must not import anything but `domain`.

use leptos::prelude::*;

use super::Icon;
use super::date::{Calendar, date, due_in_words};
use crate::domain::status::{Evaluation, Reason, Status};
use crate::domain::time::Timestamp;

/// A status as a word with its icon; never by colour alone.
pub fn chip(status: Status) -> impl IntoView {
    chip_saying(status, status.label().to_owned())
}

/// A status said in the words of its due date.
pub fn due_chip(status: Status, due: Timestamp, calendar: &Calendar) -> impl IntoView + use<> {
    let words = match status {
        Status::Overdue | Status::DueSoon => due_in_words(due, calendar),
        _ => status.label().to_owned(),
    };
    chip_saying(status, words)
}

fn chip_saying(status: Status, words: String) -> impl IntoView {
    let (class, icon) = match status {
        Status::Complete | Status::Exempt => ("chip chip-done", Icon::CIRCLE_CHECK),
        Status::DueSoon => ("chip chip-soon", Icon::CLOCK),
        Status::Overdue => ("chip chip-overdue", Icon::CIRCLE_ALERT),
        Status::InProgress | Status::NotStarted => ("chip chip-open", Icon::CIRCLE),
    };
    view! { <span class=class>{icon.view()}{words}</span> }
}

/// Opens into the rule, the facts with their dates, and what would change the status.
pub fn why(evaluation: &Evaluation, calendar: &Calendar) -> impl IntoView + use<> {
    let change = match evaluation.status {
        Status::Complete => "Nothing: a completed requirement stays completed.".to_owned(),
        Status::Exempt => "If the exemption is taken back, the open lines above are asked for again.".to_owned(),
        _ => match evaluation.total - evaluation.done {
            1 => "One more part makes it complete. It is the open line above.".to_owned(),
            open => format!("{open} more parts make it complete. They are the open lines above."),
        },
    };
    let late = ("tree-missed", Icon::CIRCLE_ALERT, "Missed: ");
    let deadline = (!evaluation.why.met).then(|| branch(&evaluation.deadline, late, calendar));
    view! {
        <details class="why">
            <summary>"Why?"{Icon::CHEVRON_DOWN.view()}</summary>
            <div class="why-body">
                <p class="why-rule">{evaluation.why.rule.clone()}</p>
                <ul class="tree">{branches(&evaluation.why.parts, calendar)}{deadline}</ul>
                <p class="why-change"><strong>"What would change it: "</strong>{change}</p>
            </div>
        </details>
    }
}

/// The same for what was frozen: the rules, and the facts that met them then.
pub fn frozen_why(why: &Reason, calendar: &Calendar) -> impl IntoView + use<> {
    view! {
        <details class="why">
            <summary>"Why?"{Icon::CHEVRON_DOWN.view()}</summary>
            <div class="why-body">
                <p class="why-rule">{why.rule.clone()}</p>
                <ul class="tree">{branches(&why.parts, calendar)}</ul>
                <p class="why-change">"This is how it stood when the certificate was earned. It is sealed with the certificate."</p>
            </div>
        </details>
    }
}

fn branches(reasons: &[Reason], calendar: &Calendar) -> Vec<AnyView> {
    reasons.iter().map(|reason| branch(reason, OPEN, calendar)).collect()
}

/// How a line looks: its class, its icon, and the word for those who do not see them.
type Look = (&'static str, Icon, &'static str);

const OPEN: Look = ("tree-open", Icon::CIRCLE, "Open: ");

/// One line of the tree and what is below it; `unmet` is how it looks when it is not met.
fn branch(reason: &Reason, unmet: Look, calendar: &Calendar) -> AnyView {
    let (class, icon, word) = if reason.met { ("tree-met", Icon::CIRCLE_CHECK, "Met: ") } else { unmet };
    let comma = if reason.fact.is_empty() || reason.fact.ends_with("until") { " " } else { ", " };
    let when = reason.at.map(|at| view! { {comma}{date(at, calendar)} });
    let parts = (!reason.parts.is_empty()).then(|| view! { <ul>{branches(&reason.parts, calendar)}</ul> });
    view! {
        <li class=class>
            <div class="tree-line">
                {icon.view()}
                <div>
                    <span class="visually-hidden">{word}</span>
                    {reason.rule.replace(" %", "\u{a0}%")}" "
                    <span class="tree-when">{reason.fact.clone()}{when}</span>
                </div>
            </div>
            {parts}
        </li>
    }
    .into_any()
}
