//! Somebody else's record looks exactly like a missing one.

use axum::http::Method;
use netwise::domain::person::Role;
use serde_json::json;

use crate::support::browser::{FORM, OWN};
use crate::support::{Browser, TestApp, on_both_engines};

const MISSING: &str = "01890000-0000-7000-8000-000000000000";
const NO_NUMBER: &str = "NW-0000-0000-0000";

/// Asks for two addresses in the same way; both must be missing, and look the same.
async fn look_the_same(curious: &Browser, method: Method, theirs: &str, missing: &str) {
    let headers: &[(&str, &str)] = if method == Method::GET { &[] } else { &[OWN, FORM] };
    let theirs_reply = curious.send(method.clone(), theirs, headers, "choice=0").await.expect(404);
    let missing_reply = curious.send(method, missing, headers, "choice=0").await.expect(404);
    assert_eq!(theirs_reply.body_without_nonce(), missing_reply.body_without_nonce(), "{theirs}");
    assert_eq!(theirs_reply.headers_without_nonce(), missing_reply.headers_without_nonce(), "{theirs}");
}

async fn the_curious(app: &TestApp) -> Vec<Browser> {
    vec![
        app.with_person("Wei Zhang").in_unit("bakery").signed_in().await,
        app.with_person("Sipho Dlamini").with_role(Role::Manager, Some("bakery")).signed_in().await,
        app.with_person("Ines Duarte").with_role(Role::Administrator, None).signed_in().await,
    ]
}

on_both_engines! {
    async fn attempts_of_others_are_not_there(app: TestApp) {
        let owner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        let open = owner.start().await;
        let item = owner.question(&open, 1).await;
        let finished = app.with_person("Kofi Mensah").in_unit("bakery").signed_in().await.pass().await;
        let missing = format!("/attempts/{MISSING}");
        let entries = app.ledger().await.len();
        for curious in the_curious(&app).await {
            for attempt in [&open, &finished] {
                for (method, below) in [
                    (Method::GET, ""),
                    (Method::GET, "?item=1"),
                    (Method::GET, "/review"),
                    (Method::GET, "/result"),
                    (Method::POST, "?item=1"),
                    (Method::POST, "/review"),
                ] {
                    look_the_same(&curious, method, &format!("{attempt}{below}"), &format!("{missing}{below}")).await;
                }
            }
            let call = |attempt: &str| json!({ "attempt": attempt, "item": item.id, "choices": [0] });
            let theirs = curious.call("save_response", &call(open.rsplit('/').next().unwrap())).await.expect(404);
            let missing = curious.call("save_response", &call(MISSING)).await.expect(404);
            assert_eq!(theirs.body(), missing.body());
        }
        let changed = app.ledger().await.len() - entries;
        let changes: Vec<String> = app.ledger().await.into_iter().rev().take(changed).map(|entry| entry.kind).collect();
        let touching = |kind: &String| kind.starts_with("response") || kind.starts_with("attempt");
        assert!(!changes.iter().any(touching), "{changes:?}");
        owner.get(&format!("{open}?item=1")).await.expect(200);
    }

    async fn certificates_of_others_are_not_there(app: TestApp) {
        let owner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        let number = owner.complete().await;
        owner.get(&format!("/certificates/{number}")).await.expect(200).shows("Amara Okafor");
        for curious in the_curious(&app).await {
            let (theirs, missing) = (format!("/certificates/{number}"), format!("/certificates/{NO_NUMBER}"));
            look_the_same(&curious, Method::GET, &theirs, &missing).await;
        }
    }

    async fn a_manager_sees_their_own_people_and_nobody_else(app: TestApp) {
        let everybody = [
            ("Amara Okafor", app.with_person("Amara Okafor").in_unit("bakery").enrol().await),
            ("Wei Zhang", app.with_person("Wei Zhang").in_unit("delivery").enrol().await),
            ("Kofi Mensah", app.with_person("Kofi Mensah").in_unit("class-a").enrol().await),
        ];
        for (unit, seen) in [
            ("bakery", &["Amara Okafor"][..]),
            ("company", &["Amara Okafor", "Wei Zhang"]),
            ("school", &["Kofi Mensah"]),
            ("class-b", &[]),
        ] {
            let manager = app.with_person("Sipho Dlamini").with_role(Role::Manager, Some(unit)).signed_in().await;
            let page = manager.get("/team").await.expect(200).main();
            for (name, person) in &everybody {
                assert_eq!(page.contains(name), seen.contains(name), "{name} for the manager of {unit}: {page}");
                let theirs = format!("/team/{}", person.person());
                if seen.contains(name) {
                    assert_eq!(manager.get(&theirs).await.expect(200).h1(), *name);
                } else {
                    look_the_same(&manager, Method::GET, &theirs, &format!("/team/{MISSING}")).await;
                }
            }
        }
    }
}
