//! Every door against everybody: the route table and the registered server functions say who may come in, and this is
//! where their word is checked.

use std::collections::BTreeSet;

use axum::http::Method;
use leptos::server_fn::axum::server_fn_paths;
use netwise::app::{Access, Door, ROUTES, SERVER_FUNCTIONS};
use netwise::domain::person::Role;

use crate::support::browser::{FORM, JSON, OWN};
use crate::support::doors::{Everybody, Records, Who};
use crate::support::reply::css;
use crate::support::{Browser, Reply, on_both_engines};

/// What happened at a door.
#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    In,
    MustSignIn,
    NotThere,
    NoSuchMethod,
}

fn outcome(reply: &Reply) -> Outcome {
    match reply.status.as_u16() {
        401 => Outcome::MustSignIn,
        303 if reply.location().starts_with("/sign-in") => Outcome::MustSignIn,
        404 => Outcome::NotThere,
        405 => Outcome::NoSuchMethod,
        200 | 303 | 409 | 422 => Outcome::In,
        status => panic!("{status}: {}", reply.body()),
    }
}

fn expected(access: Access, method: &Method, who: Who, owner: Option<Who>) -> Outcome {
    let may = match access {
        Access::Anyone => return Outcome::In,
        Access::SignedIn => owner.is_none_or(|owner| owner == who),
        Access::Manager => who == Who::Manager || who == Who::OtherManager && owner.is_none(),
        Access::Overseer => who == Who::Administrator || who == Who::Auditor && *method == Method::GET,
        Access::Export => matches!(who, Who::Administrator | Who::Auditor),
        Access::Administrator => who == Who::Administrator,
    };
    match who {
        Who::Anonymous | Who::Disabled => Outcome::MustSignIn,
        _ if may => Outcome::In,
        _ => Outcome::NotThere,
    }
}

/// Whose record the door leads to; none where everybody who comes in sees their own.
fn owner(door: &Door, whose_attempt: Who) -> Option<Who> {
    match door.access {
        Access::SignedIn if door.path.contains("{attempt}") => Some(whose_attempt),
        Access::SignedIn if door.path.contains("{number}") => Some(Who::Learner),
        // One of the manager's people, or what the manager decided.
        Access::Manager if door.path.contains("{person}") || door.path.contains("{act}") => Some(Who::Manager),
        _ => None,
    }
}

async fn knock(browser: &Browser, method: &Method, address: &str) -> Reply {
    let headers: &[(&str, &str)] = if *method == Method::GET { &[] } else { &[OWN, FORM] };
    browser.send(method.clone(), address, headers, "").await
}

const METHODS: [Method; 5] = [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];

async fn go_through(everybody: &Everybody, records: &Records, whose_attempt: Who) {
    for door in ROUTES {
        let Some(address) = records.address(door) else { continue };
        for method in METHODS {
            for (who, browser) in &everybody.browsers {
                let cookie = browser.cookie();
                let reply = knock(browser, &method, &address).await;
                let found = outcome(&reply);
                let expected = if door.methods.contains(&method) {
                    expected(door.access, &method, *who, owner(door, whose_attempt))
                } else {
                    Outcome::NoSuchMethod
                };
                assert_eq!(found, expected, "{who:?}: {method} {} ({address}), {}", door.path, reply.status);
                if browser.cookie() != cookie {
                    assert_eq!(door.path, "/sign-out", "a session began or ended");
                    browser.set_cookie(cookie);
                    if !matches!(who, Who::Anonymous | Who::Disabled) {
                        browser.sign_in().await.expect(303);
                    }
                }
            }
        }
    }
}

on_both_engines! {
    async fn every_door_lets_in_whom_it_says_and_nobody_else(app: TestApp) {
        let everybody = Everybody::gather(&app).await;
        go_through(&everybody, &everybody.finished, Who::Learner).await;
        go_through(&everybody, &everybody.open, Who::Peer).await;
    }

    async fn every_server_function_lets_in_whom_it_says_and_nobody_else(app: TestApp) {
        let everybody = Everybody::gather(&app).await;
        let item = everybody.browser(Who::Peer).question(&everybody.open.attempt, 1).await;
        for (function, access) in SERVER_FUNCTIONS {
            let mut arguments = everybody.open.arguments(function);
            let owner = arguments.get("attempt").map(|_| Who::Peer);
            if owner.is_some() {
                arguments["item"] = item.id.clone().into();
            }
            for (who, browser) in &everybody.browsers {
                let reply = browser.send(Method::POST, function, &[OWN, JSON], &arguments.to_string()).await;
                assert_eq!(outcome(&reply), expected(*access, &Method::POST, *who, owner), "{who:?}: {function}");
                for method in METHODS.iter().filter(|method| **method != Method::POST) {
                    let reply = browser.send(method.clone(), function, &[OWN, JSON], &arguments.to_string()).await;
                    assert_eq!(outcome(&reply), Outcome::NoSuchMethod, "{who:?}: {method} {function}");
                }
            }
        }
    }

    async fn an_auditor_sees_everything_and_is_offered_nothing_to_change(app: TestApp) {
        let everybody = Everybody::gather(&app).await;
        let auditor = everybody.browser(Who::Auditor);
        let before = app.ledger().await.len();
        for door in ROUTES.iter().filter(|door| door.access == Access::Overseer) {
            let address = everybody.open.address(door).unwrap();
            let page = auditor.get(&address).await.expect(200);
            assert!(!page.has("main form[method=post]"), "{address} offers an auditor to change something");
            for link in page.html().select(&css(".subnav a")).filter_map(|link| link.attr("href")) {
                auditor.get(link).await.expect(200);
            }
        }
        for door in ROUTES.iter().filter(|door| door.methods.contains(&Method::POST)) {
            if matches!(door.access, Access::Overseer | Access::Administrator | Access::Manager) {
                let address = everybody.open.address(door).unwrap();
                knock(auditor, &Method::POST, &address).await.expect(404);
            }
        }
        assert_eq!(app.ledger().await.len(), before);
    }

    async fn a_reviewer_is_told_what_there_is_to_do(app: TestApp) {
        let reviewer = app.with_person("Elif Kaya").with_role(Role::Reviewer, Some("company")).signed_in().await;
        reviewer.get("/home").await.expect(200).shows("You are a reviewer");
        let learner = app.with_person("Amara Okafor").signed_in().await;
        assert!(!learner.get("/home").await.expect(200).main().contains("reviewer"));
    }

    async fn what_is_in_no_table_is_not_there(app: TestApp) {
        let learner = app.with_person("Amara Okafor").signed_in().await;
        // The last is for whoever writes content, and is open only while the program is told to watch files.
        for path in ["/no-such-page", "/home/", "/home.html", "/courses/start-100/footprint/more", "/dev/changes/0"] {
            learner.get(path).await.expect(404);
        }
        let reply = learner.call("no_such_function", &serde_json::json!({})).await;
        assert!(reply.status.is_client_error(), "{}", reply.status);
    }
}

#[test]
fn the_table_names_every_server_function_and_none_uses_get() {
    let registered: BTreeSet<&str> = server_fn_paths().map(|(path, _)| path).collect();
    let named: BTreeSet<&str> = SERVER_FUNCTIONS.iter().map(|(path, _)| *path).collect();
    assert_eq!(registered, named);
    for (path, method) in server_fn_paths() {
        assert_eq!(method, Method::POST, "{path}");
    }
}

#[test]
fn no_two_doors_have_one_address() {
    let paths: BTreeSet<&str> = ROUTES.iter().map(|door| door.path).collect();
    assert_eq!(paths.len(), ROUTES.len());
}
