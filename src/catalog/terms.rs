//! What certificates of a program's profile must say besides. Must not import any module of this crate but `domain`.

use super::fields::Fields;
use super::problem::Problems;
use crate::domain::program::{Profile, Standard, Terms};

/// The words for profiles.
pub(super) const PROFILES: [(&str, Profile); 4] = [
    ("employment", Profile::Employment),
    ("graduation", Profile::Graduation),
    ("continuing-education", Profile::ContinuingEducation),
    ("eu-microcredential", Profile::EuMicrocredential),
];

const TEXTS: [&str; 6] = ["field", "level", "assessment", "quality", "accreditation", "instructor"];

/// The elements that boards and recommendations ask for, by profile. Where there is none of a kind, the author says so.
fn needed(profile: Profile) -> &'static [&'static str] {
    match profile {
        Profile::Employment | Profile::Graduation => &[],
        Profile::ContinuingEducation => &["field", "assessment", "accreditation", "instructor"],
        Profile::EuMicrocredential => &["field", "level", "assessment", "quality"],
    }
}

/// Reads `[terms]`, which may be left out where the profile needs nothing of it.
pub(super) fn read(program: &Fields<'_>, profile: Profile, file: &str, problems: &mut Problems) -> Option<Terms> {
    if program.keys().iter().any(|key| key.value == "terms") {
        let fields = program.table("terms", problems)?;
        let terms = read_table(&fields, problems)?;
        check(&terms, profile, file, fields.line_of("field"), problems);
        Some(terms)
    } else {
        check(&Terms::default(), profile, file, program.line_of("profile"), problems);
        Some(Terms::default())
    }
}

fn read_table(fields: &Fields<'_>, problems: &mut Problems) -> Option<Terms> {
    let known: Vec<&str> = TEXTS.into_iter().chain(["standards"]).collect();
    fields.only(&known, problems);
    let mut text = |key| fields.optional_text(key, problems).map(|spot| spot.value);
    let [field, level, assessment, quality, accreditation, instructor] = TEXTS.map(&mut text);
    let standards = match fields.keys().iter().any(|key| key.value == "standards") {
        true => fields.tables("standards", problems).iter().filter_map(|entry| standard(entry, problems)).collect(),
        false => vec![],
    };
    Some(Terms { field, level, assessment, quality, accreditation, instructor, standards })
}

fn standard(fields: &Fields<'_>, problems: &mut Problems) -> Option<Standard> {
    fields.only(&["name", "url", "framework", "code"], problems);
    let name = fields.text("name", problems);
    let url = fields.text("url", problems);
    if let Some(address) = &url
        && !url::Url::parse(&address.value).is_ok_and(|url| url.scheme() == "https")
    {
        let what = format!("`url` is \"{}\", which is no address that begins with https", address.value);
        problems.add(fields.file(), address.line, what, "write the address where the standard is published");
    }
    let mut text = |key| fields.optional_text(key, problems).map(|spot| spot.value);
    let (framework, code) = (text("framework"), text("code"));
    Some(Standard { name: name?.value, url: url?.value, framework, code })
}

fn check(terms: &Terms, profile: Profile, file: &str, line: usize, problems: &mut Problems) {
    let word = PROFILES.iter().find(|(_, known)| *known == profile).map_or("", |(word, _)| word);
    for key in needed(profile) {
        let said = match *key {
            "field" => &terms.field,
            "level" => &terms.level,
            "assessment" => &terms.assessment,
            "quality" => &terms.quality,
            "accreditation" => &terms.accreditation,
            _ => &terms.instructor,
        };
        if said.is_none() {
            let what = format!("certificates of the profile {word} must say `{key}`, and it is missing");
            let mend = format!("below `[terms]` write `{key} = \"{}\"`", example(key));
            problems.add(file, line, what, mend);
        }
    }
}

fn example(key: &str) -> &'static str {
    match key {
        "field" => "Digital literacy",
        "level" => "EQF level 4",
        "assessment" => "Test with a pass mark",
        "quality" => "Reviewed every year by …",
        "accreditation" => "None",
        _ => "None; self-paced",
    }
}
