//! Seals, checks, and finds what was changed.
#![allow(clippy::unwrap_used)]

mod support;

use open_badge::{
    Claims, Credential, Distrust, KeyPair, Kind, Presented, StatusList, check_json, check_jwt, check_status_list,
    did_document, did_web, differences, read, sign, sign_jwt, sign_status_list,
};
use serde_json::{Value, json};
use support::{BASE, full, keys, least, other_keys};

fn sealed(claims: &Claims, keys: &KeyPair) -> Value {
    sign(&Credential::new(claims), BASE, keys).unwrap()
}

fn token(claims: &Claims, keys: &KeyPair) -> String {
    sign_jwt(&Credential::new(claims), BASE, 1_795_512_600, None, keys)
}

fn did() -> Value {
    did_document(&did_web(BASE), &[keys().public()])
}

#[test]
fn what_was_sealed_is_trusted_and_reads_back() {
    for claims in [full(), least()] {
        let credential = Credential::new(&claims);
        assert_eq!(check_json(&sealed(&claims, &keys()), &did()).unwrap().credential, credential);
        assert_eq!(check_jwt(&token(&claims, &keys()), &did()).unwrap().credential, credential);
        assert_eq!((credential.number(), credential.learner()), (claims.number.as_str(), claims.learner.as_str()));
    }
}

#[test]
fn the_same_claims_give_the_same_bytes() {
    assert_eq!(sealed(&full(), &keys()).to_string(), sealed(&full(), &keys()).to_string());
    assert_eq!(token(&full(), &keys()), token(&full(), &keys()));
}

/// Every text and number of a document, by its pointer.
fn leaves(value: &Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            object.iter().for_each(|(name, value)| leaves(value, &format!("{path}/{name}"), found))
        }
        Value::Array(array) => {
            array.iter().enumerate().for_each(|(i, value)| leaves(value, &format!("{path}/{i}"), found))
        }
        _ => found.push(path.to_owned()),
    }
}

#[test]
fn a_change_anywhere_is_found_and_named() {
    let good = sealed(&full(), &keys());
    let mut paths = Vec::new();
    leaves(&good, "", &mut paths);
    assert!(paths.len() > 80, "{}", paths.len());
    for path in paths {
        let mut bad = good.clone();
        let leaf = bad.pointer_mut(&path).unwrap();
        *leaf = match leaf {
            Value::String(text) => json!(format!("{text}x")),
            Value::Bool(_) => json!(true),
            _ => json!(4711),
        };
        if bad == good {
            continue;
        }
        assert!(check_json(&bad, &did()).is_err(), "{path}");
        let found = differences(&good, &bad);
        if path.starts_with("/proof/") {
            assert!(found.is_empty(), "{path}");
        } else {
            assert_eq!(found.len(), 1, "{path}: {found:?}");
            assert!(!found[0].field.is_empty());
        }
    }
}

#[test]
fn fields_are_named_in_plain_words() {
    let good = sealed(&full(), &keys());
    for (path, words) in [
        ("/credentialSubject/identifier/0/identityHash", "Name of the holder"),
        ("/credentialSubject/licenseNumber", "Certificate number"),
        ("/validUntil", "Valid until"),
        (
            "/credentialSubject/result/4/value",
            "Result: “Final assessment of “Course start-100: “first steps” & <more>””",
        ),
        ("/credentialSubject/result/3/value", "Result: “Supervision of the assessment”"),
        ("/issuer/address/streetAddress", "Postal address of the issuer"),
    ] {
        let mut bad = good.clone();
        *bad.pointer_mut(path).unwrap() = json!("something else");
        assert_eq!(differences(&good, &bad)[0].field, words, "{path}");
    }
}

#[test]
fn what_is_added_or_taken_away_is_found() {
    let good = sealed(&full(), &keys());
    let mut added = good.clone();
    added["credentialSubject"]["rank"] = json!("Captain");
    assert!(matches!(check_json(&added, &did()), Err(Distrust::Misshapen(_))), "no signature covers an unknown field");
    let found = differences(&good, &added);
    assert_eq!(
        (found[0].field.as_str(), found[0].claimed.as_deref()),
        ("Field “credential subject › rank”", Some("Captain"))
    );

    let mut less = good.clone();
    less.as_object_mut().unwrap().remove("validUntil");
    assert_eq!(check_json(&less, &did()), Err(Distrust::Forged));
    assert_eq!(differences(&good, &less)[0].claimed, None);
}

