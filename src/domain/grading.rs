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

    use super::super::assessment::{Form, Item, ItemKind};
    use super::{POINT, Points, passes};

    /// Points for one answer. Single choice: one for the right option. Multiple response: right picks
    /// less wrong picks, over the number of right options, never below nothing.
    pub fn grade_item(item: &Item, chosen: &BTreeSet<u8>) -> Points {
        let correct: BTreeSet<u8> = item.correct_keys().into_iter().collect();
        match item.kind {
            ItemKind::Single if *chosen == correct => POINT,
            ItemKind::Single => Points(0),
            ItemKind::Multiple => {
                let right = chosen.intersection(&correct).count() as i64;
                let wrong = chosen.difference(&correct).count() as i64;
                Points((right - wrong).max(0) * POINT.0 / (correct.len() as i64).max(1))
            }
        }
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
        /// Whether the pass mark is reached.
        pub passed: bool,
        /// Score by objective key.
        pub objectives: BTreeMap<String, Score>,
        /// Points by item id.
        pub items: BTreeMap<String, Points>,
    }

    /// Grades the answers to a form. An item without an answer scores nothing; an answer to an item that is
    /// not on the form does not count.
    pub fn grade(form: &Form, items: &BTreeMap<String, Item>, answers: &BTreeMap<String, BTreeSet<u8>>) -> Graded {
        let nothing = BTreeSet::new();
        let mut objectives: BTreeMap<String, Score> = BTreeMap::new();
        let mut by_item = BTreeMap::new();
        for place in &form.items {
            let points = items
                .get(&place.item)
                .map_or(Points(0), |item| grade_item(item, answers.get(&place.item).unwrap_or(&nothing)));
            let score =
                objectives.entry(place.objective.clone()).or_insert(Score { points: Points(0), max: Points(0) });
            score.points.0 += points.0;
            score.max.0 += POINT.0;
            by_item.insert(place.item.clone(), points);
        }
        let total = Score { points: by_item.values().copied().sum(), max: Points(POINT.0 * by_item.len() as i64) };
        Graded { passed: passes(total.points, total.max, form.pass_percent), total, objectives, items: by_item }
    }
}

#[cfg(feature = "ssr")]
pub use server::{Graded, Score, grade, grade_item};

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::super::assessment::{Difficulty, Form, FormItem, Item, ItemKind, ItemOption};
    use super::*;

    fn item(id: &str, kind: ItemKind, correct: &[bool]) -> Item {
        Item {
            id: id.into(),
            course: "c".into(),
            objective: "o1".into(),
            lesson: "l".into(),
            kind,
            bloom: "apply".into(),
            difficulty: Difficulty::Medium,
            critical: false,
            shuffle: true,
            stem_html: String::new(),
            options: correct
                .iter()
                .map(|correct| ItemOption { html: String::new(), correct: *correct, feedback_html: String::new() })
                .collect(),
            sources: vec![],
            review_by: None,
            version: 1,
        }
    }

    fn points(item: &Item, chosen: &[u8]) -> i64 {
        grade_item(item, &chosen.iter().copied().collect()).0
    }

    #[test]
    fn single_choice_is_right_or_not() {
        let item = item("i", ItemKind::Single, &[false, true, false]);
        assert_eq!(points(&item, &[1]), 60);
        assert_eq!(points(&item, &[0]), 0);
        assert_eq!(points(&item, &[]), 0);
        assert_eq!(points(&item, &[0, 1]), 0, "ticking everything is no answer");
    }

    #[test]
    fn multiple_response_by_hand() {
        // Three right (0, 1, 3) of five.
        let item = item("i", ItemKind::Multiple, &[true, true, false, true, false]);
        for (chosen, expected) in [
            (&[][..], 0),
            (&[0], 20),
            (&[0, 1], 40),
            (&[0, 1, 3], 60),
            (&[0, 1, 2, 3], 40),
            (&[0, 2], 0),
            (&[2, 4], 0),
            (&[0, 1, 2, 3, 4], 20),
        ] {
            assert_eq!(points(&item, chosen), expected, "{chosen:?}");
        }
    }

    #[test]
    fn the_pass_mark_itself_passes() {
        assert!(passes(Points(480), Points(600), 80));
        assert!(!passes(Points(479), Points(600), 80));
        assert_eq!(Points(479).percent_of(Points(600)), 79);
        assert!(!passes(Points(0), Points(0), 80), "an empty form cannot be passed");
    }

    fn form_of(items: &[Item]) -> (Form, BTreeMap<String, Item>) {
        let form = Form {
            course: "c".into(),
            course_hash: "h".into(),
            pass_percent: 80,
            items: items
                .iter()
                .map(|item| FormItem {
                    item: item.id.clone(),
                    hash: "h".into(),
                    objective: item.objective.clone(),
                    order: (0..item.options.len() as u8).collect(),
                })
                .collect(),
        };
        (form, items.iter().map(|item| (item.id.clone(), item.clone())).collect())
    }

    proptest! {
        #[test]
        fn points_stay_in_bounds_whatever_is_posted(
            correct in proptest::collection::vec(any::<bool>(), 1..7),
            chosen in proptest::collection::btree_set(any::<u8>(), 0..9),
            multiple in any::<bool>(),
        ) {
            let kind = if multiple { ItemKind::Multiple } else { ItemKind::Single };
            let points = grade_item(&item("i", kind, &correct), &chosen);
            prop_assert!(points >= Points(0) && points <= POINT);
        }

        #[test]
        fn the_order_of_a_form_does_not_change_its_score(
            answers in proptest::collection::vec(0u8..3, 6),
            rotate in 0usize..6,
        ) {
            let items: Vec<Item> = (0..6).map(|n| item(&format!("i{n}"), ItemKind::Single, &[true, false, false])).collect();
            let (form, by_id) = form_of(&items);
            let answers: BTreeMap<String, BTreeSet<u8>> =
                items.iter().zip(&answers).map(|(item, key)| (item.id.clone(), BTreeSet::from([*key]))).collect();
            let mut rotated = form.clone();
            rotated.items.rotate_left(rotate);
            prop_assert_eq!(grade(&form, &by_id, &answers), grade(&rotated, &by_id, &answers));
        }

        #[test]
        fn one_more_right_answer_never_lowers_a_score(right in 0usize..6) {
            let items: Vec<Item> = (0..6).map(|n| item(&format!("i{n}"), ItemKind::Single, &[true, false, false])).collect();
            let (form, by_id) = form_of(&items);
            let answers = |count: usize| -> BTreeMap<String, BTreeSet<u8>> {
                items.iter().take(count).map(|item| (item.id.clone(), BTreeSet::from([0]))).collect()
            };
            let fewer = grade(&form, &by_id, &answers(right)).total.points;
            let more = grade(&form, &by_id, &answers(right + 1)).total.points;
            prop_assert!(more > fewer);
        }
    }

    #[test]
    fn answers_to_foreign_items_do_not_count() {
        let (form, by_id) = form_of(&[item("mine", ItemKind::Single, &[true, false, false])]);
        let answers = BTreeMap::from([("theirs".to_owned(), BTreeSet::from([0]))]);
        assert_eq!(grade(&form, &by_id, &answers).total.points, Points(0));
    }
}
