//! One text file, and the line a byte stands in. Must not import anything of this crate outside
//! `catalog`.

use std::ops::Range;

use super::files::Files;
use super::problem::Problems;

/// A text file of the content folder.
#[derive(Debug)]
pub(super) struct Document<'f> {
    /// Path relative to the content folder.
    pub(super) file: &'f str,
    /// The whole text.
    pub(super) text: &'f str,
    starts: Vec<usize>,
}

/// A value, and the line where it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spot<T> {
    /// The value.
    pub(super) value: T,
    /// Line in the file, from 1.
    pub(super) line: usize,
}

/// Where front matter and body of a lesson are.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct FrontMatter {
    /// Bytes of the TOML between the two lines `+++`.
    pub(super) toml: Range<usize>,
    /// First byte of the markdown.
    pub(super) body: usize,
}

impl<'f> Document<'f> {
    /// Takes a text as a file's content.
    pub(super) fn new(file: &'f str, text: &'f str) -> Document<'f> {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = std::iter::once(0).chain(breaks.map(|(at, _)| at + 1)).collect();
        Document { file, text, starts }
    }

    /// Opens a file; a missing or unreadable one is a problem.
    pub(super) fn open(files: &'f Files, file: &'f str, problems: &mut Problems) -> Option<Document<'f>> {
        match std::str::from_utf8(files.get(file)?) {
            Ok(text) => Some(Document::new(file, text)),
            Err(error) => {
                let good = &files.get(file)?[..error.valid_up_to()];
                let line = 1 + good.iter().filter(|byte| **byte == b'\n').count();
                let what = "this line holds a byte that is not UTF-8";
                problems.add(file, line, what, "save the file with the encoding UTF-8");
                None
            }
        }
    }

    /// The line, from 1, that the byte at `offset` stands in.
    pub(super) fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset)
    }

    /// Finds the front matter. The error says what is wrong with it, in line 1.
    pub(super) fn front_matter(&self) -> Result<FrontMatter, &'static str> {
        let mut toml_start = None;
        for (index, start) in self.starts.iter().enumerate() {
            let end = self.starts.get(index + 1).copied().unwrap_or(self.text.len());
            let line = self.text[*start..end].trim_start_matches('\u{feff}').trim_end();
            match toml_start {
                None if line == "+++" => toml_start = Some(end),
                None => return Err("the file does not begin with the line +++"),
                Some(first) if line == "+++" => {
                    return Ok(FrontMatter { toml: first..*start, body: end });
                }
                Some(_) => {}
            }
        }
        Err("the front matter has no closing line +++")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_count_from_one() {
        let document = Document::new("a.md", "ab\ncd\r\n\nx");
        let lines: Vec<_> = (0..10).map(|offset| document.line(offset)).collect();
        assert_eq!(lines, [1, 1, 1, 2, 2, 2, 2, 3, 4, 4]);
    }

    #[test]
    fn front_matter_is_between_two_lines() {
        let found = Document::new("a.md", "\u{feff}+++\r\nkey = 1\r\n+++ \nbody").front_matter();
        assert_eq!(found, Ok(FrontMatter { toml: 8..17, body: 22 }));
        assert!(Document::new("a.md", "").front_matter().is_err());
        assert!(Document::new("a.md", "+++").front_matter().is_err());
        assert!(Document::new("a.md", "# Title\n+++\n+++").front_matter().is_err());
    }
}
