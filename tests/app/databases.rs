//! Databases that cannot be used: what is said, and that nothing is lost.

use std::sync::Arc;

use netwise::server::config::Config;
use netwise::server::serve::{StartError, open};
use netwise::store::clock::SystemClock;
use netwise::store::connect::{Location, OpenError};
use netwise::store::{Engine, Store};
use sea_orm::ConnectionTrait;

use crate::support::database::TestDatabase;
use crate::support::{START, TestApp, on_both_engines};

async fn open_store(location: &Location) -> Result<Store, OpenError> {
    Store::open(location, Arc::new(SystemClock)).await
}

fn config(database: &TestDatabase) -> Config {
    Config {
        addr: "127.0.0.1:3000".parse().unwrap(),
        base_url: "http://127.0.0.1:3000".parse().unwrap(),
        database: database.location.clone(),
        data_dir: database.dir(),
        content_dir: None,
        fonts_dir: certificate_pdf::FONTS_FOLDER.into(),
        han: certificate_pdf::Han::default(),
        trusted_proxies: vec![],
        smtp_url: None,
        mail_from: "netwise@localhost".to_owned(),
    }
}

on_both_engines! {
    async fn opening_twice_migrates_once(app: TestApp) {
        let before = app.ledger().await;
        let again = open_store(&app.database().location).await.unwrap();
        assert_eq!(again.engine(), app.store().engine());
        again.close().await;
        assert_eq!(app.ledger().await, before);
        assert_eq!(app.now(), START);
    }

    async fn a_schema_that_was_half_made_is_not_kept(app: TestApp) {
        let database = TestDatabase::empty(app.store().engine()).await;
        if let Location::File(path) = &database.location {
            std::fs::File::create(path).unwrap();
        }
        let meddler = database.connect().await;
        // In the way of a step that has made two tables by then.
        meddler.execute_unprepared("CREATE TABLE extra_time (id integer)").await.unwrap();
        let refused = open_store(&database.location).await.err().expect("it was opened");
        assert!(matches!(refused, OpenError::Migration(_)), "{refused:?}");
        meddler.execute_unprepared("DROP TABLE extra_time").await.unwrap();
        meddler.close().await.unwrap();
        open_store(&database.location).await.unwrap().close().await;
        database.drop().await;
    }

    async fn what_is_for_reading_cannot_write(app: TestApp) {
        for statement in ["DELETE FROM setting", "UPDATE person SET name = ''", "CREATE TABLE more (id integer)"] {
            assert!(app.db().execute_unprepared(statement).await.is_err(), "{statement}");
        }
    }

    async fn a_database_of_a_newer_version_is_refused(app: TestApp) {
        app.sql("INSERT INTO seaql_migrations (version, applied_at) VALUES ('m29991231_000001_future', 0)").await.unwrap();
        let refused = open_store(&app.database().location).await.err().expect("it was opened");
        assert!(matches!(&refused, OpenError::Newer(step) if step == "m29991231_000001_future"), "{refused:?}");
        assert!(refused.to_string().contains("use that version or a newer one"), "{refused}");
    }

    async fn a_database_that_stops_taking_changes_is_admitted_and_loses_nothing(app: TestApp) {
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        let attempt = learner.start().await;
        let item = learner.question(&attempt, 1).await;
        let arguments = serde_json::json!({
            "attempt": attempt.rsplit('/').next().unwrap(), "item": item.id, "choices": [0],
        });
        let before = app.ledger().await;
        app.sql("ALTER TABLE ledger_payload RENAME TO payload_away").await.unwrap();
        learner.answer(&attempt, 1, &[0]).await.expect(503).shows("What you sent was not saved.");
        let refused = learner.call("save_response", &arguments).await.expect(503);
        assert_eq!(refused.json(), serde_json::json!("Unavailable"));
        // Reading goes on, and shows no answer that was not taken.
        let page = learner.get(&format!("{attempt}?item=1")).await.expect(200);
        assert!(!page.has("input[name=choice][checked]"));
        app.sql("ALTER TABLE payload_away RENAME TO ledger_payload").await.unwrap();
        assert_eq!(app.ledger().await, before);
        learner.answer(&attempt, 1, &[0]).await.expect(303);
    }

    async fn machines_that_watch_are_told(app: TestApp) {
        let watcher = app.browser();
        assert_eq!(watcher.get("/healthz").await.expect(200).body(), "alive\n");
        assert_eq!(watcher.get("/readyz").await.expect(200).body(), "ready\n");
    }
}

