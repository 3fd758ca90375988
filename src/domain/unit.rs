//! What a unit of the organisation can be. Must not import anything outside `domain`.

/// Kinds of units: the word that is stored, and the one that is shown.
pub const KINDS: [(&str, &str); 4] =
    [("organisation", "Organisation"), ("department", "Department"), ("school", "School"), ("class", "Class")];

/// Longest key, in characters.
const MAX_KEY: usize = 60;

/// A unit's key as it is stored: lower-case letters, digits and hyphens; nothing when none was typed.
///
/// # Errors
/// A sentence for the person who typed it.
pub fn clean_key(typed: &str) -> Result<Option<String>, &'static str> {
    let key = typed.trim().to_lowercase();
    if key.is_empty() {
        return Ok(None);
    }
    let plain = key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if !plain || key.starts_with('-') || key.ends_with('-') || key.len() > MAX_KEY {
        return Err("Use a short key of letters a to z, digits and hyphens, like class-10a");
    }
    Ok(Some(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_one_form() {
        assert_eq!(clean_key("  Class-10A "), Ok(Some("class-10a".to_owned())));
        assert_eq!(clean_key("   "), Ok(None));
        for typed in ["a b", "a/b", "-a", "a-", "ä", "a\u{0}", &"a".repeat(61)] {
            assert!(clean_key(typed).is_err(), "{typed:?} was accepted");
        }
    }
}
