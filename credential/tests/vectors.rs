//! Writes credentials, good and bad, for other people's software to judge (end2end/verifiers), into `target/tmp/open-badge`.
#![allow(clippy::unwrap_used)]

mod support;

use std::path::Path;

use open_badge::{
    Credential, StatusList, bake, canonical, did_document, did_web, sign, sign_jwt, sign_status_list, status_jwt,
};
use serde_json::{Value, json};
use support::{BASE, full, keys, least, other_keys};

const AT: i64 = 1_795_512_600;

#[test]
fn vectors_are_written() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("open-badge");
    std::fs::create_dir_all(&folder).unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
    let write_json = |name: &str, value: &Value| write(name, &serde_json::to_string_pretty(value).unwrap());

    write_json("did.json", &did_document(&did_web(BASE), &[keys().public()]));
    let list = StatusList { base: BASE.into(), list: 1, at: "2026-11-24T09:30:00Z".into(), revoked: vec![12] };
    write_json("status.json", &sign_status_list(&list, &keys()).unwrap());
    write("status.jwt", &status_jwt(&list, AT, &keys()));

    let (full, least) = (Credential::new(&full()), Credential::new(&least()));
    let good = sign(&full, BASE, &keys()).unwrap();
    write_json("good.json", &good);
    write("good.jwt", &sign_jwt(&full, BASE, AT, None, &keys()));
    let badge = bake("<svg xmlns=\"http://www.w3.org/2000/svg\"><g/></svg>", &good.to_string()).unwrap();
    write("good.svg", &badge);
    // Its place on the list is taken: it is revoked.
    write_json("revoked.json", &sign(&least, BASE, &keys()).unwrap());
    write("revoked.jwt", &sign_jwt(&least, BASE, AT, None, &keys()));
    write_json("wrong-key.json", &sign(&full, BASE, &other_keys()).unwrap());
    write("wrong-key.jwt", &sign_jwt(&full, BASE, AT, None, &other_keys()));
    let token = sign_jwt(&full, BASE, AT, None, &keys());
    let (head, tail) = token.split_at(token.len() / 2);
    let other = if tail.starts_with('A') { 'B' } else { 'A' };
    write("tampered.jwt", &format!("{head}{other}{}", &tail[1..]));
    let mut tampered = good.clone();
    tampered["credentialSubject"]["identifier"][0]["identityHash"] = json!("Somebody Else");
    write_json("tampered.json", &tampered);

    for (name, credential) in [("full", &full), ("least", &least)] {
        let unsigned = credential.to_json();
        write_json(&format!("{name}.unsigned.json"), &unsigned);
        write(&format!("{name}.nq"), &canonical(&unsigned).unwrap());
    }
}
