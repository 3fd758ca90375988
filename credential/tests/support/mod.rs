//! A certificate with everything that one can say, and with one that says little.
#![allow(dead_code)]

use open_badge::{Alignment, Claims, Course, EmailDigest, Goal, Issuer, KeyPair};

pub const BASE: &str = "https://learn.example.org";

pub fn keys() -> KeyPair {
    KeyPair::new("key-1", &[7; 32], &[9; 32]).unwrap()
}

pub fn other_keys() -> KeyPair {
    KeyPair::new("key-1", &[8; 32], &[3; 32]).unwrap()
}

fn course(key: &str, goals: Vec<Goal>) -> Course {
    Course {
        key: key.into(),
        title: format!("Course {key}: “first steps” & <more>"),
        version: "1.0.0".into(),
        percent: 92,
        pass_percent: 80,
        passed: "2026-11-24T09:00:00Z".into(),
        goals,
    }
}

/// A name in several scripts, a fraction of an hour, every optional element.
pub fn full() -> Claims {
    let goal = |key: &str, percent| Goal { key: key.into(), text: format!("do \"{key}\"\tand\nmore \\"), percent };
    Claims {
        base: BASE.into(),
        number: "NW-7K3M-9QXR-2TBV".into(),
        learner: "Aoife Ní Bhriain 李 Ω \u{1f600} o'Neill".into(),
        email: Some(EmailDigest { salt: "c2FsdA".into(), sha256: "ab".repeat(32) }),
        issuer: Issuer {
            name: "Harbour & Vale".into(),
            address: Some("1 Quay Street\nHarbour\nNorway".into()),
            email: Some("learning@harbour.example".into()),
            official: Some("Ingrid Solberg, Head of Learning".into()),
            accreditation: Some("No accreditation".into()),
            logo: Some(format!("{BASE}/images/{}", "ab".repeat(32))),
        },
        program: "onboarding".into(),
        achievement: "Onboarding: learning networks".into(),
        version: "1.0.0".into(),
        program_hash: "0123456789abcdef".repeat(4),
        kind: "CertificateOfCompletion".into(),
        requirement: "Meets the onboarding requirement.".into(),
        field: Some("Digital literacy".into()),
        credit: "1.5 contact hours".into(),
        credit_basis: "90 minutes of designed study time".into(),
        credit_hundredths: 150,
        delivery: "Online, self-paced".into(),
        supervision: "None; the holder signed in with a personal account".into(),
        alignments: vec![Alignment {
            name: "ISTE 1.1 Empowered Learner".into(),
            url: "https://iste.org/standards/students".into(),
            framework: Some("ISTE Standards".into()),
            code: Some("1.1".into()),
        }],
        courses: vec![
            course("start-100", vec![goal("tell-apart", Some(100)), goal("audit", Some(66)), goal("read", None)]),
            course("more-200", vec![]),
        ],
        started: "2026-11-02T08:00:00Z".into(),
        completed: "2026-11-24T09:00:00Z".into(),
        issued: "2026-11-24T09:30:00Z".into(),
        valid_until: Some("2999-11-24T23:59:59Z".into()),
        replaces: Some("NW-0000-0000-0000".into()),
        status_list: 1,
        status_index: 94_567,
    }
}

/// Only what every certificate has.
pub fn least() -> Claims {
    Claims {
        number: "NW-1111-1111-1111".into(),
        email: None,
        issuer: Issuer { name: "Vale".into(), ..Issuer::default() },
        field: None,
        credit_hundredths: 100,
        alignments: vec![],
        courses: vec![course("start-100", vec![])],
        valid_until: None,
        replaces: None,
        status_index: 12,
        ..full()
    }
}
