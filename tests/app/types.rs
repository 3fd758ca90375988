//! Questions of every type: taken, kept with their mistakes, graded, explained, and silent until then.

use netwise::domain::answer::Answer;
use netwise::store::attempts;
use serde_json::json;

use crate::support::garden::{GARDEN, is_branch, is_matching, is_ordering, is_true_false, number_of};
use crate::support::learning::{right, secrets, wrong};
use crate::support::reply::{css, text_of};
use crate::support::{Browser, TestApp, at_once, on_both_engines};

async fn learner(app: &TestApp) -> (Browser, String) {
    app.teach_garden(|_| {}).await;
    let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
    let attempt = learner.post_form(GARDEN, &[]).await.expect(303).location().to_owned();
    (learner, attempt)
}

async fn saved(app: &TestApp, attempt: &str, item: &str) -> Option<Answer> {
    let id = attempt.rsplit('/').next().unwrap().parse().unwrap();
    attempts::saved(app.db(), id).await.unwrap().remove(item).and_then(|saved| saved.answer)
}

/// Words of the situations that choices lead to.
const CLAY: &str = "It rolls to a long sausage.";
const LEGS: &str = "In fall the carrots have three legs each.";

on_both_engines! {
    async fn every_type_is_answered_reviewed_graded_and_explained(app: TestApp) {
        let (learner, attempt) = learner(&app).await;
        let items = app.asked(&learner, &attempt).await;
        assert_eq!(items.len(), 6);
        for (number, item) in (1..).zip(&items) {
            let page = format!("{attempt}?item={number}");
            learner.get(&page).await.expect(200).shows(&text_of(&item.stem_html));
            learner.give(&attempt, number, &right(item)).await.expect(303);
            assert_eq!(saved(&app, &attempt, &item.id).await, Some(right(item)));
            // Shown again as it was given.
            let again = learner.get(&page).await.expect(200);
            again.shows("Saved 09:00");
            match right(item) {
                Answer::Verdict { claim, .. } => {
                    assert!(again.has(&format!("input[name=claim][value={claim}][checked]")));
                }
                Answer::Order(order) => assert_eq!(again.all("option[selected]"), ["1", "2", "3"].map(|place: &str| {
                    // Rows are in the order of the form; each has the place of its step.
                    let row: usize = place.parse().unwrap();
                    let selects = again.html();
                    let name = selects.select(&css("select")).nth(row - 1).unwrap().attr("name").unwrap().to_owned();
                    let step: u8 = name.trim_start_matches("place-").parse().unwrap();
                    (order.iter().position(|found| *found == step).unwrap() + 1).to_string()
                })),
                Answer::Pairs(pairs) => assert_eq!(again.all("select option[selected]").len(), pairs.len()),
                Answer::Path(_) => {
                    again.shows("This scenario is done.");
                }
                Answer::Options(chosen) => {
                    assert_eq!(again.html().select(&css("input[name=choice][checked]")).count(), chosen.len());
                }
            }
        }
        let review = learner.get(&format!("{attempt}/review")).await.expect(200);
        review.shows("6 of 6 answered").shows("Suggest cabbages instead").shows("It makes a ball that breaks");
        review.shows("Their roots want to go straight down").shows("Moisten it");
        let result = learner.submit(&attempt).await;
        let page = learner.get(&result).await.expect(200);
        page.shows("100 %").shows("6 of 6 questions fully right");
        for feedback in [
            "They like sand.",
            "Nothing stops them in sand.",
            "Last, because it needs the moist spoonful.",
            "Only clay does.",
            "Yes: first look, then plant.",
            "Yes. They like what holds water.",
            "This order is as right: 2, 1, 3.",
        ] {
            page.shows(feedback);
        }
        assert!(!page.main().contains(LEGS), "a situation that was not met needs no explaining");
    }

    async fn wrong_answers_score_what_they_should(app: TestApp) {
        let (learner, attempt) = learner(&app).await;
        for (number, item) in (1..).zip(&app.asked(&learner, &attempt).await) {
            learner.give(&attempt, number, &wrong(item)).await.expect(303);
        }
        let result = learner.submit(&attempt).await;
        let page = learner.get(&result).await.expect(200);
        // Of the six, the steps in reverse have one pair of three right by the order that is as right: 20 of 360.
        page.shows("5 %").shows("Not passed yet").shows("Your answer, not right").shows("0.3 of 1 point");
        page.shows("You gave it place 3").shows("You chose “It makes a ball that breaks”, which is not right");
        page.shows("Your choice, no point").shows("Earns a point").shows(LEGS);
        let row = attempts::of_person(app.db(), learner.person()).await.unwrap().remove(0);
        assert_eq!((row.points, row.max_points), (Some(20), Some(360)));
    }

    async fn half_a_judgement_is_kept_and_refused(app: TestApp) {
        let (learner, attempt) = learner(&app).await;
        let items = app.asked(&learner, &attempt).await;
        let number = number_of(&items, is_true_false);
        let page = format!("{attempt}?item={number}");
        let reply = learner.post_form(&page, &[("claim", "false"), ("go", "next")]).await.expect(422);
        reply.shows("Choose a reason too.");
        assert!(reply.has("input[name=claim][value=false][checked]") && reply.has(".error-summary a[href='#choices']"));
        let reply = learner.post_form(&page, &[("reason", "2"), ("go", "next")]).await.expect(422);
        reply.shows("Choose True or False too.");
        assert!(reply.has("input[name=reason][value='2'][checked]"));
        learner.post_form(&page, &[("claim", "true"), ("reason", "9"), ("go", "next")]).await.expect(422);
        learner.post_form(&page, &[("claim", "maybe"), ("go", "next")]).await.expect(422).shows("Choose an answer");
        assert_eq!(saved(&app, &attempt, &items[number - 1].id).await, None);
        // By another button half of it is kept, and the list says that it is half.
        learner.post_form(&page, &[("claim", "true"), ("go", "skip")]).await.expect(303);
        let review = learner.get(&format!("{attempt}/review")).await.expect(200);
        review.shows("0 of 6 answered").shows("No reason chosen yet").shows("Not finished yet");
        // Half of it counts, where it is right.
        learner.post_form(&page, &[("claim", "false"), ("go", "review")]).await.expect(303);
        let result = learner.submit(&attempt).await;
        learner.get(&result).await.expect(200).shows("0.5 of 1 point");
    }

    async fn each_step_has_a_place_of_its_own(app: TestApp) {
        let (learner, attempt) = learner(&app).await;
        let items = app.asked(&learner, &attempt).await;
        let number = number_of(&items, is_ordering);
        let page = format!("{attempt}?item={number}");
        for go in ["next", "skip", "back", "review"] {
            let twice = [("place-0", "1"), ("place-1", "1"), ("place-2", "2"), ("flag", "1"), ("go", go)];
            let reply = learner.post_form(&page, &twice).await.expect(422);
            reply.shows("Two steps have the place 1. Give each step its own.");
            let mut kept = reply.all("select option[selected]");
            kept.sort();
            assert_eq!(kept, ["1", "1", "2"], "all that was chosen is kept");
            assert!(reply.has("input[name=flag][checked]") && reply.has(".field-error"));
        }
        for fields in [
            &[("place-0", "1"), ("place-1", ""), ("place-2", "2")][..],
            &[("place-0", "1"), ("place-1", "2"), ("place-2", "4")],
            &[("place-0", "0"), ("place-1", "1"), ("place-2", "2")],
            &[("place-0", "x"), ("place-1", "1"), ("place-2", "2")],
            &[("place-7", "1"), ("place-1", "2"), ("place-2", "3")],
        ] {
            learner.post_form(&page, &[fields, &[("go", "next")]].concat()).await.expect(422);
        }
        learner.post_form(&page, &[("place-0", ""), ("go", "next")]).await.expect(422).shows("Choose an answer, or skip");
        assert_eq!(saved(&app, &attempt, &items[number - 1].id).await, None);
        let fields = [("place-0", "2"), ("place-1", "1"), ("place-2", "3"), ("go", "next")];
        learner.post_form(&page, &fields).await.expect(303);
        assert_eq!(saved(&app, &attempt, &items[number - 1].id).await, Some(Answer::Order(vec![1, 0, 2])));
        // And taken back.
        learner.post_form(&page, &[("place-0", ""), ("go", "skip")]).await.expect(303);
        assert_eq!(saved(&app, &attempt, &items[number - 1].id).await, None);
    }

    async fn each_row_wants_a_partner(app: TestApp) {
        let (learner, attempt) = learner(&app).await;
        let items = app.asked(&learner, &attempt).await;
        let number = number_of(&items, is_matching);
        let page = format!("{attempt}?item={number}");
        let shown = learner.get(&page).await.expect(200);
        assert_eq!(shown.html().select(&css("select")).count(), 3);
        assert_eq!(shown.html().select(&css(".partners li")).count(), 4, "one partner fits nothing");
        let reply = learner.post_form(&page, &[("partner-0", "0"), ("partner-1", "3"), ("go", "next")]).await.expect(422);
        reply.shows("Choose a partner for every row.");
        assert_eq!(reply.html().select(&css("select option[selected]")).count(), 2, "kept");
        for fields in [&[("partner-0", "4")][..], &[("partner-0", "x")], &[("partner-0", "-1")]] {
            learner.post_form(&page, &[fields, &[("go", "skip")]].concat()).await.expect(422);
        }
        assert_eq!(saved(&app, &attempt, &items[number - 1].id).await, None);
        learner.post_form(&page, &[("partner-2", "2"), ("go", "skip")]).await.expect(303);
        let half = Some(Answer::Pairs(vec![None, None, Some(2)]));
        assert_eq!(saved(&app, &attempt, &items[number - 1].id).await, half);
        learner.get(&format!("{attempt}/review")).await.shows("No partner yet").shows("0 of 6 answered");
        // One partner may be chosen twice; it is right once.
        let twice = [("partner-0", "2"), ("partner-1", "2"), ("partner-2", "2"), ("go", "next")];
        learner.post_form(&page, &twice).await.expect(303);
        let result = learner.submit(&attempt).await;
        learner.get(&result).await.expect(200).shows("0.3 of 1 point");
    }

    async fn a_choice_in_a_scenario_stands(app: TestApp) {
        let (learner, attempt) = learner(&app).await;
        let items = app.asked(&learner, &attempt).await;
        let number = number_of(&items, is_branch);
        let (page, item) = (format!("{attempt}?item={number}"), &items[number - 1].id);
        let start = learner.get(&page).await.expect(200);
        assert!(!start.body().contains(CLAY) && !start.body().contains(LEGS), "what follows is not told before");
        // Only the button to go on chooses.
        for go in ["skip", "back", "review"] {
            learner.post_form(&page, &[("step", "0"), ("choice", "1"), ("go", go)]).await.expect(303);
        }
        assert_eq!(saved(&app, &attempt, item).await, None);
        learner.post_form(&page, &[("step", "0"), ("go", "next")]).await.expect(422).shows("Choose an answer");
        let reply = learner.post_form(&page, &[("step", "0"), ("choice", "0"), ("go", "next")]).await.expect(303);
        assert_eq!(reply.location(), page, "what follows is shown on the same page");
        let next = learner.get(&page).await.expect(200);
        next.shows("You chose: Test the soil first").shows(CLAY);
        assert!(!next.body().contains(LEGS) && !next.body().contains("then plant"), "{}", next.main());
        // Other choices, also of steps to come, and one that is not there.
        for (step, choice) in [("0", "1"), ("0", "9"), ("1", "7"), ("2", "0"), ("x", "0"), ("", "1")] {
            let fields = [("step", step), ("choice", choice), ("go", "next")];
            learner.post_form(&page, &fields).await.expect(422);
        }
        let fields = [("step", "0"), ("choice", "1"), ("go", "next")];
        learner.post_form(&page, &fields).await.expect(422).shows("A choice once made stands.");
        assert_eq!(saved(&app, &attempt, item).await, Some(Answer::Path(vec![0])));
        // The same again is no mistake: a double click.
        learner.post_form(&page, &[("step", "0"), ("choice", "0"), ("go", "next")]).await.expect(303);
        assert_eq!(app.ledger_count("response.saved").await, 1);
        // An island's way is no way around.
        let id = attempt.rsplit('/').next().unwrap();
        for choices in [json!([0]), json!([1]), json!([])] {
            let arguments = json!({ "attempt": id, "item": item, "choices": choices });
            learner.call("save_response", &arguments).await.expect(422);
        }
        learner.get(&format!("{attempt}/review")).await.expect(200).shows("Not finished yet").shows("0 of 6 answered");
        learner.post_form(&page, &[("step", "1"), ("choice", "1"), ("go", "next")]).await.expect(303);
        let done = learner.get(&page).await.expect(200);
        done.shows("This scenario is done.");
        // Going on from here is going to the next question.
        let on = learner.post_form(&page, &[("go", "next")]).await.expect(303);
        let next = if number == 6 { format!("{attempt}/review") } else { format!("{attempt}?item={}", number + 1) };
        assert_eq!(on.location(), next);
        assert_eq!(saved(&app, &attempt, item).await, Some(Answer::Path(vec![0, 1])));
    }

    async fn of_ten_choices_at_once_one_stands(app: TestApp) {
        let (learner, attempt) = learner(&app).await;
        let items = app.asked(&learner, &attempt).await;
        let number = number_of(&items, is_branch);
        let tasks = (0..10).map(|n| {
            let (learner, page) = (learner.clone(), format!("{attempt}?item={number}"));
            let choice = if n % 2 == 0 { "0" } else { "1" };
            async move {
                let fields = [("step", "0"), ("choice", choice), ("go", "next")];
                (choice, learner.post_form(&page, &fields).await.status.as_u16())
            }
        });
        let outcomes = at_once(tasks).await;
        let Some(Answer::Path(path)) = saved(&app, &attempt, &items[number - 1].id).await else { panic!() };
        assert_eq!(path.len(), 1);
        for (choice, status) in outcomes {
            let stands = choice == path[0].to_string();
            assert_eq!(status, if stands { 303 } else { 422 }, "{choice} beside {path:?}");
        }
    }

    async fn nothing_of_any_type_is_given_away_before_submitting(app: TestApp) {
        let (learner, attempt) = learner(&app).await;
        let items = app.asked(&learner, &attempt).await;
        let silent = |place: &str, body: &str| {
            for secret in items.iter().flat_map(secrets).map(text_of) {
                // Short feedback may stand in a lesson as well; these pages hold no lesson.
                assert!(!body.contains(&secret), "{place} gives away {secret:?}");
            }
            for marker in ["option-right", "feedback_html", "also_right", LEGS] {
                assert!(!body.contains(marker), "{place} gives away {marker:?}");
            }
        };
        for (number, item) in (1..).zip(&items) {
            let page = format!("{attempt}?item={number}");
            silent(&page, &learner.get(&page).await.expect(200).body());
            let refused = learner.post_form(&page, &[("choice", "77"), ("claim", "x"), ("go", "next")]).await.expect(422);
            silent("a refused answer", &refused.body());
            learner.give(&attempt, number, &right(item)).await.expect(303);
            silent(&page, &learner.get(&page).await.expect(200).body());
        }
        silent("the list", &learner.get(&format!("{attempt}/review")).await.expect(200).body());
        learner.get(&format!("{attempt}/result")).await.expect(303);
    }

    async fn lists_are_shuffled_and_every_attempt_has_all_of_them(app: TestApp) {
        app.teach_garden(|course| course.assessment.attempts = 200).await;
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        let mut orders = std::collections::BTreeSet::new();
        for _ in 0..12 {
            let attempt = learner.post_form(GARDEN, &[]).await.expect(303).location().to_owned();
            let items = app.asked(&learner, &attempt).await;
            let number = number_of(&items, is_ordering);
            let page = learner.get(&format!("{attempt}?item={number}")).await.expect(200);
            let mut steps = page.all(".pick-what");
            orders.insert(steps.join("/"));
            steps.sort();
            assert_eq!(steps, ["Moisten it", "Roll it between your palms", "Take a spoonful of it"]);
            learner.submit(&attempt).await;
        }
        assert!(orders.len() > 1, "the steps always stand in one order: {orders:?}");
    }

    async fn practice_stands_at_the_end_of_its_lesson_and_sends_nothing(app: TestApp) {
        app.teach_garden(|_| {}).await;
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        let page = learner.get("/courses/garden-100/soil").await.expect(200);
        page.shows("Put it in writing").shows("Explain to a friend").shows("Says what to look for").shows("it is clay.");
        assert!(page.has(".practice details") && page.has(".practice textarea"));
        let html = page.html();
        let area = html.select(&css(".practice textarea")).next().unwrap();
        assert!(area.attr("name").is_none(), "a field with a name may be sent");
        assert!(html.select(&css("form .practice, .practice form")).next().is_none());
        let other = learner.get("/courses/garden-100/plants").await.expect(200);
        assert!(!other.has(".practice"));
    }

    async fn words_are_explained_where_they_stand_and_on_a_page(app: TestApp) {
        app.teach_garden(|_| {}).await;
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        let page = learner.get("/courses/garden-100/plants").await.expect(200);
        assert_eq!(page.all("button.term"), ["loam", "pH"]);
        assert!(page.has("#term-loam[popover=auto] a[href='/glossary#loam']"));
        let glossary = app.browser().get("/glossary").await.expect(200);
        glossary.shows("Potential of Hydrogen (pH)").shows("A number that says how sour a soil is.");
        assert!(glossary.has("#loam") && glossary.has("#potential-of-hydrogen"));
    }
}
