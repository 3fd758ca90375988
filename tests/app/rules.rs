//! The rules of a course: marks on every objective, critical questions, waiting, more attempts, testing out, time limits.

use netwise::domain::answer::Answer;
use netwise::domain::credential::Record;
use netwise::domain::item::Item;
use netwise::domain::person::Role;
use netwise::domain::time::{DAY, HOUR, MINUTE};
use netwise::store::{attempts, credentials};
use serde_json::json;

use crate::support::garden::GARDEN;
use crate::support::learning::{forms, right, wrong};
use crate::support::mail::Post;
use crate::support::{Browser, TestApp, at_once, on_both_engines};

const LESSONS: [&str; 2] = ["/courses/garden-100/soil", "/courses/garden-100/plants"];

async fn learner(app: &TestApp) -> Browser {
    app.with_person("Amara Okafor").in_unit("bakery").signed_in().await
}

async fn study(learner: &Browser) {
    for lesson in LESSONS {
        learner.post_form(lesson, &[]).await.expect(303);
    }
}

async fn begin(learner: &Browser) -> String {
    learner.post_form(GARDEN, &[]).await.expect(303).location().to_owned()
}

/// Answers each item as `choose` says, and submits; gives the result.
async fn sit(app: &TestApp, learner: &Browser, choose: impl Fn(&Item) -> Answer) -> String {
    let attempt = begin(learner).await;
    for (number, item) in (1..).zip(&app.asked(learner, &attempt).await) {
        learner.give(&attempt, number, &choose(item)).await.expect(303);
    }
    learner.submit(&attempt).await
}

fn all_but(id: &'static str) -> impl Fn(&Item) -> Answer {
    move |item| if item.id == id { wrong(item) } else { right(item) }
}

const BALL: &str = "garden-100-o1-001";
const ORDER: &str = "garden-100-o1-002";

/// Lets two questions of the first objective be critical, and little pass.
async fn teach_critical(app: &TestApp) {
    app.teach_garden_with(|catalog| {
        catalog.courses[0].assessment.pass_percent = 50;
        for item in catalog.items.get_mut("garden-100").unwrap() {
            item.critical = [BALL, ORDER].contains(&item.id.as_str());
        }
    })
    .await;
}

/// The form that answers the question that waits, with the fields of one answer.
async fn again(learner: &Browser, page: &str, answer: &Answer, reread: bool) -> crate::support::Reply {
    let asked = learner.get(page).await.expect(200).attribute("input[name=asked]", "value");
    let mut fields = forms(answer).remove(0);
    fields.push(("asked".to_owned(), asked));
    if reread {
        fields.push(("reread".to_owned(), "yes".to_owned()));
    }
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    learner.post_form(page, &fields).await
}

