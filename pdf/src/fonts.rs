//! Which fonts show a text: Latin, Greek and Cyrillic are inside the program (`fonts/OFL.txt` says where they come from), all
//! others lie in a folder and are read when a text needs them, and let go of when it is set.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, OnceLock};

use typst::foundations::Bytes;
use typst::text::{Font, FontBook, FontFlags, FontInfo};
use typst::utils::LazyHash;

use crate::families::{FAMILIES, Family, Han};

const FILES: [&[u8]; 5] = [
    include_bytes!("../fonts/SourceSerif4-Regular.otf"),
    include_bytes!("../fonts/SourceSerif4-It.otf"),
    include_bytes!("../fonts/SourceSerif4Display-Semibold.otf"),
    include_bytes!("../fonts/SourceSans3-Regular.otf"),
    include_bytes!("../fonts/SourceSans3-Semibold.otf"),
];

/// Where Debian and most others put fonts.
pub const FONTS_FOLDER: &str = "/usr/share/fonts";

/// Folders in folders that are looked into.
const DEPTH: usize = 4;

static BUILT_IN: LazyLock<Chosen> = LazyLock::new(|| {
    let faces: Vec<Font> = FILES.into_iter().flat_map(|file| Font::iter(Bytes::new(file))).collect();
    let book = LazyHash::new(FontBook::from_fonts(&faces));
    Chosen { faces: faces.into_iter().map(Face::Read).collect(), book }
});

static SHARED: OnceLock<Fonts> = OnceLock::new();

/// The fonts inside the program, and those of a folder. Nothing of the folder is read before a text asks for it, and then
/// only what is in which file is remembered.
#[derive(Debug)]
pub struct Fonts {
    folder: PathBuf,
    han: Han,
    files: OnceLock<Files>,
}

/// What lies in the folder.
#[derive(Debug, Default)]
struct Files {
    /// Directly in it: the operator's own, for whatever they show.
    own: Vec<File>,
    /// Those of each family that are there, in the order of [`FAMILIES`].
    families: Vec<Vec<File>>,
}

#[derive(Debug)]
struct File {
    path: PathBuf,
    serif: Option<bool>,
    /// Its faces, by their places in the file; none if it cannot be read.
    faces: OnceLock<Vec<(u32, FontInfo)>>,
}

/// The fonts that one sheet is set with.
pub(crate) struct Chosen {
    faces: Vec<Face>,
    pub(crate) book: LazyHash<FontBook>,
}

enum Face {
    Read(Font),
    OnDisk { path: PathBuf, index: u32, read: OnceLock<Option<Font>> },
}

impl Fonts {
    /// The fonts of a folder and of the folders in it. It need not be there.
    pub fn new(folder: impl Into<PathBuf>, han: Han) -> Self {
        Self { folder: folder.into(), han, files: OnceLock::new() }
    }

    /// Says once, at the start of a program, which fonts it works with.
    pub fn share(self) {
        // Whoever comes second finds those of the first.
        let _ = SHARED.set(self);
    }

    /// The fonts that this program works with: those of the usual folder if nothing else was said.
    pub fn shared() -> &'static Self {
        SHARED.get_or_init(|| Self::new(FONTS_FOLDER, Han::default()))
    }

    /// The characters of a text that no font can show, each once, in the order of the text. A certificate cannot be made
    /// of a name that has any.
    pub fn unsettable(&self, text: &str) -> Vec<char> {
        let mut found = Vec::new();
        for character in text.chars() {
            if !is_inside(character) && !found.contains(&character) && self.files_with(character).is_empty() {
                found.push(character);
            }
        }
        found
    }

    /// What to install so that these characters can be shown, as far as it is known: names of scripts, and Debian's package.
    pub fn wanted(&self, characters: &[char]) -> Vec<(&'static str, &'static str)> {
        let lacks = |family: &&Family| characters.iter().any(|character| family.has(*character));
        FAMILIES
            .iter()
            .zip(&self.files().families)
            .filter(|(family, files)| files.is_empty() && lacks(family))
            .map(|(family, _)| (family.name, family.package))
            .collect()
    }

    /// Those of a text's characters that need a font from the folder, and have one.
    pub(crate) fn beyond_built_in(&self, text: &str) -> String {
        let mut found = String::new();
        for character in text.chars() {
            if !is_inside(character) && !found.contains(character) && !self.files_with(character).is_empty() {
                found.push(character);
            }
        }
        found
    }

    /// The fonts for a text; or the characters that none shows.
    pub(crate) fn choose(&self, text: &str) -> Result<Arc<Chosen>, Vec<char>> {
        static PLAIN: LazyLock<Arc<Chosen>> = LazyLock::new(|| Arc::new(BUILT_IN.with(&[], Han::default())));
        let mut files: Vec<&File> = Vec::new();
        let mut strange = Vec::new();
        for character in text.chars().filter(|character| !is_inside(*character)) {
            // Of the files that another character brought, one may do.
            if files.iter().any(|file| file.has(character)) || strange.contains(&character) {
                continue;
            }
            let more = self.files_with(character);
            if more.is_empty() {
                strange.push(character);
            }
            files.extend(more);
        }
        match (strange.is_empty(), files.is_empty()) {
            (false, _) => Err(strange),
            (true, true) => Ok(PLAIN.clone()),
            (true, false) => Ok(Arc::new(BUILT_IN.with(&files, self.han.of(text)))),
        }
    }

    /// The first of the operator's own files that shows a character, or all of the family that does.
    fn files_with(&self, character: char) -> Vec<&File> {
        let files = self.files();
        if let Some(own) = files.own.iter().find(|file| file.has(character)) {
            return vec![own];
        }
        let of_family = FAMILIES.iter().zip(&files.families).find(|(family, _)| family.has(character));
        match of_family {
            Some((_, files)) if files.iter().any(|file| file.has(character)) => files.iter().collect(),
            _ => vec![],
        }
    }

    fn files(&self) -> &Files {
        self.files.get_or_init(|| {
            let mut found = Vec::new();
            walk(&self.folder, DEPTH, &mut found);
            found.sort();
            let own = found.iter().filter(|path| path.parent() == Some(&self.folder)).map(|path| File::new(path, None));
            let own = own.collect();
            Files { own, families: FAMILIES.iter().map(|family| of_family(family, &found)).collect() }
        })
    }
}

