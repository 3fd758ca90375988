//! One's own account: sessions, password, data.

use netwise::domain::person::Role;
use netwise::domain::time::MINUTE;
use netwise::store::people;

use crate::support::reply::text_of;
use crate::support::{Browser, PASSWORD, TestApp, on_both_engines};

const OTHER: &str = "seven quiet herons at dusk";

/// The same person in another browser.
async fn elsewhere(app: &TestApp, person: &Browser) -> Browser {
    app.advance(MINUTE);
    let browser = app.browser().of(person.person(), person.email());
    browser.sign_in().await.expect(303);
    browser
}

on_both_engines! {
    async fn it_says_who_one_is_and_where_one_is_signed_in(app: TestApp) {
        let learner = app.with_person("Amara Okafor").signed_in().await;
        elsewhere(&app, &learner).await;
        app.with_person("Wei Zhang").signed_in().await;
        let page = learner.get("/account").await.expect(200);
        page.shows("Amara Okafor").shows(learner.email());
        assert_eq!(page.all(".requirement").len(), 2);
        assert_eq!(page.all(".requirement .chip"), ["This one"]);
        app.browser().get("/account").await.expect(303);
    }

    async fn sessions_are_ended_one_by_one_or_all_others(app: TestApp) {
        let here = app.with_person("Amara Okafor").signed_in().await;
        let (second, third) = (elsewhere(&app, &here).await, elsewhere(&app, &here).await);
        let page = here.get("/account").await.expect(200);
        // The newest of the others comes first.
        let session = page.attribute("input[name=session]", "value");
        here.post_form("/account", &[("do", "end"), ("session", &session)]).await.expect(303);
        third.get("/home").await.expect(303);
        second.get("/home").await.expect(200);
        let fourth = elsewhere(&app, &here).await;
        here.post_form("/account", &[("do", "end-others")]).await.expect(303);
        for ended in [&second, &fourth] {
            ended.get("/home").await.expect(303);
        }
        let page = here.get("/account").await.expect(200);
        assert_eq!(page.all(".requirement").len(), 1);
        assert!(!page.body().contains("End all others"));
        assert_eq!(app.ledger_count("session.ended").await, 2);
    }

    async fn nobody_ends_another_persons_session(app: TestApp) {
        let owner = app.with_person("Amara Okafor").signed_in().await;
        let peer = app.with_person("Wei Zhang").with_role(Role::Administrator, None).signed_in().await;
        let session = people::live_sessions(app.db(), owner.person(), app.now()).await.unwrap()[0].id.to_string();
        for id in [session.as_str(), &uuid::Uuid::now_v7().to_string(), "none", ""] {
            peer.post_form("/account", &[("do", "end"), ("session", id)]).await.expect(404);
        }
        peer.post_form("/account", &[("do", "end-others")]).await.expect(303);
        owner.get("/home").await.expect(200);
    }

    async fn the_password_is_changed_with_the_present_one(app: TestApp) {
        let here = app.with_person("Amara Okafor").signed_in().await;
        let other = elsewhere(&app, &here).await;
        for (current, password, again, words) in [
            ("", OTHER, OTHER, "Enter your present password"),
            ("not my password at all", OTHER, OTHER, "not your present password"),
            (PASSWORD, "too short", "too short", "at least 15 characters"),
            (PASSWORD, OTHER, PASSWORD, "not the same"),
            (PASSWORD, PASSWORD, PASSWORD, "Choose another one"),
            (PASSWORD, "passwordpassword", "passwordpassword", "easy to guess"),
        ] {
            let fields = [("do", "password"), ("current", current), ("password", password), ("again", again)];
            let reply = here.post_form("/account", &fields).await.expect(422);
            reply.shows(words);
            for secret in [current, password, again] {
                assert!(secret.is_empty() || !reply.body().contains(secret), "the page repeats {secret:?}");
            }
        }
        let before = here.cookie();
        let fields = [("do", "password"), ("current", PASSWORD), ("password", OTHER), ("again", OTHER)];
        let reply = here.post_form("/account", &fields).await.expect(303);
        here.get(reply.location()).await.expect(200).shows("Your password is changed");
        assert_ne!(here.cookie(), before, "the session is a new one");
        other.get("/home").await.expect(303);
        other.sign_in().await.expect(422);
        other.sign_in_with(here.email(), OTHER).await.expect(303);
    }

    async fn the_present_password_cannot_be_guessed_here(app: TestApp) {
        let here = app.with_person("Amara Okafor").signed_in().await;
        let guess = |current: &'static str| {
            let here = here.clone();
            async move {
                let fields = [("do", "password"), ("current", current), ("password", OTHER), ("again", OTHER)];
                here.post_form("/account", &fields).await.status.as_u16()
            }
        };
        let mut statuses = Vec::new();
        for _ in 0..8 {
            statuses.push(guess("not my password at all").await);
        }
        assert!(statuses.starts_with(&[422, 422, 422]) && statuses.ends_with(&[429]), "{statuses:?}");
        assert_eq!(guess(PASSWORD).await, 429, "while blocked, nothing is looked at");
        app.advance(20 * MINUTE);
        assert_eq!(guess(PASSWORD).await, 303);
    }

    async fn ones_data_holds_all_that_is_ones_own_and_nothing_of_others(app: TestApp) {
        let admin = app.with_person("Ines Duarte").with_role(Role::Administrator, None).signed_in().await;
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        let peer = app.with_person("Wei Zhang").in_unit("bakery").signed_in().await;
        let edit = format!("/admin/people/{}/edit", learner.person());
        admin.post_form(&edit, &[("name", "Amara Eze"), ("email", learner.email())]).await.expect(303);
        let number = learner.complete().await;
        let other = peer.complete().await;
        let reply = learner.get("/account/data").await.expect(200);
        assert!(reply.header("content-disposition").starts_with("attachment;"));
        assert_eq!(reply.header("content-type"), "application/json; charset=utf-8");
        let data = reply.json();
        assert_eq!(data["person"]["email"], learner.email());
        assert_eq!(data["person"]["name"], "Amara Eze");
        assert_eq!(data["units"][0]["name"], "Ovens");
        assert_eq!(data["certificates"][0]["number"], number);
        assert!(data["lessons"].as_array().unwrap().len() > 1);
        assert!(data["attempts"][0]["answers"].as_array().unwrap().len() > 1);
        let kinds: Vec<&str> = data["history"].as_array().unwrap().iter().map(|row| row["what"].as_str().unwrap()).collect();
        for kind in ["person.created", "person.changed", "unit.joined", "attempt.submitted", "credential.issued"] {
            assert!(kinds.contains(&kind), "{kind} is not in {kinds:?}");
        }
        let changed = data["history"].as_array().unwrap().iter().find(|row| row["what"] == "person.changed").unwrap();
        assert_eq!(changed["by_you"], false);
        // Nothing of anybody else, and no secret.
        let hash = people::password_hash(app.db(), learner.person()).await.unwrap().unwrap();
        let body = reply.body();
        for secret in [
            peer.person().to_string(), peer.email().to_owned(), "Wei Zhang".into(), other,
            admin.person().to_string(), admin.email().to_owned(), "Ines Duarte".into(), hash,
        ] {
            assert!(!body.contains(&secret), "{secret} is in the data");
        }
        for item in crate::support::catalog().items.values().flatten() {
            for html in crate::support::learning::secrets(item).into_iter().chain([item.stem_html.as_str()]) {
                let words = text_of(html);
                assert!(!body.contains(&words), "{words:?} is in the data");
            }
        }
        app.browser().get("/account/data").await.expect(303);
    }
}
