//! A frozen record, put into words for the page it is printed on. Must not import anything but `domain`.

use certificate_pdf::{Course, Moment, Objective, Paper, Picture, PictureKind, Said, Sheet};
use jiff::tz::TimeZone;
use url::Url;

use crate::domain::credential::{self, CourseRecord, Number, Record};
use crate::domain::image::{Image, ImageKind};
use crate::domain::network_art::certificate_pattern_svg;
use crate::domain::time::Timestamp;

/// Where anybody can check the certificate, in full as it is printed.
pub fn verify_address(base: &Url, number: &Number) -> String {
    format!("{}/verify/{number}", base.as_str().trim_end_matches('/'))
}

/// The pictures that the record names, if it names any.
#[derive(Debug, Default)]
pub struct Pictures {
    /// Beside the name of the organisation.
    pub logo: Option<Picture>,
    /// Above the name of who signs.
    pub signature: Option<Picture>,
}

/// The paper as the sheet takes it.
pub fn paper(paper: credential::Paper) -> Paper {
    match paper {
        credential::Paper::A4 => Paper::A4,
        credential::Paper::Letter => Paper::Letter,
    }
}

/// A picture as the sheet takes it.
pub fn picture(image: Image) -> Picture {
    let kind = match image.kind {
        ImageKind::Png => PictureKind::Png,
        ImageKind::Jpeg => PictureKind::Jpeg,
    };
    Picture { bytes: image.bytes, kind }
}

/// The certificate as it will be set, with the signed credential that goes with it; `None` for a moment that no calendar has.
pub fn sheet(record: &Record, pictures: Pictures, base: &Url, credential: String) -> Option<Sheet> {
    let day = |at: Timestamp| date(at, &record.time_zone);
    let verify_address = verify_address(base, &record.number);
    let number = record.number.to_string();
    // A title alone stands in the place of the name.
    let (signatory, signatory_title) = match record.provider.signatory.clone() {
        Some(name) => (Some(name), record.provider.signatory_title.clone()),
        None => (record.provider.signatory_title.clone(), None),
    };
    let more = more(record).into_iter().filter(|(name, _)| !matches!(*name, SIGNED_BY | VALID_UNTIL));
    Some(Sheet {
        paper: paper(record.provider.paper),
        logo: pictures.logo,
        signature: pictures.signature,
        profile: record.profile.key().to_owned(),
        signatory,
        signatory_title,
        verify_site: verify_address.strip_suffix(&number).unwrap_or_default().to_owned(),
        pattern: pattern(&record.number),
        number,
        verify_address,
        organisation: record.organisation.clone(),
        learner: record.learner.clone(),
        achievement: record.achievement.clone(),
        version: record.program_version.clone(),
        requirement: record.requirement.clone(),
        credit: record.credit.amount.clone(),
        credit_basis: record.credit.basis.clone(),
        delivery: record.delivery.clone(),
        supervision: record.supervision.clone(),
        started: day(record.started_at),
        completed: day(record.completed_at),
        issued: day(record.issued_at),
        valid_until: record.particulars.valid_until.map(day),
        more: more.map(|(name, value)| Said { name: name.to_owned(), value }).collect(),
        courses: record.courses.iter().map(|passed| course(passed, day(passed.passed_at))).collect(),
        credential,
        issued_at: moment(record.issued_at)?,
    })
}

/// Who signed, which stands with the signature.
pub const SIGNED_BY: &str = "Signed by";
/// A fact that a template sets in a place of its own.
const VALID_UNTIL: &str = "Valid until";

/// What some certificates say and others do not: who signed, until when it is valid, what the program says of itself, whom to ask.
pub fn more(record: &Record) -> Vec<(&'static str, String)> {
    let (provider, terms) = (&record.provider, &record.particulars.terms);
    let until = record.particulars.valid_until.map(|until| until.date_in(&record.time_zone));
    let itself = [
        (SIGNED_BY, provider.signed_by()),
        (VALID_UNTIL, until),
        ("Replaces", record.particulars.replaces.as_ref().map(ToString::to_string)),
    ];
    let whom_to_ask = [
        ("Contact", provider.contact.clone()),
        ("Address", provider.address.as_ref().map(|address| address.lines().collect::<Vec<_>>().join(", "))),
    ];
    let said = itself.into_iter().chain(terms.said()).chain(whom_to_ask);
    said.filter_map(|(name, value)| Some((name, value?))).collect()
}

/// What the holder of a passed course can do, and how well each was met where it was kept.
pub fn objectives(course: &CourseRecord) -> Vec<(&str, Option<u8>)> {
    if course.results.is_empty() {
        return course.objectives.iter().map(|text| (text.as_str(), None)).collect();
    }
    course.results.iter().map(|result| (result.text.as_str(), Some(result.percent))).collect()
}

