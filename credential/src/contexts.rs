//! The published contexts, inside the program. Nothing is fetched, and an unknown one is refused.

/// The context of all verifiable credentials, version 2.
pub(crate) const CREDENTIALS: &str = "https://www.w3.org/ns/credentials/v2";
/// The context of Open Badges 3.0.
pub(crate) const OPEN_BADGES: &str = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";
/// What Open Badges adds to it; it has the kind of schema that a credential names.
pub(crate) const EXTENSIONS: &str = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json";

/// The text of a context, by its address.
pub(crate) fn context(address: &str) -> Option<&'static [u8]> {
    match address {
        CREDENTIALS => Some(include_bytes!("../contexts/credentials-v2.json")),
        OPEN_BADGES => Some(include_bytes!("../contexts/open-badges-3.0.3.json")),
        EXTENSIONS => Some(include_bytes!("../contexts/open-badges-extensions.json")),
        _ => None,
    }
}
