//! Drawing a form from a bank by the blueprint. Must not import anything outside `domain`.
#![cfg(feature = "ssr")]

use std::collections::{BTreeMap, BTreeSet};

use rand::Rng;
use rand::seq::SliceRandom;

use super::assessment::{Blueprint, FormItem};
use super::item::Item;

/// Draws as many items of each objective as the blueprint asks for, items not `seen` before first, and as many critical
/// ones in all as it asks for, in an order of its own, with options shuffled where the author allows it. `hashes` names the
/// frozen version of each item; an item without one is not drawn. A bank that is too small gives a shorter form, or one with
/// fewer critical items, which the content check refuses beforehand.
pub fn draw(
    blueprint: &Blueprint,
    bank: &[Item],
    hashes: &BTreeMap<String, String>,
    seen: &BTreeSet<String>,
    rng: &mut impl Rng,
) -> Vec<FormItem> {
    let mut drawn = Vec::with_capacity(blueprint.form_length());
    let mut spare = Vec::new();
    for (objective, count) in &blueprint.draw {
        let suits = |item: &&Item| item.objective == *objective && hashes.contains_key(&item.id);
        let mut candidates: Vec<&Item> = bank.iter().filter(suits).collect();
        candidates.shuffle(rng);
        candidates.sort_by_key(|item| seen.contains(&item.id));
        spare.extend(candidates.split_off(candidates.len().min(usize::from(*count))));
        drawn.extend(candidates);
    }
    make_critical(&mut drawn, spare, usize::from(blueprint.critical_items), seen, rng);
    drawn.shuffle(rng);
    drawn.into_iter().filter_map(|item| place(item, hashes, rng)).collect()
}

/// Where chance drew too few critical items, lets others of the same objective give way to `spare` ones. Any of the spare ones
/// may come, and any of those drawn may go; new ones come first, and what was seen before goes first.
fn make_critical<'a>(
    drawn: &mut [&'a Item],
    spare: Vec<&'a Item>,
    wanted: usize,
    seen: &BTreeSet<String>,
    rng: &mut impl Rng,
) {
    let mut missing = wanted.saturating_sub(drawn.iter().filter(|item| item.critical).count());
    let mut spare: Vec<&Item> = spare.into_iter().filter(|item| item.critical).collect();
    spare.shuffle(rng);
    spare.sort_by_key(|item| seen.contains(&item.id));
    for critical in spare {
        if missing == 0 {
            return;
        }
        let gives_way = |item: &&mut &Item| !item.critical && item.objective == critical.objective;
        let mut places: Vec<&mut &Item> = drawn.iter_mut().filter(gives_way).collect();
        places.shuffle(rng);
        places.sort_by_key(|item| !seen.contains(&item.id));
        if let Some(place) = places.into_iter().next() {
            *place = critical;
            missing -= 1;
        }
    }
}

/// The place of a critical item that asks for the same as a missed one: another critical item of its objective, one not
/// `asked` before if there is any, or else the missed one itself.
pub fn parallel(
    missed: &FormItem,
    bank: &[Item],
    hashes: &BTreeMap<String, String>,
    asked: &BTreeSet<String>,
    rng: &mut impl Rng,
) -> FormItem {
    let suits = |item: &&Item| item.critical && item.objective == missed.objective && item.id != missed.item;
    let mut candidates: Vec<&Item> = bank.iter().filter(suits).collect();
    candidates.shuffle(rng);
    candidates.sort_by_key(|item| asked.contains(&item.id));
    candidates.first().and_then(|item| place(item, hashes, rng)).unwrap_or_else(|| missed.clone())
}

