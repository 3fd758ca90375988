//! What the courses that are built in promise: every idea taught, every objective tested, nothing given away, and a text
//! that the people it is for can read.

use std::collections::{BTreeMap, BTreeSet};

use netwise::catalog::{Files, styles};
use netwise::domain::answer::Answer;
use netwise::domain::assessment::{Form, FormItem};
use netwise::domain::course::Course;
use netwise::domain::form::{draw, parallel};
use netwise::domain::grading::grade;
use netwise::domain::item::{Body, Item, Part};
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::support::catalog;
use crate::support::reply::text_of;

/// Items of each objective's bank, by course; practice that learners mark themselves included.
const BLUEPRINT: [(&str, usize); 6] =
    [("start-100", 6), ("pln-100", 9), ("rsm-110", 12), ("rsm-210w", 9), ("rsm-210s", 9), ("pln-300", 8)];
const FORMS: usize = 1000;

fn file(path: &str) -> String {
    String::from_utf8(Files::embedded().get(path).unwrap_or_else(|| panic!("{path} is missing")).to_vec()).unwrap()
}

#[test]
fn every_idea_is_taught_where_the_map_says() {
    let map: toml::Table = file("coverage.toml").parse().unwrap();
    let ideas = map["idea"].as_array().unwrap();
    let keys: Vec<&str> = ideas.iter().map(|idea| idea["key"].as_str().unwrap()).collect();
    let expected: Vec<String> = (1..=32).map(|number| format!("E{number}")).collect();
    assert_eq!(keys, expected);
    for idea in ideas {
        let taught = idea["taught"].as_array().unwrap();
        assert!(!taught.is_empty(), "{idea} is taught nowhere");
        for place in taught.iter().map(|place| place.as_str().unwrap()) {
            let (lesson, anchor) = place.split_once('#').unwrap();
            let (course, lesson) = lesson.split_once('/').unwrap();
            let course = catalog().course(course).unwrap_or_else(|| panic!("{place}: no such course"));
            let found = course.lessons().find(|found| found.key == lesson);
            let lesson = found.unwrap_or_else(|| panic!("{place}: no such lesson"));
            assert!(lesson.headings.iter().any(|(known, _)| known == anchor), "{place}: no such section");
        }
    }
}

#[test]
fn every_objective_is_taught_and_has_as_many_questions_as_planned() {
    assert_eq!(catalog().courses.len(), BLUEPRINT.len());
    for (key, wanted) in BLUEPRINT {
        let course = catalog().course(key).unwrap();
        for objective in &course.objectives {
            let taught = course.lessons().any(|lesson| lesson.objectives.contains(&objective.key));
            assert!(taught, "{key} {} is taught nowhere", objective.key);
            let items = catalog().bank(key).iter().filter(|item| item.objective == objective.key).count();
            let practice = course.lessons().flat_map(|lesson| &lesson.practice);
            let marked_by_oneself =
                practice.filter(|practice| practice.id.starts_with(&format!("{key}-{}-", objective.key))).count();
            assert_eq!(items + marked_by_oneself, wanted, "{key} {}", objective.key);
        }
    }
}

#[test]
fn every_lesson_has_a_figure_and_every_figure_says_what_it_shows() {
    for course in &catalog().courses {
        for lesson in course.lessons() {
            let html = scraper::Html::parse_fragment(&lesson.html);
            let figures: Vec<_> = html.select(&crate::support::reply::css("img")).collect();
            assert!(!figures.is_empty(), "{} {} has no figure", course.key, lesson.key);
            for figure in figures {
                let words = figure.value().attr("alt").unwrap_or_default();
                assert!(words.split_whitespace().count() >= 5, "{} {}: {words:?}", course.key, lesson.key);
            }
        }
    }
}

#[test]
fn lessons_can_be_read_in_their_minutes_by_those_they_are_for() {
    let styles = styles(&Files::embedded(), &catalog().courses);
    let lessons: usize = catalog().courses.iter().map(|course| course.lessons().count()).sum();
    assert_eq!(styles.len(), lessons);
    let complaints: Vec<String> =
        styles.iter().filter_map(|style| Some(format!("{}: {}", style.file, style.complaint()?))).collect();
    assert_eq!(complaints, Vec::<String>::new());
}

