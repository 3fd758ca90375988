//! `certificates/*.typ`: how certificates and transcripts are set. Must not import any module of this crate but `domain`.

use std::collections::BTreeMap;

use certificate_pdf::{Fault, Fonts, Template};

use super::files::Files;
use super::problem::{Problem, Problems};
use crate::domain::program::Profile;

const FOLDER: &str = "certificates/";
const EMPLOYMENT: &str = "employment.typ";
const SCHOOL: &str = "school.typ";
const TRANSCRIPT: &str = "transcript.typ";

/// The template for certificates of a profile. What the content files do not have is taken from those that are built in, so
/// an operator may replace one file and keep the others.
///
/// # Errors
/// Why it cannot be read.
pub fn certificate_template(files: &Files, profile: Profile) -> Result<Template, Problem> {
    let main = match profile {
        Profile::Graduation => SCHOOL,
        Profile::Employment | Profile::ContinuingEducation | Profile::EuMicrocredential => EMPLOYMENT,
    };
    Template::certificate(folder(files), main).map_err(problem)
}

/// The template for transcripts, in the same way.
///
/// # Errors
/// Why it cannot be read.
pub fn transcript_template(files: &Files) -> Result<Template, Problem> {
    Template::transcript(folder(files), TRANSCRIPT).map_err(problem)
}

/// Tries every template with made-up certificates and transcripts.
pub fn template_problems(files: &Files) -> Vec<Problem> {
    let fonts = Fonts::shared();
    let certificate = |main| Template::certificate(folder(files), main).map_err(|fault| vec![fault])?.check(fonts);
    let transcript =
        || Template::transcript(folder(files), TRANSCRIPT).map_err(|fault| vec![fault])?.check_transcript(fonts);
    let tried = [certificate(EMPLOYMENT), certificate(SCHOOL), transcript()];
    tried.into_iter().filter_map(Result::err).flatten().map(problem).collect()
}

/// Tries the templates if any file of theirs is another than the one that is built in: those were tried when the program was
/// made, and a site should start at once.
pub(super) fn check(files: &Files, problems: &mut Problems) {
    let built_in = Files::embedded();
    if files.paths().all(|path| !path.starts_with(FOLDER) || files.get(path) == built_in.get(path)) {
        return;
    }
    for Problem { file, line, what, mend } in template_problems(files) {
        problems.add(&file, line, what, mend);
    }
}

/// The files beside each other, by their names.
fn folder(files: &Files) -> BTreeMap<String, Vec<u8>> {
    let of = |files: &Files| -> Vec<_> {
        let named = |path: &str| Some((path.strip_prefix(FOLDER)?.to_owned(), files.get(path)?.to_vec()));
        files.paths().filter_map(named).collect()
    };
    of(&Files::embedded()).into_iter().chain(of(files)).collect()
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
