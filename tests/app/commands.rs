//! The command line, run as a program: what it prints, how it exits, and that it says what to do.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

/// Runs the program with a data folder of its own and nothing else from this machine's settings.
fn netwise(data: &Path, settings: &[(&str, &str)], words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_netwise"))
        .args(words)
        .current_dir(env!("CARGO_TARGET_TMPDIR"))
        .env_clear()
        .env("NETWISE_DATA_DIR", data)
        .envs(settings.iter().copied())
        .output()
        .unwrap()
}

fn folder() -> (TempDir, std::path::PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    (dir, data)
}

fn refused(output: &Output, telling: &[&str]) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    for words in telling {
        assert!(said.contains(words), "{words:?} is not in: {said}");
    }
}

fn done(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn a_data_folder_that_cannot_be_made_is_named() {
    let (dir, _) = folder();
    // A file where a folder should be stops even a superuser.
    let file = dir.path().join("file");
    std::fs::write(&file, "").unwrap();
    refused(&netwise(&file.join("data"), &[], &["migrate"]), &["data folder", "NETWISE_DATA_DIR"]);
}

#[test]
fn a_port_in_use_is_named() {
    let (_dir, data) = folder();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    refused(&netwise(&data, &[("NETWISE_ADDR", &address)], &["serve"]), &[&address, "NETWISE_ADDR"]);
}

#[test]
fn a_database_that_does_not_answer_is_named_without_its_password() {
    let (_dir, data) = folder();
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let url = format!("postgres://netwise:hush@{nobody}/netwise");
    let output = netwise(&data, &[("NETWISE_DATABASE_URL", &url)], &["migrate"]);
    refused(&output, &["cannot be opened", &nobody.to_string()]);
    assert!(!String::from_utf8_lossy(&output.stderr).contains("hush"));
    refused(&netwise(&data, &[("NETWISE_DATABASE_URL", "mysql://x")], &["migrate"]), &["NETWISE_DATABASE_URL"]);
}

#[test]
fn missing_and_broken_content_is_named_with_its_line() {
    let (dir, data) = folder();
    let content = dir.path().join("content");
    let settings = [("NETWISE_CONTENT_DIR", content.to_str().unwrap())];
    refused(&netwise(&data, &settings, &["serve"]), &["content"]);

    std::fs::create_dir_all(content.join("courses/broken")).unwrap();
    std::fs::write(content.join("courses/broken/course.toml"), "key = \"broken\"\ntitle = \n").unwrap();
    refused(&netwise(&data, &settings, &["serve"]), &["courses/broken/course.toml:2:"]);
    let output = netwise(&data, &settings, &["content", "check"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains("courses/broken/course.toml:2:"));
}

#[test]
fn the_content_that_is_built_in_has_no_problems() {
    let (_dir, data) = folder();
    assert!(done(&netwise(&data, &[], &["content", "check"])).contains("no problems"));
}

#[test]
fn an_administrator_is_let_in_by_a_link_and_by_another_one_later() {
    let (_dir, data) = folder();
    let create = ["admin", "create", "--email", "ada@example.org", "--name", "Ada Lovelace"];
    let link = |output: &Output| {
        let said = done(output);
        let line = said.lines().find(|line| line.contains("/invite/")).unwrap_or_else(|| panic!("no link in: {said}"));
        line.trim().to_owned()
    };
    let first = link(&netwise(&data, &[], &create));
    let second = link(&netwise(&data, &[], &create));
    assert!(first.starts_with("http://127.0.0.1:3000/invite/"));
    assert_ne!(first, second);
    refused(&netwise(&data, &[], &["admin", "create", "--email", "nobody", "--name", "X"]), &["e-mail address"]);
    assert!(done(&netwise(&data, &[], &["ledger", "verify"])).contains("0 faults"));
}

#[test]
fn the_demonstration_fills_an_empty_database_once_and_no_other() {
    let (_dir, data) = folder();
    let said = done(&netwise(&data, &[], &["demo", "--json"]));
    let accounts: serde_json::Value = serde_json::from_str(&said).unwrap();
    for role in ["learner", "student", "manager", "teacher", "reviewer", "administrator", "auditor"] {
        let known = accounts["accounts"].as_array().unwrap().iter().any(|account| account["role"] == role);
        assert!(known, "no account for {role}");
    }
    let entries = done(&netwise(&data, &[], &["ledger", "verify"]));
    assert_eq!(done(&netwise(&data, &[], &["demo", "--json"])), said, "again, it only says the accounts again");
    assert_eq!(done(&netwise(&data, &[], &["ledger", "verify"])), entries);

    let (_dir, other) = folder();
    done(&netwise(&other, &[], &["admin", "create", "--email", "ada@example.org", "--name", "Ada"]));
    refused(&netwise(&other, &[], &["demo"]), &["not empty", "NETWISE_DATA_DIR"]);
}

#[test]
fn people_are_imported_whole_or_not_at_all() {
    let (dir, data) = folder();
    let file = dir.path().join("people.csv");
    let import = |text: &str, more: &[&str]| {
        std::fs::write(&file, text).unwrap();
        netwise(&data, &[], &[&["people", "import", file.to_str().unwrap()], more].concat())
    };
    let good = "email,name,unit\nada@example.org,Ada,\ngrace@example.org,Grace,\n";
    assert!(done(&import(good, &["--dry-run"])).contains("Would be done: 2 added"));
    assert!(done(&import(good, &[])).contains("Done: 2 added, 0 changed, 0 left as they are."));
    assert!(done(&import(good, &[])).contains("Done: 0 added, 0 changed, 2 left as they are."));
    for more in [&["--dry-run"][..], &[]] {
        let output = import("email,name,unit\nbo@example.org,Bo,\nnobody,,Atlantis\n", more);
        refused(&output, &["3 mistakes. Nothing was imported."]);
        let said = String::from_utf8_lossy(&output.stdout);
        for words in
            ["people.csv: line 3, email: ", "line 3, name: Enter a name", "line 3, unit: There is no unit “Atlantis”"]
        {
            assert!(said.contains(words), "{words:?} is not in: {said}");
        }
    }
    refused(&import("a@example.org,A\n", &[]), &["these are missing: email, name, unit"]);
    assert!(done(&import("email,name,unit\nbo@example.org,Bo,\n", &[])).contains("Done: 1 added"));
    refused(&netwise(&data, &[], &["people", "import", "/no/such/file.csv"]), &["cannot be read"]);
}

/// A running site, killed when the test ends.
struct Serving(std::process::Child);

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn the_log_has_a_number_for_each_request_and_no_secret() {
    use std::io::{BufRead, BufReader, Read, Write};

    let (_dir, data) = folder();
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let mut child = Command::new(env!("CARGO_BIN_EXE_netwise"))
        .arg("serve")
        .current_dir(env!("CARGO_TARGET_TMPDIR"))
        .env_clear()
        .envs([("NETWISE_DATA_DIR", data.to_str().unwrap()), ("NETWISE_ADDR", &address), ("NETWISE_LOG", "json")])
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut log = BufReader::new(child.stderr.take().unwrap()).lines().map(|line| {
        let line = line.unwrap();
        serde_json::from_str::<serde_json::Value>(&line).unwrap_or_else(|error| panic!("{error}: {line}"))
    });
    let _serving = Serving(child);
    assert!(log.by_ref().any(|line| line["message"] == "serving"), "it did not start");

    let mut stream = std::net::TcpStream::connect(&address).unwrap();
    write!(
        stream,
        "GET /invite/hush-hush?email=ada@example.org HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).unwrap();
    let id = reply.lines().find_map(|line| line.strip_prefix("x-request-id: ")).unwrap_or_else(|| panic!("{reply}"));

    let line = log.find(|line| line["message"] == "answered").unwrap();
    assert_eq!(line["span"]["id"], id);
    assert_eq!(line["span"]["route"], "/invite/{token}");
    assert_eq!(line["span"]["method"], "GET");
    assert!(line["status"].is_number() && line["ms"].is_number(), "{line}");
    let text = line.to_string();
    assert!(!text.contains("hush") && !text.contains("ada"), "{text}");
}

/// Starts the site; gives its log from the line on that says it serves.
fn serve(data: &Path, address: &str) -> (Serving, impl Iterator<Item = serde_json::Value> + use<>) {
    use std::io::{BufRead, BufReader};

    let mut child = Command::new(env!("CARGO_BIN_EXE_netwise"))
        .arg("serve")
        .current_dir(env!("CARGO_TARGET_TMPDIR"))
        .env_clear()
        .envs([("NETWISE_DATA_DIR", data.to_str().unwrap()), ("NETWISE_ADDR", address), ("NETWISE_LOG", "json")])
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut log = BufReader::new(child.stderr.take().unwrap())
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(&line.unwrap()).unwrap());
    let serving = Serving(child);
    assert!(log.by_ref().any(|line| line["message"] == "serving"), "it did not start");
    (serving, log)
}

fn free_address() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}

#[test]
fn a_site_without_people_says_how_to_begin_and_a_command_beside_it_to_stop_it() {
    let (_dir, data) = folder();
    let create = ["admin", "create", "--email", "ada@example.org", "--name", "Ada Lovelace"];
    {
        let (_serving, mut log) = serve(&data, &free_address());
        let said = log.find(|line| line["message"].as_str().is_some_and(|said| said.contains("nobody is here yet")));
        let said = said.unwrap()["message"].as_str().unwrap().to_owned();
        assert!(said.contains("netwise admin create --email you@example.org --name \"Your Name\""), "{said}");
        refused(&netwise(&data, &[], &create), &["`netwise serve`", "Stop it first"]);
        // Looking is possible beside it.
        assert!(done(&netwise(&data, &[], &["ledger", "verify"])).contains("0 faults"));
    }
    done(&netwise(&data, &[], &create));
    let address = free_address();
    let (_serving, mut log) = serve(&data, &address);
    get(&address, "/sign-in");
    let until = log.find(|line| line["message"] == "answered" || line["level"] == "WARN").unwrap();
    assert_eq!(until["message"], "answered", "somebody is here");
}

fn get(address: &str, path: &str) -> String {
    use std::io::{Read, Write};

    let mut stream = std::net::TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).unwrap();
    reply
}

