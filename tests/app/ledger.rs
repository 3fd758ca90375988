//! The ledger: every way of tampering is found, the database refuses most of them, and erasing a person leaves it whole.

use netwise::domain::person::{By, Role};
use netwise::domain::time::Timestamp;
use netwise::store::entities::{ledger, ledger_head, ledger_payload};
use netwise::store::ledger::{Checker, Report};
use netwise::store::{Command, Result, Tx};
use netwise::usecases::erase_person::ErasePerson;
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder};
use serde_json::json;
use uuid::Uuid;

use crate::support::learning::right;
use crate::support::{TestApp, on_both_engines};

/// Writes a number of facts in one transaction.
struct Facts(u32);

impl Command for Facts {
    type Output = ();

    async fn run(&self, tx: &Tx) -> Result<()> {
        for number in 0..self.0 {
            let subject = (number % 3 != 0).then(Uuid::now_v7);
            tx.record("test.fact", subject, &json!({ "number": number })).await?;
        }
        Ok(())
    }
}

type Link = (ledger::Model, Option<ledger_payload::Model>);

async fn chain(app: &TestApp) -> (Vec<Link>, ledger_head::Model) {
    let links = ledger::Entity::find()
        .find_also_related(ledger_payload::Entity)
        .order_by_asc(ledger::Column::Seq)
        .all(app.db())
        .await
        .unwrap();
    (links, ledger_head::Entity::find().one(app.db()).await.unwrap().unwrap())
}

fn check(links: &[Link], head: &ledger_head::Model) -> Report {
    let mut checker = Checker::default();
    for (link, payload) in links {
        checker.entry(link, payload.as_ref());
    }
    checker.finish(Some(head))
}

/// At least 200 entries, by the program and by people, with and without a subject.
async fn long_chain(app: &TestApp) -> (Vec<Link>, ledger_head::Model) {
    app.store().write(By::System, &Facts(80)).await.unwrap();
    let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
    learner.complete().await;
    app.store().write(By::Person(learner.person()), &Facts(80)).await.unwrap();
    let (links, head) = chain(app).await;
    assert!(links.len() >= 200, "{}", links.len());
    assert_eq!(check(&links, &head), Report { entries: links.len() as u64, erased: 0, faults: vec![] });
    (links, head)
}

/// Every way to change one byte of one link or of its payload.
fn changes(link: &Link) -> Vec<(String, Link)> {
    let mut changed = Vec::new();
    let mut change = |what: String, with: &dyn Fn(&mut Link)| {
        let mut copy = link.clone();
        with(&mut copy);
        assert_ne!(&copy, link, "{what} changes nothing");
        changed.push((what, copy));
    };
    for bit in 0..64 {
        change(format!("seq, bit {bit}"), &|link| link.0.seq ^= 1 << bit);
        change(format!("at, bit {bit}"), &|link| link.0.at = Timestamp(link.0.at.0 ^ (1 << bit)));
    }
    for byte in 0..link.0.kind.len() {
        change(format!("kind, byte {byte}"), &|link| flip_text(&mut link.0.kind, byte));
    }
    for byte in 0..16 {
        change(format!("actor, byte {byte}"), &|link| flip_id(&mut link.0.actor_id, byte));
        change(format!("subject, byte {byte}"), &|link| flip_id(&mut link.0.subject_id, byte));
    }
    for byte in 0..32 {
        change(format!("digest, byte {byte}"), &|link| link.0.payload_digest[byte] ^= 1);
        change(format!("previous hash, byte {byte}"), &|link| link.0.prev_hash[byte] ^= 1);
        change(format!("hash, byte {byte}"), &|link| link.0.hash[byte] ^= 1);
    }
    let payload = link.1.as_ref().unwrap();
    for byte in 0..payload.salt.len() {
        change(format!("salt, byte {byte}"), &|link| link.1.as_mut().unwrap().salt[byte] ^= 1);
    }
    for byte in 0..payload.body.len() {
        change(format!("body, byte {byte}"), &|link| flip_text(&mut link.1.as_mut().unwrap().body, byte));
    }
    changed
}

/// Flips the lowest bit of one byte; all texts of the ledger are plain ASCII in this test.
fn flip_text(text: &mut String, byte: usize) {
    let mut bytes = std::mem::take(text).into_bytes();
    bytes[byte] ^= 1;
    *text = String::from_utf8(bytes).unwrap();
}

