//! The content folder as bytes, from the binary or from a disk. Must not import anything of this
//! crate.

use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

use include_dir::{Dir, DirEntry, include_dir};

static EMBEDDED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/content");

/// Endings of files that are figures, with the media type they are served as.
const FIGURES: [(&str, &str); 6] = [
    ("avif", "image/avif"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("png", "image/png"),
    ("svg", "image/svg+xml"),
    ("webp", "image/webp"),
];

/// Path relative to the content folder, with forward slashes, to the file's bytes. Files and folders
/// whose name begins with a dot are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Files(BTreeMap<String, Vec<u8>>);

impl Files {
    /// The content folder as it was when the program was built.
    pub fn embedded() -> Files {
        let mut files = BTreeMap::new();
        let mut folders = vec![&EMBEDDED];
        while let Some(folder) = folders.pop() {
            for entry in folder.entries() {
                match entry {
                    _ if is_hidden(entry.path()) => {}
                    DirEntry::Dir(inner) => folders.push(inner),
                    DirEntry::File(file) => {
                        let path = file.path().to_string_lossy().replace('\\', "/");
                        files.insert(path, file.contents().to_vec());
                    }
                }
            }
        }
        Files(files)
    }

    /// Reads a content folder with all folders below it.
    ///
    /// # Errors
    /// The first file or folder that cannot be read, or whose name is not UTF-8; the message names it.
    pub fn read(dir: &Path) -> io::Result<Files> {
        let mut files = BTreeMap::new();
        read_folder(dir, "", &mut files)?;
        Ok(Files(files))
    }

    /// The bytes of one file.
    pub fn get(&self, path: &str) -> Option<&[u8]> {
        self.0.get(path).map(Vec::as_slice)
    }

    /// Media type and bytes of a figure. Nothing else in the folder is for readers (item banks hold
    /// the right answers), so whoever serves files serves what this returns and no more.
    pub fn figure(&self, path: &str) -> Option<(&'static str, &[u8])> {
        Some((media_type(path)?, self.get(path)?))
    }

    /// All paths, sorted.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

impl FromIterator<(String, Vec<u8>)> for Files {
    fn from_iter<I: IntoIterator<Item = (String, Vec<u8>)>>(pairs: I) -> Files {
        Files(pairs.into_iter().collect())
    }
}

/// The media type of a figure; nothing for other files.
pub(super) fn media_type(path: &str) -> Option<&'static str> {
    let (_, ending) = path.rsplit_once('.')?;
    FIGURES.iter().find(|(known, _)| *known == ending).map(|(_, media)| *media)
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))
}

fn read_folder(dir: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) -> io::Result<()> {
    for entry in fs::read_dir(dir).map_err(|error| naming(dir, &error))? {
        let path = entry.map_err(|error| naming(dir, &error))?.path();
        if is_hidden(&path) {
            continue;
        }
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            let error = io::Error::new(io::ErrorKind::InvalidData, "the name is not UTF-8");
            return Err(naming(&path, &error));
        };
        let relative = format!("{prefix}{name}");
        // Follows links, because mounted configuration folders consist of them.
        let kind = fs::metadata(&path).map_err(|error| naming(&path, &error))?;
        if kind.is_dir() {
            read_folder(&path, &format!("{relative}/"), files)?;
        } else {
            let bytes = fs::read(&path).map_err(|error| naming(&path, &error))?;
            files.insert(relative, bytes);
        }
    }
    Ok(())
}

fn naming(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn reads_a_folder_and_skips_dotfiles() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("courses/a")).unwrap();
        fs::create_dir_all(dir.path().join(".git")).unwrap();
        fs::write(dir.path().join("courses/a/course.toml"), "x").unwrap();
        fs::write(dir.path().join("courses/.swp"), "x").unwrap();
        fs::write(dir.path().join(".git/config"), "x").unwrap();
        let files = Files::read(dir.path()).unwrap();
        assert_eq!(files.paths().collect::<Vec<_>>(), ["courses/a/course.toml"]);
        assert_eq!(files.get("courses/a/course.toml"), Some("x".as_bytes()));
    }

    #[test]
    fn an_error_names_the_path() {
        let error = Files::read(Path::new("/nowhere/at/all")).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
        assert!(error.to_string().contains("/nowhere/at/all"), "{error}");
    }

    #[test]
    fn only_figures_are_for_readers() {
        let files: Files = ["courses/a/assessment.md", "courses/a/m/net.svg"]
            .into_iter()
            .map(|path| (path.to_owned(), b"bytes".to_vec()))
            .collect();
        assert_eq!(files.figure("courses/a/assessment.md"), None);
        assert_eq!(files.figure("courses/a/m/net.svg"), Some(("image/svg+xml", &b"bytes"[..])));
        assert_eq!(files.figure("courses/a/m/../m/net.svg"), None);
    }
}
