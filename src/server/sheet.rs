//! A frozen record, put into words for the page it is printed on. Must not import anything but `domain`.

use certificate_pdf::{Course, Moment, Paper, Picture, PictureKind, Said, Sheet};
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
    Some(Sheet {
        paper: match record.provider.paper {
            credential::Paper::A4 => Paper::A4,
            credential::Paper::Letter => Paper::Letter,
        },
        logo: pictures.logo,
        signature: pictures.signature,
        signatory: record.provider.signatory.clone(),
        signatory_title: record.provider.signatory_title.clone(),
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
        more: more(record)
            .into_iter()
            .filter(|(name, _)| *name != SIGNED_BY)
            .map(|(name, value)| Said { name: name.to_owned(), value })
            .collect(),
        courses: record.courses.iter().map(|passed| course(passed, day(passed.passed_at))).collect(),
        credential,
        issued_at: moment(record.issued_at)?,
    })
}

/// The name of who signed, which stands with the signature.
pub const SIGNED_BY: &str = "Signed by";

/// What some certificates say and others do not: who signed, whom to ask, until when it is valid.
pub fn more(record: &Record) -> Vec<(&'static str, String)> {
    let provider = &record.provider;
    let signed = provider.signatory.as_ref().map(|name| match &provider.signatory_title {
        Some(title) => format!("{name}, {title}"),
        None => name.clone(),
    });
    let until = record.particulars.valid_until.map(|until| until.date_in(&record.time_zone));
    let replaces = record.particulars.replaces.as_ref().map(ToString::to_string);
    let said = [
        (SIGNED_BY, signed),
        ("Valid until", until),
        ("Replaces", replaces),
        ("Contact", provider.contact.clone()),
        ("Address", provider.address.as_ref().map(|address| address.lines().collect::<Vec<_>>().join(", "))),
    ];
    said.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

fn course(passed: &CourseRecord, day: String) -> Course {
    Course {
        title: passed.title.clone(),
        version: passed.version.clone(),
        passed: day,
        percent: passed.percent,
        pass_percent: passed.pass_percent,
        objectives: passed.objectives.clone(),
    }
}

/// A date that is not broken over two lines.
fn date(at: Timestamp, zone: &str) -> String {
    at.date_in(zone).replace(' ', "\u{a0}")
}

fn moment(at: Timestamp) -> Option<Moment> {
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

    #[test]
    fn the_verify_address_has_one_slash_whatever_the_setting_ends_with() {
        let number = Number::from_random([7; 12]);
        for base in ["https://learn.example.org", "https://learn.example.org/"] {
            let address = verify_address(&base.parse().unwrap(), &number);
            assert_eq!(address, "https://learn.example.org/verify/NW-7777-7777-7777");
        }
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
