//! What somebody hands in: a file of any of the four kinds, and the credential in it.

use serde_json::Value;

use crate::badge::unbake;
use crate::jwt::jwt_payload;
use crate::pdf::attached_credential;
use crate::{Distrust, LARGEST, LARGEST_TEXT, check_json, check_jwt, strict};

/// Why no credential was found in a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Neither of the kinds that a certificate comes in.
    #[error("this is neither a PDF nor a badge (SVG), and no credential (JSON or JWT) either")]
    UnknownKind,
    /// It looks like a kind that is known, but cannot be read.
    #[error("this {0} is damaged and cannot be read")]
    Damaged(&'static str),
    /// A file of a kind that is known, with no credential in it.
    #[error("this {0} has no credential inside")]
    Empty(&'static str),
    /// Larger than any certificate.
    #[error("this file is larger than any certificate")]
    TooLarge,
}

/// The credential as it was handed in, not yet checked.
#[derive(Debug, Clone, PartialEq)]
pub enum Presented {
    /// With an embedded proof.
    Json(Value),
    /// As a JWT; the token, and what it says.
    Jwt(String, Value),
}

impl Presented {
    /// What it says, whether that is true or not.
    pub fn claims(&self) -> &Value {
        match self {
            Self::Json(claims) | Self::Jwt(_, claims) => claims,
        }
    }

    /// The certificate number that it says it has.
    pub fn number(&self) -> Option<&str> {
        self.claims()["credentialSubject"]["licenseNumber"].as_str()
    }

    /// Checks its signature.
    ///
    /// # Errors
    /// [`Distrust`].
    pub fn check(&self, did_document: &Value) -> Result<crate::Checked, Distrust> {
        match self {
            Self::Json(sealed) => check_json(sealed, did_document),
            Self::Jwt(token, _) => check_jwt(token, did_document),
        }
    }
}

/// What kind of file a credential came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A PDF, which shows something that no signature covers.
    Pdf,
    /// A badge, which does too.
    Svg,
    /// The credential alone.
    Bare,
}

/// Reads a file, whatever its name is.
///
/// # Errors
/// [`Unreadable`].
pub fn read(bytes: &[u8]) -> Result<(Presented, Kind), Unreadable> {
    if bytes.len() > LARGEST {
        return Err(Unreadable::TooLarge);
    }
    // Some programs put something before the beginning of a PDF.
    if bytes.get(..1024.min(bytes.len())).is_some_and(|head| head.windows(5).any(|five| five == b"%PDF-")) {
        let attached = attached_credential(bytes)?;
        let text = std::str::from_utf8(&attached).map_err(|_| Unreadable::Damaged("PDF"))?;
        return Ok((presented(text)?, Kind::Pdf));
    }
    if bytes.len() > LARGEST_TEXT {
        return Err(Unreadable::TooLarge);
    }
    let whole = std::str::from_utf8(bytes).map_err(|_| Unreadable::UnknownKind)?;
    let whole = whole.trim_start_matches('\u{feff}').trim();
    if whole.starts_with('<') {
        Ok((presented(&unbake(whole)?)?, Kind::Svg))
    } else {
        Ok((presented(whole)?, Kind::Bare))
    }
}

fn presented(text: &str) -> Result<Presented, Unreadable> {
    let text = text.trim();
    if text.starts_with('{') {
        let json = strict::from_str(text).map_err(|_| Unreadable::Damaged("credential"))?;
        return Ok(Presented::Json(json));
    }
    match jwt_payload(text) {
        Ok(claims) => Ok(Presented::Jwt(text.to_owned(), claims)),
        Err(_) => Err(Unreadable::UnknownKind),
    }
}
