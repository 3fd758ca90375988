//! The embedded proof: a Data Integrity proof of the suite `eddsa-rdfc-2022`.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::canonical::{NotCanonical, canonicals};
use crate::check::Distrust;
use crate::did::did_web;
use crate::keys::{Key, KeyPair};
use crate::model::Credential;
use crate::status::StatusList;

const SUITE: &str = "eddsa-rdfc-2022";

/// Seals a credential with an embedded proof, dated by the moment it was issued.
///
/// # Errors
/// [`NotCanonical`]: it claims something that cannot be written.
pub fn sign(credential: &Credential, base: &str, keys: &KeyPair) -> Result<Value, NotCanonical> {
    add_proof(credential.to_json(), &credential.valid_from, &did_web(base), keys)
}

/// Seals a status list in the same way.
///
/// # Errors
/// [`NotCanonical`].
pub fn sign_status_list(list: &StatusList, keys: &KeyPair) -> Result<Value, NotCanonical> {
    add_proof(list.to_json(), &list.at, &did_web(&list.base), keys)
}

fn add_proof(mut document: Value, created: &str, did: &str, keys: &KeyPair) -> Result<Value, NotCanonical> {
    let mut proof = json!({
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": created,
        "verificationMethod": keys.public().ed25519_name(did),
        "proofPurpose": "assertionMethod",
    });
    let signature = keys.sign_ed25519(&message(&document, &proof)?);
    proof["proofValue"] = format!("z{}", bs58::encode(signature).into_string()).into();
    // The schema of Open Badges wants a list.
    document["proof"] = json!([proof]);
    Ok(document)
}

/// What is signed: the hash of the proof's own settings, then the hash of the document.
fn message(document: &Value, proof: &Value) -> Result<Vec<u8>, NotCanonical> {
    let mut settings = proof.clone();
    settings["@context"] = document["@context"].clone();
    let [settings, document] = canonicals([&settings, document])?;
    Ok([Sha256::digest(settings), Sha256::digest(document)].concat())
}

/// Whether the embedded proof was made by a key of the DID document, over exactly this document.
pub(crate) fn verify(sealed: &Value, did_document: &Value) -> Result<(), Distrust> {
    let mut document = sealed.clone();
    let fields = document.as_object_mut().ok_or(Distrust::NoProof)?;
    let mut proof = match fields.remove("proof") {
        Some(Value::Array(mut proofs)) if proofs.len() == 1 => proofs.remove(0),
        _ => return Err(Distrust::NoProof),
    };
    let settings = proof.as_object_mut().ok_or(Distrust::NoProof)?;
    let value = settings.remove("proofValue").ok_or(Distrust::NoProof)?;
    // Nothing but what is signed as plain words; a verifier never works through what somebody made up.
    const KNOWN: [&str; 5] = ["type", "cryptosuite", "created", "verificationMethod", "proofPurpose"];
    let plain = settings.iter().all(|(name, value)| KNOWN.contains(&name.as_str()) && value.is_string());
    let of_this_kind = plain
        && proof["type"] == "DataIntegrityProof"
        && proof["cryptosuite"] == SUITE
        && proof["proofPurpose"] == "assertionMethod";
    if !of_this_kind {
        return Err(Distrust::NoProof);
    }
    let name = proof["verificationMethod"].as_str().ok_or(Distrust::NoProof)?;
    let key = Key::find(did_document, name).ok_or_else(|| Distrust::UnknownKey(name.to_owned()))?;
    let signature = value.as_str().and_then(|text| bs58::decode(text.strip_prefix('z')?).into_vec().ok());
    let message = message(&document, &proof).map_err(|_| Distrust::Forged)?;
    match signature {
        Some(signature) if key.verify_ed25519(&message, &signature) => Ok(()),
        _ => Err(Distrust::Forged),
    }
}
