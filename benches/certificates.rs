//! How long one certificate takes: freezing the record, signing it twice, setting the PDF. A thousand in a row, and the memory.
//!
//!     cargo bench --bench certificates                     optimised
//!     cargo bench --bench certificates --profile dev       with what `make test` has compiled

use std::time::{Duration, Instant};

use certificate_pdf::Fonts;
use netwise::catalog::{Files, canonical_json, certificate_template};
use netwise::domain::credential::{CourseRecord, Number, Particulars, Provider, Record};
use netwise::domain::program::{Credit, Profile};
use netwise::domain::time::Timestamp;
use netwise::server::claims::{Place, claims};
use netwise::server::sheet::{Pictures, sheet};
use open_badge::{Credential, KeyPair, sign, sign_jwt};

const TIMES: u8 = 250;
const ROUNDS: u8 = 4;
const BASE: &str = "https://learn.example.org";

type Failed = Box<dyn std::error::Error>;

fn record(n: u8, round: u8) -> Record {
    let at = Timestamp(1_795_512_600_000);
    let course = CourseRecord {
        key: "start-100".into(),
        title: "First steps: what a network is, and social media used well".into(),
        version: "1.0.0".into(),
        hash: String::new(),
        objectives: vec!["tell a network from a list of contacts.".into(); 3],
        percent: 92,
        pass_percent: 80,
        passed_at: at,
        results: vec![],
    };
    Record {
        number: Number::from_random([n, round, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
        learner: format!("Amara Okafor {n}"),
        organisation: "Harbour & Vale".into(),
        program: "onboarding".into(),
        achievement: "Onboarding: learning networks and social media".into(),
        program_version: "1.0.0".into(),
        program_hash: "ab".repeat(32),
        profile: Profile::Employment,
        requirement: "Meets the onboarding requirement.".into(),
        credit: Credit { contact_minutes: 60, amount: "1.0 contact hour".into(), basis: "60 minutes".into() },
        delivery: "Online, self-paced".into(),
        supervision: "None".into(),
        courses: vec![course],
        time_zone: "Europe/London".into(),
        started_at: at,
        completed_at: at,
        issued_at: at,
        provider: Provider::default(),
        particulars: Particulars::default(),
    }
}

fn report(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share: usize| times.get(times.len() * share / 100).copied().unwrap_or_default();
    let all: Duration = times.iter().sum();
    println!("{what:<16} p50 {:>9.2?}   p95 {:>9.2?}   {} in {:.2?}", at(50), at(95), times.len(), all);
}

fn main() -> Result<(), Failed> {
    let template =
        certificate_template(&Files::embedded(), Profile::Employment).map_err(|problem| problem.to_string())?;
    let keys = KeyPair::new("key-1", &[7; 32], &[9; 32])?;
    let (mut sealing, mut signing, mut tokens, mut setting) = (vec![], vec![], vec![], vec![]);
    for (n, round) in (0..ROUNDS).flat_map(|round| (0..TIMES).map(move |n| (n, round))) {
        let record = record(n, round);
        let start = Instant::now();
        canonical_json(&record)?;
        sealing.push(start.elapsed());

        let start = Instant::now();
        let credential = Credential::new(&claims(&record, BASE, Place { list: 1, index: u32::from(n) }));
        let signed = sign(&credential, BASE, &keys)?;
        signing.push(start.elapsed());

        let start = Instant::now();
        sign_jwt(&credential, BASE, 0, None, &keys);
        tokens.push(start.elapsed());

        let sheet = sheet(&record, Pictures::default(), &BASE.parse()?, signed.to_string()).ok_or("no such date")?;
        let start = Instant::now();
        template.set(&sheet, Fonts::shared())?;
        setting.push(start.elapsed());
    }
    let whole = (0..sealing.len()).map(|n| sealing[n] + signing[n] + tokens[n] + setting[n]).collect();
    report("record", sealing);
    report("embedded proof", signing);
    report("JWT", tokens);
    report("PDF", setting);
    report("all of it", whole);
    println!("{}", memory()?);
    Ok(())
}

/// What this process holds, and has held at most, as Linux tells it.
fn memory() -> Result<String, Failed> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let of_memory = |line: &&str| line.starts_with("VmRSS") || line.starts_with("VmHWM");
    Ok(status.lines().filter(of_memory).collect::<Vec<_>>().join("\n"))
}