/// The files of a family: heavy before light, as names are heavy, and with serifs before those without.
fn of_family(family: &Family, found: &[PathBuf]) -> Vec<File> {
    let mut files = Vec::new();
    for (stem, serif) in family.files.iter().zip([true, false]) {
        for weight in ["Bold", "Regular"] {
            let wanted = format!("{stem}-{weight}");
            let path = found.iter().find(|path| path.file_stem().is_some_and(|stem| stem == wanted.as_str()));
            files.extend(path.map(|path| File::new(path, Some(serif))));
        }
    }
    files
}

/// Files of fonts, by their names alone.
fn walk(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        let ending = path.extension().unwrap_or_default().to_ascii_lowercase();
        if ["ttf", "otf", "ttc", "otc"].iter().any(|font| ending == *font) {
            found.push(path);
        } else if depth > 0 && path.is_dir() {
            walk(&path, depth - 1, found);
        }
    }
}

/// Reads a file. The large ones, for Chinese, get a room of such a size that the usual allocator gives it back to the
/// system as soon as it is left, and does not keep it for later; what is not used of it takes no memory.
fn read_whole(path: &Path) -> std::io::Result<Vec<u8>> {
    const LARGE: usize = 4 << 20;
    const ROOM: usize = 40 << 20;
    let mut file = std::fs::File::open(path)?;
    let length = usize::try_from(file.metadata()?.len()).unwrap_or(usize::MAX);
    let mut bytes = Vec::new();
    if length > LARGE {
        bytes.try_reserve(length.max(ROOM))?;
    }
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Whether the fonts inside the program show it. White space has no glyph and needs none, nor has what only joins or parts letters.
fn is_inside(character: char) -> bool {
    let has = |info: Option<&FontInfo>| info.is_some_and(|info| info.coverage.contains(u32::from(character)));
    character.is_ascii_graphic()
        || character.is_whitespace()
        || matches!(character, '\u{200c}' | '\u{200d}')
        || (0..BUILT_IN.faces.len()).any(|index| has(BUILT_IN.book.info(index)))
}

impl File {
    fn new(path: &Path, serif: Option<bool>) -> Self {
        Self { path: path.to_owned(), serif, faces: OnceLock::new() }
    }

    /// Reads the file once, to remember what is in it.
    fn faces(&self) -> &[(u32, FontInfo)] {
        self.faces.get_or_init(|| {
            let bytes = read_whole(&self.path).unwrap_or_default();
            let faces = (0..).zip(FontInfo::iter(&bytes));
            let Some(serif) = self.serif else { return faces.collect() };
            let mut kept: Vec<_> = faces.filter(|(_, info)| !info.flags.contains(FontFlags::MONOSPACE)).collect();
            kept.iter_mut().for_each(|(_, info)| info.flags.set(FontFlags::SERIF, serif));
            kept
        })
    }

    fn has(&self, character: char) -> bool {
        self.faces().iter().any(|(_, info)| info.coverage.contains(u32::from(character)))
    }

    /// Its faces for a text; of those that differ only in the shapes of Chinese characters, one.
    fn faces_for(&self, han: Han) -> impl Iterator<Item = &(u32, FontInfo)> {
        let wanted =
            move |info: &FontInfo| info.family.split("CJK ").nth(1).is_none_or(|shapes| shapes == han.suffix());
        let some = self.faces().iter().any(|(_, info)| wanted(info));
        self.faces().iter().filter(move |(_, info)| wanted(info) || !some)
    }
}

impl Chosen {
    /// These fonts and those of files.
    fn with(&self, files: &[&File], han: Han) -> Self {
        let mut infos: Vec<FontInfo> =
            (0..self.faces.len()).filter_map(|index| self.book.info(index).cloned()).collect();
        let mut faces: Vec<Face> = (0..self.faces.len()).filter_map(|index| self.font(index)).map(Face::Read).collect();
        for (path, (index, info)) in files.iter().flat_map(|file| file.faces_for(han).map(|face| (&file.path, face))) {
            infos.push(info.clone());
            faces.push(Face::OnDisk { path: path.clone(), index: *index, read: OnceLock::new() });
        }
        Self { faces, book: LazyHash::new(FontBook::from_infos(infos)) }
    }

    /// Whether files of the folder are among them.
    pub(crate) fn is_more_than_built_in(&self) -> bool {
        self.faces.iter().any(|face| matches!(face, Face::OnDisk { .. }))
    }

    pub(crate) fn font(&self, index: usize) -> Option<Font> {
        match self.faces.get(index)? {
            Face::Read(font) => Some(font.clone()),
            Face::OnDisk { path, index, read } => {
                read.get_or_init(|| Font::new(Bytes::new(read_whole(path).ok()?), *index)).clone()
            }
        }
    }
}
