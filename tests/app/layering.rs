//! The arrows between the modules, read from the sources: the map in `src/lib.rs` is checked, not hoped for.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const CATALOG_AND_BELOW: &[&str] = &["domain", "catalog", "store"];
const SERVER_AND_BELOW: &[&str] = &["domain", "catalog", "store", "components", "usecases", "server"];

/// What each module may use besides itself. A module that is not here is refused until it is given a place.
const ALLOWED: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("catalog", &["domain"]),
    ("store", &["domain"]),
    ("components", &["domain"]),
    ("usecases", CATALOG_AND_BELOW),
    ("server", SERVER_AND_BELOW),
    ("api", &["domain", "catalog", "store", "usecases", "server"]),
    ("islands", &["domain", "api"]),
    ("pages", &["domain", "catalog", "store", "components", "usecases", "server", "api", "islands"]),
    ("demo", SERVER_AND_BELOW),
    ("app", &["domain", "catalog", "store", "components", "usecases", "server", "api", "islands", "pages"]),
    ("lib", &[]),
];

/// Everything in one file that points the wrong way, with its line.
fn wrong(module: &str, source: &str) -> Vec<String> {
    let Some((_, allowed)) = ALLOWED.iter().find(|(name, _)| *name == module) else {
        return vec![format!("the module {module} has no place in the table of tests/app/layering.rs")];
    };
    let code: Vec<&str> = source.lines().map(|line| line.split("//").next().unwrap_or_default()).collect();
    let mut found = Vec::new();
    for (number, line) in code.iter().enumerate() {
        let mut rest = *line;
        while let Some(at) = rest.find("crate::") {
            let named = rest[at + "crate::".len()..].to_owned();
            rest = &rest[at + "crate::".len()..];
            for target in targets(&named, &code[number + 1..]) {
                if target != module && !allowed.contains(&target.as_str()) {
                    found.push(format!("line {}: {module} must not use {target}", number + 1));
                }
            }
        }
        // Past the root by another way.
        for (name, _) in ALLOWED {
            if *name != module && !allowed.contains(name) && line.contains(&format!("super::super::{name}::")) {
                found.push(format!("line {}: {module} must not use {name}", number + 1));
            }
        }
        if module != "server" && line.contains("std::env") {
            found.push(format!("line {}: only server reads the environment", number + 1));
        }
        if module != "store" && line.contains("SystemTime::now") {
            found.push(format!("line {}: only the clock in store reads the time", number + 1));
        }
    }
    found
}

/// The modules named after `crate::`: one, or several in braces that may go on over the next lines.
fn targets(named: &str, next: &[&str]) -> Vec<String> {
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    if !named.starts_with('{') {
        let name = word(named);
        return if known(&name) { vec![name] } else { vec![] };
    }
    let text = [&[named], next].concat().join(" ");
    let (mut depth, mut names, mut start) = (0, Vec::new(), true);
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => {}
            c if c.is_whitespace() => continue,
            _ if depth == 1 && start => names.push(word(&text[at..])),
            _ => {}
        }
        start = matches!(c, '{' | ',') && depth == 1;
        if depth == 0 {
            break;
        }
    }
    names.into_iter().filter(|name| known(name)).collect()
}

/// `crate::` also begins paths to macros and, in a macro's text, to things of no module.
fn known(name: &str) -> bool {
    !name.is_empty() && name != "self"
}

fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut folders, mut found) = (vec![root.clone()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push((path.strip_prefix(&root).unwrap().to_owned(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found
}

/// The first part of a file's path below `src`, without its ending.
fn module_of(path: &Path) -> String {
    path.components().next().unwrap().as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned()
}

#[test]
fn no_arrow_points_the_wrong_way() {
    let mut found: BTreeMap<PathBuf, Vec<String>> = BTreeMap::new();
    let sources = sources();
    assert!(sources.len() > 100, "{}", sources.len());
    // The command line stands outside, and may use everything.
    for (path, source) in sources.iter().filter(|(path, _)| path != Path::new("main.rs")) {
        let wrong = wrong(&module_of(path), source);
        if !wrong.is_empty() {
            found.insert(path.clone(), wrong);
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn every_file_opens_with_what_it_is() {
    let bare: Vec<PathBuf> =
        sources().into_iter().filter(|(_, source)| !source.starts_with("//! ")).map(|(path, _)| path).collect();
    assert!(bare.is_empty(), "{bare:?}");
}

#[test]
fn an_arrow_that_points_the_wrong_way_is_found() {
    for (module, source) in [
        ("domain", "use crate::store::Store;"),
        ("domain", "pub use crate::catalog::{Catalog, load};"),
        ("store", "    let x = crate::usecases::sign_in::sign_in;"),
        ("catalog", "use crate::{domain::ids::PersonId, store::Store};"),
        ("catalog", "use crate::{\n    domain::{ids::PersonId, time},\n    server,\n};"),
        ("usecases", "use crate::server::state::App;"),
        ("components", "use crate::pages::home;"),
        ("islands", "use crate::store::Store;"),
        ("pages", "use crate::app::ROUTES;"),
        ("pages", "use super::super::app::ROUTES;"),
        ("usecases", "let home = std::env::var(\"HOME\");"),
        ("domain", "let now = std::time::SystemTime::now();"),
        ("newcomer", "//! A module without a place."),
    ] {
        assert_eq!(wrong(module, source).len(), 1, "{module}: {source}");
    }
    for (module, source) in [
        ("domain", "use crate::domain::ids::PersonId; // not crate::store::Store"),
        ("usecases", "use crate::{domain::ids::PersonId, store::{Store, Tx}};"),
        ("server", "let addr = std::env::var(\"NETWISE_ADDR\");"),
        ("pages", "use crate::islands::answer::Answer;"),
    ] {
        assert_eq!(wrong(module, source), Vec::<String>::new(), "{module}: {source}");
    }
}
