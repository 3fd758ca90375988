//! PostgreSQL's own programs for saving and loading a database. Must not import anything of this crate but its parent.

use std::path::Path;
use std::process::Stdio;

use tokio::process::Command;
use url::Url;

use super::BackupError;

/// Saves a consistent copy while others read and write.
pub(super) async fn save(url: &str, file: &Path) -> Result<(), BackupError> {
    let words = ["--format=custom", "--no-owner", "--no-privileges", "--file"];
    run("pg_dump", url, &words, file).await
}

/// Loads a copy into an empty database, all of it or nothing.
pub(super) async fn load(url: &str, file: &Path) -> Result<(), BackupError> {
    let words = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"];
    let database = settings(url)?.into_iter().find(|(name, _)| *name == "PGDATABASE").map(|(_, name)| name);
    let into = format!("--dbname={}", database.unwrap_or_default());
    run("pg_restore", url, &[words.as_slice(), &[&into]].concat(), file).await
}

async fn run(program: &str, url: &str, words: &[&str], file: &Path) -> Result<(), BackupError> {
    let output = Command::new(program)
        .args(words)
        .arg(file)
        // By the environment, because everybody on the machine can read the words of a command.
        .envs(settings(url)?)
        .stdin(Stdio::null())
        .output()
        .await
        .map_err(|error| {
            BackupError::Dump(format!(
                "{program} cannot be run: {error}. Install PostgreSQL's client programs, as new as the server"
            ))
        })?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(BackupError::Dump(format!(
        "{program} did not succeed: {}. To restore, the database must be empty: create a new one",
        said.trim()
    )))
}

/// The parts of an address as the programs take them.
fn settings(url: &str) -> Result<Vec<(&'static str, String)>, BackupError> {
    let url = Url::parse(url).map_err(|_| BackupError::Dump("NETWISE_DATABASE_URL cannot be read".to_owned()))?;
    let text = |text: &str| {
        url::form_urlencoded::parse(format!("x={}", text.replace('+', "%2B")).as_bytes())
            .next()
            .map_or_else(String::new, |(_, value)| value.into_owned())
    };
    let query = |wanted: &str| url.query_pairs().find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned());
    let all = [
        ("PGHOST", query("host").or_else(|| url.host_str().map(text))),
        ("PGPORT", url.port().map(|port| port.to_string())),
        ("PGUSER", Some(text(url.username())).filter(|user| !user.is_empty())),
        ("PGPASSWORD", url.password().map(text)),
        ("PGDATABASE", Some(text(url.path().trim_start_matches('/')))),
        ("PGSSLMODE", query("sslmode")),
    ];
    Ok(all.into_iter().filter_map(|(name, value)| Some((name, value?))).collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_address_is_taken_apart() {
        let parts = settings("postgres://ada:p%40ss+w@db.example.org:5433/net%20wise?sslmode=require").unwrap();
        let expected = [
            ("PGHOST", "db.example.org"),
            ("PGPORT", "5433"),
            ("PGUSER", "ada"),
            ("PGPASSWORD", "p@ss+w"),
            ("PGDATABASE", "net wise"),
            ("PGSSLMODE", "require"),
        ];
        assert_eq!(parts, expected.map(|(name, value)| (name, value.to_owned())));
    }
}
