//! Grading a form: exact, in whole sixtieths of a point. Must not import anything outside `domain`.

use serde::{Deserialize, Serialize};

/// Points in sixtieths: every share a multiple response can give (halves to sixths) is whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Points(pub i64);

/// One whole point.
pub const POINT: Points = Points(60);

impl Points {
    /// Share of `max` in percent, rounded down so that a failed result never reads like a pass.
    pub fn percent_of(self, max: Points) -> u8 {
        if max.0 <= 0 {
            return 0;
        }
        u8::try_from(self.0.saturating_mul(100) / max.0).unwrap_or(u8::MAX)
    }
}

impl std::iter::Sum for Points {
    fn sum<I: Iterator<Item = Points>>(iter: I) -> Self {
        Points(iter.map(|points| points.0).sum())
    }
}

/// Whether `points` of `max` reach the pass mark, in percent; exactly on the mark passes.
pub fn passes(points: Points, max: Points, pass_percent: u8) -> bool {
    max.0 > 0 && points.0 * 100 >= i64::from(pass_percent) * max.0
}

#[cfg(feature = "ssr")]
mod server {
    use std::collections::{BTreeMap, BTreeSet};

    use super::super::answer::Answer;
    use super::super::assessment::Form;
    use super::super::item::{Body, Item, Scenario};
    use super::{POINT, Points, passes};

    /// Points for one answer; an answer of another type than the item's gets none.
    pub fn grade_item(item: &Item, answer: &Answer) -> Points {
        match (&item.body, answer) {
            (Body::Single { right, .. }, Answer::Options(chosen)) => whole(chosen.len() == 1 && chosen.contains(right)),
            (Body::Multiple { right, .. }, Answer::Options(chosen)) => grade_multiple(right, chosen),
            (Body::TrueFalse { claim, right, .. }, Answer::Verdict { claim: judged, reason }) => {
                share(i64::from(judged == claim) + i64::from(judged == claim && *reason == Some(*right)), 2)
            }
            (Body::Ordering { steps, also_right }, Answer::Order(order)) => grade_order(steps.len(), also_right, order),
            (Body::Matching { pairs, .. }, Answer::Pairs(chosen)) => {
                let right = (0u8..).zip(chosen).take(pairs.len()).filter(|(row, partner)| *partner == &Some(*row));
                share(right.count() as i64, pairs.len() as i64)
            }
            (Body::Branch(scenario), Answer::Path(path)) => grade_path(scenario, path),
            _ => Points(0),
        }
    }

    fn whole(right: bool) -> Points {
        if right { POINT } else { Points(0) }
    }

    fn share(part: i64, of: i64) -> Points {
        Points(part * POINT.0 / of.max(1))
    }

    /// Right picks less wrong picks, over the number of right options, never below nothing.
    fn grade_multiple(right: &BTreeSet<u8>, chosen: &BTreeSet<u8>) -> Points {
        let hits = chosen.intersection(right).count() as i64;
        let misses = chosen.difference(right).count() as i64;
        share((hits - misses).max(0), right.len() as i64)
    }

    /// The share of pairs of steps that stand in the right order, by the right order that suits the answer best.
    fn grade_order(steps: usize, also_right: &[Vec<u8>], order: &[u8]) -> Points {
        let as_written: Vec<u8> = (0u8..).take(steps).collect();
        let mut each = order.to_vec();
        each.sort_unstable();
        if each != as_written {
            return Points(0);
        }
        let all = (steps * steps.saturating_sub(1) / 2) as i64;
        let pairs = also_right.iter().chain([&as_written]).map(|right| pairs_in_order(right, order)).max();
        share(pairs.unwrap_or_default(), all)
    }

    fn pairs_in_order(right: &[u8], order: &[u8]) -> i64 {
        let place = |step: &u8| order.iter().position(|found| found == step);
        let pairs =
            right.iter().enumerate().flat_map(|(at, first)| right[at + 1..].iter().map(move |then| (first, then)));
        pairs.filter(|(first, then)| place(first) < place(then)).count() as i64
    }

    /// The points of a path over the most that any path can reach.
    fn grade_path(scenario: &Scenario, path: &[u8]) -> Points {
        share(scenario.points(path), scenario.points(&scenario.best_path()))
    }

    /// The score of one objective.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Score {
        /// Points reached.
        pub points: Points,
        /// Points that could be reached.
        pub max: Points,
    }

    /// A graded form.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Graded {
        /// Points reached over the whole form.
        pub total: Score,
        /// Whether the pass mark is reached, over the whole form and on every objective.
        pub passed: bool,
        /// Score by objective key.
        pub objectives: BTreeMap<String, Score>,
        /// Points by item id.
        pub items: BTreeMap<String, Points>,
    }

    /// Grades the answers to a form. An item without an answer scores nothing; an answer to an item that is
    /// not on the form does not count.
    pub fn grade(form: &Form, items: &BTreeMap<String, Item>, answers: &BTreeMap<String, Answer>) -> Graded {
        let mut objectives: BTreeMap<String, Score> = BTreeMap::new();
        let mut by_item = BTreeMap::new();
        for place in &form.items {
            let answered = items.get(&place.item).zip(answers.get(&place.item));
            let points = answered.map_or(Points(0), |(item, answer)| grade_item(item, answer));
            let score =
                objectives.entry(place.objective.clone()).or_insert(Score { points: Points(0), max: Points(0) });
            score.points.0 += points.0;
            score.max.0 += POINT.0;
            by_item.insert(place.item.clone(), points);
        }
        let total = Score { points: by_item.values().copied().sum(), max: Points(POINT.0 * by_item.len() as i64) };
        let passed = passes(total.points, total.max, form.pass_percent)
            && objectives.values().all(|score| passes(score.points, score.max, form.objective_percent));
        Graded { passed, total, objectives, items: by_item }
    }
}

#[cfg(feature = "ssr")]
pub use server::{Graded, Score, grade, grade_item};

#[cfg(all(test, feature = "ssr"))]
mod tests;
