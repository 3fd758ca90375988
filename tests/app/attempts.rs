//! Answering and submitting: what is taken, what is refused, how often one may try.

use std::collections::BTreeSet;

use netwise::domain::ids::AttemptId;
use netwise::domain::item::Body;
use netwise::store::attempts;
use serde_json::json;

use crate::support::learning::{assessment, catalog, form_length, keys, right, wrong};
use crate::support::{Browser, COURSE, TestApp, on_both_engines};

fn id(attempt: &str) -> AttemptId {
    attempt.rsplit('/').next().unwrap().parse().unwrap()
}

/// What is saved for an item; nothing when there is no answer.
async fn saved(app: &TestApp, attempt: &str, item: &str) -> Vec<u8> {
    let saved = attempts::saved(app.db(), id(attempt)).await.unwrap();
    saved.get(item).and_then(|saved| saved.answer.as_ref()).map(keys).unwrap_or_default()
}

async fn learner(app: &TestApp) -> (Browser, String) {
    let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
    let attempt = learner.start().await;
    (learner, attempt)
}

on_both_engines! {
    async fn an_answer_is_kept_and_shown_again(app: TestApp) {
        let (learner, attempt) = learner(&app).await;
        let item = learner.question(&attempt, 2).await;
        learner.answer(&attempt, 2, &[1]).await.expect(303);
        assert_eq!(saved(&app, &attempt, &item.id).await, [1]);
        let page = learner.get(&format!("{attempt}?item=2")).await.expect(200);
        assert_eq!(page.attribute("input[name=choice][checked]", "value"), "1");
        page.shows("Saved 09:00");
        // Changed, by an island this time.
        app.advance(60_000);
        let arguments = json!({ "attempt": id(&attempt), "item": item.id, "choices": [2] });
        let reply = learner.call("save_response", &arguments).await.expect(200);
        assert_eq!(reply.json(), json!({ "time": "09:01" }));
        assert_eq!(saved(&app, &attempt, &item.id).await, [2]);
        assert_eq!(app.ledger_count("response.saved").await, 2);
        // The first question without an answer comes up by itself.
        assert_eq!(learner.get(&attempt).await.expect(303).location(), format!("{attempt}?item=1"));
        // And taken back.
        let arguments = json!({ "attempt": id(&attempt), "item": item.id, "choices": [] });
        learner.call("save_response", &arguments).await.expect(200);
        assert!(saved(&app, &attempt, &item.id).await.is_empty());
        learner.get(&format!("{attempt}/review")).await.expect(200).shows("0 of 9 answered");
        assert_eq!(app.ledger_count("response.saved").await, 3);
    }

    async fn going_on_without_an_answer_keeps_the_form(app: TestApp) {
        let (learner, attempt) = learner(&app).await;
        let page = format!("{attempt}?item=1");
        let reply = learner.post_form(&page, &[("go", "next"), ("flag", "1")]).await.expect(422);
        reply.shows("Choose an answer, or skip the question.").shows(&format!("Question 1 of {}", form_length()));
        assert!(reply.has("input[name=flag][checked]"), "the mark was lost");
        assert!(reply.has(".error-summary a[href='#choices']") && reply.has("#choices"));
        // Skipping, going back and looking at the list are not going on.
        let skip = learner.post_form(&page, &[("go", "skip")]).await.expect(303);
        assert_eq!(skip.location(), format!("{attempt}?item=2"));
        let back = learner.post_form(&format!("{attempt}?item=2"), &[("go", "back")]).await.expect(303);
        assert_eq!(back.location(), format!("{attempt}?item=1"));
        let review = learner.post_form(&page, &[("go", "review")]).await.expect(303);
        assert_eq!(review.location(), format!("{attempt}/review"));
        assert_eq!(app.ledger_count("response.saved").await, 0);
    }

    async fn options_that_are_not_there_are_refused(app: TestApp) {
        let (learner, attempt) = learner(&app).await;
        let item = learner.question(&attempt, 1).await;
        learner.give(&attempt, 1, &right(item)).await.expect(303);
        let page = format!("{attempt}?item=1");
        for choice in ["9", "255", "256", "-1", "zero", "1e0", "0x1"] {
            let reply = learner.post_form(&page, &[("choice", choice), ("go", "next")]).await.expect(422);
            reply.shows("That is not one of the answers to this question.");
        }
        for choice in [9, 255] {
            let arguments = json!({ "attempt": id(&attempt), "item": item.id, "choices": [choice] });
            learner.call("save_response", &arguments).await.expect(422);
        }
        assert_eq!(saved(&app, &attempt, &item.id).await, keys(&right(item)), "the answer before is kept");
    }

    async fn one_answer_only_where_one_is_asked_for(app: TestApp) {
        let (learner, attempt) = learner(&app).await;
        let items = learner.questions(&attempt).await;
        let number = items.iter().position(|item| matches!(item.body, Body::Single { .. })).unwrap() + 1;
        let reply = learner.answer(&attempt, number, &[0, 1]).await.expect(422);
        reply.shows("Choose one answer only.");
        assert_eq!(reply.html().select(&crate::support::reply::css("input[name=choice][checked]")).count(), 2, "kept");
        let item = items[number - 1];
        let arguments = json!({ "attempt": id(&attempt), "item": item.id, "choices": [0, 1] });
        learner.call("save_response", &arguments).await.expect(422);
        // The same one twice is one.
        let arguments = json!({ "attempt": id(&attempt), "item": item.id, "choices": [1, 1] });
        learner.call("save_response", &arguments).await.expect(200);
        assert_eq!(saved(&app, &attempt, &item.id).await, [1]);
    }

    async fn questions_that_are_not_on_the_form_are_not_there(app: TestApp) {
        let (learner, attempt) = learner(&app).await;
        let on_form: BTreeSet<&str> = learner.questions(&attempt).await.iter().map(|item| item.id.as_str()).collect();
        let other = catalog().bank(COURSE).iter().find(|item| !on_form.contains(item.id.as_str())).unwrap();
        for item in [other.id.as_str(), "no-such-item", ""] {
            let arguments = json!({ "attempt": id(&attempt), "item": item, "choices": [0] });
            learner.call("save_response", &arguments).await.expect(404);
        }
        let beyond = format!("{attempt}?item={}", form_length() + 1);
        learner.get(&beyond).await.expect(404);
        learner.post_form(&beyond, &[("choice", "0")]).await.expect(404);
        assert_eq!(app.ledger_count("response.saved").await, 0);
    }

    async fn malformed_addresses_and_bodies_are_refused_calmly(app: TestApp) {
        let (learner, attempt) = learner(&app).await;
        for address in ["/attempts/1", "/attempts/none/review", "/attempts/00000000/result", "/attempts/%00", "/attempts/%C3%28"] {
            let status = learner.get(address).await.status.as_u16();
            assert!(matches!(status, 400 | 404), "{address}: {status}");
        }
        for item in ["0", "-1", "one", "99999999999999999999999", "1;2"] {
            let status = learner.get(&format!("{attempt}?item={item}")).await.status;
            assert!(status.as_u16() < 500, "{item}: {status}");
        }
        for arguments in [
            json!({}),
            json!([]),
            json!("nothing"),
            json!({ "attempt": "one", "item": "x", "choices": [0] }),
            json!({ "attempt": id(&attempt), "item": 1, "choices": [0] }),
            json!({ "attempt": id(&attempt), "item": "x", "choices": [-1] }),
            json!({ "attempt": id(&attempt), "item": "x", "choices": [256] }),
        ] {
            let reply = learner.call("save_response", &arguments).await;
            assert!(!reply.status.is_success(), "{arguments}: {}", reply.body());
            assert_eq!(reply.json(), json!("Unavailable"), "{arguments}");
        }
        assert_eq!(app.ledger_count("response.saved").await, 0);
    }

    async fn flags_are_notes_and_not_facts(app: TestApp) {
        let (learner, attempt) = learner(&app).await;
        learner.post_form(&format!("{attempt}?item=1"), &[("flag", "1"), ("go", "skip")]).await.expect(303);
        learner.get(&format!("{attempt}/review")).await.expect(200).shows("1 flagged").shows("0 of 9 answered");
        learner.answer(&attempt, 1, &[0]).await.expect(303);
        let review = learner.get(&format!("{attempt}/review")).await.expect(200);
        assert!(!review.main().contains("flagged"), "{}", review.main());
        assert_eq!(app.ledger_count("response.saved").await, 1);
    }

    async fn submitting_again_changes_nothing(app: TestApp) {
        let (learner, attempt) = learner(&app).await;
        learner.study().await;
        learner.answer_all(&attempt, right).await;
        let result = learner.submit(&attempt).await;
        let before = learner.get(&result).await.expect(200).body_without_nonce();
        app.advance(60_000);
        learner.submit(&attempt).await;
        assert_eq!(learner.get(&result).await.expect(200).body_without_nonce(), before);
        assert_eq!(app.ledger_count("attempt.submitted").await, 1);
        assert_eq!(app.credentials(learner.person()).await.len(), 1);
    }

    async fn answers_after_submitting_change_nothing(app: TestApp) {
        let (learner, attempt) = learner(&app).await;
        let items = learner.questions(&attempt).await;
        learner.answer_all(&attempt, wrong).await;
        learner.submit(&attempt).await;
        let entries = app.ledger().await.len();
        let reply = learner.give(&attempt, 1, &right(items[0])).await.expect(303);
        assert_eq!(reply.location(), format!("{attempt}/result"));
        let arguments = json!({ "attempt": id(&attempt), "item": items[0].id, "choices": keys(&right(items[0])) });
        let reply = learner.call("save_response", &arguments).await.expect(422);
        assert_eq!(reply.json(), json!({ "Refused": "AttemptClosed" }));
        assert_eq!(saved(&app, &attempt, &items[0].id).await, keys(&wrong(items[0])));
        assert_eq!(app.ledger().await.len(), entries);
        // The questions and the list lead to the result.
        for page in [attempt.clone(), format!("{attempt}?item=1"), format!("{attempt}/review")] {
            assert_eq!(learner.get(&page).await.expect(303).location(), format!("{attempt}/result"));
        }
    }

    async fn the_result_is_not_there_before_submitting(app: TestApp) {
        let (learner, attempt) = learner(&app).await;
        let reply = learner.get(&format!("{attempt}/result")).await.expect(303);
        assert_eq!(reply.location(), attempt);
    }

    async fn three_attempts_and_no_more(app: TestApp) {
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        let mut drawn: Vec<BTreeSet<String>> = Vec::new();
        for number in 1..=3 {
            let page = learner.get(&assessment()).await.expect(200);
            page.shows(&format!("Begin attempt {number}"));
            let attempt = learner.start().await;
            drawn.push(learner.questions(&attempt).await.iter().map(|item| item.id.clone()).collect());
            learner.answer_all(&attempt, wrong).await;
            let result = learner.submit(&attempt).await;
            learner.get(&result).await.expect(200).shows("Not passed yet").shows("0 %");
        }
        assert!(drawn.iter().all(|items| items.len() == form_length()), "a form asks an item twice: {drawn:?}");
        assert!(drawn[0].is_disjoint(&drawn[1]), "the second attempt asks what the first did: {drawn:?}");
        learner.get(&assessment()).await.expect(200).shows("You have used all your attempts.");
        let reply = learner.post_form(&assessment(), &[]).await.expect(422);
        reply.shows("You have used all your attempts.");
        assert_eq!(app.ledger_count("attempt.started").await, 3);
    }

    async fn no_attempt_after_a_pass(app: TestApp) {
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        learner.fail().await;
        learner.pass().await;
        let reply = learner.post_form(&assessment(), &[]).await.expect(422);
        reply.shows("You have passed this assessment already.");
        assert_eq!(app.ledger_count("attempt.started").await, 2);
    }

    async fn starting_again_goes_on_with_the_open_attempt(app: TestApp) {
        let (learner, attempt) = learner(&app).await;
        assert_eq!(learner.start().await, attempt);
        learner.get(&assessment()).await.expect(200).shows("Go on with attempt 1");
        assert_eq!(app.ledger_count("attempt.started").await, 1);
    }

    async fn an_unanswered_question_scores_nothing(app: TestApp) {
        let (learner, attempt) = learner(&app).await;
        let item = learner.question(&attempt, 1).await;
        learner.give(&attempt, 1, &right(item)).await.expect(303);
        learner.get(&format!("{attempt}/review")).await.shows("Submit with 8 questions unanswered");
        let result = learner.submit(&attempt).await;
        learner.get(&result).await.expect(200).shows("11 %").shows("1 of 9 questions fully right");
    }

    async fn reading_positions_are_remembered_for_lessons_that_exist(app: TestApp) {
        let learner = app.with_person("Amara Okafor").signed_in().await;
        let position = |lesson: &str, position: i32| json!({ "course": COURSE, "lesson": lesson, "position": position });
        learner.call("record_position", &position("footprint", 420)).await.expect(200);
        learner.call("record_position", &position("footprint", 9000)).await.expect(200);
        learner.call("record_position", &position("no-such-lesson", 1)).await.expect(404);
        let entries = app.ledger().await.len();
        let kept = netwise::store::facts::positions(app.db(), learner.person()).await.unwrap();
        assert_eq!(kept.iter().map(|row| (row.lesson_key.as_str(), row.position)).collect::<Vec<_>>(), [("footprint", 1000)]);
        assert_eq!(app.ledger().await.len(), entries, "where somebody stopped reading is no fact");
    }
}
