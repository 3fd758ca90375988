//! Coming in again without the password: a link by mail, and nothing to learn about who is here.

use netwise::domain::time::{HOUR, MINUTE};
use netwise::usecases::end_access::EndAccess;

use crate::support::mail::Post;
use crate::support::{PASSWORD, at_once, on_both_engines};

const OTHER: &str = "seven quiet herons at dusk";

on_both_engines! {
    async fn a_forgotten_password_is_replaced_by_mail(app: TestApp) {
        let owner = app.with_person("Amara Okafor").signed_in().await;
        let browser = app.browser();
        let form = browser.get("/sign-in").await.expect(200);
        assert!(form.has("main a[href='/forgot-password']"));
        browser.get("/forgot-password").await.expect(200).shows("I cannot sign in");
        let typed = format!(" {} ", owner.email().to_uppercase());
        let reply = browser.post_form("/forgot-password", &[("email", &typed)]).await.expect(303);
        browser.get(reply.location()).await.expect(200).shows("Ask for your link");
        let sending = app.with_mail_server().await;
        sending.browser().get(reply.location()).await.expect(200).shows("Look into your mail");
        // Nothing has changed for the owner, who may not have asked.
        owner.get("/home").await.expect(200);
        let arrived = app.files_round().await;
        assert_eq!(arrived.len(), 1);
        assert_eq!((arrived[0].to.as_str(), arrived[0].subject.as_str()), (owner.email(), "Choose a new password"));
        assert!(arrived[0].text.contains("until 2 March 2026, 10:00 (UTC time)"), "{}", arrived[0].text);
        let link = arrived[0].link("/invite");
        browser.get(&link).await.expect(200).shows("Hello, Amara Okafor. Choose a new password");
        browser.post_form(&link, &[("password", OTHER), ("again", OTHER)]).await.expect(303);
        browser.get("/home").await.expect(200);
        owner.get("/home").await.expect(303);
        owner.sign_in_with(owner.email(), PASSWORD).await.expect(422);
        owner.sign_in_with(owner.email(), OTHER).await.expect(303);
        app.browser().get(&link).await.expect(410);
    }

    async fn the_link_works_for_an_hour(app: TestApp) {
        let owner = app.with_person("Amara Okafor").signed_in().await;
        app.browser().post_form("/forgot-password", &[("email", owner.email())]).await.expect(303);
        let post = Post::default();
        app.round(&post).await;
        let link = post.arrived()[0].link("/invite");
        app.advance(HOUR - 1);
        app.browser().get(&link).await.expect(200);
        app.advance(1);
        app.browser().get(&link).await.expect(410);
        app.browser().post_form(&link, &[("password", OTHER), ("again", OTHER)]).await.expect(410);
    }

    async fn whether_somebody_is_here_does_not_show(app: TestApp) {
        let owner = app.with_person("Amara Okafor").signed_in().await;
        let left = app.with_person("Kofi Mensah").signed_in().await;
        app.write(EndAccess { person: left.person() }).await;
        let mut answers = Vec::new();
        for email in [owner.email(), left.email(), "nobody@example.org"] {
            let browser = app.browser();
            let reply = browser.post_form("/forgot-password", &[("email", email)]).await;
            let page = browser.get(reply.location()).await;
            let headers = ["location", "set-cookie", "cache-control"].map(|name| reply.header(name).to_owned());
            answers.push((reply.status, headers, reply.body(), page.body_without_nonce()));
            assert!(!page.body().contains(email));
        }
        assert_eq!(answers[0], answers[1]);
        assert_eq!(answers[0], answers[2]);
        assert_eq!(app.outbox().await.len(), 1);
        // The record does not tell an attacker more, and says how often it was tried.
        assert_eq!(app.ledger_count("password.reset-asked").await, 3);
    }

    async fn asking_often_sends_one_mail(app: TestApp) {
        let owner = app.with_person("Amara Okafor").signed_in().await;
        let tasks = (0..4).map(|_| {
            let (browser, email) = (app.browser(), owner.email().to_owned());
            async move { browser.post_form("/forgot-password", &[("email", &email)]).await.expect(303) }
        });
        at_once(tasks).await;
        let post = Post::default();
        app.round(&post).await;
        app.browser().post_form("/forgot-password", &[("email", owner.email())]).await.expect(303);
        app.round(&post).await;
        assert_eq!(post.arrived().len(), 1);
        app.advance(HOUR);
        app.browser().post_form("/forgot-password", &[("email", owner.email())]).await.expect(303);
        app.round(&post).await;
        assert_eq!(post.arrived().len(), 2);
    }

    async fn asking_on_and_on_is_slowed_down_for_known_and_unknown_alike(app: TestApp) {
        let owner = app.with_person("Amara Okafor").signed_in().await;
        for email in [owner.email(), "nobody@example.org"] {
            let browser = app.browser().at("198.51.100.7");
            for _ in 0..5 {
                browser.post_form("/forgot-password", &[("email", email)]).await.expect(303);
            }
            let reply = browser.post_form("/forgot-password", &[("email", email)]).await.expect(429);
            assert_eq!(reply.shows("Wait 5 seconds").attribute("#email", "value"), email);
        }
        // Signing in is not in the way of it, nor it in the way of signing in.
        app.browser().at("198.51.100.7").sign_in_with(owner.email(), PASSWORD).await.expect(303);
        app.advance(15 * MINUTE);
        app.browser().at("198.51.100.7").post_form("/forgot-password", &[("email", owner.email())]).await.expect(303);
    }

    async fn what_is_no_address_keeps_the_form(app: TestApp) {
        let browser = app.browser();
        let reply = browser.post_form("/forgot-password", &[("email", "amara")]).await.expect(422);
        assert_eq!(reply.shows("Enter an e-mail address like").attribute("#email", "value"), "amara");
        assert!(reply.has(".error-summary a[href='#email']"));
        browser.post_form("/forgot-password", &[]).await.expect(422).shows("Enter an e-mail address");
    }
}
