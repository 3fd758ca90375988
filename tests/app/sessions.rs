//! Sessions: new at sign-in, limited by the clock, ended when powers change.

use netwise::domain::person::Role;
use netwise::domain::time::{DAY, HOUR, MINUTE};
use netwise::store::entities::session;
use sea_orm::EntityTrait;

use crate::support::{Browser, TestApp, on_both_engines};

on_both_engines! {
    async fn a_session_is_new_at_every_sign_in(app: TestApp) {
        let learner = app.with_person("Amara Okafor").signed_in().await;
        let first = learner.cookie().unwrap();
        learner.sign_in().await.expect(303);
        let second = learner.cookie().unwrap();
        assert_ne!(first, second);
        // What somebody planted in the browser beforehand is not taken over.
        let victim = app.browser().of(learner.person(), learner.email());
        victim.set_cookie(Some("netwise=planted".to_owned()));
        victim.sign_in().await.expect(303);
        assert_ne!(victim.cookie().unwrap(), "netwise=planted");
        let attacker = app.browser();
        attacker.set_cookie(Some("netwise=planted".to_owned()));
        attacker.get("/home").await.expect(303);
    }

    async fn a_learners_session_ends_after_three_days_without_use(app: TestApp) {
        let learner = app.with_person("Amara Okafor").signed_in().await;
        app.advance(3 * DAY - 1);
        learner.get("/home").await.expect(200);
        app.advance(3 * DAY - 1);
        learner.get("/home").await.expect(200);
        app.advance(3 * DAY);
        learner.get("/home").await.expect(303);
    }

    async fn a_learners_session_ends_after_thirty_days_in_any_case(app: TestApp) {
        let learner = app.with_person("Amara Okafor").signed_in().await;
        for _ in 0..15 {
            learner.get("/home").await.expect(200);
            app.advance(2 * DAY);
        }
        learner.get("/home").await.expect(303);
    }

    async fn staff_have_an_hour_without_use_and_a_day_in_any_case(app: TestApp) {
        for role in [Role::Manager, Role::Reviewer, Role::Administrator, Role::Auditor] {
            let person = app.with_person("Ines Duarte").with_role(role, None).signed_in().await;
            app.advance(HOUR - 1);
            person.get("/home").await.expect(200);
            app.advance(HOUR);
            person.get("/home").await.expect(303);
            person.come_in().await;
            for _ in 0..25 {
                app.advance(DAY / 25);
                if app.now().since(session_start(&app, &person).await) < DAY {
                    person.get("/home").await.expect(200);
                }
            }
            person.get("/home").await.expect(303);
        }
    }

    async fn use_within_minutes_is_not_written_down_each_time(app: TestApp) {
        let learner = app.with_person("Amara Okafor").signed_in().await;
        let seen = || async { session::Entity::find().one(app.db()).await.unwrap().unwrap().seen_at };
        let first = seen().await;
        app.advance(4 * MINUTE);
        learner.get("/home").await.expect(200);
        assert_eq!(seen().await, first);
        app.advance(MINUTE);
        learner.get("/home").await.expect(200);
        assert_eq!(seen().await, app.now());
    }

    async fn new_powers_need_a_new_session(app: TestApp) {
        let person = app.with_person("Ines Duarte").signed_in().await;
        app.grant(person.person(), Role::Auditor, None).await;
        person.get("/home").await.expect(303);
        person.sign_in().await.expect(303);
        person.get("/home").await.expect(200);
        // The same again changes nothing, so nothing ends.
        app.grant(person.person(), Role::Auditor, None).await;
        person.get("/home").await.expect(200);
        assert_eq!(app.ledger_count("role.granted").await, 1);
    }

    async fn the_database_holds_no_secret_that_opens_a_session(app: TestApp) {
        let learner = app.with_person("Amara Okafor").signed_in().await;
        let link = app.link(learner.person()).await;
        let cookie = learner.cookie().unwrap();
        for secret in [cookie.split('=').nth(1).unwrap(), link.rsplit('/').next().unwrap()] {
            assert!(secret.len() >= 22, "fewer than 128 bits: {secret}");
        }
        let stored = session::Entity::find().one(app.db()).await.unwrap().unwrap();
        let presented = hex::encode(&stored.token_hash);
        let thief = app.browser();
        thief.set_cookie(Some(format!("netwise={presented}")));
        thief.get("/home").await.expect(303);
    }
}

async fn session_start(app: &TestApp, person: &Browser) -> netwise::domain::time::Timestamp {
    let all = session::Entity::find().all(app.db()).await.unwrap();
    all.into_iter().find(|session| session.person_id == person.person()).unwrap().created_at
}
