//! Grading by hand-computed tables, and what must hold for any answer. Must not import anything outside `domain`.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::super::answer::Answer;
use super::super::assessment::{Difficulty, Form, FormItem};
use super::super::item::{Body, Item, Move, Pair, Part, Partner, Scenario, Scene};
use super::*;

fn part() -> Part {
    Part { html: String::new(), feedback_html: String::new() }
}

fn item(id: &str, body: Body) -> Item {
    Item {
        id: id.into(),
        course: "c".into(),
        objective: "o1".into(),
        lesson: "l".into(),
        bloom: "apply".into(),
        difficulty: Difficulty::Medium,
        critical: false,
        shuffle: true,
        stem_html: String::new(),
        body,
        sources: vec![],
        review_by: None,
        version: 1,
    }
}

fn single(right: u8) -> Item {
    item("i", Body::Single { options: vec![part(); 3], right })
}

fn multiple(options: usize, right: &[u8]) -> Item {
    item("i", Body::Multiple { options: vec![part(); options], right: right.iter().copied().collect() })
}

fn judging(claim: bool, right: u8) -> Item {
    let text = String::new;
    let body = Body::TrueFalse {
        claim,
        if_true_html: text(),
        if_false_html: text(),
        why_html: text(),
        reasons: vec![part(); 3],
        right,
    };
    item("i", body)
}

fn ordering(steps: usize, also_right: &[&[u8]]) -> Item {
    let also_right = also_right.iter().map(|order| order.to_vec()).collect();
    item("i", Body::Ordering { steps: vec![part(); steps], also_right })
}

fn matching(rows: usize, others: usize) -> Item {
    let partner = Partner { words: String::new(), part: part() };
    let pair = Pair { html: String::new(), partner: partner.clone() };
    item("i", Body::Matching { pairs: vec![pair; rows], others: vec![partner; others] })
}

/// Two scenes follow the first, which also has a way out; the last can be reached from both.
fn branching() -> Item {
    let go = |point, next| Move { part: part(), point, next };
    let scene = |moves: Vec<Move>| Scene { html: String::new(), moves };
    item(
        "i",
        Body::Branch(Scenario {
            scenes: vec![
                scene(vec![go(false, Some(2)), go(true, Some(1)), go(false, None)]),
                scene(vec![go(false, None), go(true, Some(2))]),
                scene(vec![go(true, None), go(false, None)]),
            ],
        }),
    )
}

fn options(chosen: &[u8]) -> Answer {
    Answer::Options(chosen.iter().copied().collect())
}

fn points(item: &Item, answer: Answer) -> i64 {
    grade_item(item, &answer).0
}

#[test]
fn single_choice_is_right_or_not() {
    let item = single(1);
    assert_eq!(points(&item, options(&[1])), 60);
    assert_eq!(points(&item, options(&[0])), 0);
    assert_eq!(points(&item, options(&[])), 0);
    assert_eq!(points(&item, options(&[0, 1])), 0, "ticking everything is no answer");
}

#[test]
fn multiple_response_by_hand() {
    // Three right (0, 1, 3) of five.
    let item = multiple(5, &[0, 1, 3]);
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
        assert_eq!(points(&item, options(chosen)), expected, "{chosen:?}");
    }
}

#[test]
fn a_judgement_by_hand() {
    for (claim, judged, reason, expected) in [
        (false, false, Some(1), 60),
        (false, false, Some(0), 30),
        (false, false, None, 30),
        (false, true, Some(1), 0),
        (false, true, None, 0),
        (true, true, Some(1), 60),
        (true, true, Some(2), 30),
        (true, false, Some(1), 0),
    ] {
        let points = points(&judging(claim, 1), Answer::Verdict { claim: judged, reason });
        assert_eq!(points, expected, "{claim} {judged} {reason:?}");
    }
}

#[test]
fn an_order_by_hand() {
    // Six pairs in four steps, ten points each.
    for (order, expected) in [
        (&[0, 1, 2, 3][..], 60),
        (&[1, 0, 2, 3], 50),
        (&[0, 2, 1, 3], 50),
        (&[1, 0, 3, 2], 40),
        (&[3, 0, 1, 2], 30),
        (&[2, 3, 0, 1], 20),
        (&[3, 2, 1, 0], 0),
        (&[0, 1, 2], 0),
        (&[0, 0, 1, 2], 0),
        (&[0, 1, 2, 9], 0),
    ] {
        assert_eq!(points(&ordering(4, &[]), Answer::Order(order.to_vec())), expected, "{order:?}");
    }
    // Three pairs, ten, fifteen: every share is whole.
    assert_eq!(points(&ordering(3, &[]), Answer::Order(vec![1, 0, 2])), 40);
    assert_eq!(points(&ordering(5, &[]), Answer::Order(vec![1, 0, 2, 3, 4])), 54);
    assert_eq!(points(&ordering(6, &[]), Answer::Order(vec![1, 0, 2, 3, 4, 5])), 56);
}

