//! Checking a credential with nothing but the issuer's keys and status list at hand.

use serde_json::Value;

use crate::model::Credential;
use crate::status::{SealedList, bit};
use crate::{jwt, proof};

/// Why a credential cannot be trusted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Distrust {
    /// Nobody signed it, or in a way that is not known here.
    #[error("it has no signature of a kind that is known here")]
    NoProof,
    /// The key is not one of this issuer's.
    #[error("it is signed with the key {0}, which this issuer does not list")]
    UnknownKey(String),
    /// Signature and content do not belong together.
    #[error("its signature does not fit what it says: it was changed after it was signed")]
    Forged,
    /// It has fields that no signature covers, or lacks some.
    #[error("it is not built as this issuer builds them: {0}")]
    Misshapen(String),
    /// It says that somebody else issued it.
    #[error("it says that {0} issued it, which is somebody else")]
    AnotherIssuer(String),
    /// It is signed as another kind of thing than it looks like.
    #[error("it is not about what it says it is about")]
    AnotherMatter,
}

/// A credential with a true signature.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// What it says.
    pub credential: Credential,
}

/// Checks a credential with an embedded proof.
///
/// # Errors
/// [`Distrust`].
pub fn check_json(sealed: &Value, did_document: &Value) -> Result<Checked, Distrust> {
    let credential = shape(sealed, did_document)?;
    proof::verify(sealed, did_document)?;
    Ok(Checked { credential })
}

/// Checks a credential that is a JWT.
///
/// # Errors
/// [`Distrust`].
pub fn check_jwt(token: &str, did_document: &Value) -> Result<Checked, Distrust> {
    let payload = jwt::verify(token, did_document)?;
    let credential = shape(&payload, did_document)?;
    let fits = payload["iss"] == payload["issuer"]["id"] && payload["jti"] == payload["id"];
    if fits { Ok(Checked { credential }) } else { Err(Distrust::AnotherMatter) }
}

fn shape(json: &Value, did_document: &Value) -> Result<Credential, Distrust> {
    if json["issuer"]["id"] != did_document["id"] {
        let named = json["issuer"]["id"].as_str().or_else(|| json["issuer"].as_str()).unwrap_or("nobody");
        return Err(Distrust::AnotherIssuer(named.to_owned()));
    }
    Credential::from_json(json).map_err(Distrust::Misshapen)
}

/// Whether a sealed status list says that a credential is revoked. Its signature is checked too.
///
/// # Errors
/// [`Distrust`]; [`Distrust::AnotherMatter`] for a list that the credential is not on.
pub fn check_status_list(list: &Value, did_document: &Value, credential: &Credential) -> Result<bool, Distrust> {
    if list["issuer"] != did_document["id"] {
        return Err(Distrust::AnotherIssuer(list["issuer"].as_str().unwrap_or("nobody").to_owned()));
    }
    // Members that the context does not know are under no signature, so there may be none.
    let sealed = SealedList::from_json(list).map_err(Distrust::Misshapen)?;
    proof::verify(list, did_document)?;
    if sealed.id != credential.status_list() || !sealed.is_of_revocations() {
        return Err(Distrust::AnotherMatter);
    }
    let place = credential.status_index().ok_or(Distrust::AnotherMatter)?;
    bit(&sealed.credential_subject.encoded_list, place).ok_or(Distrust::AnotherMatter)
}