fn course(passed: &CourseRecord, day: String) -> Course {
    let objective = |(text, percent): (&str, Option<u8>)| Objective { text: text.to_owned(), percent };
    Course {
        title: passed.title.clone(),
        version: passed.version.clone(),
        passed: day,
        percent: passed.percent,
        pass_percent: passed.pass_percent,
        objectives: objectives(passed).into_iter().map(objective).collect(),
    }
}

/// A date that is not broken over two lines.
fn date(at: Timestamp, zone: &str) -> String {
    at.date_in(zone).replace(' ', "\u{a0}")
}

/// A moment as a file says it of itself; `None` for one that no calendar has.
pub fn moment(at: Timestamp) -> Option<Moment> {
    let utc = jiff::Timestamp::from_millisecond(at.0).ok()?.to_zoned_datetime(TimeZone::UTC);
    Some(Moment {
        year: i32::from(utc.year()),
        month: utc.month().try_into().ok()?,
        day: utc.day().try_into().ok()?,
        hour: utc.hour().try_into().ok()?,
        minute: utc.minute().try_into().ok()?,
        second: utc.second().try_into().ok()?,
    })
}

/// Colours for paper: light enough to read small type on.
const COLOURS: &str = "<style>.art-strand{stroke:#dfd3b3}.art-strand[id],use{stroke:#f3edde}\
    .art-knot{stroke:#d9cda9;stroke-width:3.4;stroke-linecap:round}</style>";

/// The certificate's fine pattern as a file of its own.
fn pattern(number: &Number) -> String {
    let drawing = certificate_pattern_svg(number.as_str());
    let inside = drawing.split_once('>').map_or("", |(_, inside)| inside);
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="1120" height="792" viewBox="0 0 1120 792" fill="none" stroke-width="0.6">{COLOURS}{inside}"#
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::domain::credential::Provider;

    #[test]
    fn the_verify_address_has_one_slash_whatever_the_setting_ends_with() {
        let number = Number::from_random([7; 12]);
        for base in ["https://learn.example.org", "https://learn.example.org/"] {
            let address = verify_address(&base.parse().unwrap(), &number);
            assert_eq!(address, "https://learn.example.org/verify/NW-7777-7777-7777");
        }
    }

    #[test]
    fn whatever_the_record_says_is_handed_on() {
        let record = Record::everything();
        let said = more(&record);
        for (name, value) in [
            ("Signed by", "Maria Silva, Head of Learning"),
            ("Valid until", "1 January 1971"),
            ("Replaces", "NW-7777-7777-7777"),
            ("Field of study", "Digital literacy"),
            ("Level", "EQF level 4"),
            ("Assessment", "Multiple choice"),
            ("Instructor or evaluator", "None"),
            ("Accreditation", "Not accredited"),
            ("Quality assurance", "A yearly review"),
            ("Standards", "Social media use (DigComp 2.2, 2.3); Copyright"),
            ("Contact", "learning@example.org"),
            ("Address", "1 Quay Street, Port"),
        ] {
            assert!(said.iter().any(|(n, v)| (*n, v.as_str()) == (name, value)), "{name}: {said:?}");
        }
        let sheet =
            sheet(&record, Pictures::default(), &"https://learn.example.org".parse().unwrap(), String::new()).unwrap();
        assert_eq!(sheet.profile, "eu-microcredential");
        assert_eq!(sheet.valid_until.as_deref(), Some("1\u{a0}January\u{a0}1971"));
        assert_eq!(
            (sheet.signatory.as_deref(), sheet.signatory_title.as_deref()),
            (Some("Maria Silva"), Some("Head of Learning"))
        );
        // In places of their own, and not twice.
        assert_eq!(sheet.more.len(), said.len() - 2);
        assert_eq!(sheet.courses[0].objectives[0].percent, Some(83));
        let provider = Provider { signatory: None, ..record.provider.clone() };
        let titled = Record { provider, ..record };
        let titled =
            super::sheet(&titled, Pictures::default(), &"https://learn.example.org".parse().unwrap(), String::new())
                .unwrap();
        assert_eq!((titled.signatory.as_deref(), titled.signatory_title), (Some("Head of Learning"), None));
    }

    #[test]
    fn the_pattern_is_a_whole_drawing() {
        let drawing = pattern(&Number::from_random([7; 12]));
        assert!(drawing.starts_with("<svg xmlns=") && drawing.ends_with("</svg></svg>"), "{drawing}");
        assert_eq!(drawing.matches("<svg").count(), drawing.matches("</svg>").count());
    }

    #[test]
    fn the_moment_of_issue_is_read_in_utc() {
        let issued = moment(Timestamp(1_772_442_061_999)).unwrap();
        assert_eq!(issued, Moment { year: 2026, month: 3, day: 2, hour: 9, minute: 1, second: 1 });
    }
}
