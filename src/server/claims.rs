//! A frozen record, put into the claims of an Open Badges credential. Must not import anything but `domain`.

use open_badge::{Alignment, Claims, Course, EmailDigest, Goal, Issuer};

use crate::domain::credential::{CourseRecord, Record};
use crate::domain::program::{Profile, Standard};

/// Its place on a status list.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// Number of the list.
    pub list: u32,
    /// Place on it.
    pub index: u32,
}

/// What the certificate with this record claims.
pub fn claims(record: &Record, base: &str, place: Place) -> Claims {
    let more = &record.particulars;
    let email = more.email.as_ref();
    Claims {
        base: base.to_owned(),
        number: record.number.to_string(),
        learner: clean(&record.learner),
        email: email.map(|email| EmailDigest { salt: email.salt.clone(), sha256: email.sha256.clone() }),
        issuer: issuer(record, base),
        program: record.program.clone(),
        achievement: clean(&record.achievement),
        version: record.program_version.clone(),
        program_hash: record.program_hash.clone(),
        kind: kind(record.profile).to_owned(),
        requirement: clean(&record.requirement),
        field: more.terms.field.as_deref().map(clean),
        credit: clean(&record.credit.amount),
        credit_basis: clean(&record.credit.basis),
        credit_hundredths: u32::from(record.credit.contact_minutes) * 100 / 60,
        delivery: clean(&record.delivery),
        supervision: clean(&record.supervision),
        alignments: more.terms.standards.iter().map(alignment).collect(),
        courses: record.courses.iter().map(course).collect(),
        started: record.started_at.utc(),
        completed: record.completed_at.utc(),
        issued: record.issued_at.utc(),
        valid_until: more.valid_until.map(crate::domain::time::Timestamp::utc),
        replaces: more.replaces.as_ref().map(ToString::to_string),
        status_list: place.list,
        status_index: place.index,
    }
}

/// Without control characters: not all software writes them in the same way when it checks a signature.
fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && !matches!(c, '\n' | '\t') { ' ' } else { c }).collect()
}

fn issuer(record: &Record, base: &str) -> Issuer {
    let provider = &record.provider;
    let official = match (&provider.signatory, &provider.signatory_title) {
        (Some(name), Some(title)) => Some(format!("{name}, {title}")),
        (name, title) => name.clone().or_else(|| title.clone()),
    };
    Issuer {
        name: clean(&record.organisation),
        address: provider.address.as_deref().map(clean),
        email: provider.contact.clone(),
        official: official.as_deref().map(clean),
        accreditation: record.particulars.terms.accreditation.as_deref().map(clean),
        logo: provider.logo.as_ref().map(|hash| format!("{base}/images/{hash}")),
    }
}

/// The kind of achievement, of those that Open Badges has.
fn kind(profile: Profile) -> &'static str {
    match profile {
        Profile::EuMicrocredential => "MicroCredential",
        Profile::Employment | Profile::Graduation | Profile::ContinuingEducation => "CertificateOfCompletion",
    }
}

fn alignment(standard: &Standard) -> Alignment {
    Alignment {
        name: clean(&standard.name),
        url: standard.url.clone(),
        framework: standard.framework.as_deref().map(clean),
        code: standard.code.clone(),
    }
}

fn course(passed: &CourseRecord) -> Course {
    let goals = if passed.results.is_empty() {
        let learnt =
            |(n, text): (usize, &String)| Goal { key: format!("objective-{n}"), text: clean(text), percent: None };
        (1..).zip(&passed.objectives).map(learnt).collect()
    } else {
        let scored = |result: &crate::domain::credential::ObjectiveResult| Goal {
            key: result.key.clone(),
            text: clean(&result.text),
            percent: Some(result.percent),
        };
        passed.results.iter().map(scored).collect()
    };
    Course {
        key: passed.key.clone(),
        title: clean(&passed.title),
        version: passed.version.clone(),
        percent: passed.percent,
        pass_percent: passed.pass_percent,
        passed: passed.passed_at.utc(),
        goals,
    }
}
