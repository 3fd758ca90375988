//! The whole site on a fresh database, with a clock that is set by hand.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use axum::Router;
use netwise::app::router;
use netwise::catalog::Files;
use netwise::domain::ids::PersonId;
use netwise::domain::person::By;
use netwise::domain::time::{DAY, Timestamp};
use netwise::server::config::Config;
use netwise::server::state::{App, Content};
use netwise::store::clock::SetClock;
use netwise::store::entities::{assignment, credential, credential_end, ledger, person};
use netwise::store::overview::{self, Scope};
use netwise::store::units::Tree;
use netwise::store::{Clock, Command, Engine, Result, Store, Tx, counting, facts, settings};
use netwise::usecases::check_tallies::{CheckTallies, MendTallies};
use netwise::usecases::create_unit::CreateUnit;
use netwise::usecases::held_to::held_to;
use sea_orm::{ConnectionTrait, DatabaseConnection, EntityTrait, QueryOrder};

use super::database::TestDatabase;
use super::{Browser, published};

/// When every test begins: 2 March 2026, 09:00 UTC.
pub const START: Timestamp = Timestamp(1_772_442_000_000);

/// The organisation of every test: (key, key of the unit above, name, kind).
pub const UNITS: [(&str, &str, &str, &str); 7] = [
    ("organisation", "", "Harbour Foundation", "organisation"),
    ("company", "organisation", "Harbour Bakery", "department"),
    ("bakery", "company", "Ovens", "department"),
    ("delivery", "company", "Delivery", "department"),
    ("school", "organisation", "Harbour School", "school"),
    ("class-a", "school", "Class A", "class"),
    ("class-b", "school", "Class B", "class"),
];

/// One running site. Clones are the same site.
#[derive(Clone)]
pub struct TestApp(Arc<Inner>);

struct Inner {
    app: App,
    router: Router,
    clock: Arc<TestClock>,
    database: TestDatabase,
    count: AtomicU32,
}

/// A clock that is set by hand, and can be broken.
struct TestClock {
    hands: SetClock,
    broken: AtomicBool,
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        assert!(!self.broken.load(Ordering::SeqCst), "the clock is broken, as this test wants it");
        self.hands.now()
    }
}

impl TestApp {
    /// A fresh site on this machine, by plain http.
    pub async fn start(engine: Engine) -> Self {
        Self::start_at(engine, "http://127.0.0.1:3000").await
    }

    /// A fresh site that people reach at `base_url`.
    pub async fn start_at(engine: Engine, base_url: &str) -> Self {
        let database = TestDatabase::filled(engine).await;
        let clock = Arc::new(TestClock { hands: SetClock::at(START), broken: AtomicBool::new(false) });
        let store = Store::open(&database.location, clock.clone()).await.unwrap();
        let app = App::new(config(&database, base_url), store, content());
        Self(Arc::new(Inner { router: router(app.clone()), app, clock, database, count: AtomicU32::new(0) }))
    }

    /// The same site after a restart.
    pub async fn restarted(&self) -> Self {
        self.restarted_at(self.app().config().base_url.as_str()).await
    }

    /// The same site after a restart, at another address.
    pub async fn restarted_at(&self, base_url: &str) -> Self {
        let Inner { database, clock, .. } = &*self.0;
        let store = Store::open(&database.location, clock.clone()).await.unwrap();
        let app = App::new(config(database, base_url), store, content());
        let (clock, database, count) = (clock.clone(), database.clone(), AtomicU32::new(1000));
        Self(Arc::new(Inner { router: router(app.clone()), app, clock, database, count }))
    }

    /// The same site with a mail server set, as far as its pages say; nothing is sent.
    pub async fn with_mail_server(&self) -> Self {
        let Inner { database, clock, .. } = &*self.0;
        let store = Store::open(&database.location, clock.clone()).await.unwrap();
        let smtp_url = Some("smtp://127.0.0.1:2525".parse().unwrap());
        let config = Config { smtp_url, ..config(database, "http://127.0.0.1:3000") };
        let app = App::new(config, store, content());
        let (clock, database, count) = (clock.clone(), database.clone(), AtomicU32::new(2000));
        Self(Arc::new(Inner { router: router(app.clone()), app, clock, database, count }))
    }

