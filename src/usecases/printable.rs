//! Whether certificates can show a text: the one place that asks, for every name that is saved. Must not import anything but
//! `domain`.

use crate::domain::refusal::Refusal;

/// How many characters are named at once.
const NAMED: usize = 8;

/// Refuses text for a field when certificates have no letters for it, and says for which.
///
/// # Errors
/// [`Refusal::Field`] on this field.
pub fn check(field: &str, text: &str) -> Result<(), Refusal> {
    unprintable(text).map_or(Ok(()), |message| Err(Refusal::field(field, message)))
}

/// What certificates cannot show of a text, in a sentence for who typed it; nothing when they can show all of it.
pub fn unprintable(text: &str) -> Option<String> {
    let strange = certificate_pdf::unsettable_characters(text);
    if strange.is_empty() {
        return None;
    }
    let named: Vec<String> = strange.iter().take(NAMED).map(|character| quoted(*character)).collect();
    let more = if strange.len() > NAMED { " and others" } else { "" };
    Some(format!(
        "No certificate can show {}{more} yet. Use other letters, such as Latin, Greek or Cyrillic ones",
        named.join(", "),
    ))
}

/// What is no letter may be hard to see, so its number is said too.
fn quoted(character: char) -> String {
    if character.is_alphabetic() {
        format!("“{character}”")
    } else {
        format!("“{character}” (U+{:04X})", u32::from(character))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_named_once_each() {
        assert_eq!(unprintable("Ngũgĩ wa Thiong'o\nΆδα, Ада"), None);
        let said = unprintable("A𒀀𒀁𒀀\u{e000}").unwrap_or_default();
        assert!(said.contains("“𒀀”, “𒀁”, “\u{e000}” (U+E000) yet"), "{said}");
        let many: String = ('\u{12000}'..'\u{12010}').collect();
        assert!(unprintable(&many).is_some_and(|said| said.contains("“𒀇” and others yet")));
    }
}