#[tokio::test]
async fn an_empty_database_is_filled_by_opening_it() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let database = TestDatabase::empty(engine).await;
        let store = open_store(&database.location).await.unwrap();
        assert_eq!(store.verify_ledger().await.unwrap(), netwise::store::ledger::Report::default());
        store.close().await;
        database.drop().await;
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_said_plainly_and_without_the_password() {
    // Nothing listens on the port of a listener that has gone.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let location = Location::Postgres(format!("postgres://netwise:secret@127.0.0.1:{port}/netwise"));
    let refused = open_store(&location).await.err().expect("it was opened");
    assert!(matches!(refused, OpenError::Unreachable { .. }), "{refused:?}");
    let words = refused.to_string();
    assert!(
        words.contains(&format!("127.0.0.1:{port}/netwise")) && words.contains("Check that it is running"),
        "{words}"
    );
    assert!(!words.contains("secret"), "{words}");
}

#[tokio::test]
async fn a_file_that_cannot_be_made_is_said_plainly() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("a-file");
    std::fs::write(&file, "").unwrap();
    let refused = open_store(&Location::File(file.join("netwise.db"))).await.err().expect("it was opened");
    assert!(matches!(refused, OpenError::Unreachable { .. }), "{refused:?}");
    assert!(refused.to_string().contains("a-file/netwise.db"), "{refused}");

    // As the whole program says it.
    let database = TestDatabase::empty(Engine::Sqlite).await;
    let config = Config { data_dir: file.join("data"), ..config(&database) };
    let refused = open(&config, Arc::new(SystemClock)).await.err().expect("it was opened");
    assert!(matches!(refused, StartError::DataDir { .. }), "{refused:?}");
    assert!(refused.to_string().contains("NETWISE_DATA_DIR"), "{refused}");
}

#[tokio::test]
async fn a_second_node_on_one_sqlite_file_is_refused() {
    let database = TestDatabase::empty(Engine::Sqlite).await;
    let first = open(&config(&database), Arc::new(SystemClock)).await.unwrap();
    let refused = open(&config(&database), Arc::new(SystemClock)).await.err().expect("it was opened");
    assert!(matches!(refused, StartError::InUse(_)), "{refused:?}");
    assert!(refused.to_string().contains("NETWISE_DATABASE_URL"), "{refused}");
    // When the first is gone, the next may.
    first.store.clone().close().await;
    drop(first);
    open(&config(&database), Arc::new(SystemClock)).await.unwrap().store.close().await;
}

#[tokio::test]
async fn a_second_node_on_one_postgresql_database_is_welcome() {
    let database = TestDatabase::empty(Engine::Postgres).await;
    let config = config(&database);
    let (first, second) = tokio::join!(open(&config, Arc::new(SystemClock)), open(&config, Arc::new(SystemClock)));
    for node in [first.unwrap(), second.unwrap()] {
        node.store.close().await;
    }
    database.drop().await;
}

/// With the settings that make a commit last: checked on the connections as they are, not as they were asked for.
#[tokio::test]
async fn sqlite_waits_for_the_disk() {
    use sea_orm::Statement;
    let database = TestDatabase::empty(Engine::Sqlite).await;
    let store = open_store(&database.location).await.unwrap();
    for (pragma, expected) in
        [("journal_mode", "wal"), ("synchronous", "2"), ("foreign_keys", "1"), ("query_only", "1")]
    {
        let db = store.reader();
        let statement = Statement::from_string(db.get_database_backend(), format!("PRAGMA {pragma}"));
        let row = db.query_one_raw(statement).await.unwrap().unwrap();
        let text = row.try_get_by_index::<String>(0).ok();
        let value = text.unwrap_or_else(|| row.try_get_by_index::<i32>(0).unwrap().to_string());
        assert_eq!(value, expected, "{pragma}");
    }
    store.close().await;
}

/// Another program holds the file's write lock for longer than anybody waits: the one test that takes seconds (five).
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_locked_sqlite_file_is_admitted_and_loses_nothing() {
    let app = TestApp::start(Engine::Sqlite).await;
    let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
    let attempt = learner.start().await;
    let before = app.ledger().await;
    let meddler = app.database().connect().await;
    meddler.execute_unprepared("BEGIN IMMEDIATE").await.unwrap();
    learner.answer(&attempt, 1, &[0]).await.expect(503).shows("What you sent was not saved.");
    // Reading goes on.
    learner.get(&format!("{attempt}?item=1")).await.expect(200);
    meddler.execute_unprepared("ROLLBACK").await.unwrap();
    meddler.close().await.unwrap();
    assert_eq!(app.ledger().await, before);
    learner.answer(&attempt, 1, &[0]).await.expect(303);
    app.check_invariants().await;
    app.tear_down().await;
}