#[test]
fn another_right_order_is_as_right() {
    let item = ordering(4, &[&[1, 0, 2, 3]]);
    assert_eq!(points(&item, Answer::Order(vec![1, 0, 2, 3])), 60);
    assert_eq!(points(&item, Answer::Order(vec![0, 1, 2, 3])), 60);
    assert_eq!(points(&item, Answer::Order(vec![1, 0, 3, 2])), 50, "nearer to the second order");
    assert_eq!(points(&item, Answer::Order(vec![0, 1, 3, 2])), 50, "nearer to the first");
}

#[test]
fn a_matching_by_hand() {
    let item = matching(4, 1);
    for (chosen, expected) in [
        (&[Some(0), Some(1), Some(2), Some(3)][..], 60),
        (&[Some(1), Some(0), Some(2), Some(3)], 30),
        (&[Some(4), Some(1), Some(2), Some(3)], 45),
        (&[Some(0), Some(0), Some(0), Some(0)], 15),
        (&[None, Some(1), None, None], 15),
        (&[None, None, None, None], 0),
        (&[Some(0), Some(1), Some(2), Some(3), Some(4)], 60),
    ] {
        assert_eq!(points(&item, Answer::Pairs(chosen.to_vec())), expected, "{chosen:?}");
    }
}

#[test]
fn a_path_by_hand() {
    let item = branching();
    assert_eq!(item.best_answer(), Answer::Path(vec![1, 1, 0]));
    for (path, expected) in [
        (&[][..], 0),
        (&[1], 20),
        (&[1, 1], 40),
        (&[1, 1, 0], 60),
        (&[1, 1, 1], 40),
        (&[1, 0], 20),
        (&[0, 0], 20),
        (&[0, 1], 0),
        (&[2], 0),
        (&[2, 0], 0),
        (&[7], 0),
    ] {
        assert_eq!(points(&item, Answer::Path(path.to_vec())), expected, "{path:?}");
    }
}

#[test]
fn an_answer_of_another_type_gets_nothing() {
    let items = [single(0), multiple(3, &[0]), judging(true, 0), ordering(3, &[]), matching(3, 0), branching()];
    let of_one_kind =
        |a: &Item, b: &Item| std::mem::discriminant(&a.best_answer()) == std::mem::discriminant(&b.best_answer());
    for (item, other) in items.iter().flat_map(|item| items.iter().map(move |other| (item, other))) {
        if !of_one_kind(item, other) {
            assert_eq!(grade_item(item, &other.best_answer()), Points(0));
            assert!(item.check(&other.best_answer()).is_err());
        }
    }
}

