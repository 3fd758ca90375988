//! The typefaces inside the program: Latin, Greek and Cyrillic. `fonts/OFL.txt` says where they come from.

use std::sync::LazyLock;

use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

const FILES: [&[u8]; 5] = [
    include_bytes!("../fonts/SourceSerif4-Regular.otf"),
    include_bytes!("../fonts/SourceSerif4-It.otf"),
    include_bytes!("../fonts/SourceSerif4Display-Semibold.otf"),
    include_bytes!("../fonts/SourceSans3-Regular.otf"),
    include_bytes!("../fonts/SourceSans3-Semibold.otf"),
];

/// All fonts, with the list by which a template's wishes are matched.
pub(crate) struct Fonts {
    pub(crate) faces: Vec<Font>,
    pub(crate) book: LazyHash<FontBook>,
}

pub(crate) static FONTS: LazyLock<Fonts> = LazyLock::new(|| {
    let faces: Vec<Font> = FILES.into_iter().flat_map(|file| Font::iter(Bytes::new(file))).collect();
    let book = LazyHash::new(FontBook::from_fonts(&faces));
    Fonts { faces, book }
});

/// The characters of a text that no font can show, each once, in the order of the text. A certificate cannot be made of
/// a name that has any.
pub fn unsettable_characters(text: &str) -> Vec<char> {
    let mut found = Vec::new();
    for character in text.chars() {
        if !is_settable(character) && !found.contains(&character) {
            found.push(character);
        }
    }
    found
}

/// White space has no glyph and needs none.
fn is_settable(character: char) -> bool {
    let has = |font: &Font| font.info().coverage.contains(u32::from(character));
    character.is_whitespace() || FONTS.faces.iter().any(has)
}
