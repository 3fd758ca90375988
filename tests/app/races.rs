//! Many requests at once have one effect. On PostgreSQL they run in as many transactions; on SQLite they queue.

use netwise::domain::person::By;
use netwise::store::entities::attempt;
use netwise::usecases::create_person::CreatePerson;
use netwise::usecases::invite_person::InvitePerson;
use sea_orm::EntityTrait;

use crate::support::learning::{assessment, forms, lessons, right};
use crate::support::{Browser, PASSWORD, Reply, TestApp, at_once, on_both_engines};

/// Sends the same form from many tabs at once.
async fn many(browser: &Browser, count: usize, path: &str) -> Vec<Reply> {
    let tasks = (0..count).map(|_| {
        let (browser, path) = (browser.clone(), path.to_owned());
        async move { browser.post_form(&path, &[]).await }
    });
    at_once(tasks).await
}

async fn with_everything_but_the_last_step(app: &TestApp) -> (Browser, String) {
    let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
    learner.study().await;
    let attempt = learner.start().await;
    learner.answer_all(&attempt, right).await;
    (learner, attempt)
}

on_both_engines! {
    async fn ten_submissions_close_one_attempt_and_issue_one_certificate(app: TestApp) {
        let (learner, attempt) = with_everything_but_the_last_step(&app).await;
        for reply in many(&learner, 10, &format!("{attempt}/review")).await {
            assert_eq!(reply.expect(303).location(), format!("{attempt}/result"));
        }
        assert_eq!(app.ledger_count("attempt.submitted").await, 1);
        assert_eq!(app.ledger_count("credential.issued").await, 1);
        assert_eq!(app.credentials(learner.person()).await.len(), 1);
    }

    async fn ten_starts_open_one_attempt(app: TestApp) {
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        let replies = many(&learner, 10, &assessment()).await;
        let first = replies[0].location().to_owned();
        for reply in replies {
            assert_eq!(reply.expect(303).location(), first);
        }
        assert_eq!(attempt::Entity::find().all(app.db()).await.unwrap().len(), 1);
        assert_eq!(app.ledger_count("attempt.started").await, 1);
    }

    async fn ten_marks_complete_a_lesson_once(app: TestApp) {
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        for reply in many(&learner, 10, &lessons()[0]).await {
            reply.expect(303);
        }
        assert_eq!(app.ledger_count("lesson.completed").await, 1);
    }

    /// Neither of two facts at once may miss the other, or nobody would notice that everything is done.
    async fn the_last_lesson_and_the_submission_at_once_always_complete(app: TestApp) {
        for round in 0..12 {
            let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
            let lessons = lessons();
            for lesson in &lessons[..2] {
                learner.post_form(lesson, &[]).await.expect(303);
            }
            let attempt = learner.start().await;
            for number in 1..=9 {
                let item = learner.question(&attempt, number).await;
                learner.give(&attempt, number, &right(item)).await.expect(303);
            }
            let last = [format!("{attempt}/review"), lessons[2].clone()].map(|path| {
                let learner = learner.clone();
                async move { learner.post_form(&path, &[]).await.expect(303) }
            });
            at_once(last).await;
            assert_eq!(app.credentials(learner.person()).await.len(), 1, "round {round}");
            assert_eq!(app.ledger_count("credential.issued").await, round + 1);
        }
    }

    async fn a_link_used_twice_at_once_lets_one_in(app: TestApp) {
        for _ in 0..3 {
            let learner = app.with_person("Amara Okafor").enrol().await;
            let link = app.link(learner.person()).await;
            let used = app.ledger_count("invitation.accepted").await;
            let tasks = (0..6).map(|_| {
                let (browser, link) = (app.browser(), link.clone());
                let form = [("password", PASSWORD), ("again", PASSWORD)];
                async move { browser.post_form(&link, &form).await.status.as_u16() }
            });
            let mut outcomes = at_once(tasks).await;
            outcomes.sort_unstable();
            assert_eq!(outcomes, [303, 410, 410, 410, 410, 410]);
            assert_eq!(app.ledger_count("invitation.accepted").await, used + 1);
        }
    }

    async fn one_address_taken_at_once_makes_one_person(app: TestApp) {
        let tasks = (0..8).map(|_| {
            let store = app.store().clone();
            let person = CreatePerson { email: "amara@example.org".to_owned(), name: "Amara Okafor".to_owned() };
            async move { store.write(By::System, &person).await.is_ok() }
        });
        let made = at_once(tasks).await.into_iter().filter(|made| *made).count();
        assert_eq!(made, 1);
        assert_eq!(app.ledger_count("person.created").await, 1);
    }

    /// Entries of transactions that run at once still follow one another, with no number missing.
    async fn writers_at_once_make_one_chain(app: TestApp) {
        let people: Vec<_> = {
            let mut people = Vec::new();
            for _ in 0..4 {
                people.push(app.with_person("Amara Okafor").enrol().await.person());
            }
            people
        };
        let before = app.ledger().await.len();
        let tasks = (0..40).map(|n| {
            let (store, person) = (app.store().clone(), people[n % people.len()]);
            async move { store.write(By::System, &InvitePerson { person }).await.is_ok() }
        });
        assert_eq!(at_once(tasks).await, vec![true; 40]);
        let ledger = app.ledger().await;
        assert_eq!(ledger.len(), before + 40);
        assert_eq!(ledger.last().unwrap().seq as usize, ledger.len());
    }

    async fn answers_and_a_submission_at_once_are_graded_as_saved(app: TestApp) {
        for _ in 0..4 {
            let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
            let attempt = learner.start().await;
            let mut tasks: Vec<_> = Vec::new();
            for number in 1..=9 {
                let item = learner.question(&attempt, number).await;
                let fields = forms(&right(item)).remove(0);
                let answer = fields.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&");
                tasks.push((format!("{attempt}?item={number}"), answer));
            }
            tasks.push((format!("{attempt}/review"), String::new()));
            let tasks = tasks.into_iter().map(|(path, body)| {
                let learner = learner.clone();
                async move {
                    use crate::support::browser::{FORM, OWN};
                    learner.send(axum::http::Method::POST, &path, &[OWN, FORM], &body).await.status.as_u16()
                }
            });
            let outcomes = at_once(tasks).await;
            // An answer that came too late is told so, by the result page or, when it lost by a hair, on its own page.
            assert!(outcomes.iter().all(|status| matches!(status, 303 | 422)), "{outcomes:?}");
            let id = attempt.rsplit('/').next().unwrap().parse().unwrap();
            let row = netwise::store::attempts::own(app.db(), learner.person(), id).await.unwrap();
            let saved = netwise::store::attempts::saved(app.db(), id).await.unwrap().len() as i64;
            assert_eq!(row.points, Some(saved * 60), "graded what was saved, no more and no less");
        }
    }
}
