//! Pictures that an organisation puts on its certificates. Must not import anything outside `domain`.

/// How a picture is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImageKind {
    /// Exact, and may be see-through.
    Png,
    /// For photographs.
    Jpeg,
}

impl ImageKind {
    /// The word that stands for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpeg",
        }
    }

    /// The kind that a word stands for.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Png, Self::Jpeg].into_iter().find(|kind| kind.word() == word)
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
        }
    }
}

/// A picture as it is kept and given out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// How it is written.
    pub kind: ImageKind,
    /// The file.
    pub bytes: Vec<u8>,
}
