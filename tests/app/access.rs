//! Coming in: one-time links, passwords, signing in and out.

use netwise::domain::time::MINUTE;
use netwise::usecases::end_access::EndAccess;
use netwise::usecases::invite_person::LINK_LIFE;

use crate::support::{PASSWORD, on_both_engines};

const SPENT: &str = "This link has been used or has expired.";

on_both_engines! {
    async fn wrong_passwords_and_unknown_addresses_look_the_same(app: TestApp) {
        let owner = app.with_person("Amara Okafor").signed_in().await;
        let browser = app.browser();
        let wrong = browser.sign_in_with(owner.email(), "not the right password").await.expect(422);
        let unknown = browser.sign_in_with("nobody@example.org", "not the right password").await.expect(422);
        wrong.shows("The e-mail address or the password is not right.");
        assert_eq!(
            wrong.body_without_nonce().replace(owner.email(), "ADDRESS"),
            unknown.body_without_nonce().replace("nobody@example.org", "ADDRESS"),
        );
        assert_eq!(wrong.header("set-cookie"), "");
        assert_eq!(browser.cookie(), None);
        // And the form is kept, but for the password.
        assert_eq!(wrong.attribute("#email", "value"), owner.email());
        assert!(!wrong.body().contains("not the right password"));
    }

    async fn an_empty_form_says_what_is_missing(app: TestApp) {
        let reply = app.browser().sign_in_with("", "").await.expect(422);
        reply.shows("Enter your e-mail address").shows("Enter your password");
        let reply = app.browser().post_form("/sign-in", &[]).await.expect(422);
        reply.shows("Enter your e-mail address");
    }

    async fn the_address_may_be_typed_in_any_case(app: TestApp) {
        let owner = app.with_person("Amara Okafor").signed_in().await;
        let email = format!("  {} ", owner.email().to_uppercase());
        let reply = app.browser().sign_in_with(&email, PASSWORD).await.expect(303);
        assert_eq!(reply.location(), "/home");
    }

    async fn looking_at_a_link_does_not_use_it_up(app: TestApp) {
        let learner = app.with_person("Amara Okafor").enrol().await;
        let link = app.link(learner.person()).await;
        for _ in 0..3 {
            learner.get(&link).await.expect(200);
        }
        learner.post_form(&link, &[("password", PASSWORD), ("again", PASSWORD)]).await.expect(303);
    }

    async fn a_link_works_once(app: TestApp) {
        let learner = app.with_person("Amara Okafor").enrol().await;
        let link = app.link(learner.person()).await;
        let form = [("password", PASSWORD), ("again", PASSWORD)];
        learner.post_form(&link, &form).await.expect(303);
        let again = app.browser();
        again.get(&link).await.expect(410).shows(SPENT);
        again.post_form(&link, &form).await.expect(410).shows(SPENT);
        assert_eq!(again.cookie(), None);
        assert_eq!(app.ledger_count("invitation.accepted").await, 1);
    }

    async fn a_link_ends_after_a_week(app: TestApp) {
        let learner = app.with_person("Amara Okafor").enrol().await;
        let link = app.link(learner.person()).await;
        app.advance(LINK_LIFE - 1);
        learner.get(&link).await.expect(200);
        app.advance(1);
        learner.get(&link).await.expect(410).shows(SPENT);
        learner.post_form(&link, &[("password", PASSWORD), ("again", PASSWORD)]).await.expect(410);
        learner.sign_in().await.expect(422);
    }

    async fn links_that_never_were_look_like_spent_ones(app: TestApp) {
        let learner = app.with_person("Amara Okafor").enrol().await;
        let link = app.link(learner.person()).await;
        app.advance(LINK_LIFE);
        let spent = app.browser().get(&link).await.expect(410);
        let never = app.browser().get("/invite/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").await.expect(410);
        assert_eq!(spent.body_without_nonce(), never.body_without_nonce());
    }

    async fn a_new_link_replaces_the_password_and_ends_other_sessions(app: TestApp) {
        let learner = app.with_person("Amara Okafor").signed_in().await;
        let elsewhere = app.browser().of(learner.person(), learner.email());
        elsewhere.sign_in().await.expect(303);
        let link = app.link(learner.person()).await;
        let other = "seven quiet herons at dusk";
        let reset = app.browser();
        reset.post_form(&link, &[("password", other), ("again", other)]).await.expect(303);
        for ended in [&learner, &elsewhere] {
            assert_eq!(ended.get("/home").await.expect(303).location(), "/sign-in?next=%2Fhome");
        }
        reset.get("/home").await.expect(200);
        learner.sign_in().await.expect(422);
        learner.sign_in_with(learner.email(), other).await.expect(303);
    }

    async fn weak_passwords_keep_the_form(app: TestApp) {
        let learner = app.with_person("Amara Okafor").enrol().await;
        let link = app.link(learner.person()).await;
        for (password, again, words) in [
            ("", "", "Enter a password"),
            ("only 14 chars!", "only 14 chars!", "Use at least 15 characters"),
            ("passwordpassword", "passwordpassword", "easy to guess"),
            (learner.email(), learner.email(), "easy to guess"),
            (PASSWORD, "copper lantern drifts east", "The two passwords are not the same"),
        ] {
            let reply = learner.post_form(&link, &[("password", password), ("again", again)]).await.expect(422);
            reply.shows(words).shows("Welcome, Amara Okafor");
            assert!(reply.has("form input[name=password]") && reply.has("form input[name=again]"));
            assert!(reply.has(".error-summary a[href='#password'], .error-summary a[href='#again']"));
            let fields = reply.html();
            for field in fields.select(&crate::support::reply::css("input[type=password]")) {
                assert_eq!(field.attr("value").unwrap_or_default(), "", "the page repeats the password");
            }
            assert_eq!(learner.cookie(), None);
        }
        // The link still works.
        learner.post_form(&link, &[("password", PASSWORD), ("again", PASSWORD)]).await.expect(303);
    }

    async fn without_a_password_nobody_signs_in(app: TestApp) {
        let learner = app.with_person("Amara Okafor").enrol().await;
        for password in ["", "a password nobody has", PASSWORD] {
            learner.sign_in_with(learner.email(), password).await.expect(422);
        }
    }

    async fn signing_out_ends_the_session_for_good(app: TestApp) {
        let learner = app.with_person("Amara Okafor").signed_in().await;
        let stolen = learner.cookie();
        let reply = learner.post_form("/sign-out", &[]).await.expect(303);
        assert_eq!(reply.location(), "/");
        assert_eq!(learner.cookie(), None);
        learner.set_cookie(stolen);
        learner.get("/home").await.expect(303);
        // Leaving twice is no mistake.
        learner.post_form("/sign-out", &[]).await.expect(303);
    }

    async fn a_disabled_person_is_refused_at_once(app: TestApp) {
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        let attempt = learner.start().await;
        let link = app.link(learner.person()).await;
        app.write(EndAccess { person: learner.person() }).await;
        assert_eq!(learner.get("/home").await.expect(303).location(), "/sign-in?next=%2Fhome");
        learner.answer(&attempt, 1, &[0]).await.expect(303);
        assert_eq!(app.ledger_count("response.saved").await, 0);
        let id = attempt.rsplit('/').next().unwrap();
        let arguments = serde_json::json!({ "attempt": id, "item": "start-100-o1-001", "choices": [0] });
        learner.call("save_response", &arguments).await.expect(401);
        learner.get(&link).await.expect(410);
        // Neither the right password nor a link lets them in again, and neither says why.
        let refused = app.browser().sign_in_with(learner.email(), PASSWORD).await.expect(422);
        let unknown = app.browser().sign_in_with("nobody@example.org", PASSWORD).await.expect(422);
        assert_eq!(
            refused.body_without_nonce().replace(learner.email(), "ADDRESS"),
            unknown.body_without_nonce().replace("nobody@example.org", "ADDRESS"),
        );
    }

    async fn after_signing_in_one_is_where_one_wanted_to_be_on_this_site_only(app: TestApp) {
        let learner = app.with_person("Amara Okafor").signed_in().await;
        let wanted = app.browser().get("/courses/start-100/footprint?a=b").await.expect(303);
        assert_eq!(wanted.location(), "/sign-in?next=%2Fcourses%2Fstart-100%2Ffootprint%3Fa%3Db");
        let form = app.browser().get(wanted.location()).await.expect(200);
        assert_eq!(form.attribute("input[name=next]", "value"), "/courses/start-100/footprint?a=b");
        for (next, expected) in [
            ("/courses/start-100/footprint?a=b", "/courses/start-100/footprint?a=b"),
            ("", "/home"),
            ("home", "/home"),
            ("https://evil.example", "/home"),
            ("//evil.example", "/home"),
            ("///evil.example", "/home"),
            ("/\\evil.example", "/home"),
            ("\\\\evil.example", "/home"),
            ("/\t/evil.example", "/home"),
            ("/\r\nset-cookie: a=b", "/home"),
            ("/\u{1}", "/home"),
            ("/\u{7f}", "/home"),
            (" //evil.example", "/home"),
            ("javascript:alert(1)", "/home"),
            ("@evil.example", "/home"),
        ] {
            app.advance(MINUTE);
            let fields = [("email", learner.email()), ("password", PASSWORD), ("next", next)];
            let reply = app.browser().post_form("/sign-in", &fields).await;
            assert_eq!((reply.status.as_u16(), reply.location()), (303, expected), "{next:?}");
            let query = crate::support::bodies::urlencoded(&[("next", next)]);
            let reply = learner.get(&format!("/sign-in?{query}")).await;
            assert_eq!((reply.status.as_u16(), reply.location()), (303, expected), "{next:?} when signed in already");
        }
    }
}