on_both_engines! {
    async fn every_objective_needs_its_share(app: TestApp) {
        app.teach_garden(|course| course.assessment.pass_percent = 50).await;
        let learner = learner(&app).await;
        learner.get(GARDEN).await.expect(200).shows("Besides 50 % of all points you need 50 % on every single objective.");
        let result = sit(&app, &learner, |item| if item.objective == "o1" { right(item) } else { wrong(item) }).await;
        let page = learner.get(&result).await.expect(200);
        page.shows("50 %").shows("Not passed yet").shows("but one objective is below 50 %");
        let result = sit(&app, &learner, all_but("garden-100-o2-001")).await;
        learner.get(&result).await.expect(200).shows("Passed");
    }

    async fn a_missed_critical_question_is_answered_again_before_the_certificate(app: TestApp) {
        teach_critical(&app).await;
        let learner = learner(&app).await;
        study(&learner).await;
        let result = sit(&app, &learner, all_but(BALL)).await;
        let page = learner.get(&result).await.expect(200);
        page.shows("Passed").shows("1 critical question to answer again");
        assert!(app.credentials(learner.person()).await.is_empty(), "the certificate waits");
        learner.get("/home").await.expect(200).shows("Answer a critical question again").shows("1 critical question to answer again");
        learner.get("/courses/garden-100").await.expect(200).shows("1 critical question to answer again");
        let retake = result.replace("/result", "/again");
        learner.get(GARDEN).await.expect(200).shows("1 critical question to answer again");
        let items = app.asked(&learner, &result.replace("/result", "")).await;
        let other = items.iter().find(|item| item.id == ORDER).unwrap();

        // The other critical question of the objective is asked; not without reading the lesson again.
        let page = learner.get(&retake).await.expect(200);
        page.shows("How do you test a soil by hand?").shows("I have read “What is in your soil” again");
        assert!(!page.body().contains("Little is enough."), "no feedback yet");
        let reply = again(&learner, &retake, &right(other), false).await.expect(422);
        reply.shows("Read the lesson again, then tick the box");
        assert_eq!(reply.all("select option[selected]").len(), 3, "kept");
        let nothing = [("asked", &*page.attribute("input[name=asked]", "value")), ("reread", "yes")];
        learner.post_form(&retake, &nothing).await.expect(422).shows("Choose an answer");

        // Wrong: explained, and another one waits, here the missed one itself.
        let reply = again(&learner, &retake, &wrong(other), true).await.expect(303);
        assert_eq!(reply.location(), retake);
        let page = learner.get(&retake).await.expect(200);
        page.shows("Your last answer was not right yet").shows("Little is enough.");
        assert!(app.credentials(learner.person()).await.is_empty());
        // A form of the question before is not taken for this one.
        let old = [("asked", nothing[0].1), ("reread", "yes"), ("place-0", "1"), ("place-1", "2"), ("place-2", "3")];
        assert_eq!(learner.post_form(&retake, &old).await.expect(303).location(), retake);
        assert_eq!(app.ledger_count("critical.answered").await, 1);

        app.advance(HOUR);
        let reply = again(&learner, &retake, &right(other), true).await.expect(303);
        assert!(reply.location().starts_with("/certificates/NW-"), "{}", reply.location());
        assert_eq!(app.credentials(learner.person()).await.len(), 1);
        assert_eq!(app.ledger_count("critical.answered").await, 2);
        learner.get(&retake).await.expect(303);
        learner.get("/home").await.expect(200).shows("Complete");
        let page = learner.get(&result).await.expect(200);
        page.shows("Your certificate is ready");
        // Nobody else can answer for them.
        let peer = app.with_person("Wei Zhang").in_unit("bakery").signed_in().await;
        peer.get(&retake).await.expect(404);
        peer.post_form(&retake, &nothing).await.expect(404);
    }

    async fn a_miss_without_another_question_asks_the_same_again(app: TestApp) {
        app.teach_garden(|course| course.assessment.pass_percent = 50).await;
        let learner = learner(&app).await;
        study(&learner).await;
        // The only critical one of its objective.
        let result = sit(&app, &learner, all_but("garden-100-o2-001")).await;
        let retake = result.replace("/result", "/again");
        learner.get(&retake).await.expect(200).shows("Which pairs suit each other?");
        let again = again(&learner, &retake, &Answer::Options([0, 2].into()), true).await.expect(303);
        assert!(again.location().starts_with("/certificates/"), "{}", again.location());
    }

    async fn a_miss_does_not_matter_where_the_form_is_not_passed(app: TestApp) {
        app.teach_garden(|_| {}).await;
        let learner = learner(&app).await;
        let result = sit(&app, &learner, wrong).await;
        learner.get(&result.replace("/result", "/again")).await.expect(303);
        assert!(!learner.get(&result).await.main().contains("critical question to answer"));
    }

    async fn the_last_attempt_waits(app: TestApp) {
        app.teach_garden(|course| course.assessment.attempts = 2).await;
        let learner = learner(&app).await;
        sit(&app, &learner, wrong).await;
        let page = learner.get(GARDEN).await.expect(200);
        page.shows("Your last attempt opens on 3 March 2026, 09:00");
        assert!(!page.has("form[action$=assessment] button#begin"));
        app.advance(90 * MINUTE);
        let reply = learner.post_form(GARDEN, &[]).await.expect(422);
        reply.shows("Your last attempt opens in 22 hours and 30 minutes.");
        app.advance(22 * HOUR + 30 * MINUTE - 1);
        learner.post_form(GARDEN, &[]).await.expect(422).shows("opens in 1 minute.");
        app.advance(1);
        begin(&learner).await;
    }

    async fn those_who_look_after_somebody_can_allow_another_attempt(app: TestApp) {
        app.teach_garden(|course| {
            course.assessment.attempts = 1;
            course.assessment.wait_hours = 0;
        })
        .await;
        let learner = learner(&app).await;
        let staff = |name, role, unit| app.with_person(name).with_role(role, unit).signed_in();
        let manager = staff("Sipho Dlamini", Role::Manager, Some("bakery")).await;
        let other = staff("Yuki Tanaka", Role::Manager, Some("school")).await;
        let page = format!("/team/{}/assessments", learner.person());
        let allow = [("do", "attempt"), ("course", "garden-100"), ("reason", "We talked about soils.")];
        manager.get(&page).await.expect(200).shows("has not used up the attempts");
        manager.post_form(&page, &allow).await.expect(422).shows("There is nothing to allow");
        sit(&app, &learner, wrong).await;
        learner.get(GARDEN).await.expect(200).shows("Talk to your teacher or manager");
        learner.post_form(GARDEN, &[]).await.expect(422).shows("they can help, and allow another one");

        other.get(&page).await.expect(404);
        other.post_form(&page, &allow).await.expect(404);
        learner.post_form(&page, &allow).await.expect(404);
        manager.get(&format!("/team/{}", learner.person())).await.expect(200).shows("Attempts and time");
        let reply = manager.post_form(&page, &[("do", "attempt"), ("course", "garden-100"), ("reason", " ")]).await;
        reply.expect(422).shows("Say why, in a few words");
        let reply = manager.post_form(&page, &[("do", "attempt"), ("course", "none"), ("reason", "<b>kept</b>")]).await;
        let reply = reply.expect(422);
        reply.shows("Choose one of the courses in the list").shows("<b>kept</b>");
        assert_eq!(app.ledger_count("attempt.allowed").await, 0);
        let reply = manager.post_form(&page, &allow).await.expect(303);
        manager.get(reply.location()).await.expect(200).shows("It is done").shows("We talked about soils.");
        // Once, until it is used.
        manager.post_form(&page, &allow).await.expect(422);
        assert_eq!(app.ledger_count("attempt.allowed").await, 1);

        learner.get(GARDEN).await.expect(200).shows("attempt left of 2");
        let result = sit(&app, &learner, right).await;
        learner.get(&result).await.expect(200).shows("Passed").shows("Attempt 2 of 2.");
        let administrator = staff("Ines Duarte", Role::Administrator, None).await;
        let page = format!("/admin/people/{}/assessments", learner.person());
        administrator.get(&page).await.expect(200).shows("We talked about soils.");
        administrator.post_form(&page, &allow).await.expect(422);
        let own = format!("/admin/people/{}/assessments", administrator.person());
        administrator.post_form(&own, &allow).await.expect(422).shows("You cannot do this to yourself");
        let auditor = staff("Omar Haddad", Role::Auditor, None).await;
        let seen = auditor.get(&page).await.expect(200);
        seen.shows("We talked about soils.").shows("Extra time where an assessment has a time limit: none.");
        assert!(!seen.has("main form"), "an auditor looks");
        auditor.post_form(&page, &allow).await.expect(404);
    }

    async fn who_knows_it_all_needs_no_lessons(app: TestApp) {
        app.teach_garden(|_| {}).await;
        let learner = learner(&app).await;
        learner.get(GARDEN).await.expect(200).shows("If you reach 90 % now, the course is met by assessment");
        let result = sit(&app, &learner, right).await;
        let page = learner.get(&result).await.expect(200);
        page.shows("so the course is met by assessment").shows("Your certificate is ready");
        learner.get("/home").await.expect(200).shows("met by assessment before any lesson").shows("Complete");
        learner.get("/courses/garden-100").await.expect(200).shows("Passed with 100 % before any lesson");
        let record: Record = credentials::of_person(app.db(), learner.person()).await.unwrap().remove(0);
        assert_eq!((record.credit.contact_minutes, record.credit.amount.as_str()), (5, "5 contact minutes"));
        assert!(record.credit.basis.ends_with("“A first garden” was met by assessment, so only its assessment counts."));
    }

    async fn testing_out_is_for_those_who_opened_no_lesson(app: TestApp) {
        app.teach_garden(|_| {}).await;
        let position = json!({ "course": "garden-100", "lesson": "soil", "position": 300 });
        let opened = learner(&app).await;
        opened.call("record_position", &position).await.expect(200);
        let done = learner(&app).await;
        done.post_form(LESSONS[0], &[]).await.expect(303);
        let second = learner(&app).await;
        sit(&app, &second, wrong).await;
        for who in [&opened, &done, &second] {
            let result = sit(&app, who, right).await;
            who.get(&result).await.expect(200).shows("100 %").shows("One part is still missing");
            assert!(app.credentials(who.person()).await.is_empty());
        }
        // Enough to pass is not enough to test out: 5 of 6 are 83 %.
        let passed = learner(&app).await;
        let result = sit(&app, &passed, all_but("garden-100-o2-002")).await;
        passed.get(&result).await.expect(200).shows("83 %").shows("One part is still missing");
        // A lesson done later does not take back what was met.
        let out = learner(&app).await;
        sit(&app, &out, right).await;
        out.post_form(LESSONS[0], &[]).await.expect(303);
        assert_eq!(app.credentials(out.person()).await.len(), 1);
    }

    async fn what_is_saved_in_time_counts(app: TestApp) {
        app.teach_garden(|course| {
            course.assessment.limit_minutes = Some(10);
            course.assessment.pass_percent = 10;
            course.assessment.objective_percent = 0;
        })
        .await;
        let learner = learner(&app).await;
        learner.get(GARDEN).await.expect(200).shows("There is a time limit of 10 minutes.").shows("time limit");
        let attempt = begin(&learner).await;
        let items = app.asked(&learner, &attempt).await;
        learner.get(&format!("{attempt}?item=1")).await.expect(200).shows("Answers are taken until 09:10");
        app.advance(10 * MINUTE);
        learner.give(&attempt, 1, &right(&items[0])).await.expect(303);
        app.advance(1);
        let before = app.ledger().await.len();
        let late = &forms(&right(&items[1]))[0];
        let late: Vec<(&str, &str)> = late.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        for reply in [
            learner.post_form(&format!("{attempt}?item=2"), &late).await,
            learner.get(&format!("{attempt}?item=2")).await,
            learner.get(&attempt).await,
        ] {
            reply.expect(200).shows("The time is over").shows("What you saved in time counts: 1 of 6 questions.");
        }
        assert_eq!(learner.get(&format!("{attempt}/review")).await.expect(303).location(), attempt);
        let id = attempt.rsplit('/').next().unwrap();
        let call = json!({ "attempt": id, "item": items[1].id, "choices": [0] });
        assert_eq!(learner.call("save_response", &call).await.expect(422).json(), json!({ "Refused": "TimeUp" }));
        assert_eq!(app.ledger().await.len(), before, "looking and being late change nothing");
        let result = learner.submit(&attempt).await;
        learner.get(&result).await.expect(200).shows("16 %").shows("1 of 6 questions fully right");
    }

    async fn what_runs_out_of_time_is_handed_in_by_itself(app: TestApp) {
        app.teach_garden(|course| course.assessment.limit_minutes = Some(10)).await;
        let (learner, post) = (learner(&app).await, Post::default());
        for lesson in LESSONS {
            learner.post_form(lesson, &[]).await.expect(303);
        }
        let attempt = begin(&learner).await;
        let items = app.asked(&learner, &attempt).await;
        for (number, item) in (1..).zip(&items) {
            learner.give(&attempt, number, &right(item)).await.expect(303);
        }
        app.advance(10 * MINUTE);
        app.round(&post).await;
        assert_eq!(app.ledger_count("attempt.submitted").await, 0, "an answer is still taken at the deadline");
        // Nobody looks for two days; what was saved was enough.
        app.advance(2 * DAY);
        let nodes = (0..3).map(|_| {
            let jobs = app.jobs(post.clone());
            async move { jobs.round().await.unwrap() }
        });
        at_once(nodes).await;
        app.round(&post).await;
        assert_eq!(app.ledger_count("attempt.submitted").await, 1);
        let id = attempt.rsplit('/').next().unwrap().parse().unwrap();
        let row = attempts::own(app.db(), learner.person(), id).await.unwrap();
        let deadline = app.now().plus(-2 * DAY);
        assert_eq!((row.submitted_at, row.passed), (Some(deadline), Some(true)), "as if submitted at the deadline");
        let record = credentials::of_person(app.db(), learner.person()).await.unwrap().remove(0);
        assert_eq!((record.completed_at, record.courses[0].passed_at), (deadline, deadline));
        assert_eq!(post.to(learner.email()).len(), 1, "the mail that tells of the certificate");
        // The learner finds the result.
        for page in [attempt.clone(), format!("{attempt}/review")] {
            assert_eq!(learner.get(&page).await.expect(303).location(), format!("{attempt}/result"));
        }
        let result = learner.get(&format!("{attempt}/result")).await.expect(200);
        result.shows("Time ran out at 09:10; what you had saved was handed in.").shows("2 March 2026");
        // Whoever submits in time reads nothing of the kind, and nothing is left to do.
        let quick = self::learner(&app).await;
        let result = sit(&app, &quick, right).await;
        let page = quick.get(&result).await.expect(200);
        assert!(!page.main().contains("Time ran out"), "{}", page.main());
        app.advance(DAY);
        app.round(&post).await;
        assert_eq!(app.ledger_count("attempt.submitted").await, 2);
    }

    async fn the_learner_and_the_program_hand_in_once(app: TestApp) {
        app.teach_garden(|course| course.assessment.limit_minutes = Some(10)).await;
        let post = Post::default();
        for _ in 0..5 {
            let learner = learner(&app).await;
            let attempt = begin(&learner).await;
            let items = app.asked(&learner, &attempt).await;
            learner.give(&attempt, 1, &right(&items[0])).await.expect(303);
            app.advance(10 * MINUTE + 1);
            let before = app.ledger_count("attempt.submitted").await;
            let (one, other) = (app.jobs(post.clone()), app.jobs(post.clone()));
            let (path, tab) = (format!("{attempt}/review"), learner.clone());
            let (submitted, ..) = tokio::join!(
                async move { tab.post_form(&path, &[]).await },
                async move { one.round().await.unwrap() },
                async move { other.round().await.unwrap() },
            );
            assert_eq!(submitted.expect(303).location(), format!("{attempt}/result"));
            assert_eq!(app.ledger_count("attempt.submitted").await, before + 1);
            let id = attempt.rsplit('/').next().unwrap().parse().unwrap();
            let row = attempts::own(app.db(), learner.person(), id).await.unwrap();
            assert_eq!(row.submitted_at, Some(app.now().plus(-1)), "whoever was first, it ended at the deadline");
            assert_eq!(row.points, Some(60));
        }
    }

    async fn an_attempt_that_cannot_be_graded_keeps_no_other_waiting(app: TestApp) {
        app.teach_garden(|course| course.assessment.limit_minutes = Some(10)).await;
        let (spoilt, sound) = (learner(&app).await, learner(&app).await);
        begin(&spoilt).await;
        begin(&sound).await;
        let whose = format!("(SELECT id FROM person WHERE email = '{}')", spoilt.email());
        let spoil = format!("UPDATE attempt SET form = 'spoilt' WHERE person_id = {whose}");
        assert_eq!(app.sql(&spoil).await, Ok(1));
        app.advance(11 * MINUTE);
        app.round(&Post::default()).await;
        let submitted = app.ledger().await.into_iter().filter(|entry| entry.kind == "attempt.submitted");
        assert_eq!(submitted.map(|entry| entry.subject_id).collect::<Vec<_>>(), [Some(sound.person().0)]);
    }

    async fn extra_time_is_given_with_a_reason(app: TestApp) {
        app.teach_garden(|course| course.assessment.limit_minutes = Some(15)).await;
        let learner = learner(&app).await;
        let manager = app.with_person("Sipho Dlamini").with_role(Role::Manager, Some("bakery")).signed_in().await;
        let page = format!("/team/{}/assessments", learner.person());
        let give = |percent, why| [("do", "time"), ("percent", percent), ("why", why)];
        manager.post_form(&page, &give("50", "")).await.expect(422).shows("Say why, in a few words");
        manager.post_form(&page, &give("51", "Reads slowly")).await.expect(422).shows("Choose one of the times");
        manager.post_form(&page, &give("50", "Reads slowly")).await.expect(303);
        assert_eq!(app.ledger_count("time.granted").await, 1);
        let shown = manager.get(&page).await.expect(200);
        assert_eq!(shown.attribute("select[name=percent] option[selected]", "value"), "50");
        // Rounded up: half more of 15 minutes are 23.
        learner.get(GARDEN).await.expect(200).shows("23 min");
        let attempt = begin(&learner).await;
        learner.get(&format!("{attempt}?item=1")).await.expect(200).shows("Answers are taken until 09:23");
        // What is changed later counts for the next attempt.
        manager.post_form(&page, &give("0", "No longer needed")).await.expect(303);
        learner.get(&format!("{attempt}?item=1")).await.expect(200).shows("Answers are taken until 09:23");
    }

    async fn a_course_says_its_rules(app: TestApp) {
        app.teach_garden_with(|catalog| {
            let mut first = catalog.courses[0].clone();
            first.key = "seeds-100".to_owned();
            first.title = "Seeds".to_owned();
            catalog.courses[0].prerequisites = vec!["seeds-100".to_owned()];
            catalog.items.insert("seeds-100".to_owned(), vec![]);
            catalog.courses.push(first);
        })
        .await;
        let page = app.browser().get("/courses/garden-100").await.expect(200);
        for words in [
            "Supports development toward",
            "Garden skills 1.0, 2.3: Knowing soils",
            "Best done before",
            "Seeds",
            "You pass with 80 % of all points. You have 3 attempts.",
            "you need 50 % on every single objective",
            "Before the last attempt you wait 24 hours",
            "90 % before any lesson meets the course",
            "Designed study time: 15 minutes of lessons and 5 minutes of assessment.",
        ] {
            page.shows(words);
        }
    }
}
