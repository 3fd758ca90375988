//! Changes are taken from the site's own pages only.

use axum::http::Method;
use netwise::app::{ROUTES, SERVER_FUNCTIONS};

use crate::support::browser::{FORM, JSON, OWN};
use crate::support::doors::{Everybody, Who};
use crate::support::on_both_engines;

/// What a browser may say about where a request comes from, when it does not come from the site itself.
const STRANGERS: [&[(&str, &str)]; 8] = [
    &[],
    &[("sec-fetch-site", "cross-site")],
    &[("sec-fetch-site", "same-site")],
    &[("sec-fetch-site", "none")],
    &[("sec-fetch-site", "cross-site"), ("origin", "http://127.0.0.1:3000")],
    &[("origin", "https://evil.example")],
    &[("origin", "http://127.0.0.1:3001")],
    &[("origin", "null")],
];

on_both_engines! {
    async fn no_door_takes_a_change_from_another_site(app: TestApp) {
        let everybody = Everybody::gather(&app).await;
        let entries = app.ledger().await.len();
        let records = &everybody.open;
        let mut doors: Vec<(String, (&str, &str), String)> = ROUTES
            .iter()
            .filter(|door| door.methods.iter().any(|method| *method != Method::GET))
            .filter_map(|door| Some((records.address(door)?, FORM, "choice=0&go=next".to_owned())))
            .collect();
        assert!(doors.len() >= 7, "{doors:?}");
        let functions = SERVER_FUNCTIONS.iter();
        doors.extend(functions.map(|(path, _)| ((*path).to_owned(), JSON, records.arguments(path).to_string())));
        for who in [Who::Anonymous, Who::Peer, Who::Administrator] {
            let browser = everybody.browser(who);
            for (address, kind, body) in &doors {
                for stranger in STRANGERS {
                    let headers = [&[*kind], stranger].concat();
                    let reply = browser.send(Method::POST, address, &headers, body).await.expect(403);
                    assert!(reply.body().contains("That did not come from this site"), "{address} {stranger:?}");
                }
            }
            assert_eq!(browser.cookie().is_some(), who != Who::Anonymous, "the session was ended");
        }
        assert_eq!(app.ledger().await.len(), entries);
    }

    async fn browsers_that_only_say_their_origin_are_let_in(app: TestApp) {
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        let headers = [FORM, ("origin", "http://127.0.0.1:3000")];
        let reply = learner.send(Method::POST, "/courses/start-100/assessment", &headers, "").await;
        assert!(reply.expect(303).location().starts_with("/attempts/"));
    }

    async fn methods_nobody_uses_are_refused_from_strangers_too(app: TestApp) {
        let learner = app.with_person("Amara Okafor").signed_in().await;
        for method in [Method::PUT, Method::PATCH, Method::DELETE] {
            learner.send(method.clone(), "/home", &[], "").await.expect(403);
            learner.send(method, "/home", &[OWN], "").await.expect(405);
        }
    }

    /// Pages may be fetched before they are asked for, so looking must change nothing.
    async fn looking_changes_nothing(app: TestApp) {
        let everybody = Everybody::gather(&app).await;
        // A file that is made of a certificate when it is first asked for says nothing new, and is kept.
        let facts = async || app.ledger().await.len() - app.ledger_count("credential.rendered").await;
        let before = facts().await;
        for (_, browser) in &everybody.browsers {
            for records in [&everybody.open, &everybody.finished] {
                for door in ROUTES.iter().filter(|door| door.methods.contains(&Method::GET)) {
                    if let Some(address) = records.address(door) {
                        browser.get(&address).await;
                        browser.send(Method::HEAD, &address, &[], "").await;
                    }
                }
            }
        }
        assert_eq!(facts().await, before);
    }
}
