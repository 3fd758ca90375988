//! The name of a content version: a hash over its canonical JSON. Must not import anything of this
//! crate.

use serde::Serialize;
use sha2::{Digest, Sha256};

/// A value that has no canonical JSON: a map with keys that are not text, or a number that is not
/// finite. No type of `domain` is like that.
#[derive(Debug, thiserror::Error)]
#[error("this value has no canonical JSON: {0}")]
pub struct NotCanonical(#[from] serde_json::Error);

/// The JSON of a value after RFC 8785: keys sorted, no spaces, one way to write each number.
///
/// # Errors
/// [`NotCanonical`] for a value that JSON cannot hold.
pub fn canonical_json<T: Serialize>(value: &T) -> Result<String, NotCanonical> {
    Ok(serde_json_canonicalizer::to_string(value)?)
}

/// Lower-case hex SHA-256 over the kind, a NUL byte and the canonical JSON. The kind keeps two
/// things of different type apart that happen to have the same JSON.
///
/// # Errors
/// [`NotCanonical`] for a value that JSON cannot hold.
pub fn hash_of<T: Serialize>(kind: &str, value: &T) -> Result<String, NotCanonical> {
    let json = canonical_json(value)?;
    let mut hash = Sha256::new();
    hash.update(kind.as_bytes());
    hash.update([0]);
    hash.update(json.as_bytes());
    Ok(hex::encode(hash.finalize()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::collections::BTreeMap;

    use super::*;
    use crate::domain::course::Objective;

    fn objective() -> Objective {
        Objective { key: "o1".into(), text: "tell \"why\" \u{20ac}".into() }
    }

    #[test]
    fn canonical_json_sorts_keys_and_keeps_letters() {
        let json = serde_json::json!({"b": 1.0, "a": ["\u{e9}", null], "A": 1e21});
        assert_eq!(canonical_json(&json).unwrap(), r#"{"A":1e+21,"a":["é",null],"b":1}"#);
    }

    /// The value was computed with another program (`printf 'objective\0{...}' | sha256sum`). If it
    /// changes, every stored version changes its name: do not adapt the test.
    #[test]
    fn the_hash_is_stable() {
        assert_eq!(canonical_json(&objective()).unwrap(), r#"{"key":"o1","text":"tell \"why\" €"}"#);
        assert_eq!(
            hash_of("objective", &objective()).unwrap(),
            "3814d6aacdeb213f5212e7605adda808ddcc35586a9a111550012d06aa805061"
        );
    }

    #[test]
    fn kind_and_value_both_count() {
        let one = hash_of("item", &objective()).unwrap();
        assert_ne!(one, hash_of("lesson", &objective()).unwrap());
        assert_ne!(one, hash_of("item", &Objective { key: "o2".into(), ..objective() }).unwrap());
    }

    #[test]
    fn a_value_without_json_is_an_error() {
        let odd = BTreeMap::from([(vec![1], 2)]);
        assert!(hash_of("odd", &odd).is_err());
    }
}
