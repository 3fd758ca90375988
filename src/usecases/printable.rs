//! Whether a text can stand on a printed sheet, and what to do where it cannot: the one place that asks, for every name that is
//! saved. Must not import anything but `domain`.

use certificate_pdf::Fonts;

use crate::domain::refusal::Refusal;

/// Refuses text for a field when no certificate can show it.
///
/// # Errors
/// [`Refusal::Field`] on this field.
pub fn check(field: &str, text: &str) -> Result<(), Refusal> {
    printable(text).map_err(|message| Refusal::field(field, message))
}

/// Refuses a text with characters that no font has: a name with a hole in it is worse than none.
///
/// # Errors
/// Which characters, and what helps, as a sentence without its stop.
pub fn printable(text: &str) -> Result<(), String> {
    let fonts = Fonts::shared();
    let strange = fonts.unsettable(text);
    if strange.is_empty() {
        return Ok(());
    }
    let quoted: Vec<String> = strange.iter().map(|character| format!("“{character}”")).collect();
    let help = fonts_wanted(&strange).unwrap_or_else(|| "Write it in other letters".to_owned());
    Err(format!("No certificate can show {} yet. {help}", quoted.join(", ")))
}

/// The fonts to install so that these characters can be shown; nothing where none are known.
pub fn fonts_wanted(characters: &[char]) -> Option<String> {
    let wanted = Fonts::shared().wanted(characters);
    if wanted.is_empty() {
        return None;
    }
    let (names, mut packages): (Vec<_>, Vec<_>) = wanted.into_iter().unzip();
    packages.dedup();
    let (names, packages) = (names.join(", "), packages.join(" and "));
    Some(format!(
        "The server has no fonts for {names}. Whoever runs it can install Debian's {packages} and start it anew"
    ))
}
