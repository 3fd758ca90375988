//! What a template can reach while it is set: its own folder, the sheet, the fonts. No clock, no network, no disk.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, Source};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use crate::fonts::Chosen;

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));

/// The files of a template, by their interned paths. The paths are the same for every sheet: the interner never forgets
/// one, and holds no more than 65,535.
#[derive(Debug, Default)]
pub(crate) struct Folder {
    pub(crate) sources: BTreeMap<String, Source>,
    pub(crate) others: BTreeMap<String, Bytes>,
}

/// One setting of one sheet.
pub(crate) struct Desk<'t> {
    pub(crate) folder: &'t Folder,
    pub(crate) main: FileId,
    pub(crate) fonts: &'t Chosen,
    /// What differs from sheet to sheet, by path.
    pub(crate) sheet: Vec<(&'static str, Bytes)>,
}

/// The path within the template's folder.
pub(crate) fn path_of(id: FileId) -> &'static str {
    id.get().vpath().get_without_slash()
}

fn missing(id: FileId) -> FileError {
    FileError::NotFound(path_of(id).into())
}

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.folder.sources.get(path_of(id)).cloned().ok_or_else(|| missing(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let path = path_of(id);
        let of_sheet = self.sheet.iter().find(|(name, _)| *name == path).map(|(_, bytes)| bytes);
        of_sheet.or_else(|| self.folder.others.get(path)).cloned().ok_or_else(|| missing(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.font(index)
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
