//! Secrets that are handed out once and kept only as hashes. Must not import anything but `store`.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::store::{Error, Result};

/// 256 random bits, as text that fits in an address or a cookie. Not `Debug`: it must not reach a log.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// A new secret.
    ///
    /// # Errors
    /// The operating system has no randomness.
    pub fn new() -> Result<Self> {
        let mut bytes = [0u8; 32];
        getrandom::fill(&mut bytes).map_err(|error| Error::unreadable("random source", error))?;
        Ok(Self(BASE64_URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// What somebody presented as a secret.
    pub fn presented(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The text to hand out.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What is stored. A plain hash is enough: there is nothing to guess in 256 random bits.
    pub fn hash(&self) -> Vec<u8> {
        Sha256::digest(self.0.as_bytes()).to_vec()
    }
}
