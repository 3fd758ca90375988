//! `certificates/certificate.typ`: how a certificate is set. Must not import any module of this crate but `domain`.

use certificate_pdf::{Fault, Template};

use super::files::Files;
use super::problem::{Problem, Problems};

const FOLDER: &str = "certificates/";
const MAIN: &str = "certificate.typ";
const PATH: &str = "certificates/certificate.typ";

/// The template of these content files; a content folder without one gets the one that is built in.
///
/// # Errors
/// Why it cannot be read.
pub fn certificate_template(files: &Files) -> Result<Template, Problem> {
    if files.get(PATH).is_some() { read(files) } else { read(&Files::embedded()) }
}

fn read(files: &Files) -> Result<Template, Problem> {
    let own = files.paths().filter_map(|path| Some((path.strip_prefix(FOLDER)?.to_owned(), files.get(path)?.to_vec())));
    Template::new(own, MAIN).map_err(problem)
}

/// Tries the template with made-up certificates, if the files have one.
pub(super) fn check(files: &Files, problems: &mut Problems) {
    if files.get(PATH).is_none() {
        return;
    }
    let found = match read(files) {
        Ok(template) => template.check().err().unwrap_or_default().into_iter().map(problem).collect(),
        Err(problem) => vec![problem],
    };
    for Problem { file, line, what, mend } in found {
        problems.add(&file, line, what, mend);
    }
}

fn problem(fault: Fault) -> Problem {
    Problem {
        file: format!("{FOLDER}{}", fault.file),
        line: fault.line,
        what: fault.what,
        mend: fault.hint.unwrap_or_else(|| {
            "see https://typst.app/docs, and the section on certificates in the content guide".to_owned()
        }),
    }
}
