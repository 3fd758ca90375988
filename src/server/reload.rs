//! While content is being written: notices changed files and tells open pages to reload. Must not import anything but its
//! siblings.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::{Duration, SystemTime};

use axum::Router;
use axum::extract::Path as Segment;
use axum::routing::get;
use tokio::sync::watch;

use super::state::{App, Content};

/// How often the files are looked at.
const LOOK: Duration = Duration::from_millis(400);
/// How long a page waits for news before it asks again.
const WAIT: Duration = Duration::from_secs(25);

/// Counts the changes; 0 when nothing is watched.
static CHANGES: LazyLock<watch::Sender<u64>> = LazyLock::new(|| watch::Sender::new(0));

/// Whether pages should ask for news: the number of changes so far.
pub fn changes() -> Option<u64> {
    let changes = *CHANGES.borrow();
    (changes > 0).then_some(changes)
}

/// Where open pages wait for news; nowhere unless something is watched.
pub fn routes() -> Router<App> {
    match changes() {
        Some(_) => Router::new().route("/dev/changes/{seen}", get(wait)),
        None => Router::new(),
    }
}

/// Answers once the content has changed since `seen`, or after a while in any case.
async fn wait(Segment(seen): Segment<u64>) -> String {
    let mut news = CHANGES.subscribe();
    let changed = news.wait_for(|changes| *changes != seen);
    match tokio::time::timeout(WAIT, changed).await {
        Ok(Ok(changes)) => changes.to_string(),
        _ => seen.to_string(),
    }
}

/// Begins to watch the content folder of the settings.
///
/// # Errors
/// No content folder is set.
pub fn watch(app: &App) -> Result<(), &'static str> {
    let dir = app.config().content_dir.clone().ok_or("--watch needs NETWISE_CONTENT_DIR, the folder to watch")?;
    CHANGES.send_replace(1);
    tokio::spawn(follow(app.clone(), dir));
    Ok(())
}

async fn follow(app: App, dir: PathBuf) {
    let mut before = newest(&dir);
    loop {
        tokio::time::sleep(LOOK).await;
        let now = newest(&dir);
        if now != before {
            before = now;
            replace(&app).await;
        }
    }
}

/// A mistake in a file is said in the log; the last content without one stays.
async fn replace(app: &App) {
    match Content::load(app.config()) {
        Ok(content) => match app.replace_content(content).await {
            Ok(()) => CHANGES.send_modify(|changes| *changes += 1),
            Err(error) => tracing::error!(%error, "the content was not published"),
        },
        Err(error) => tracing::error!("{error}"),
    }
}

/// Number of files and the latest change below a folder.
fn newest(dir: &Path) -> (usize, Option<SystemTime>) {
    let mut open = vec![dir.to_owned()];
    let (mut files, mut latest) = (0, None);
    while let Some(dir) = open.pop() {
        for entry in std::fs::read_dir(&dir).into_iter().flatten().flatten() {
            match entry.metadata() {
                Ok(meta) if meta.is_dir() => open.push(entry.path()),
                Ok(meta) => {
                    files += 1;
                    latest = latest.max(meta.modified().ok());
                }
                Err(_) => {}
            }
        }
    }
    (files, latest)
}
