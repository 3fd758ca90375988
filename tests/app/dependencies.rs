//! Which libraries are linked.

/// SQLite before 3.51.3 can lose committed writes; libsqlite3-sys 0.37 brings it. A second one would win or lose by chance.
#[test]
fn there_is_one_sqlite_and_it_is_new_enough() {
    let lock = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.lock")).unwrap();
    let lock: toml::Table = lock.parse().unwrap();
    let versions: Vec<&str> = lock["package"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|package| package["name"].as_str() == Some("libsqlite3-sys"))
        .map(|package| package["version"].as_str().unwrap())
        .collect();
    let [version] = versions.as_slice() else { panic!("libsqlite3-sys is there as {versions:?}") };
    let mut numbers = version.split('.').map(|number| number.parse::<u32>().unwrap());
    let (major, minor) = (numbers.next().unwrap(), numbers.next().unwrap());
    assert!((major, minor) >= (0, 37), "libsqlite3-sys {version} brings an older SQLite");
}
