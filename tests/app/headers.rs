//! What every answer says to the browser about safety, failures included.

use std::collections::BTreeSet;

use axum::http::Method;
use netwise::app::ROUTES;

use crate::support::browser::{FORM, OWN};
use crate::support::doors::{Everybody, Who};
use crate::support::{Engine, PASSWORD, Reply, TestApp, on_both_engines};

const POLICY: &str = "default-src 'none'; script-src 'nonce-NONCE' 'strict-dynamic' 'wasm-unsafe-eval'; \
    style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
    frame-ancestors 'none'; manifest-src 'self'";

/// Every header of an answer but those that are about what is in it.
fn safety(reply: &Reply) -> Vec<String> {
    let about_content = [
        "content-disposition",
        "content-length",
        "content-type",
        "location",
        "set-cookie",
        "vary",
        "allow",
        "retry-after",
        "x-request-id",
        "x-robots-tag",
    ];
    let mut lines: Vec<String> = reply
        .headers
        .iter()
        .filter(|(name, _)| !about_content.contains(&name.as_str()))
        .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
        .collect();
    if !reply.nonce().is_empty() {
        lines.iter_mut().for_each(|line| *line = line.replace(&reply.nonce(), "NONCE"));
    }
    lines.sort();
    lines
}

fn expected(cache: &str, policy: &str, https: bool) -> Vec<String> {
    let mut lines = vec![
        format!("cache-control: {cache}"),
        format!("content-security-policy: {policy}"),
        "cross-origin-opener-policy: same-origin".to_owned(),
        "permissions-policy: camera=(), geolocation=(), microphone=()".to_owned(),
        "referrer-policy: same-origin".to_owned(),
    ];
    if https {
        lines.push("strict-transport-security: max-age=63072000; includeSubDomains".to_owned());
    }
    lines.push("x-content-type-options: nosniff".to_owned());
    lines
}

/// What a path's answers must say, to people who are signed in or not.
fn expected_at(path: &str, signed_in: bool) -> Vec<String> {
    if path.starts_with("/assets/") {
        return expected("public, max-age=31536000, immutable", POLICY, false);
    }
    if path.starts_with("/images/") {
        return expected("public, max-age=31536000, immutable", "default-src 'none'; sandbox", false);
    }
    if path.starts_with("/content/") {
        let policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
        return expected("public, max-age=3600", policy, false);
    }
    // For software on other sites, which may keep it for five minutes.
    if path.starts_with("/.well-known/") || path.starts_with("/status/") {
        let mut headers = expected("public, max-age=300", POLICY, false);
        headers.insert(0, "access-control-allow-origin: *".to_owned());
        return headers;
    }
    expected(if signed_in { "no-store" } else { "no-cache" }, POLICY, false)
}

