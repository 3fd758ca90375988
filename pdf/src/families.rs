//! The scripts that are not inside the program, and the files that are looked for to show them.

/// One script, or some that share their fonts.
pub(crate) struct Family {
    /// What people call it.
    pub(crate) name: &'static str,
    /// Debian's package with its fonts.
    pub(crate) package: &'static str,
    /// Its files without `-Regular` or `-Bold` and the ending: with serifs, and without.
    pub(crate) files: [&'static str; 2],
    /// First and last characters of its blocks.
    blocks: &'static [(u32, u32)],
}

impl Family {
    /// Whether a character belongs to it.
    pub(crate) fn has(&self, character: char) -> bool {
        self.blocks.iter().any(|(first, last)| (*first..=*last).contains(&u32::from(character)))
    }
}

const CORE: &str = "fonts-noto-core";

const fn core(name: &'static str, files: [&'static str; 2], blocks: &'static [(u32, u32)]) -> Family {
    Family { name, package: CORE, files, blocks }
}

pub(crate) const FAMILIES: [Family; 19] = [
    core(
        "Arabic",
        ["NotoNaskhArabic", "NotoSansArabic"],
        &[(0x600, 0x6ff), (0x750, 0x77f), (0x8a0, 0x8ff), (0xfb50, 0xfdff), (0xfe70, 0xfeff)],
    ),
    core("Hebrew", ["NotoSerifHebrew", "NotoSansHebrew"], &[(0x590, 0x5ff), (0xfb1d, 0xfb4f)]),
    core(
        "Devanagari",
        ["NotoSerifDevanagari", "NotoSansDevanagari"],
        &[(0x900, 0x97f), (0x1cd0, 0x1cff), (0xa8e0, 0xa8ff)],
    ),
    core("Bengali", ["NotoSerifBengali", "NotoSansBengali"], &[(0x980, 0x9ff)]),
    core("Gurmukhi", ["NotoSerifGurmukhi", "NotoSansGurmukhi"], &[(0xa00, 0xa7f)]),
    core("Gujarati", ["NotoSerifGujarati", "NotoSansGujarati"], &[(0xa80, 0xaff)]),
    core("Tamil", ["NotoSerifTamil", "NotoSansTamil"], &[(0xb80, 0xbff)]),
    core("Telugu", ["NotoSerifTelugu", "NotoSansTelugu"], &[(0xc00, 0xc7f)]),
    core("Kannada", ["NotoSerifKannada", "NotoSansKannada"], &[(0xc80, 0xcff)]),
    core("Malayalam", ["NotoSerifMalayalam", "NotoSansMalayalam"], &[(0xd00, 0xd7f)]),
    core("Sinhala", ["NotoSerifSinhala", "NotoSansSinhala"], &[(0xd80, 0xdff)]),
    core("Thai", ["NotoSerifThai", "NotoSansThai"], &[(0xe00, 0xe7f)]),
    core("Lao", ["NotoSerifLao", "NotoSansLao"], &[(0xe80, 0xeff)]),
    core("Burmese", ["NotoSerifMyanmar", "NotoSansMyanmar"], &[(0x1000, 0x109f), (0xa9e0, 0xa9ff), (0xaa60, 0xaa7f)]),
    core("Georgian", ["NotoSerifGeorgian", "NotoSansGeorgian"], &[(0x10a0, 0x10ff), (0x1c90, 0x1cbf)]),
    core("Ethiopic", ["NotoSerifEthiopic", "NotoSansEthiopic"], &[(0x1200, 0x139f), (0x2d80, 0x2ddf)]),
    core("Khmer", ["NotoSerifKhmer", "NotoSansKhmer"], &[(0x1780, 0x17ff), (0x19e0, 0x19ff)]),
    core("Armenian", ["NotoSerifArmenian", "NotoSansArmenian"], &[(0x530, 0x58f), (0xfb13, 0xfb17)]),
    Family {
        name: "Chinese, Japanese and Korean",
        package: "fonts-noto-cjk",
        files: ["NotoSerifCJK", "NotoSansCJK"],
        blocks: &[
            (0x1100, 0x11ff),
            (0x2e80, 0x9fff),
            (0xa960, 0xa97f),
            (0xac00, 0xd7ff),
            (0xf900, 0xfaff),
            (0xfe30, 0xfe4f),
            (0xff00, 0xffef),
            (0x20000, 0x323af),
        ],
    },
];

/// Whose shapes Chinese characters have where they differ from country to country.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Han {
    /// As in mainland China and Singapore.
    #[default]
    Simplified,
    /// As in Taiwan.
    Traditional,
    /// As in Hong Kong.
    HongKong,
    /// As in Japan.
    Japanese,
    /// As in Korea.
    Korean,
}

impl Han {
    /// Reads the last letters of the fonts' names: `sc`, `tc`, `hk`, `jp`, `kr`.
    pub fn parse(text: &str) -> Option<Self> {
        let all = [Self::Simplified, Self::Traditional, Self::HongKong, Self::Japanese, Self::Korean];
        all.into_iter().find(|han| han.suffix().eq_ignore_ascii_case(text))
    }

    /// The last letters of the fonts' names.
    pub(crate) fn suffix(self) -> &'static str {
        match self {
            Self::Simplified => "SC",
            Self::Traditional => "TC",
            Self::HongKong => "HK",
            Self::Japanese => "JP",
            Self::Korean => "KR",
        }
    }

    /// What a text shows of itself: only Japanese has kana, only Korean hangul, only Taiwan bopomofo. `self` where it has none.
    pub(crate) fn of(self, text: &str) -> Self {
        let has = |first: char, last: char| text.chars().any(|c| (first..=last).contains(&c));
        if has('\u{3041}', '\u{30ff}') {
            Self::Japanese
        } else if has('\u{ac00}', '\u{d7ff}') || has('\u{1100}', '\u{11ff}') || has('\u{3131}', '\u{318e}') {
            Self::Korean
        } else if has('\u{3105}', '\u{312f}') {
            Self::Traditional
        } else {
            self
        }
    }
}