#[test]
fn keys_of_others_and_contexts_of_others_are_not_trusted() {
    assert_eq!(check_json(&sealed(&full(), &other_keys()), &did()), Err(Distrust::Forged));
    assert_eq!(check_jwt(&token(&full(), &other_keys()), &did()), Err(Distrust::Forged));
    let stranger = did_document("did:web:elsewhere.example", &[keys().public()]);
    assert!(matches!(check_json(&sealed(&full(), &keys()), &stranger), Err(Distrust::AnotherIssuer(_))));
    let later = did_document(&did_web(BASE), &[KeyPair::new("key-2", &[1; 32], &[2; 32]).unwrap().public()]);
    assert!(matches!(check_json(&sealed(&full(), &keys()), &later), Err(Distrust::UnknownKey(_))));
    let mut elsewhere = sealed(&full(), &keys());
    elsewhere["@context"][1] = json!("https://elsewhere.example/context.json");
    assert_eq!(check_json(&elsewhere, &did()), Err(Distrust::Forged));
}

#[test]
fn a_retired_key_that_is_listed_still_vouches() {
    let later = KeyPair::new("key-2", &[1; 32], &[2; 32]).unwrap();
    let both = did_document(&did_web(BASE), &[keys().public(), later.public()]);
    assert!(check_json(&sealed(&full(), &keys()), &both).is_ok());
    assert!(check_jwt(&token(&full(), &later), &both).is_ok());
}

#[test]
fn a_token_cannot_choose_how_it_is_checked() {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
    let good = token(&full(), &keys());
    let [_, payload, signature]: [&str; 3] = good.split('.').collect::<Vec<_>>().try_into().unwrap();
    let kid = format!("{}#key-1-p256", did_web(BASE));
    for alg in ["none", "HS256", "EdDSA", "ES384"] {
        let header = BASE64.encode(json!({ "alg": alg, "kid": kid }).to_string());
        assert_eq!(check_jwt(&format!("{header}.{payload}.{signature}"), &did()), Err(Distrust::NoProof), "{alg}");
    }
    for rubbish in ["", ".", "..", "a.b", "a.b.c.d", &good[..good.len() - 4], "\u{0}.\u{0}.\u{0}"] {
        assert!(check_jwt(rubbish, &did()).is_err());
    }
}

#[test]
fn the_status_list_says_who_is_revoked() {
    let credential = Credential::new(&full());
    let list =
        |revoked: Vec<u32>| StatusList { base: BASE.into(), list: 1, at: "2026-11-25T00:00:00Z".into(), revoked };
    let sealed = |revoked| sign_status_list(&list(revoked), &keys()).unwrap();
    assert_eq!(check_status_list(&sealed(vec![]), &did(), &credential), Ok(false));
    assert_eq!(check_status_list(&sealed(vec![1, 94_566, 94_568]), &did(), &credential), Ok(false));
    assert_eq!(check_status_list(&sealed(vec![94_567]), &did(), &credential), Ok(true));

    let mut cleared = sealed(vec![94_567]);
    cleared["credentialSubject"]["encodedList"] = sealed(vec![])["credentialSubject"]["encodedList"].clone();
    assert_eq!(check_status_list(&cleared, &did(), &credential), Err(Distrust::Forged));
    // Under other names the true list stays under the signature, and a false one takes its place.
    let mut renamed = sealed(vec![94_567]);
    let place = "https://www.w3.org/ns/credentials/status#";
    let subject = renamed["credentialSubject"].as_object_mut().unwrap();
    subject["type"] = format!("{place}BitstringStatusList").into();
    for name in ["statusPurpose", "encodedList", "ttl"] {
        let value = subject.remove(name).unwrap();
        subject.insert(format!("{place}{name}"), value);
    }
    subject.insert("statusPurpose".into(), "revocation".into());
    subject.insert("encodedList".into(), sealed(vec![])["credentialSubject"]["encodedList"].clone());
    assert!(matches!(check_status_list(&renamed, &did(), &credential), Err(Distrust::Misshapen(_))));
    let another = sign_status_list(&StatusList { list: 2, ..list(vec![]) }, &keys()).unwrap();
    assert_eq!(check_status_list(&another, &did(), &credential), Err(Distrust::AnotherMatter));
}

#[test]
fn every_kind_of_file_is_read() {
    let json = sealed(&full(), &keys()).to_string();
    let token = token(&full(), &keys());
    let svg = open_badge::bake("<svg xmlns=\"http://www.w3.org/2000/svg\"><g/></svg>", &json).unwrap();
    for file in [json.clone(), format!("\u{feff}  {json}\n"), svg, format!("{token}\n")] {
        let (presented, _) = read(file.as_bytes()).unwrap();
        assert_eq!(presented.number(), Some("NW-7K3M-9QXR-2TBV"));
        assert!(presented.check(&did()).is_ok());
    }
    assert!(matches!(read(token.as_bytes()).unwrap(), (Presented::Jwt(..), Kind::Bare)));
    for rubbish in
        [&b""[..], b"hello", b"{", b"<svg/>", b"<svg", b"%PDF-1.7 nonsense", b"\xff\xfe\x00", b"[]", b"a.b.c"]
    {
        assert!(read(rubbish).is_err(), "{rubbish:?}");
    }
}