    /// A browser in which nobody is signed in.
    pub fn browser(&self) -> Browser {
        Browser::new(self.clone())
    }

    pub fn router(&self) -> Router {
        self.0.router.clone()
    }

    pub fn app(&self) -> &App {
        &self.0.app
    }

    pub fn store(&self) -> &Store {
        self.0.app.store()
    }

    /// For reading.
    pub fn db(&self) -> &DatabaseConnection {
        self.store().reader()
    }

    pub fn database(&self) -> &TestDatabase {
        &self.0.database
    }

    pub fn now(&self) -> Timestamp {
        self.0.app.now()
    }

    /// Lets time pass.
    pub fn advance(&self, milliseconds: i64) {
        self.0.clock.hands.advance(milliseconds);
    }

    /// Makes whoever asks for the time panic, as a defect would.
    pub fn break_clock(&self) {
        self.0.clock.broken.store(true, Ordering::SeqCst);
    }

    pub fn mend_clock(&self) {
        self.0.clock.broken.store(false, Ordering::SeqCst);
    }

    /// A number not used before in this test.
    pub fn next_number(&self) -> u32 {
        self.0.count.fetch_add(1, Ordering::SeqCst)
    }

    /// Runs a use case as the program itself.
    pub async fn write<C: Command>(&self, command: C) -> C::Output {
        self.store().write(By::System, &command).await.unwrap()
    }

    /// Runs SQL past the program.
    pub async fn sql(&self, statement: &str) -> std::result::Result<u64, String> {
        let meddler = self.database().connect().await;
        let outcome = meddler.execute_unprepared(statement).await;
        meddler.close().await.unwrap();
        outcome.map(|done| done.rows_affected()).map_err(|error| error.to_string())
    }

    /// All entries of the ledger, in order.
    pub async fn ledger(&self) -> Vec<ledger::Model> {
        ledger::Entity::find().order_by_asc(ledger::Column::Seq).all(self.db()).await.unwrap()
    }

    /// How many entries of one kind the ledger has.
    pub async fn ledger_count(&self, kind: &str) -> usize {
        self.ledger().await.iter().filter(|entry| entry.kind == kind).count()
    }

    /// A person's certificates.
    pub async fn credentials(&self, person: PersonId) -> Vec<credential::Model> {
        let all = credential::Entity::find().all(self.db()).await.unwrap();
        all.into_iter().filter(|credential| credential.person_id == person).collect()
    }

    /// What must hold whatever was done: the chain is whole, each certificate has its entry, and the roll-ups say what the
    /// facts say.
    pub async fn check_invariants(&self) {
        let report = self.store().verify_ledger().await.unwrap();
        assert_eq!(report.faults, [], "the ledger is not sound");
        let credentials = credential::Entity::find().all(self.db()).await.unwrap();
        assert_eq!(credentials.len(), self.ledger_count("credential.issued").await, "certificates and their entries");
        let ended = credential_end::Entity::find().all(self.db()).await.unwrap();
        let ended: Vec<_> = ended.into_iter().map(|end| end.credential_id).collect();
        let assignments = assignment::Entity::find().all(self.db()).await.unwrap();
        for assignment in &assignments {
            // One that was revoked or replaced may be followed by another for the same assignment.
            let stands = |credential: &&credential::Model| {
                credential.assignment_id == assignment.id && !ended.contains(&credential.id)
            };
            let standing = credentials.iter().filter(stands).count();
            assert_eq!(standing, usize::from(assignment.completed_at.is_some()), "certificates of {assignment:?}");
        }
        for person in person::Entity::find().all(self.db()).await.unwrap() {
            self.check_roll_ups(person.id).await;
        }
        self.check_tallies().await;
    }

