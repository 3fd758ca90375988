//! Keys and feedback stay on the server until an attempt is submitted. Feedback serves as its own canary: its words are
//! looked for in everything that leaves the server.

use axum::http::Method;
use netwise::app::ROUTES;
use netwise::server::assets::ASSETS;
use serde_json::json;

use crate::support::doors::{Everybody, Records, Who};
use crate::support::learning::{form_length, keys, offers, right, secrets, wrong};
use crate::support::{Browser, Reply, catalog, on_both_engines};

/// Words that only the server's types use.
const MARKERS: [&str; 5] = ["feedback_html", "\"correct\"", "&quot;correct&quot;", "option-right", "option-why"];

fn feedback() -> impl Iterator<Item = &'static str> {
    catalog().items.values().flatten().flat_map(secrets)
}

/// Stretches of a feedback that look the same however they are escaped, and are in no text for readers.
fn stretches(feedback: &str, open: &str) -> Vec<String> {
    feedback
        .split(|c: char| !c.is_alphanumeric() && !matches!(c, ' ' | ',' | '.' | ':' | ';' | '-'))
        .map(str::trim)
        .filter(|stretch| stretch.chars().count() >= 20 && !open.contains(stretch))
        .map(str::to_owned)
        .collect()
}

/// Everything a learner may read: lessons, stems, options.
fn open_text() -> String {
    let lessons = catalog().courses.iter().flat_map(|course| course.lessons().map(|lesson| lesson.html.as_str()));
    let items = catalog().items.values().flatten().map(|item| item.stem_html.as_str());
    lessons.chain(items).chain(catalog().items.values().flatten().flat_map(offers)).collect::<Vec<_>>().join("\n")
}

struct Canaries(Vec<String>);

impl Canaries {
    fn new() -> Self {
        let open = open_text();
        let found: Vec<Vec<String>> = feedback().map(|feedback| stretches(feedback, &open)).collect();
        assert!(
            found.iter().all(|stretches| !stretches.is_empty()),
            "some feedback has no words of its own to look for"
        );
        Self(found.concat())
    }

    #[track_caller]
    fn check(&self, place: &str, text: &str) {
        for canary in &self.0 {
            assert!(!text.contains(canary), "{place} gives away {canary:?}");
        }
        for marker in MARKERS {
            assert!(!text.contains(marker), "{place} gives away {marker:?}");
        }
    }

    async fn visit(&self, browser: &Browser, path: &str) -> Reply {
        let reply = browser.get(path).await;
        assert!(!reply.status.is_server_error(), "{path}: {}", reply.status);
        self.check(path, &reply.body());
        let headers = format!("{:?}", reply.headers);
        self.check(path, &headers);
        reply
    }

    /// Every page there is, as this person sees it.
    async fn visit_all(&self, browser: &Browser, records: &Records) {
        let doors = ROUTES.iter().filter(|door| door.methods.contains(&Method::GET));
        for path in doors.filter_map(|door| records.address(door)) {
            self.visit(browser, &path).await;
        }
        self.visit(browser, "/no-such-page").await;
    }
}

on_both_engines! {
    async fn nothing_gives_an_answer_away_before_submitting(app: TestApp) {
        let canaries = Canaries::new();
        let learner = app.with_person("Amara Okafor").in_unit("bakery").in_unit("class-a").signed_in().await;
        canaries.visit(&learner, "/courses/start-100/assessment").await;
        for course in &catalog().courses {
            canaries.visit(&learner, &format!("/courses/{}", course.key)).await.expect(200);
            for lesson in course.lessons() {
                canaries.visit(&learner, &format!("/courses/{}/{}", course.key, lesson.key)).await.expect(200);
            }
        }
        let attempt = learner.start().await;
        let id = attempt.rsplit('/').next().unwrap();
        for number in 1..=form_length() {
            let page = format!("{attempt}?item={number}");
            canaries.visit(&learner, &page).await.expect(200);
            let item = learner.question(&attempt, number).await;
            // The wrong and the right answer are told the same, by the island's way and by the form's.
            let mut told = Vec::new();
            for choices in [wrong(item), right(item)] {
                let arguments = json!({ "attempt": id, "item": item.id, "choices": keys(&choices) });
                let reply = learner.call("save_response", &arguments).await.expect(200);
                canaries.check("save_response", &reply.body());
                told.push((reply.body(), reply.headers_without_nonce()));
            }
            assert_eq!(told[0], told[1]);
            let refused = learner.post_form(&page, &[("choice", "77"), ("go", "next")]).await.expect(422);
            canaries.check("a refused answer", &refused.body());
            let taken = learner.give(&attempt, number, &right(item)).await.expect(303);
            canaries.check("an answer", &format!("{:?}", taken.headers));
            canaries.visit(&learner, &page).await.expect(200);
        }
        canaries.visit(&learner, &format!("{attempt}/review")).await.expect(200);
        canaries.visit(&learner, &format!("{attempt}/result")).await.expect(303);
        canaries.visit(&learner, "/home").await.expect(200);

        // Afterwards the result gives reasons, so these canaries do sing.
        let asked = learner.questions(&attempt).await;
        let result = learner.submit(&attempt).await;
        let result = learner.get(&result).await.expect(200).body();
        let open = open_text();
        for feedback in asked.iter().flat_map(|item| secrets(item)) {
            for stretch in stretches(feedback, &open) {
                assert!(result.contains(&stretch), "the result does not say {stretch:?}");
            }
        }
        assert!(result.contains("option-right") && result.contains("option-why"));
    }

    async fn nobody_elses_pages_give_an_answer_away(app: TestApp) {
        let canaries = Canaries::new();
        let everybody = Everybody::gather(&app).await;
        for (who, browser) in &everybody.browsers {
            // The learner has submitted, and may see why.
            if *who != Who::Learner {
                canaries.visit_all(browser, &everybody.open).await;
                canaries.visit_all(browser, &everybody.finished).await;
            }
        }
    }
}

/// Search in the program for browsers, too: code that should be the server's alone could bring its texts along.
#[test]
fn no_asset_gives_an_answer_away() {
    let canaries = Canaries::new();
    assert!(!ASSETS.is_empty());
    for asset in ASSETS {
        let text = String::from_utf8_lossy(asset.raw);
        // Class names are in the style sheet, and rightly.
        for canary in canaries.0.iter().map(String::as_str).chain(["feedback_html", "correct_keys"]) {
            assert!(!text.contains(canary), "{} gives away {canary:?}", asset.name);
        }
        for item in catalog().items.values().flatten() {
            assert!(!text.contains(&item.id), "{} knows the item {}", asset.name, item.id);
        }
    }
}