#[test]
fn feedback_is_about_the_option_it_stands_under() {
    for item in catalog().items.values().flatten() {
        let mut told = BTreeSet::new();
        for part in parts(item) {
            let words = text_of(&part.feedback_html);
            assert!(words.split_whitespace().count() >= 3, "{}: {words:?}", item.id);
            assert!(told.insert(words.clone()), "{}: two options are told the same: {words:?}", item.id);
        }
    }
}

/// Everything that can be chosen, placed or matched.
fn parts(item: &Item) -> Vec<&Part> {
    match &item.body {
        Body::Single { options, .. } | Body::Multiple { options, .. } => options.iter().collect(),
        Body::TrueFalse { reasons, .. } => reasons.iter().collect(),
        Body::Ordering { steps, .. } => steps.iter().collect(),
        Body::Matching { .. } => item.body.partners().into_iter().map(|partner| &partner.part).collect(),
        Body::Branch(scenario) => scenario.scenes.iter().flat_map(|scene| &scene.moves).map(|it| &it.part).collect(),
    }
}

/// Forms of a course as learners get them, always the same ones.
fn forms(course: &Course) -> Vec<Vec<FormItem>> {
    let hashes: BTreeMap<String, String> =
        catalog().bank(&course.key).iter().map(|item| (item.id.clone(), item.id.clone())).collect();
    let mut rng = StdRng::seed_from_u64(7);
    let mut one = || draw(&course.assessment, catalog().bank(&course.key), &hashes, &BTreeSet::new(), &mut rng);
    (0..FORMS).map(|_| one()).collect()
}

#[test]
fn every_form_drawn_meets_the_blueprint() {
    for course in &catalog().courses {
        for form in forms(course) {
            let different: BTreeSet<&String> = form.iter().map(|place| &place.item).collect();
            assert_eq!(different.len(), course.assessment.form_length());
            for (objective, count) in &course.assessment.draw {
                let drawn = form.iter().filter(|place| place.objective == *objective).count();
                assert_eq!(drawn, usize::from(*count), "{} {objective}", course.key);
            }
        }
    }
}

/// Courses of which every form has three questions that nobody should get wrong.
const WITH_CRITICAL: [&str; 3] = ["rsm-110", "rsm-210s", "rsm-210w"];

fn critical(course: &str) -> BTreeMap<&str, &Item> {
    catalog().bank(course).iter().filter(|item| item.critical).map(|item| (item.id.as_str(), item)).collect()
}

#[test]
fn every_form_asks_three_critical_questions_where_there_are_any() {
    for course in &catalog().courses {
        let critical = critical(&course.key);
        assert_eq!(!critical.is_empty(), WITH_CRITICAL.contains(&course.key.as_str()), "{}", course.key);
        assert_eq!(course.assessment.critical_items, if critical.is_empty() { 0 } else { 3 }, "{}", course.key);
        for form in forms(course) {
            let drawn = form.iter().filter(|place| critical.contains_key(place.item.as_str())).count();
            assert!(drawn >= usize::from(course.assessment.critical_items), "{}: {drawn}", course.key);
        }
    }
}

#[test]
fn every_question_has_its_turn() {
    for course in &catalog().courses {
        let mut turns: BTreeMap<String, usize> = BTreeMap::new();
        for place in forms(course).into_iter().flatten() {
            *turns.entry(place.item).or_default() += 1;
        }
        for (objective, count) in &course.assessment.draw {
            for critical in [false, true] {
                let bank = catalog().bank(&course.key).iter();
                let alike = bank.filter(|item| item.objective == *objective && item.critical == critical);
                let turns: Vec<usize> = alike.map(|item| turns.get(&item.id).copied().unwrap_or_default()).collect();
                let (Some(least), Some(most)) = (turns.iter().min(), turns.iter().max()) else { continue };
                // Questions that chance treats alike are drawn about equally often: never twice as often as another.
                assert!(*least >= 100 && most < &(least * 2), "{} {objective}, {count} drawn: {turns:?}", course.key);
            }
        }
    }
}

#[test]
fn every_critical_question_that_is_missed_has_another_to_take_its_place() {
    let mut rng = StdRng::seed_from_u64(11);
    for course in WITH_CRITICAL.map(|key| catalog().course(key).unwrap()) {
        let critical = critical(&course.key);
        let hashes = critical.keys().map(|id| ((*id).to_owned(), (*id).to_owned())).collect();
        for form in forms(course) {
            let asked: BTreeSet<String> = form.iter().map(|place| place.item.clone()).collect();
            for missed in form.iter().filter(|place| critical.contains_key(place.item.as_str())) {
                let again = parallel(missed, catalog().bank(&course.key), &hashes, &asked, &mut rng);
                assert_ne!(again.item, missed.item, "{}: the same question again", course.key);
                assert_eq!(
                    (again.objective, critical.contains_key(again.item.as_str())),
                    (missed.objective.clone(), true)
                );
            }
        }
    }
}