#[test]
fn a_request_that_has_begun_is_finished_when_the_site_is_told_to_stop() {
    use std::io::{BufRead, BufReader, Read, Write};

    let (_dir, data) = folder();
    let address = free_address();
    let base = format!("http://{address}");
    let settings = [("NETWISE_BASE_URL", base.as_str())];
    let said =
        done(&netwise(&data, &settings, &["admin", "create", "--email", "ada@example.org", "--name", "Ada Lovelace"]));
    let link = said.lines().find_map(|line| line.trim().strip_prefix(&base)).unwrap().to_owned();
    let (mut serving, mut log) = serve(&data, &address);

    // The site asks for the body when the page has begun to read it: then the request has begun for certain.
    let body = "password=copper+lantern+drifts+west&again=copper+lantern+drifts+west";
    let (first, rest) = body.split_at(20);
    let mut stream = std::net::TcpStream::connect(&address).unwrap();
    let length = body.len();
    write!(
        stream,
        "POST {link} HTTP/1.1\r\nHost: {address}\r\nOrigin: {base}\r\nSec-Fetch-Site: same-origin\r\nExpect: 100-continue\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut reply = BufReader::new(stream.try_clone().unwrap());
    let mut line = String::new();
    reply.read_line(&mut line).unwrap();
    assert!(line.starts_with("HTTP/1.1 100"), "{line}");
    stream.write_all(first.as_bytes()).unwrap();

    let kill = Command::new("kill").args(["-TERM", &serving.0.id().to_string()]).status().unwrap();
    assert!(kill.success());
    assert!(log.any(|line| line["message"] == "stopping"));
    assert!(serving.0.try_wait().unwrap().is_none(), "it did not wait");

    stream.write_all(rest.as_bytes()).unwrap();
    let mut answer = String::new();
    reply.read_to_string(&mut answer).unwrap();
    assert!(answer.trim_start().starts_with("HTTP/1.1 303"), "{answer}");
    assert!(answer.contains("set-cookie: "), "{answer}");
    assert_eq!(serving.0.wait().unwrap().code(), Some(0));
    assert!(std::net::TcpStream::connect(&address).is_err(), "somebody still listens");
    // What was answered was kept: the link is used up.
    let (_serving, _log) = serve(&data, &address);
    assert!(get(&address, &link).starts_with("HTTP/1.1 410"));
}
