//! The other proof: the same credential as a compact JWT, signed with ES256.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::check::Distrust;
use crate::did::did_web;
use crate::keys::{Key, KeyPair};
use crate::model::Credential;
use crate::status::StatusList;
use crate::strict;

/// Names that the JWT adds to the credential.
pub(crate) const REGISTERED: [&str; 4] = ["iss", "jti", "nbf", "exp"];

/// Seals a credential as a JWT. `issued` and `valid_until` are the credential's own, in seconds since 1970.
pub fn sign_jwt(credential: &Credential, base: &str, issued: i64, valid_until: Option<i64>, keys: &KeyPair) -> String {
    let mut payload = credential.to_json();
    payload["iss"] = payload["issuer"]["id"].clone();
    payload["jti"] = payload["id"].clone();
    payload["nbf"] = issued.into();
    if let Some(end) = valid_until {
        payload["exp"] = end.into();
    }
    seal(&payload, &did_web(base), keys)
}

/// Seals a status list as a JWT.
pub fn status_jwt(list: &StatusList, at: i64, keys: &KeyPair) -> String {
    let mut payload = list.to_json();
    payload["iss"] = payload["issuer"].clone();
    payload["jti"] = payload["id"].clone();
    payload["nbf"] = at.into();
    seal(&payload, &did_web(&list.base), keys)
}

fn seal(payload: &Value, did: &str, keys: &KeyPair) -> String {
    let header = json!({ "alg": "ES256", "typ": "JWT", "kid": keys.public().p256_name(did) });
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", part(&header), part(payload));
    let signature = URL_SAFE_NO_PAD.encode(keys.sign_p256(signed.as_bytes()));
    format!("{signed}.{signature}")
}

/// What a JWT says, whoever signed it.
///
/// # Errors
/// It is no JWT.
pub fn jwt_payload(token: &str) -> Result<Value, Distrust> {
    let mut parts = token.trim().split('.');
    let (_, payload) = (parts.next(), parts.next().ok_or(Distrust::NoProof)?);
    decode(payload).ok_or(Distrust::NoProof)
}

fn decode(part: &str) -> Option<Value> {
    strict::from_str(std::str::from_utf8(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()?).ok()
}

/// What a JWT says, if a key of the DID document signed it.
pub(crate) fn verify(token: &str, did_document: &Value) -> Result<Value, Distrust> {
    let token = token.trim();
    let (signed, signature) = token.rsplit_once('.').ok_or(Distrust::NoProof)?;
    let (header, payload) = signed.split_once('.').ok_or(Distrust::NoProof)?;
    let header = decode(header).ok_or(Distrust::NoProof)?;
    // The algorithm is ours to choose, not the token's.
    if header["alg"] != "ES256" || header.get("crit").is_some() {
        return Err(Distrust::NoProof);
    }
    let name = header["kid"].as_str().ok_or(Distrust::NoProof)?;
    let key = Key::find(did_document, name).ok_or_else(|| Distrust::UnknownKey(name.to_owned()))?;
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| Distrust::Forged)?;
    if !key.verify_p256(signed.as_bytes(), &signature) {
        return Err(Distrust::Forged);
    }
    decode(payload).ok_or(Distrust::Forged)
}
