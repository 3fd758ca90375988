//! Images of a page: which file of the content folder an author means. Must not import anything of
//! this crate outside `catalog`.

use crate::catalog::files::{Files, media_type};

/// The files that images may show, and the folder that paths start from.
#[derive(Debug, Clone, Copy)]
pub(in crate::catalog) struct Figures<'f> {
    /// The content folder.
    pub(in crate::catalog) files: &'f Files,
    /// Path of the markdown file.
    pub(in crate::catalog) file: &'f str,
}

impl Figures<'_> {
    /// The address of the image at this path, or what is wrong with the path and how to mend it.
    pub(super) fn address(&self, path: &str) -> Result<String, (String, &'static str)> {
        let plain = |letter: char| letter.is_ascii_alphanumeric() || "._-/".contains(letter);
        if path.is_empty() || path.starts_with('/') || !path.chars().all(plain) {
            return Err((
                format!("the image `{path}` is not a file next to the lesson"),
                "put the file into the lesson's folder and write its name, of letters a to z, \
                 digits, dots and hyphens",
            ));
        }
        let outside = || (format!("the image `{path}` is outside the content folder"), "move it inside");
        let target = self.resolve(path).ok_or_else(outside)?;
        if media_type(&target).is_none() {
            return Err((
                format!("`{path}` is not a figure"),
                "use a file that ends in .svg, .png, .jpg, .jpeg, .webp or .avif",
            ));
        }
        if self.files.get(&target).is_none() {
            return Err((
                format!("there is no image `{target}`"),
                "add the file, or write the path from the lesson's own folder",
            ));
        }
        Ok(format!("/content/{target}"))
    }

    fn resolve(&self, path: &str) -> Option<String> {
        let mut steps: Vec<&str> = self.file.split('/').collect();
        steps.pop();
        for step in path.split('/') {
            match step {
                "" | "." => {}
                ".." => {
                    steps.pop()?;
                }
                name => steps.push(name),
            }
        }
        Some(steps.join("/"))
    }
}