/// Flips a byte; where there is nobody, somebody appears.
fn flip_id(id: &mut Option<Uuid>, byte: usize) {
    let mut bytes = id.map_or([0; 16], Uuid::into_bytes);
    bytes[byte] ^= 1;
    *id = Some(Uuid::from_bytes(bytes));
}

on_both_engines! {
    async fn every_changed_byte_is_found_at_its_place(app: TestApp) {
        let (links, _) = long_chain(&app).await;
        let mut tried = 0;
        let mut before = Checker::default();
        for (place, link) in links.iter().enumerate() {
            for (what, changed) in changes(link) {
                // The entries before are as they were, and what comes after is not needed to find it.
                let mut checker = before.clone();
                checker.entry(&changed.0, changed.1.as_ref());
                let found = checker.report.faults.first().map(|fault| fault.seq);
                assert_eq!(found, Some(changed.0.seq), "entry {}, {what}", place + 1);
                tried += 1;
            }
            before.entry(&link.0, link.1.as_ref());
            assert_eq!(before.report.faults, []);
        }
        assert!(tried > 200 * 300, "{tried}");
    }

    async fn missing_moved_and_repeated_entries_are_found(app: TestApp) {
        let (links, head) = long_chain(&app).await;
        let last = links.len() - 1;
        for place in 0..links.len() {
            let mut dropped = links.clone();
            dropped.remove(place);
            // A missing last entry shows in the head, any other in the entry that followed it.
            let expected = if place == last { place as i64 } else { place as i64 + 2 };
            assert_eq!(check(&dropped, &head).faults.first().unwrap().seq, expected, "without entry {}", place + 1);

            let mut repeated = links.clone();
            repeated.insert(place, links[place].clone());
            assert_eq!(check(&repeated, &head).faults.first().unwrap().seq, place as i64 + 1, "entry {} twice", place + 1);

            if place < last {
                let mut swapped = links.clone();
                swapped.swap(place, place + 1);
                assert_eq!(check(&swapped, &head).faults.first().unwrap().seq, place as i64 + 2, "swapped {}", place + 1);
            }
        }
        let mut checker = Checker::default();
        links.iter().for_each(|(link, payload)| checker.entry(link, payload.as_ref()));
        assert_eq!(checker.finish(None).faults.len(), 1, "a missing head is found");
        assert_eq!(check(&[], &head).faults.len(), 1, "a head without a chain is found");
    }

    async fn the_database_refuses_to_change_or_delete_entries(app: TestApp) {
        app.with_person("Amara Okafor").enrol().await;
        let (before, head) = chain(&app).await;
        let copy = "SELECT seq, at, 'forged', actor_id, subject_id, payload_digest, prev_hash, hash FROM ledger WHERE seq = 1";
        let mut statements = vec![
            "UPDATE ledger SET kind = 'forged'".to_owned(),
            "UPDATE ledger SET at = at + 1 WHERE seq = 1".to_owned(),
            "UPDATE ledger SET seq = seq + 1000".to_owned(),
            "DELETE FROM ledger".to_owned(),
            "DELETE FROM ledger WHERE seq = (SELECT MAX(seq) FROM ledger)".to_owned(),
            "UPDATE ledger_payload SET body = '{}'".to_owned(),
            "UPDATE ledger_payload SET salt = body".to_owned(),
        ];
        if app.store().engine() == netwise::store::Engine::Postgres {
            statements.push("TRUNCATE ledger CASCADE".to_owned());
            statements.push(format!("INSERT INTO ledger {copy} ON CONFLICT (seq) DO UPDATE SET kind = 'forged'"));
        } else {
            statements.push(format!("INSERT OR REPLACE INTO ledger {copy}"));
            statements.push(format!("INSERT INTO ledger {copy} ON CONFLICT (seq) DO UPDATE SET kind = 'forged'"));
            // Even for a connection that does not ask for the references to be kept.
            statements.push(format!("PRAGMA foreign_keys = OFF; INSERT OR REPLACE INTO ledger {copy}"));
            statements.push("PRAGMA foreign_keys = OFF; DELETE FROM ledger".to_owned());
            statements.push("INSERT OR REPLACE INTO ledger_payload SELECT seq, salt, '{}' FROM ledger_payload".to_owned());
        }
        for statement in statements {
            let refused = app.sql(&statement).await;
            assert!(refused.is_err(), "{statement} changed {refused:?} rows");
        }
        assert_eq!(chain(&app).await, (before, head));
    }

    async fn erasing_a_person_removes_their_details_and_keeps_the_chain(app: TestApp) {
        let (name, email_part) = ("Zebedee Quillfeather", "person-0@");
        let learner = app.with_person(name).in_unit("bakery").signed_in().await;
        assert!(learner.email().starts_with(email_part));
        let attempt = learner.start().await;
        learner.answer_all(&attempt, right).await;
        learner.get("/courses/start-100/footprint").await.expect(200);
        learner.call("record_position", &json!({ "course": "start-100", "lesson": "footprint", "position": 5 })).await.expect(200);
        app.link(learner.person()).await;
        learner.sign_in_with(learner.email(), "not the right password").await.expect(422);
        let entries = app.ledger().await.len() as u64;
        let about = app.ledger().await.iter().filter(|entry| entry.subject_id == Some(learner.person().0)).count() as u64;
        assert!(about > 10, "{about}");
        assert!(tables_with(&app, name).await.contains(&"ledger_payload".to_owned()));

        app.write(ErasePerson { person: learner.person() }).await;

        let report = app.store().verify_ledger().await.unwrap();
        assert_eq!(report, Report { entries: entries + 1, erased: about, faults: vec![] });
        for secret in [name, "Quillfeather", learner.email()] {
            assert_eq!(tables_with(&app, secret).await, Vec::<String>::new(), "{secret}");
        }
        learner.get("/home").await.expect(303);
        learner.sign_in().await.expect(422);
        // The entry that tells of it stays, and says no more than that.
        let (links, _) = chain(&app).await;
        let (last, payload) = links.last().unwrap();
        assert_eq!((last.kind.as_str(), payload.as_ref().unwrap().body.as_str()), ("person.erased", "{}"));
        // Erased twice is erased.
        app.write(ErasePerson { person: learner.person() }).await;
        assert_eq!(app.store().verify_ledger().await.unwrap().faults, []);
    }

    /// What others have recorded about themselves stays.
    async fn erasing_one_person_leaves_the_others(app: TestApp) {
        let erased = app.with_person("Zebedee Quillfeather").in_unit("bakery").enrol().await;
        let other = app.with_person("Amara Okafor").in_unit("bakery").with_role(Role::Auditor, None).signed_in().await;
        app.write(ErasePerson { person: erased.person() }).await;
        other.get("/home").await.expect(200);
        let (links, _) = chain(&app).await;
        let of_other = |(link, _): &&Link| link.subject_id == Some(other.person().0);
        assert!(links.iter().filter(of_other).all(|(_, payload)| payload.is_some()));
    }

    /// A use case that fails leaves neither its change nor its entry.
    async fn what_fails_is_not_recorded(app: TestApp) {
        struct Fails;
        impl Command for Fails {
            type Output = ();
            async fn run(&self, tx: &Tx) -> Result<()> {
                tx.db().execute_unprepared("UPDATE setting SET value = 'zz rolled back zz'").await?;
                tx.record("test.fact", None, &json!({})).await?;
                Err(netwise::store::Error::NotFound)
            }
        }
        let before = chain(&app).await;
        assert!(app.store().write(By::System, &Fails).await.is_err());
        assert_eq!(chain(&app).await, before);
        assert_eq!(tables_with(&app, "zz rolled back zz").await, Vec::<String>::new());
    }
}

/// Tables in which a text is found anywhere.
async fn tables_with(app: &TestApp, text: &str) -> Vec<String> {
    use sea_orm::{DbBackend, Statement};
    let db = app.db();
    let backend = db.get_database_backend();
    let list = match backend {
        DbBackend::Postgres => {
            "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public'"
        }
        _ => {
            "SELECT m.name AS table_name, c.name AS column_name, c.type AS data_type FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'"
        }
    };
    let columns = db.query_all_raw(Statement::from_string(backend, list)).await.unwrap();
    assert!(columns.len() > 80, "{}", columns.len());
    let mut found = Vec::new();
    for column in columns {
        let name = |key: &str| column.try_get::<String>("", key).unwrap();
        let (table, column, kind) = (name("table_name"), name("column_name"), name("data_type").to_lowercase());
        if !(kind.contains("char") || kind.contains("text")) {
            continue;
        }
        let query =
            format!("SELECT 1 FROM \"{table}\" WHERE \"{column}\" LIKE '%{}%' LIMIT 1", text.replace('\'', "''"));
        if db.query_one_raw(Statement::from_string(backend, query)).await.unwrap().is_some() {
            found.push(table);
        }
    }
    found
}
