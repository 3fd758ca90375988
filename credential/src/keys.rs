//! Key pairs: Ed25519 for the embedded proof, P-256 for the JWT. Where they come from and are kept is the caller's business.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signature as EdSignature, SigningKey, VerifyingKey};
use p256::ecdsa::signature::{Signer, Verifier};
use p256::ecdsa::{Signature as EcSignature, SigningKey as EcSigningKey, VerifyingKey as EcVerifyingKey};
use serde_json::{Value, json};

/// Why bytes are no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not a usable {0} key")]
pub struct Unusable(&'static str);

/// What says that an Ed25519 public key follows (multicodec).
const ED25519: [u8; 2] = [0xed, 0x01];

/// Two private keys that are used together, under one name.
pub struct KeyPair {
    id: String,
    ed25519: SigningKey,
    p256: EcSigningKey,
}

impl std::fmt::Debug for KeyPair {
    /// Shows no key.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeyPair").field("id", &self.id).finish_non_exhaustive()
    }
}

impl KeyPair {
    /// The keys made of random bytes, or read from where they were kept.
    ///
    /// # Errors
    /// [`Unusable`]; of random bytes fewer than one in 2^32 gives no P-256 key.
    pub fn new(id: impl Into<String>, ed25519: &[u8; 32], p256: &[u8; 32]) -> Result<Self, Unusable> {
        let p256 = EcSigningKey::from_slice(p256).map_err(|_| Unusable("P-256"))?;
        Ok(Self { id: id.into(), ed25519: SigningKey::from_bytes(ed25519), p256 })
    }

    /// The name that both keys go by, without the DID.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The public halves.
    pub fn public(&self) -> PublicKeys {
        PublicKeys { id: self.id.clone(), ed25519: self.ed25519.verifying_key(), p256: *self.p256.verifying_key() }
    }

    pub(crate) fn sign_ed25519(&self, message: &[u8]) -> [u8; 64] {
        self.ed25519.sign(message).to_bytes()
    }

    pub(crate) fn sign_p256(&self, message: &[u8]) -> Vec<u8> {
        let signature: EcSignature = self.p256.sign(message);
        signature.to_bytes().to_vec()
    }
}

/// Two public keys under one name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKeys {
    id: String,
    ed25519: VerifyingKey,
    p256: EcVerifyingKey,
}

impl PublicKeys {
    /// The keys as they were written with [`PublicKeys::ed25519_bytes`] and [`PublicKeys::p256_bytes`].
    ///
    /// # Errors
    /// [`Unusable`].
    pub fn new(id: impl Into<String>, ed25519: &[u8], p256: &[u8]) -> Result<Self, Unusable> {
        Ok(Self { id: id.into(), ed25519: ed25519_key(ed25519)?, p256: p256_key(p256)? })
    }

    /// The name that both keys go by, without the DID.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The Ed25519 key.
    pub fn ed25519_bytes(&self) -> [u8; 32] {
        self.ed25519.to_bytes()
    }

    /// The P-256 key, as an uncompressed point.
    pub fn p256_bytes(&self) -> Vec<u8> {
        self.p256.to_sec1_point(false).as_bytes().to_vec()
    }

    /// The name of the Ed25519 key, in full.
    pub fn ed25519_name(&self, did: &str) -> String {
        format!("{did}#{}-ed25519", self.id)
    }

    /// The name of the P-256 key, in full.
    pub fn p256_name(&self, did: &str) -> String {
        format!("{did}#{}-p256", self.id)
    }

    pub(crate) fn multikey(&self, did: &str) -> Value {
        let key = [&ED25519[..], &self.ed25519.to_bytes()].concat();
        json!({
            "id": self.ed25519_name(did),
            "type": "Multikey",
            "controller": did,
            "publicKeyMultibase": format!("z{}", bs58::encode(key).into_string()),
        })
    }

    pub(crate) fn json_web_key(&self, did: &str) -> Value {
        let point = self.p256_bytes();
        // 0x04, then both coordinates.
        let (x, y) = point.get(1..).unwrap_or_default().split_at(32);
        json!({
            "id": self.p256_name(did),
            "type": "JsonWebKey",
            "controller": did,
            "publicKeyJwk": {
                "kty": "EC",
                "crv": "P-256",
                "x": URL_SAFE_NO_PAD.encode(x),
                "y": URL_SAFE_NO_PAD.encode(y),
                "alg": "ES256",
                "kid": self.p256_name(did),
            },
        })
    }
}

fn ed25519_key(bytes: &[u8]) -> Result<VerifyingKey, Unusable> {
    let bytes = bytes.try_into().map_err(|_| Unusable("Ed25519"))?;
    VerifyingKey::from_bytes(bytes).map_err(|_| Unusable("Ed25519"))
}

fn p256_key(bytes: &[u8]) -> Result<EcVerifyingKey, Unusable> {
    EcVerifyingKey::from_sec1_bytes(bytes).map_err(|_| Unusable("P-256"))
}

/// One key out of a DID document.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Key {
    Ed25519(VerifyingKey),
    P256(EcVerifyingKey),
}

impl Key {
    /// The key with this name, if the DID lets it vouch for things.
    pub(crate) fn find(did_document: &Value, name: &str) -> Option<Self> {
        let vouches = did_document["assertionMethod"].as_array()?.iter().any(|id| id == name);
        let method = did_document["verificationMethod"].as_array()?.iter().find(|method| method["id"] == name)?;
        if !vouches || method["controller"] != did_document["id"] {
            return None;
        }
        match method["type"].as_str()? {
            "Multikey" => Self::from_multikey(method["publicKeyMultibase"].as_str()?),
            "JsonWebKey" => Self::from_json_web_key(&method["publicKeyJwk"]),
            _ => None,
        }
    }

    fn from_multikey(text: &str) -> Option<Self> {
        let bytes = bs58::decode(text.strip_prefix('z')?).into_vec().ok()?;
        ed25519_key(bytes.strip_prefix(&ED25519)?).ok().map(Self::Ed25519)
    }

    fn from_json_web_key(jwk: &Value) -> Option<Self> {
        if jwk["kty"] != "EC" || jwk["crv"] != "P-256" {
            return None;
        }
        let coordinate = |name: &str| URL_SAFE_NO_PAD.decode(jwk[name].as_str()?).ok();
        let point = [vec![4], coordinate("x")?, coordinate("y")?].concat();
        p256_key(&point).ok().map(Self::P256)
    }

    pub(crate) fn verify_ed25519(&self, message: &[u8], signature: &[u8]) -> bool {
        match (self, EdSignature::from_slice(signature)) {
            (Self::Ed25519(key), Ok(signature)) => key.verify_strict(message, &signature).is_ok(),
            _ => false,
        }
    }

    pub(crate) fn verify_p256(&self, message: &[u8], signature: &[u8]) -> bool {
        match (self, EcSignature::from_slice(signature)) {
            (Self::P256(key), Ok(signature)) => key.verify(message, &signature).is_ok(),
            _ => false,
        }
    }
}