    /// The figures that are kept say what counting says, now and at other times, and counting everybody anew finds nothing.
    pub async fn check_tallies(&self) {
        // What a test did past the program is counted by the next thing that is written.
        self.write(Nothing).await;
        let (db, tree) = (self.db(), Tree::load(self.db()).await.unwrap());
        let units = tree.in_order().into_iter().map(|(_, unit)| unit.id).collect();
        for days in [-30, -3, 0, 3, 10, 30, 400] {
            let (all, at) = (Scope::Everyone, self.now().plus(days * DAY));
            let (kept, counted) = (overview::totals(db, &all, at).await, counting::totals(db, &all, at).await);
            assert_eq!(kept.unwrap(), counted.unwrap(), "figures of everybody, {days} days from now");
            let (kept, counted) = (overview::by_program(db, at).await, counting::by_program(db, at).await);
            assert_eq!(kept.unwrap(), counted.unwrap(), "figures by program, {days} days from now");
            let (kept, counted) =
                (overview::by_unit(db, &all, &units, at).await, counting::by_unit(db, &all, &units, at).await);
            assert_eq!(kept.unwrap(), counted.unwrap(), "figures by unit, {days} days from now");
        }
        assert_eq!(self.write(CheckTallies { last: None }).await.mended, 0, "somebody was not counted");
        assert_eq!(self.write(MendTallies).await, 0, "figures do not add up");
    }

    async fn check_roll_ups(&self, person: PersonId) {
        let facts = facts::of_person(self.db(), person).await.unwrap();
        let content = self.app().content();
        for held in held_to(self.db(), content.catalog(), person, &facts, self.now()).await.unwrap() {
            assert_eq!(held.assignment.completed_at, held.evaluation.completed_at, "drift: {held:?}");
            let waiting = facts.passes.values().any(|pass| !pass.is_settled());
            assert_eq!(held.assignment.due_at, held.evaluation.due_at, "drift: {held:?}");
            let exempt = held.evaluation.why.parts.iter().find(|part| part.rule.starts_with("Exempt: "));
            assert_eq!(held.assignment.exempt_at, exempt.and_then(|part| part.at), "drift: {held:?}");
            let void = held.program.courses.iter().any(|course| facts.void_until(course).is_some());
            let begun = held.evaluation.done > 0 || !facts.misses.is_empty() || waiting || void;
            assert_eq!(held.assignment.started_at.is_some(), begun, "drift: {held:?}");
        }
    }

    /// Closes the site and removes its database.
    pub async fn tear_down(self) {
        self.store().clone().close().await;
        self.database().drop().await;
    }
}

fn config(database: &TestDatabase, base_url: &str) -> Config {
    Config {
        addr: "127.0.0.1:3000".parse().unwrap(),
        base_url: base_url.parse().unwrap(),
        database: database.location.clone(),
        data_dir: database.dir(),
        content_dir: None,
        fonts_dir: certificate_pdf::FONTS_FOLDER.into(),
        han: certificate_pdf::Han::default(),
        trusted_proxies: vec![],
        smtp_url: None,
        mail_from: "netwise@harbour.example".to_owned(),
    }
}

/// The embedded content, parsed once for all tests.
fn content() -> Content {
    Content { published: published().clone(), files: Files::embedded() }
}

/// Migrates an empty database and puts in what every test begins with: the content and the units.
pub async fn fill(database: &TestDatabase) {
    let store = Store::open(&database.location, Arc::new(SetClock::at(START))).await.unwrap();
    let app = App::new(config(database, "http://127.0.0.1:3000"), store.clone(), content());
    app.publish().await.unwrap();
    store.write(By::System, &NameOrganisation).await.unwrap();
    let mut known = std::collections::BTreeMap::new();
    for (key, above, name, kind) in UNITS {
        let unit = CreateUnit {
            parent: known.get(above).copied(),
            key: Some(key.to_owned()),
            name: name.to_owned(),
            kind: kind.to_owned(),
        };
        known.insert(key, store.write(By::System, &unit).await.unwrap());
    }
    store.close().await;
}

/// Changes nothing.
struct Nothing;

impl Command for Nothing {
    type Output = ();

    async fn run(&self, _: &Tx) -> Result<()> {
        Ok(())
    }
}

/// All that certificates must say about it.
struct NameOrganisation;

impl Command for NameOrganisation {
    type Output = ();

    async fn run(&self, tx: &Tx) -> Result<()> {
        for (key, value) in [
            (settings::ORGANISATION, "Harbour Foundation"),
            (settings::ADDRESS, "1 Quay Street\nHarbour"),
            (settings::CONTACT, "learning@foundation.example"),
            (settings::SIGNATORY, "Maria Silva"),
            (settings::SIGNATORY_TITLE, "Head of Learning"),
        ] {
            settings::set(tx.db(), key, value).await?;
        }
        Ok(())
    }
}
