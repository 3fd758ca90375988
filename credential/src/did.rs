//! The issuer's identity: a `did:web`, and the document that lists its keys, the retired ones too.

use serde_json::{Value, json};

use crate::keys::PublicKeys;

/// The DID of a site: `https://learn.example.org:8443/a` is `did:web:learn.example.org%3A8443:a`.
pub fn did_web(base: &str) -> String {
    let place = base.split_once("://").map_or(base, |(_, place)| place).trim_end_matches('/');
    let (host, path) = place.split_once('/').unwrap_or((place, ""));
    let mut did = format!("did:web:{}", host.replace(':', "%3A"));
    for segment in path.split('/').filter(|segment| !segment.is_empty()) {
        did.push(':');
        did.push_str(segment);
    }
    did
}

/// The document of the DID. A retired key signs nothing any more, but stays listed: what it signed must still be checked.
pub fn did_document(did: &str, keys: &[PublicKeys]) -> Value {
    let methods: Vec<Value> = keys.iter().flat_map(|keys| [keys.json_web_key(did), keys.multikey(did)]).collect();
    let ids: Vec<&Value> = methods.iter().map(|method| &method["id"]).collect();
    json!({
        "@context": [
            "https://www.w3.org/ns/did/v1",
            "https://w3id.org/security/multikey/v1",
            "https://w3id.org/security/jwk/v1",
        ],
        "id": did,
        "assertionMethod": ids,
        "verificationMethod": methods,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_has_a_did() {
        for (base, did) in [
            ("https://learn.example.org", "did:web:learn.example.org"),
            ("https://learn.example.org/", "did:web:learn.example.org"),
            ("http://127.0.0.1:3000", "did:web:127.0.0.1%3A3000"),
            ("https://example.org/a/b/", "did:web:example.org:a:b"),
        ] {
            assert_eq!(did_web(base), did);
        }
    }
}
