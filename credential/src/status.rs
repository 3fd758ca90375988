//! The status list: one bit for each certificate, set when it no longer stands (Bitstring Status List 1.0).

use std::io::{Read, Write};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::contexts::CREDENTIALS;
use crate::did::did_web;

/// Places on a list: as many as hide one certificate among the others.
pub const CAPACITY: u32 = 131_072;
const BYTES: usize = CAPACITY as usize / 8;
/// How long a copy may be used, in milliseconds: five minutes.
const TTL: u32 = 300_000;

/// Which certificates on a list are revoked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusList {
    /// The issuer's site, without a slash at its end.
    pub base: String,
    /// Number of the list.
    pub list: u32,
    /// As of which moment, as `2026-11-24T09:30:00Z`.
    pub at: String,
    /// The places that are revoked.
    pub revoked: Vec<u32>,
}

impl StatusList {
    /// Where the list is published.
    pub fn address(base: &str, list: u32) -> String {
        format!("{base}/status/{list}")
    }

    /// The list as a credential, not yet sealed.
    pub fn to_json(&self) -> Value {
        let id = Self::address(&self.base, self.list);
        json!({
            "@context": [CREDENTIALS],
            "id": id,
            "type": ["VerifiableCredential", "BitstringStatusListCredential"],
            "issuer": did_web(&self.base),
            "validFrom": self.at,
            "credentialSubject": {
                "id": format!("{id}#list"),
                "type": "BitstringStatusList",
                "statusPurpose": "revocation",
                "ttl": TTL,
                "encodedList": encode(&self.revoked),
            },
        })
    }
}

/// A status list as it is published: these members and no others.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct SealedList {
    #[serde(rename = "@context")]
    context: [String; 1],
    /// Where it is published.
    pub(crate) id: String,
    #[serde(rename = "type")]
    types: [String; 2],
    #[serde(rename = "issuer")]
    _issuer: String,
    #[serde(rename = "validFrom")]
    _valid_from: String,
    /// What it lists.
    pub(crate) credential_subject: Listed,
    #[serde(rename = "proof")]
    _proof: Value,
}

/// The list in a status list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Listed {
    #[serde(rename = "id")]
    _id: String,
    #[serde(rename = "type")]
    kind: String,
    status_purpose: String,
    #[serde(rename = "ttl")]
    _ttl: u32,
    /// The bits.
    pub(crate) encoded_list: String,
}

impl SealedList {
    /// Reads one.
    ///
    /// # Errors
    /// What is missing, unknown or of another kind.
    pub(crate) fn from_json(json: &Value) -> Result<Self, String> {
        Self::deserialize(json).map_err(|error| error.to_string())
    }

    /// Whether it says of certificates that they are revoked, in the words of the context that defines them.
    pub(crate) fn is_of_revocations(&self) -> bool {
        self.context == [CREDENTIALS]
            && self.types == ["VerifiableCredential", "BitstringStatusListCredential"]
            && self.credential_subject.kind == "BitstringStatusList"
            && self.credential_subject.status_purpose == "revocation"
    }
}

fn encode(revoked: &[u32]) -> String {
    let mut bits = vec![0u8; BYTES];
    for place in revoked {
        if let Some(byte) = bits.get_mut(*place as usize / 8) {
            *byte |= 0x80 >> (place % 8);
        }
    }
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    // Writing to memory does not fail.
    let _ = gzip.write_all(&bits);
    format!("u{}", URL_SAFE_NO_PAD.encode(gzip.finish().unwrap_or_default()))
}

/// The bit at a place of a list that was encoded as in a credential; `None` when there is no such place or no such list.
pub fn bit(encoded: &str, place: u32) -> Option<bool> {
    let packed = URL_SAFE_NO_PAD.decode(encoded.strip_prefix('u')?).ok()?;
    let mut bits = Vec::new();
    // A list of ours is never longer, so a bomb does not go off.
    GzDecoder::new(packed.as_slice()).take(BYTES as u64).read_to_end(&mut bits).ok()?;
    let byte = bits.get(place as usize / 8)?;
    (bits.len() == BYTES).then_some(byte & (0x80 >> (place % 8)) != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_set_where_they_should_be_and_nowhere_else() {
        let revoked = [0, 7, 8, 94_567, CAPACITY - 1];
        let encoded = encode(&revoked);
        for place in [0, 1, 6, 7, 8, 9, 94_566, 94_567, 94_568, CAPACITY - 2, CAPACITY - 1] {
            assert_eq!(bit(&encoded, place), Some(revoked.contains(&place)), "{place}");
        }
        assert_eq!(bit(&encoded, CAPACITY), None);
        assert_eq!(bit("u", 0), None);
        assert_eq!(bit("rubbish", 0), None);
    }
}