on_both_engines! {
    async fn every_answer_carries_them(app: TestApp) {
        let everybody = Everybody::gather(&app).await;
        for (who, browser) in &everybody.browsers {
            let signed_in = !matches!(who, Who::Anonymous | Who::Disabled);
            let mut addresses: Vec<String> =
                ROUTES.iter().filter_map(|door| everybody.finished.address(door)).collect();
            addresses.extend(["/no-such-page", "/assets/none", "/api/none", "/"].map(str::to_owned));
            for address in addresses {
                for method in [Method::GET, Method::HEAD, Method::POST, Method::DELETE] {
                    if address == "/sign-out" && method == Method::POST {
                        continue;
                    }
                    let reply = browser.send(method.clone(), &address, &[OWN, FORM], "").await;
                    // What is cached for ever is only what is there.
                    let wanted = if reply.status.is_success() {
                        expected_at(&address, signed_in)
                    } else {
                        expected_at("", signed_in)
                    };
                    assert_eq!(safety(&reply), wanted, "{who:?}: {method} {address}: {}", reply.status);
                }
            }
            // From another site, and too long.
            let refused = browser.send(Method::POST, "/sign-in", &[FORM], "").await.expect(403);
            assert_eq!(safety(&refused), expected_at("", signed_in));
            let long = browser.send(Method::POST, "/sign-in", &[OWN, FORM], &"a".repeat(100_000)).await.expect(413);
            assert_eq!(safety(&long), expected_at("", signed_in));
        }
    }

    async fn defects_carry_them_too(app: TestApp) {
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        let attempt = learner.start().await;
        // A record that cannot be read back.
        app.sql("UPDATE attempt SET form = 'not a form'").await.unwrap();
        let reply = learner.get(&attempt).await.expect(500);
        reply.shows("Something went wrong");
        assert!(!reply.body().contains("not a form") && !reply.body().contains("expected"), "{}", reply.body());
        assert_eq!(safety(&reply), expected_at("", true));
        let number = reply.header("x-request-id").to_owned();
        reply.shows(&format!("give this number: {number}"));
        assert_ne!(learner.get(&attempt).await.expect(500).header("x-request-id"), number, "each request has its own");
        // A panic.
        app.break_clock();
        let reply = app.browser().sign_in_with("amara@example.org", PASSWORD).await.expect(500);
        reply.shows("Something went wrong");
        assert!(!reply.body().contains("clock"), "{}", reply.body());
        assert_eq!(safety(&reply), expected_at("", false));
        app.mend_clock();
        // A database that does not answer.
        app.sql("ALTER TABLE setting RENAME TO setting_away").await.unwrap();
        let reply = learner.get("/home").await.expect(503);
        reply.shows("Not available right now");
        assert_eq!(safety(&reply), expected_at("", true));
        assert_eq!(reply.header("retry-after"), "30");
        app.sql("ALTER TABLE setting_away RENAME TO setting").await.unwrap();
        learner.get("/home").await.expect(200);
    }

    async fn the_nonce_is_used_once_and_by_every_script(app: TestApp) {
        let everybody = Everybody::gather(&app).await;
        let mut seen = BTreeSet::new();
        let mut scripts = 0;
        for (_, browser) in &everybody.browsers {
            for records in [&everybody.open, &everybody.finished] {
                for address in ROUTES.iter().filter_map(|door| records.address(door)) {
                    let reply = browser.get(&address).await;
                    let nonce = reply.nonce();
                    if nonce.is_empty() || reply.header("content-type") == "application/pdf" {
                        continue;
                    }
                    assert!(nonce.len() >= 22, "fewer than 128 bits: {nonce}");
                    assert!(seen.insert(nonce.clone()), "{nonce} came twice");
                    let html = reply.html();
                    for script in html.select(&crate::support::reply::css("script")) {
                        assert_eq!(script.attr("nonce"), Some(nonce.as_str()), "{address}: {}", script.html());
                        scripts += 1;
                    }
                    assert!(!reply.has("style, [style]"), "{address}: the policy forbids styles in the page");
                }
            }
        }
        assert!(scripts > 50, "{scripts}");
    }

    /// Pages with something that moves load the program for it, and no others do.
    async fn only_pages_with_islands_load_the_islands(app: TestApp) {
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        let attempt = learner.start().await;
        let question = format!("{attempt}?item=1");
        for address in ["/home", "/courses", "/courses/start-100", "/courses/start-100/footprint", &question] {
            let page = learner.get(address).await.expect(200);
            assert_eq!(page.body().contains("/assets/loader"), page.has("leptos-island"), "{address}");
        }
        assert!(learner.get(&question).await.has("leptos-island"), "answers are not saved as one goes");
        assert!(!learner.get("/home").await.has("leptos-island"));
    }

    async fn the_session_cookie_is_for_this_server_alone(app: TestApp) {
        let learner = app.with_person("Amara Okafor").signed_in().await;
        let reply = learner.sign_in().await.expect(303);
        let (value, flags) = reply.header("set-cookie").split_once("; ").unwrap();
        assert!(value.starts_with("netwise="), "{value}");
        assert_eq!(flags, "Path=/; HttpOnly; SameSite=Lax");
        let reply = learner.post_form("/sign-out", &[]).await.expect(303);
        assert_eq!(reply.header("set-cookie"), "netwise=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn over_https_the_cookie_and_the_site_are_kept_to_it() {
    let app = TestApp::start_at(Engine::Sqlite, "https://learn.example.org").await;
    let learner = app.with_person("Amara Okafor").signed_in().await;
    let cookie = learner.cookie().unwrap();
    assert!(cookie.starts_with("__Host-netwise="), "{cookie}");
    let reply = learner.sign_in().await.expect(303);
    let (_, flags) = reply.header("set-cookie").split_once("; ").unwrap();
    assert_eq!(flags, "Path=/; HttpOnly; SameSite=Lax; Secure");
    for (reply, cache) in [
        (learner.get("/home").await.expect(200), "no-store"),
        (learner.get("/no-such-page").await.expect(404), "no-store"),
        (app.browser().get("/").await.expect(200), "no-cache"),
    ] {
        assert_eq!(safety(&reply), expected(cache, POLICY, true));
    }
    // A cookie without the prefix could have been planted by a neighbour.
    let planted = app.browser();
    planted.set_cookie(Some(cookie.replace("__Host-netwise", "netwise")));
    planted.get("/home").await.expect(303);
    let own = app.browser();
    let headers = [FORM, ("origin", "https://learn.example.org")];
    own.send(Method::POST, "/sign-in", &headers, "").await.expect(422);
    own.send(Method::POST, "/sign-in", &[FORM, ("origin", "http://learn.example.org")], "").await.expect(403);
    app.tear_down().await;
}
