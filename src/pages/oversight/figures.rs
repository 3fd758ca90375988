//! How many are done and how many are late: in one sentence, and unit by unit. Must not import `app` or another page's
//! insides.

use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;

use super::Sight;
use super::search::Search;
use crate::components::Icon;
use crate::domain::grading::Points;
use crate::domain::ids::UnitId;
use crate::domain::status::Status;
use crate::store::Result;
use crate::store::entities::unit;
use crate::store::overview::{self, Scope, Standing, Totals};

/// The totals of some people in one sentence, each number leading to those behind it.
pub fn sentence(totals: &Totals, of: &Search, sight: &Sight) -> impl IntoView + use<> {
    if totals.assignments == 0 {
        return view! { <p class="totals">"Nobody here is held to a requirement yet."</p> }.into_any();
    }
    let link = |count: i64, words: String, standing| number(count, words, &of.standing(standing), sight);
    let (people, verb) = if totals.people == 1 { ("person", "is") } else { ("people", "are") };
    let requirements = match totals.assignments {
        1 => "1 requirement".to_owned(),
        many if many == totals.people => "one requirement each".to_owned(),
        many => format!("{many} requirements in all"),
    };
    let late = (totals.overdue > 0).then_some("late");
    let exempt = (totals.exempt > 0).then(|| {
        let words = format!("{} exempt", totals.exempt);
        view! { " and "{link(totals.exempt, words, Standing::In(Status::Exempt))} }
    });
    view! {
        <p class="totals">
            {link(totals.people, format!("{} {people}", totals.people), Standing::Held)}
            {format!(" {verb} held to ")}
            {link(totals.assignments, requirements, Standing::Held)}
            ": "
            {link(totals.complete, format!("{} complete", totals.complete), Standing::In(Status::Complete))}
            {exempt}
            {format!(" ({}\u{a0}%), ", totals.percent_met())}
            {link(totals.due_soon, format!("{} due within a week", totals.due_soon), Standing::In(Status::DueSoon))}
            ", "
            <span class=late>
                {link(totals.overdue, format!("{} overdue", totals.overdue), Standing::In(Status::Overdue))}
            </span>
            "."
        </p>
    }
    .into_any()
}

/// A number as a link to the people behind it; nothing leads to nobody.
fn number(count: i64, words: String, people: &Search, sight: &Sight) -> AnyView {
    match count {
        0 => words.into_any(),
        _ => view! { <a href=people.address(sight.area)>{words}</a> }.into_any(),
    }
}

/// Above this many units a list shows only the topmost two levels.
const MANY: usize = 40;

/// Some units in the order of the tree, each with the totals of its people and of those below it.
pub struct ByUnit<'a> {
    units: Vec<(usize, &'a unit::Model)>,
    totals: BTreeMap<UnitId, Totals>,
    cut: bool,
    whole: bool,
}

impl<'a> ByUnit<'a> {
    /// Counts every unit that may be seen.
    ///
    /// # Errors
    /// The database did not answer.
    pub async fn all(sight: &'a Sight) -> Result<Self> {
        Ok(Self { whole: true, ..Self::count(sight, &sight.scope, sight.units()).await? })
    }

    /// Counts the units below one.
    ///
    /// # Errors
    /// The database did not answer.
    pub async fn below(sight: &'a Sight, unit: UnitId) -> Result<Self> {
        let below = sight.tree.with_below(unit);
        let mut units = sight.units();
        units.retain(|(_, one)| below.contains(&one.id) && one.id != unit);
        let top = units.first().map_or(0, |(depth, _)| *depth);
        units.iter_mut().for_each(|(depth, _)| *depth = depth.saturating_sub(top));
        Self::count(sight, &sight.scope_of(unit), units).await
    }

