//! What is wrong in a content file, where, and how to mend it. Must not import anything of this
//! crate.

/// One thing that is wrong with the content.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("{file}:{line}: {what}; {mend}")]
pub struct Problem {
    /// Path relative to the content folder, with forward slashes.
    pub file: String,
    /// Line in that file, from 1.
    pub line: usize,
    /// What is wrong, as a clause without a final stop.
    pub what: String,
    /// What to do about it, as a clause without a final stop.
    pub mend: String,
}

/// Problems found so far.
#[derive(Debug, Default)]
pub(super) struct Problems(Vec<Problem>);

impl Problems {
    /// Notes a problem.
    pub(super) fn add(&mut self, file: &str, line: usize, what: impl Into<String>, mend: impl Into<String>) {
        let (what, mend) = (what.into(), mend.into());
        self.0.push(Problem { file: file.to_owned(), line, what, mend });
    }

    /// Whether nothing was found so far.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All problems by file and line, each once.
    pub(super) fn sorted(mut self) -> Vec<Problem> {
        self.0.sort();
        self.0.dedup();
        self.0
    }
}