#[test]
fn what_can_be_saved() {
    let path = |path: &[u8]| Answer::Path(path.to_vec());
    let item = branching();
    for (answer, can, complete) in [
        (path(&[]), false, false),
        (path(&[1]), true, false),
        (path(&[2]), true, true),
        (path(&[1, 1, 0]), true, true),
        (path(&[2, 0]), false, false),
        (path(&[3]), false, false),
    ] {
        assert_eq!((item.check(&answer).is_ok(), item.is_complete(&answer)), (can, complete), "{answer:?}");
    }
    assert!(path(&[1, 0]).keeps(&path(&[1])) && path(&[1]).keeps(&path(&[1])) && path(&[1]).keeps(&path(&[])));
    assert!(!path(&[0]).keeps(&path(&[1])), "another choice");
    assert!(!path(&[1]).keeps(&path(&[1, 0])), "a choice taken back");
    assert!(!path(&[1, 1, 0]).keeps(&path(&[1])), "two steps at once");
    assert!(options(&[1]).keeps(&options(&[0])));

    assert!(single(0).check(&options(&[0, 1])).is_err() && multiple(3, &[0]).check(&options(&[0, 1])).is_ok());
    assert!(single(0).check(&options(&[])).is_err() && multiple(3, &[0]).check(&options(&[3])).is_err());
    assert!(judging(true, 0).check(&Answer::Verdict { claim: true, reason: Some(3) }).is_err());
    assert!(!judging(true, 0).is_complete(&Answer::Verdict { claim: true, reason: None }));
    for order in [&[0, 1][..], &[0, 1, 1], &[0, 1, 3], &[0, 1, 2, 2]] {
        assert!(ordering(3, &[]).check(&Answer::Order(order.to_vec())).is_err(), "{order:?}");
    }
    assert!(matching(3, 1).check(&Answer::Pairs(vec![Some(3), None, None])).is_ok());
    assert!(!matching(3, 1).is_complete(&Answer::Pairs(vec![Some(3), None, None])));
    for pairs in [&[None, None, None][..], &[Some(4), None, None], &[Some(0), None]] {
        assert!(matching(3, 1).check(&Answer::Pairs(pairs.to_vec())).is_err(), "{pairs:?}");
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
    let place = |item: &Item| FormItem {
        item: item.id.clone(),
        hash: "h".into(),
        objective: item.objective.clone(),
        orders: item.body.lists().into_iter().map(|length| (0..length as u8).collect()).collect(),
    };
    let form = Form {
        course: "c".into(),
        course_hash: "h".into(),
        pass_percent: 80,
        objective_percent: 50,
        test_out_percent: None,
        limit_minutes: None,
        items: items.iter().map(place).collect(),
    };
    (form, items.iter().map(|item| (item.id.clone(), item.clone())).collect())
}

#[test]
fn every_objective_has_a_mark_of_its_own() {
    // Ten questions: eight of one objective, two of another.
    let mut items: Vec<Item> = (0..10).map(|n| Item { id: format!("i{n}"), ..single(0) }).collect();
    for item in &mut items[8..] {
        item.objective = "o2".into();
    }
    let (form, by_id) = form_of(&items);
    let graded = |right: &[usize]| {
        let answers = right.iter().map(|n| (format!("i{n}"), options(&[0]))).collect();
        grade(&form, &by_id, &answers)
    };
    let all_of_one = graded(&[0, 1, 2, 3, 4, 5, 6, 7]);
    assert_eq!(all_of_one.total.points, Points(480));
    assert!(!all_of_one.passed, "80 %, and nothing on the second objective");
    assert!(graded(&[1, 2, 3, 4, 5, 6, 7, 8]).passed, "80 %, and exactly half of the second");
    assert!(!graded(&[1, 2, 3, 4, 5, 6, 8]).passed, "half of the second, and 70 %");
    let without = Form { objective_percent: 0, ..form.clone() };
    let answers = (0..8).map(|n| (format!("i{n}"), options(&[0]))).collect();
    assert!(grade(&without, &by_id, &answers).passed);
}

fn any_answer() -> impl Strategy<Value = Answer> {
    prop_oneof![
        proptest::collection::btree_set(any::<u8>(), 0..9).prop_map(Answer::Options),
        (any::<bool>(), any::<Option<u8>>()).prop_map(|(claim, reason)| Answer::Verdict { claim, reason }),
        proptest::collection::vec(0u8..8, 0..9).prop_map(Answer::Order),
        Just((0u8..4).collect::<Vec<u8>>()).prop_shuffle().prop_map(Answer::Order),
        proptest::collection::vec(any::<Option<u8>>(), 0..9).prop_map(Answer::Pairs),
        proptest::collection::vec(0u8..4, 0..6).prop_map(Answer::Path),
    ]
}

fn any_item() -> impl Strategy<Value = Item> {
    prop_oneof![
        (0u8..3).prop_map(single),
        proptest::collection::btree_set(0u8..6, 1..6)
            .prop_map(|right| multiple(6, &right.into_iter().collect::<Vec<_>>())),
        (any::<bool>(), 0u8..3).prop_map(|(claim, right)| judging(claim, right)),
        Just((0u8..4).collect::<Vec<u8>>()).prop_shuffle().prop_map(|also| ordering(4, &[&also])),
        (3usize..7, 0usize..3).prop_map(|(rows, others)| matching(rows, others)),
        Just(branching()),
    ]
}

proptest! {
    #[test]
    fn points_stay_in_bounds_whatever_is_posted(item in any_item(), answer in any_answer()) {
        let points = grade_item(&item, &answer);
        prop_assert!(points >= Points(0) && points <= POINT);
    }

    #[test]
    fn the_best_answer_can_be_saved_and_gets_the_whole_point(item in any_item()) {
        let best = item.best_answer();
        prop_assert_eq!(grade_item(&item, &best), POINT);
        prop_assert!(item.check(&best).is_ok() && item.is_complete(&best));
    }

    #[test]
    fn an_item_and_an_answer_read_back_as_they_were(item in any_item(), answer in any_answer()) {
        let json = serde_json::to_string(&item).unwrap_or_default();
        prop_assert_eq!(serde_json::from_str::<Item>(&json).ok(), Some(item));
        let json = serde_json::to_string(&answer).unwrap_or_default();
        prop_assert_eq!(serde_json::from_str::<Answer>(&json).ok(), Some(answer));
    }

    /// Two neighbours that stand in the wrong order are put right.
    #[test]
    fn a_better_order_scores_more(order in Just((0u8..5).collect::<Vec<u8>>()).prop_shuffle(), at in 0usize..4) {
        let mut better = order.clone();
        if better[at] > better[at + 1] {
            better.swap(at, at + 1);
            let item = ordering(5, &[]);
            prop_assert!(points(&item, Answer::Order(better)) > points(&item, Answer::Order(order)));
        }
    }

    #[test]
    fn one_more_row_matched_scores_more(chosen in proptest::collection::vec(any::<Option<u8>>(), 5), row in 0u8..5) {
        let mut better = chosen.clone();
        better[usize::from(row)] = Some(row);
        let item = matching(5, 2);
        let (before, after) = (points(&item, Answer::Pairs(chosen.clone())), points(&item, Answer::Pairs(better.clone())));
        prop_assert_eq!(after > before, better != chosen);
        prop_assert!(after >= before);
    }

    #[test]
    fn one_more_right_tick_never_lowers_a_score(chosen in proptest::collection::btree_set(0u8..6, 0..6), key in 0u8..3) {
        let item = multiple(6, &[0, 1, 2]);
        let mut better: BTreeSet<u8> = chosen.clone();
        better.insert(key);
        prop_assert!(points(&item, Answer::Options(better)) >= points(&item, Answer::Options(chosen)));
    }

    #[test]
    fn going_on_in_a_scenario_never_lowers_a_score(path in proptest::collection::vec(0u8..3, 0..4)) {
        let item = branching();
        for length in 1..=path.len() {
            let (before, after) = (Answer::Path(path[..length - 1].to_vec()), Answer::Path(path[..length].to_vec()));
            if item.check(&after).is_ok() {
                prop_assert!(points(&item, after) >= points(&item, before));
            }
        }
    }

    #[test]
    fn the_order_of_a_form_does_not_change_its_score(
        items in proptest::collection::vec(any_item(), 6),
        answers in proptest::collection::vec(any_answer(), 6),
        rotate in 0usize..6,
    ) {
        let items: Vec<Item> = (0..).zip(items).map(|(n, item)| Item { id: format!("i{n}"), ..item }).collect();
        let (form, by_id) = form_of(&items);
        let answers: BTreeMap<String, Answer> =
            items.iter().zip(answers).map(|(item, answer)| (item.id.clone(), answer)).collect();
        let mut rotated = form.clone();
        rotated.items.rotate_left(rotate);
        prop_assert_eq!(grade(&form, &by_id, &answers), grade(&rotated, &by_id, &answers));
    }

    #[test]
    fn one_more_right_answer_never_lowers_a_score(items in proptest::collection::vec(any_item(), 6), right in 0usize..6) {
        let items: Vec<Item> = (0..).zip(items).map(|(n, item)| Item { id: format!("i{n}"), ..item }).collect();
        let (form, by_id) = form_of(&items);
        let answers = |count: usize| -> BTreeMap<String, Answer> {
            items.iter().take(count).map(|item| (item.id.clone(), item.best_answer())).collect()
        };
        let fewer = grade(&form, &by_id, &answers(right));
        let more = grade(&form, &by_id, &answers(right + 1));
        prop_assert!(more.total.points > fewer.total.points);
        prop_assert!(more.passed || !fewer.passed);
    }
}

#[test]
fn answers_to_foreign_items_do_not_count() {
    let (form, by_id) = form_of(&[Item { id: "mine".into(), ..single(0) }]);
    let answers = BTreeMap::from([("theirs".to_owned(), options(&[0]))]);
    assert_eq!(grade(&form, &by_id, &answers).total.points, Points(0));
}
