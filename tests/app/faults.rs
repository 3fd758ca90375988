//! The program is killed at a moment by chance while it issues certificates, and while it makes their files; what is on the
//! disk then must be whole.
//!
//! `make faults` does each 500 times. Each round's delay comes from the seed, which a failure names.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use netwise::catalog::Files;
use netwise::domain::ids::CredentialId;
use netwise::server::config::Config;
use netwise::server::renderings::{KINDS, file};
use netwise::server::state::{App, Content};
use netwise::store::clock::SystemClock;
use netwise::store::connect::Location;
use netwise::store::entities::{assignment, credential, ledger, rendering};
use netwise::store::renderings::{JSON, PDF};
use netwise::store::{Store, credentials};
use open_badge::attached_credential;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use sea_orm::{ConnectionTrait, Database, DbBackend, EntityTrait, Statement};

use crate::support::published;

const SEED: u64 = 20_261_124;
/// Rounds within `make test`.
const ROUNDS: u32 = 20;
/// People whose past is played; it takes a few seconds.
const PEOPLE: &str = "200";

fn rounds() -> u32 {
    std::env::var("NETWISE_FAULT_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(ROUNDS)
}

/// What the killed program left; gives how many certificates there are.
async fn look(data: &Path, about: &str) -> usize {
    let location = Location::File(data.join("netwise.db"));
    if !location.is_there() {
        return 0;
    }
    let store = Store::open(&location, Arc::new(SystemClock)).await.unwrap();
    let report = store.verify_ledger().await.unwrap();
    assert_eq!(report.faults, [], "{about}: the ledger is not sound");
    let issued = credential::Entity::find().all(store.reader()).await.unwrap();
    let entries = ledger::Entity::find().all(store.reader()).await.unwrap();
    let recorded = entries.iter().filter(|entry| entry.kind == "credential.issued").count();
    assert_eq!(issued.len(), recorded, "{about}: certificates and their entries");
    for held in assignment::Entity::find().all(store.reader()).await.unwrap() {
        let found = issued.iter().filter(|row| row.assignment_id == held.id).count();
        assert_eq!(found, usize::from(held.completed_at.is_some()), "{about}: certificates of {held:?}");
    }
    // The last one can be signed, and only once.
    if let Some(row) = issued.last() {
        let config = Config {
            addr: "127.0.0.1:3000".parse().unwrap(),
            base_url: "http://127.0.0.1:3000".parse().unwrap(),
            database: location,
            data_dir: data.to_owned(),
            content_dir: None,
            fonts_dir: certificate_pdf::FONTS_FOLDER.into(),
            han: certificate_pdf::Han::default(),
            trusted_proxies: vec![],
            smtp_url: None,
            mail_from: "netwise@harbour.example".to_owned(),
        };
        let content = Content { published: published().clone(), files: Files::embedded() };
        let app = App::new(config, store.clone(), content);
        let number = netwise::domain::credential::Number::parse(&row.number).unwrap();
        let sealed = credentials::sealed_by_number(store.reader(), &number).await.unwrap();
        for kind in KINDS {
            let (one, two) = tokio::join!(file(&app, &sealed, kind), file(&app, &sealed, kind));
            assert_eq!(one.unwrap().bytes, two.unwrap().bytes, "{about}: {kind}");
        }
    }
    store.close().await;
    issued.len()
}

/// Starts the program on a data directory, and kills it a while after a table has more rows than so many, or after it began.
async fn run_and_kill(arguments: &[&str], data: &Path, more: Option<(&str, usize)>, wait: Duration) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_netwise"))
        .args(arguments)
        .current_dir(env!("CARGO_TARGET_TMPDIR"))
        .env_clear()
        .env("NETWISE_DATA_DIR", data)
        .env("NETWISE_ADDR", "127.0.0.1:0")
        .env("NETWISE_BASE_URL", "http://127.0.0.1:3000")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    if let Some((table, count)) = more {
        let there = async {
            while rows(data, table).await.is_none_or(|rows| rows <= count) {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(120), there)
            .await
            .unwrap_or_else(|_| panic!("nothing came to {table}"));
    }
    tokio::time::sleep(wait).await;
    child.kill().unwrap();
    child.wait().unwrap();
}

/// How many rows a table of the running program has; nothing while there is no such table.
async fn rows(data: &Path, table: &str) -> Option<usize> {
    let database = Database::connect(format!("sqlite://{}?mode=ro", data.join("netwise.db").display())).await.ok()?;
    let count = Statement::from_string(DbBackend::Sqlite, format!("SELECT COUNT(*) AS count FROM {table}"));
    let row = database.query_one_raw(count).await.ok().flatten();
    database.close().await.ok()?;
    row?.try_get::<i64>("", "count").ok()?.try_into().ok()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_while_certificates_are_issued_loses_none_and_doubles_none() {
    let mut chance = StdRng::seed_from_u64(SEED);
    let mut with_some = 0;
    for round in 0..rounds() {
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().join("data");
        // Every fourth is killed at any moment, while it makes its tables too; the others while certificates are issued.
        let (more, most) = if round % 4 == 0 { (None, 2000) } else { (Some(("credential", 0)), 1500) };
        let wait = Duration::from_millis(chance.random_range(0..most));
        run_and_kill(&["demo", "--json", "--people", PEOPLE, "--seed", &round.to_string()], &data, more, wait).await;
        let about = format!("seed {SEED}, round {round}, killed after {wait:?}");
        if look(&data, &about).await > 0 {
            with_some += 1;
        }
    }
    println!("{with_some} of {} killed programs had issued certificates", rounds());
    assert!(with_some > 0, "no round got as far as a certificate");
}

/// The files that were kept so far, by certificate and kind; each is whole, and the PDF has the signed credential inside.
async fn files(data: &Path, about: &str) -> (usize, BTreeMap<(CredentialId, String), Vec<u8>>) {
    let store = Store::open(&Location::File(data.join("netwise.db")), Arc::new(SystemClock)).await.unwrap();
    let certificates = credential::Entity::find().all(store.reader()).await.unwrap().len();
    let rows = rendering::Entity::find().all(store.reader()).await.unwrap();
    store.close().await;
    let kept: BTreeMap<_, _> = rows.into_iter().map(|row| ((row.credential_id, row.kind), row.bytes)).collect();
    for ((of, kind), pdf) in &kept {
        if kind == PDF {
            let signed = &kept[&(*of, JSON.to_owned())];
            assert_eq!(&attached_credential(pdf).unwrap(), signed, "{about}: the PDF of {of}");
        }
    }
    (certificates, kept)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_while_files_are_made_keeps_each_of_them_once_and_whole() {
    let mut chance = StdRng::seed_from_u64(SEED);
    let filled = tempfile::tempdir().unwrap();
    let (mut dir, mut before) = (tempfile::tempdir().unwrap(), BTreeMap::new());
    let (mut within, mut finished) = (0, 0);
    let made = Command::new(env!("CARGO_BIN_EXE_netwise"))
        .args(["demo", "--json"])
        .current_dir(env!("CARGO_TARGET_TMPDIR"))
        .env_clear()
        .env("NETWISE_DATA_DIR", filled.path().join("data"))
        .output()
        .unwrap();
    assert!(made.status.success());
    for round in 0..rounds() {
        let data = dir.path().join("data");
        if !data.exists() {
            copy(&filled.path().join("data"), &data);
        }
        let wait = Duration::from_millis(chance.random_range(0..200));
        run_and_kill(&["serve"], &data, Some(("rendering", before.len())), wait).await;
        let about = format!("seed {SEED}, round {round}, killed after {wait:?}");
        let (certificates, after) = files(&data, &about).await;
        for (key, bytes) in &before {
            assert!(after.get(key) == Some(bytes), "{about}: {key:?} is not what was kept");
        }
        let all = after.len() == certificates * KINDS.len();
        within += u32::from(after.len() > before.len() && !all);
        if all {
            finished += 1;
            (dir, before) = (tempfile::tempdir().unwrap(), BTreeMap::new());
        } else {
            before = after;
        }
    }
    println!("{within} of {} killed programs were making files; {finished} times all were made", rounds());
    assert!(within > 0, "no round was killed while files were made");
}

/// A closed database and its key file.
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir(to).unwrap();
    for file in std::fs::read_dir(from).unwrap().map(Result::unwrap).filter(|file| file.file_type().unwrap().is_file())
    {
        std::fs::copy(file.path(), to.join(file.file_name())).unwrap();
    }
}
