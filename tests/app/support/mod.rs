//! What the application tests stand on: a fresh site on either engine, browsers, people, and walks through its pages.

pub mod app;
pub mod bodies;
pub mod browser;
pub mod database;
pub mod doors;
pub mod garden;
pub mod learning;
pub mod mail;
pub mod people;
pub mod pictures;
pub mod reply;

use std::future::Future;
use std::sync::Arc;

use tokio::sync::Barrier;
use tokio::task::JoinSet;

pub use app::{START, TestApp};
pub use browser::Browser;
pub use learning::{COURSE, catalog, published};
pub use netwise::store::Engine;
pub use people::PASSWORD;
pub use reply::Reply;

/// Makes two tests of each function, `sqlite::name` and `postgres::name`: one behaviour, two engines. At most once a file.
macro_rules! on_both_engines {
    ($($(#[$note:meta])* async fn $name:ident($app:ident: TestApp) $body:block)*) => {
        $($(#[$note])* async fn $name($app: $crate::support::TestApp) $body)*
        on_both_engines!(@engine sqlite, Sqlite, $($name)*);
        on_both_engines!(@engine postgres, Postgres, $($name)*);
    };
    (@engine $module:ident, $engine:ident, $($name:ident)*) => {
        mod $module {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $name() {
                $crate::support::run($crate::support::Engine::$engine, super::$name).await;
            })*
        }
    };
}
pub(crate) use on_both_engines;

/// Runs one test body on a fresh site, and then checks what must hold after whatever happened.
pub async fn run<F: Future<Output = ()>>(engine: Engine, body: impl FnOnce(TestApp) -> F) {
    let app = TestApp::start(engine).await;
    body(app.clone()).await;
    app.check_invariants().await;
    app.tear_down().await;
}

/// Runs all tasks on threads of their own, none before all are ready; gives their outcomes in order.
pub async fn at_once<T: Send + 'static, F: Future<Output = T> + Send + 'static>(
    tasks: impl IntoIterator<Item = F>,
) -> Vec<T> {
    let tasks: Vec<F> = tasks.into_iter().collect();
    let ready = Arc::new(Barrier::new(tasks.len()));
    let mut running = JoinSet::new();
    for (place, task) in tasks.into_iter().enumerate() {
        let ready = ready.clone();
        running.spawn(async move {
            ready.wait().await;
            (place, task.await)
        });
    }
    let mut outcomes = running.join_all().await;
    outcomes.sort_by_key(|(place, _)| *place);
    outcomes.into_iter().map(|(_, outcome)| outcome).collect()
}