    async fn count(sight: &Sight, scope: &Scope, mut units: Vec<(usize, &'a unit::Model)>) -> Result<Self> {
        let cut = units.len() > MANY;
        units.retain(|(depth, _)| !cut || *depth < 2);
        let ids: BTreeSet<UnitId> = units.iter().map(|(_, unit)| unit.id).collect();
        let totals = overview::by_unit(sight.db(), scope, &ids, sight.calendar.now).await?;
        Ok(Self { units, totals, cut, whole: false })
    }

    /// How many units there are.
    pub fn len(&self) -> usize {
        self.units.len()
    }

    /// Each unit with its totals.
    pub fn lines(&self) -> impl Iterator<Item = (&'a unit::Model, Totals)> {
        self.units.iter().map(|(_, unit)| (*unit, self.totals.get(&unit.id).copied().unwrap_or_default()))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.units.is_empty()
    }

    /// The table under its heading.
    pub fn view(&self, heading: &'static str, sight: &Sight) -> impl IntoView + use<> {
        let rows: Vec<_> = self.units.iter().map(|(depth, unit)| self.row(*depth, unit, sight)).collect();
        let export = self.whole.then(|| {
            let address = format!("{}?list=units", sight.area.export());
            view! { <p><a class="button button-small" href=address>{Icon::DOWNLOAD.view()}"Export the figures"</a></p> }
        });
        let cut = self.cut.then(|| view! { <p class="muted small">"Open a unit to see those further below it."</p> });
        view! {
            <section class="stack stack-s">
                <div class="section-head">
                    <h2>{heading}</h2>
                    <ul class="key">
                        <li><i class="bar-done"></i>"Complete"</li>
                        <li><i class="bar-soon"></i>"Due soon"</li>
                        <li><i class="bar-late"></i>"Overdue"</li>
                    </ul>
                </div>
                <div class="table-scroll" tabindex="0" role="region" aria-label="Requirements by unit">
                    <table class="table-cards table-figures">
                        <thead>
                            <tr>
                                <th scope="col">"Unit"</th>
                                <th scope="col" class="bar-cell">"Progress"</th>
                                <th scope="col" class="num">"People"</th>
                                <th scope="col" class="num">"Complete"</th>
                                <th scope="col" class="num">"Due soon"</th>
                                <th scope="col" class="num">"Overdue"</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
                <p class="muted small">
                    "Each unit counts its own people and those of the units below it. Somebody in several units counts once in each."
                </p>
                {cut}
                {export}
            </section>
        }
    }

    fn row(&self, depth: usize, unit: &unit::Model, sight: &Sight) -> impl IntoView + use<> {
        let totals = self.totals.get(&unit.id).copied().unwrap_or_default();
        let people = Search::of_unit(unit.id);
        let cell = |label: &'static str, count: i64, standing| {
            let number = number(count, count.to_string(), &people.standing(standing), sight);
            view! { <td class="num" data-label=label>{number}</td> }
        };
        view! {
            <tr class=format!("depth-{}", depth.min(4))>
                <th scope="row"><a href=sight.area.unit(unit.id)>{unit.name.clone()}</a></th>
                <td class="bar-cell" data-label="Progress">{bar(&totals)}</td>
                {cell("People", totals.people, Standing::Held)}
                {cell("Complete", totals.complete, Standing::In(Status::Complete))}
                {cell("Due soon", totals.due_soon, Standing::In(Status::DueSoon))}
                {cell("Overdue", totals.overdue, Standing::In(Status::Overdue))}
            </tr>
        }
    }
}

fn bar(totals: &Totals) -> AnyView {
    if totals.assignments == 0 {
        return view! { <span class="muted small">"Nothing required"</span> }.into_any();
    }
    let [complete, soon, overdue] = widths([totals.met(), totals.due_soon, totals.overdue], totals.assignments);
    let exempt = if totals.exempt > 0 { format!(", {} exempt", totals.exempt) } else { String::new() };
    let label = format!(
        "{} of {} complete{exempt}, {} due soon, {} overdue",
        totals.complete, totals.assignments, totals.due_soon, totals.overdue
    );
    view! {
        <span class="bar-line">
            <span class="bar" role="img" aria-label=label>
                <span class=format!("bar-done w-{complete}")></span>
                <span class=format!("bar-soon w-{soon}")></span>
                <span class=format!("bar-late w-{overdue}")></span>
            </span>
            <span class="small">{format!("{}\u{a0}%", totals.percent_met())}</span>
        </span>
    }
    .into_any()
}

/// Shares of the whole in steps of five percent. What is there is seen, the most urgent (the last) first; what is not all
/// never looks like all; together they never exceed the whole.
fn widths(parts: [i64; 3], whole: i64) -> [u8; 3] {
    let mut left = 100;
    let mut widths = [0; 3];
    for (width, part) in widths.iter_mut().zip(parts).rev().filter(|(_, part)| *part > 0) {
        let rounded = (Points(part).percent_of(Points(whole)) + 2) / 5 * 5;
        *width = rounded.clamp(5, if part < whole { 95 } else { 100 }).min(left);
        left -= *width;
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_show_what_is_there_and_never_more_than_all() {
        for (parts, whole, expected) in [
            ([0, 0, 0], 9, [0, 0, 0]),
            ([9, 0, 0], 9, [100, 0, 0]),
            ([1, 1, 1], 3, [30, 35, 35]),
            ([1, 0, 1], 1000, [5, 0, 5]),
            ([999, 0, 1], 1000, [95, 0, 5]),
            ([999, 0, 0], 1000, [95, 0, 0]),
            ([6, 2, 3], 15, [40, 15, 20]),
        ] {
            assert_eq!(widths(parts, whole), expected, "{parts:?} of {whole}");
        }
    }
}
