//! From files to a catalog, or to all that is wrong with them. Must not import any module of this
//! crate but `domain`.

use super::courses::Courses;
use super::files::Files;
use super::problem::Problems;
use super::{Catalog, Problem, certificate, courses, glossary, guides, letters, program, sources};

/// Parses, validates and renders all content.
///
/// # Errors
/// Everything that is wrong, sorted by file and line. What depends on a file that cannot be read at
/// all is not judged, so mending one problem may bring others to light.
pub fn load(files: &Files) -> Result<Catalog, Vec<Problem>> {
    let mut problems = Problems::default();
    let sources = sources::read(files, &mut problems);
    let glossary = glossary::read(files, &mut problems);
    let courses = courses::read_all(files, sources.as_ref(), glossary.as_ref(), &mut problems);
    let programs = program::read_all(files, &courses, &mut problems);
    let guides = guides::read_all(files, glossary.as_ref(), &mut problems);
    let letters = letters::read_all(files, &mut problems);
    certificate::check(files, &mut problems);
    let problems = problems.sorted();
    if problems.is_empty() {
        let Courses { courses, items, .. } = courses;
        let (sources, glossary) = (sources.unwrap_or_default(), glossary.unwrap_or_default());
        Ok(Catalog { courses, programs, items, sources, glossary, guides, letters })
    } else {
        Err(problems)
    }
}
