//! The whole site in one file and back: nothing is missing, and what was damaged is not put back.

use std::path::Path;
use std::sync::Arc;

use netwise::domain::ids::PersonId;
use netwise::domain::person::By;
use netwise::server::backup::{BackupError, backup, restore};
use netwise::server::config::Config;
use netwise::store::clock::SystemClock;
use netwise::store::connect::Location;
use netwise::store::entities::{credential, person, rendering};
use netwise::store::{Engine, Store};
use netwise::usecases::create_person::CreatePerson;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::support::database::TestDatabase;
use crate::support::{TestApp, on_both_engines};

/// The settings of a program that has nothing yet.
fn elsewhere(app: &TestApp, empty: &TestDatabase) -> Config {
    Config { database: empty.location.clone(), data_dir: empty.dir().join("data"), ..app.app().config().clone() }
}

async fn save(app: &TestApp, file: &Path) {
    backup(app.app().config(), file, Arc::new(SystemClock)).await.unwrap();
}

async fn add_person(store: &Store, number: u32) -> PersonId {
    let command = CreatePerson { email: format!("p{number}@example.org"), name: format!("Person {number}") };
    store.write(By::System, &command).await.unwrap()
}

on_both_engines! {
    async fn everything_comes_back_in_another_place(app: TestApp) {
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        let number = learner.complete().await;
        let pdf = learner.get(&format!("/certificates/{number}/pdf")).await.expect(200).bytes;
        let config = app.app().config();
        std::fs::create_dir_all(config.data_dir.join("keys")).unwrap();
        std::fs::write(config.data_dir.join("keys/one"), "secret").unwrap();
        std::fs::create_dir_all(config.data_dir.join("mail")).unwrap();
        std::fs::write(config.data_dir.join("mail/a.eml"), "a one-time link").unwrap();
        let file = app.database().dir().join("site.tar.gz");
        let taken = backup(config, &file, Arc::new(SystemClock)).await.unwrap();
        assert_eq!(taken.entries, app.ledger().await.len() as i64);
        assert_eq!(taken.bytes, std::fs::metadata(&file).unwrap().len());

        let empty = TestDatabase::empty(app.store().engine()).await;
        let other = elsewhere(&app, &empty);
        let restored = restore(&other, &file, Arc::new(SystemClock)).await.unwrap();
        assert!(restored.whole && restored.report.faults.is_empty(), "{restored:?}");
        assert_eq!(restored.report.entries, app.ledger().await.len() as u64);
        let store = Store::open(&other.database, Arc::new(SystemClock)).await.unwrap();
        let people = |db| async move { person::Entity::find().order_by_asc(person::Column::Id).all(db).await.unwrap() };
        assert_eq!(people(store.reader()).await, people(app.db()).await);
        assert_eq!(credential::Entity::find().all(store.reader()).await.unwrap().len(), 1);
        let kept = rendering::Entity::find().filter(rendering::Column::Kind.eq("pdf"));
        assert_eq!(kept.one(store.reader()).await.unwrap().unwrap().bytes, pdf);
        assert_eq!(std::fs::read_to_string(other.data_dir.join("keys/one")).unwrap(), "secret");
        assert!(!other.data_dir.join("mail").exists(), "mail that was written instead of sent stays where it is");
        // And it goes on: the next fact follows the last one.
        add_person(&store, 1).await;
        assert!(store.verify_ledger().await.unwrap().faults.is_empty());
        store.close().await;
        empty.drop().await;
    }

    async fn what_was_acknowledged_before_is_in_it_while_others_write(app: TestApp) {
        let mut before = Vec::new();
        for number in 0..10 {
            before.push(add_person(app.store(), number).await);
        }
        let writing = tokio::spawn({
            let app = app.clone();
            async move {
                for number in 10..80 {
                    add_person(app.store(), number).await;
                }
            }
        });
        let file = app.database().dir().join("site.tar.gz");
        save(&app, &file).await;
        writing.await.unwrap();
        let empty = TestDatabase::empty(app.store().engine()).await;
        let other = elsewhere(&app, &empty);
        let restored = restore(&other, &file, Arc::new(SystemClock)).await.unwrap();
        assert!(restored.whole && restored.report.faults.is_empty(), "{restored:?}");
        let store = Store::open(&other.database, Arc::new(SystemClock)).await.unwrap();
        for id in before {
            assert!(person::Entity::find_by_id(id).one(store.reader()).await.unwrap().is_some());
        }
        store.close().await;
        empty.drop().await;
    }

    async fn a_damaged_file_is_not_put_back(app: TestApp) {
        let file = app.database().dir().join("site.tar.gz");
        save(&app, &file).await;
        let good = std::fs::read(&file).unwrap();
        let empty = TestDatabase::empty(app.store().engine()).await;
        let other = elsewhere(&app, &empty);
        for (place, damage) in [(0, "start"), (good.len() / 2, "middle"), (good.len() - 12, "end")] {
            let mut bad = good.clone();
            bad[place] ^= 0x55;
            std::fs::write(&file, &bad).unwrap();
            match restore(&other, &file, Arc::new(SystemClock)).await {
                Err(BackupError::Damaged(_, why)) => assert!(!why.is_empty()),
                other => panic!("{damage}: {other:?}"),
            }
            std::fs::write(&file, &good[..place]).unwrap();
            restore(&other, &file, Arc::new(SystemClock)).await.unwrap_err();
        }
        assert!(std::fs::read_dir(&other.data_dir).unwrap().next().is_none(), "nothing was left behind");
        std::fs::write(&file, &good).unwrap();
        restore(&other, &file, Arc::new(SystemClock)).await.unwrap();
        empty.drop().await;
    }

    async fn nothing_is_overwritten(app: TestApp) {
        let file = app.database().dir().join("site.tar.gz");
        save(&app, &file).await;
        let again = backup(app.app().config(), &file, Arc::new(SystemClock)).await;
        assert!(matches!(again, Err(BackupError::Occupied(..))), "{again:?}");
        let entries = app.ledger().await.len();
        let here = restore(app.app().config(), &file, Arc::new(SystemClock)).await;
        assert!(matches!(here, Err(BackupError::Occupied(..))), "{here:?}");
        if app.store().engine() == Engine::Postgres {
            let data_dir = app.database().dir().join("empty");
            let full = Config { data_dir, ..app.app().config().clone() };
            let here = restore(&full, &file, Arc::new(SystemClock)).await;
            assert!(matches!(here, Err(BackupError::Dump(_))), "{here:?}");
        }
        assert_eq!(app.ledger().await.len(), entries);

        let empty = TestDatabase::empty(app.store().engine()).await;
        let other = elsewhere(&app, &empty);
        let foreign = match app.store().engine() {
            Engine::Sqlite => Location::Postgres("postgres://nobody@127.0.0.1:1/none".into()),
            Engine::Postgres => Location::File(other.data_dir.join("netwise.db")),
        };
        let refused = restore(&Config { database: foreign, ..other }, &file, Arc::new(SystemClock)).await.unwrap_err();
        assert!(refused.to_string().contains("set NETWISE_DATABASE_URL to one of that kind"), "{refused}");
        empty.drop().await;
    }
}