fn place(item: &Item, hashes: &BTreeMap<String, String>, rng: &mut impl Rng) -> Option<FormItem> {
    let mut shown = |length: usize| {
        let mut order: Vec<u8> = (0u8..).take(length).collect();
        if item.shuffle {
            order.shuffle(rng);
        }
        order
    };
    Some(FormItem {
        item: item.id.clone(),
        hash: hashes.get(&item.id)?.clone(),
        objective: item.objective.clone(),
        orders: item.body.lists().into_iter().map(&mut shown).collect(),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use proptest::prelude::*;
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::super::assessment::Difficulty;
    use super::super::item::{Body, Part};
    use super::*;

    fn bank(per_objective: usize) -> Vec<Item> {
        ["o1", "o2", "o3"]
            .iter()
            .flat_map(|objective| {
                (0..per_objective).map(move |n| Item {
                    id: format!("{objective}-{n}"),
                    course: "c".into(),
                    objective: (*objective).into(),
                    lesson: "l".into(),
                    bloom: "apply".into(),
                    difficulty: Difficulty::Easy,
                    critical: false,
                    shuffle: n % 2 == 0,
                    stem_html: String::new(),
                    body: Body::Single {
                        options: vec![Part { html: String::new(), feedback_html: String::new() }; 4],
                        right: 0,
                    },
                    sources: vec![],
                    review_by: None,
                    version: 1,
                })
            })
            .collect()
    }

    fn blueprint() -> Blueprint {
        Blueprint {
            minutes: 10,
            pass_percent: 80,
            objective_percent: 50,
            attempts: 3,
            wait_hours: 0,
            test_out_percent: None,
            limit_minutes: None,
            critical_items: 0,
            draw: ["o1", "o2", "o3"].map(|key| (key.to_owned(), 3)).into(),
        }
    }

    fn hashes(bank: &[Item]) -> BTreeMap<String, String> {
        bank.iter().map(|item| (item.id.clone(), format!("hash-{}", item.id))).collect()
    }

    #[test]
    fn every_form_meets_the_blueprint() {
        let (bank, mut rng) = (bank(6), StdRng::seed_from_u64(1));
        for _ in 0..1000 {
            let form = draw(&blueprint(), &bank, &hashes(&bank), &BTreeSet::new(), &mut rng);
            let items: BTreeSet<_> = form.iter().map(|place| &place.item).collect();
            assert_eq!(items.len(), 9, "no item twice");
            for objective in ["o1", "o2", "o3"] {
                assert_eq!(form.iter().filter(|place| place.objective == objective).count(), 3);
            }
            for place in &form {
                let mut order = place.order(0).to_vec();
                order.sort_unstable();
                assert_eq!(order, [0, 1, 2, 3], "each option once");
            }
        }
    }

    #[test]
    fn a_second_form_brings_new_items_while_there_are_any() {
        let (bank, mut rng) = (bank(6), StdRng::seed_from_u64(2));
        for _ in 0..100 {
            let first = draw(&blueprint(), &bank, &hashes(&bank), &BTreeSet::new(), &mut rng);
            let seen: BTreeSet<String> = first.iter().map(|place| place.item.clone()).collect();
            let second = draw(&blueprint(), &bank, &hashes(&bank), &seen, &mut rng);
            assert!(second.iter().all(|place| !seen.contains(&place.item)));
        }
    }

    #[test]
    fn a_missed_critical_item_is_asked_by_another_one() {
        let (mut bank, mut rng) = (bank(4), StdRng::seed_from_u64(4));
        let parallel_to = |bank: &[Item], asked: &[&str], rng: &mut StdRng| {
            let missed = place(&bank[0], &hashes(bank), rng).unwrap();
            parallel(&missed, bank, &hashes(bank), &asked.iter().map(|id| (*id).to_owned()).collect(), rng).item
        };
        bank[0].critical = true;
        bank[5].critical = true;
        assert_eq!(parallel_to(&bank, &[], &mut rng), "o1-0", "no other of the same objective is critical");
        bank[1].critical = true;
        bank[2].critical = true;
        for _ in 0..20 {
            assert_eq!(parallel_to(&bank, &["o1-0", "o1-1"], &mut rng), "o1-2");
            assert!(["o1-1", "o1-2"].contains(&parallel_to(&bank, &["o1-1", "o1-2"], &mut rng).as_str()));
        }
    }

    #[test]
    fn options_keep_their_order_where_the_author_says_so() {
        let (bank, mut rng) = (bank(6), StdRng::seed_from_u64(3));
        for _ in 0..50 {
            for place in draw(&blueprint(), &bank, &hashes(&bank), &BTreeSet::new(), &mut rng) {
                let fixed = bank.iter().any(|item| item.id == place.item && !item.shuffle);
                assert!(!fixed || place.order(0) == [0, 1, 2, 3]);
            }
        }
    }

    /// Of each objective: how many are drawn, and whether each of its items is critical, and whether it was seen before.
    fn objectives() -> impl Strategy<Value = Vec<(usize, Vec<(bool, bool)>)>> {
        let items = proptest::collection::vec((any::<bool>(), any::<bool>()), 1..8);
        let objective = items.prop_flat_map(|items| (1..=items.len(), Just(items)));
        proptest::collection::vec(objective, 1..5)
    }

    proptest! {
        #[test]
        fn a_form_has_its_critical_items_and_still_meets_the_blueprint(
            objectives in objectives(), wanted in 0u8..20, seed in any::<u64>(),
        ) {
            let mut bank = self::bank(1);
            let pattern = bank.remove(0);
            bank.clear();
            let mut blueprint = Blueprint { draw: BTreeMap::new(), ..self::blueprint() };
            let mut seen = BTreeSet::new();
            for (number, (count, items)) in objectives.iter().enumerate() {
                let objective = format!("o{number}");
                blueprint.draw.insert(objective.clone(), u8::try_from(*count).unwrap());
                for (n, (critical, before)) in items.iter().enumerate() {
                    let id = format!("{objective}-{n}");
                    seen.extend(before.then(|| id.clone()));
                    bank.push(Item { id, objective: objective.clone(), critical: *critical, ..pattern.clone() });
                }
            }
            let critical = |items: &[(bool, bool)]| items.iter().filter(|(critical, _)| *critical).count();
            let most: usize = objectives.iter().map(|(count, items)| critical(items).min(*count)).sum();
            blueprint.critical_items = wanted;
            let draw = || draw(&blueprint, &bank, &hashes(&bank), &seen, &mut StdRng::seed_from_u64(seed));
            let form = draw();
            prop_assert_eq!(&form, &draw(), "the same seed draws the same form");
            let drawn: BTreeSet<&String> = form.iter().map(|place| &place.item).collect();
            prop_assert_eq!(drawn.len(), form.len(), "no item twice");
            for (objective, count) in &blueprint.draw {
                prop_assert_eq!(form.iter().filter(|place| place.objective == *objective).count(), usize::from(*count));
            }
            let found = bank.iter().filter(|item| item.critical && drawn.contains(&item.id)).count();
            prop_assert!(found >= most.min(usize::from(wanted)), "{found} of {wanted}, {most} are possible");
            // What was seen before comes only where new items do not do.
            for (objective, count) in &blueprint.draw {
                let of_it = |item: &&Item| item.objective == *objective;
                let new = bank.iter().filter(of_it).filter(|item| !seen.contains(&item.id)).count();
                let repeated = bank.iter().filter(of_it).filter(|item| seen.contains(&item.id) && drawn.contains(&item.id));
                let unavoidable = usize::from(*count).saturating_sub(new);
                let for_critical = repeated.clone().filter(|item| item.critical).count();
                prop_assert!(repeated.count() <= unavoidable + for_critical);
            }
        }
    }
}