/// How somebody who knows nothing chooses one of several texts, in the order shown: gives its place.
type Guess = fn(&[String]) -> usize;

/// Words that sound like the careful thing to do.
const CAREFUL: [&str; 16] = [
    "ask",
    "check",
    "tell",
    "report",
    "private",
    "stop",
    "first",
    "before",
    "careful",
    "permission",
    "only",
    "wait",
    "adult",
    "manager",
    "office",
    "rules",
];

fn first(_: &[String]) -> usize {
    0
}

fn longest(texts: &[String]) -> usize {
    by(texts, |text| text.chars().count())
}

fn shortest(texts: &[String]) -> usize {
    by(texts, |text| usize::MAX - text.chars().count())
}

fn most_careful(texts: &[String]) -> usize {
    by(texts, |text| {
        let text = text.to_lowercase();
        let words = text.split(|c: char| !c.is_alphabetic());
        words.filter(|word| CAREFUL.contains(word)).count() * 1000 + text.chars().count()
    })
}

/// The first of those with the highest value.
fn by(texts: &[String], value: impl Fn(&String) -> usize) -> usize {
    let best = texts.iter().map(&value).max().unwrap_or_default();
    texts.iter().position(|text| value(text) == best).unwrap_or_default()
}

fn guess(item: &Item, place: &FormItem, choose: Guess) -> Answer {
    let pick = |parts: &[&Part], order: &[u8]| {
        let shown: Vec<String> = order.iter().map(|key| text_of(&parts[usize::from(*key)].html)).collect();
        order[choose(&shown)]
    };
    let all = parts(item);
    match &item.body {
        // Who guesses ticks one, or half of a choice of several.
        Body::Single { .. } => Answer::Options([pick(&all, place.order(0))].into()),
        Body::Multiple { options, .. } => {
            let mut left: Vec<u8> = place.order(0).to_vec();
            let mut chosen = BTreeSet::new();
            while chosen.len() < options.len() / 2 {
                let key = pick(&all, &left);
                left.retain(|other| *other != key);
                chosen.insert(key);
            }
            Answer::Options(chosen)
        }
        Body::TrueFalse { .. } => Answer::Verdict { claim: false, reason: Some(pick(&all, place.order(0))) },
        Body::Ordering { .. } => Answer::Order(place.order(0).to_vec()),
        Body::Matching { pairs, .. } => {
            Answer::Pairs(place.order(0).iter().take(pairs.len()).map(|key| Some(*key)).collect())
        }
        Body::Branch(scenario) => {
            let mut path = Vec::new();
            while let Some(at) = scenario.scene_after(&path) {
                let scene: Vec<&Part> = scenario.scenes[usize::from(at)].moves.iter().map(|it| &it.part).collect();
                path.push(pick(&scene, place.order(usize::from(at))));
            }
            Answer::Path(path)
        }
    }
}

#[test]
fn nobody_passes_by_the_look_of_the_options() {
    let guesses: [(&str, Guess); 4] =
        [("first", first), ("longest", longest), ("shortest", shortest), ("most careful", most_careful)];
    for course in &catalog().courses {
        let items: BTreeMap<String, Item> =
            catalog().bank(&course.key).iter().map(|item| (item.id.clone(), item.clone())).collect();
        let forms = forms(course);
        for (name, choose) in guesses {
            let passed = forms.iter().filter(|places| {
                let answers =
                    places.iter().map(|place| (place.item.clone(), guess(&items[&place.item], place, choose)));
                let form = Form {
                    course: course.key.clone(),
                    course_hash: String::new(),
                    pass_percent: course.assessment.pass_percent,
                    objective_percent: course.assessment.objective_percent,
                    test_out_percent: None,
                    limit_minutes: None,
                    items: (*places).clone(),
                };
                grade(&form, &items, &answers.collect()).passed
            });
            assert_eq!(passed.count(), 0, "{}: choosing the {name} option passes", course.key);
        }
    }
}
