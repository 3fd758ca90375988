//! The ledger as administrators and auditors look through it, and verify it.

use std::fs;
use std::path::{Path, PathBuf};

use netwise::domain::person::Role;
use netwise::domain::time::DAY;

use crate::support::{Browser, TestApp, on_both_engines};

async fn auditor(app: &TestApp) -> Browser {
    app.with_person("Omar Haddad").with_role(Role::Auditor, None).signed_in().await
}

fn numbers(rows: &[String]) -> Vec<i64> {
    rows.iter().map(|row| row.parse().unwrap()).collect()
}

on_both_engines! {
    async fn auditors_look_through_the_ledger_newest_first(app: TestApp) {
        let auditor = auditor(&app).await;
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        learner.study().await;
        let total = app.ledger().await.len();
        let page = auditor.get("/admin/ledger").await.expect(200);
        let shown = numbers(&page.all("tbody th"));
        assert_eq!(shown.first().copied(), Some(total as i64));
        assert!(shown.windows(2).all(|pair| pair[0] == pair[1] + 1), "{shown:?}");
        page.shows("Lesson done: “").shows("Amara Okafor").shows(&format!("1 to 50 of {total}"));
        let next = page.attribute("a[rel=next]", "href");
        let rest = numbers(&auditor.get(&next).await.expect(200).all("tbody th"));
        assert_eq!(rest[0], shown[49] - 1);
        // Beyond the last page is the last page.
        auditor.get("/admin/ledger?page=9999").await.expect(200).shows(&format!("of {total}"));
    }

    async fn entries_are_found_by_kind_person_and_day(app: TestApp) {
        let auditor = auditor(&app).await;
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        let other = app.with_person("Wei Zhang").in_unit("bakery").signed_in().await;
        app.advance(2 * DAY);
        for browser in [&learner, &other] {
            browser.get("/home").await.expect(200);
            browser.post_form("/courses/start-100/footprint", &[]).await.expect(303);
        }
        auditor.sign_in().await.expect(303);
        let count = |reply: crate::support::Reply| reply.expect(200).all("tbody tr").len();
        let get = |query: &str| { let address = format!("/admin/ledger?{query}"); let auditor = auditor.clone(); async move { auditor.get(&address).await } };
        assert_eq!(count(get("kind=lesson.completed").await), 2);
        assert_eq!(count(get("kind=lesson.completed&about=amara").await), 1);
        assert_eq!(count(get(&format!("kind=lesson.completed&by={}", other.person())).await), 1);
        assert_eq!(count(get("kind=lesson.completed&from=2026-03-04&to=2026-03-04").await), 2);
        assert_eq!(count(get("kind=lesson.completed&from=2026-03-05").await), 0);
        assert_eq!(count(get("kind=lesson.completed&to=2026-03-03").await), 0);
        get("about=nobody-of-this-name").await.expect(200).shows("No entry fits");
        get("kind=moon.landing&from=yesterday").await.expect(200).shows("kind in this address is not known").shows("is left out");
    }

    async fn days_are_those_of_the_organisation(app: TestApp) {
        let auditor = auditor(&app).await;
        app.sql("INSERT INTO setting (key, value) VALUES ('organisation.time_zone', 'Pacific/Auckland')").await.unwrap();
        // The tests begin on 2 March at nine in the morning, UTC: ten in the evening there.
        app.advance(3 * 3_600_000);
        app.with_person("Amara Okafor").enrol().await;
        let page = auditor.get("/admin/ledger?kind=person.created&from=2026-03-03").await;
        let page = if page.status == 303 { auditor.sign_in().await; auditor.get("/admin/ledger?kind=person.created&from=2026-03-03").await } else { page };
        let names = page.expect(200).all("tbody tr");
        assert_eq!(names.len(), 1, "{names:?}");
        assert!(names[0].contains("Amara Okafor"));
    }

    async fn an_auditor_verifies_the_chain_and_sees_when_it_is_broken(app: TestApp) {
        let auditor = auditor(&app).await;
        let entries = app.ledger().await;
        let page = auditor.get("/admin/ledger/verify").await.expect(200);
        page.shows("Sound").shows(&format!("Entries{}", entries.len())).shows(&hex::encode(&entries.last().unwrap().hash));
        assert_eq!(app.ledger().await.len(), entries.len(), "looking changes nothing");
        // Past the triggers, as somebody with the file in hands would.
        let (off, on) = match app.store().engine() {
            crate::support::Engine::Sqlite => ("DROP TRIGGER ledger_no_update", ""),
            crate::support::Engine::Postgres => ("ALTER TABLE ledger DISABLE TRIGGER ledger_append_only", ""),
        };
        app.sql(off).await.unwrap();
        app.sql("UPDATE ledger SET kind = 'role.taken' WHERE seq = 3").await.unwrap();
        auditor.get("/admin/ledger/verify").await.expect(200).shows("Not sound").shows("entry 3: its fields do not match its hash");
        app.sql(&format!("UPDATE ledger SET kind = '{}' WHERE seq = 3", entries[2].kind)).await.unwrap();
        assert_eq!(on, "");
        auditor.get("/admin/ledger/verify").await.expect(200).shows("Every entry is as it was written");
    }
}

/// The kinds that the sources record.
fn recorded() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut folders, mut kinds): (Vec<PathBuf>, Vec<String>) =
        (vec![root.join("usecases"), root.join("store")], vec![]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let source = fs::read_to_string(&path).unwrap();
            let calls = source.split(".record(\"").skip(1).filter_map(|rest| rest.split('"').next());
            kinds.extend(calls.map(str::to_owned));
        }
    }
    kinds
}

#[test]
fn every_kind_of_entry_has_words() {
    let words =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/pages/oversight/ledger_words.rs")).unwrap();
    let kinds = recorded();
    assert!(kinds.len() > 20, "{kinds:?}");
    for kind in kinds {
        assert!(
            words.contains(&format!("(\"{kind}\", ")),
            "say in src/pages/oversight/ledger_words.rs what {kind} means"
        );
    }
}
