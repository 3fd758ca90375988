//! After a new fact: where the person stands now, and the credentials that are earned by it, with the mail that says so. Runs inside the transaction
//! that writes the fact. Must not import anything but `domain`, `catalog` and `store`.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::held_to::{Held, held_to};
use crate::catalog::{Published, canonical_json};
use crate::domain::course::{Course, Objective};
use crate::domain::credential::{CourseRecord, EmailDigest, Number, ObjectiveResult, Particulars, Record};
use crate::domain::grading::grade;
use crate::domain::ids::{CredentialId, PersonId};
use crate::domain::mail::MailKind;
use crate::domain::program::Program;
use crate::domain::status::{Facts, Pass};
use crate::domain::time::Timestamp;
use crate::store::entities::{assignment, credential};
use crate::store::{Error, Result, Tx, attempts, content, facts, insert_new, outbox, people, settings};

/// Brings the roll-ups of the person's open assignments up to date and seals a credential for each that is now complete.
/// The caller holds the person's row, so that two facts at once cannot both miss the other.
pub(super) async fn reevaluate(tx: &Tx, published: &Published, person: PersonId) -> Result<Vec<Number>> {
    let facts = facts::of_person(tx.db(), person).await?;
    let mut earned = Vec::new();
    for held in held_to(tx.db(), &published.catalog, person, &facts, tx.now()).await? {
        if held.assignment.completed_at.is_some() {
            continue;
        }
        if held.assignment.started_at.is_none() && held.evaluation.begun {
            roll_up(tx, &held, assignment::ActiveModel { started_at: Set(Some(tx.now())), ..Default::default() })
                .await?;
        }
        if let Some(completed_at) = held.evaluation.completed_at {
            let done = assignment::ActiveModel { completed_at: Set(Some(completed_at)), ..Default::default() };
            if roll_up(tx, &held, done).await? {
                earned.push(issue(tx, &held, &facts, completed_at).await?);
            }
        }
    }
    Ok(earned)
}

/// Guarded: only an assignment that is still open changes.
async fn roll_up(tx: &Tx, held: &Held, change: assignment::ActiveModel) -> Result<bool> {
    let changed = assignment::Entity::update_many()
        .set(change)
        .filter(assignment::Column::Id.eq(held.assignment.id))
        .filter(assignment::Column::CompletedAt.is_null())
        .exec(tx.db())
        .await?;
    Ok(changed.rows_affected == 1)
}

/// Freezes the record of a completed assignment under a new number.
async fn issue(tx: &Tx, held: &Held, facts: &Facts, completed_at: Timestamp) -> Result<Number> {
    let person = people::person(tx.db(), held.assignment.person_id).await?;
    let mut random = [0u8; 12];
    getrandom::fill(&mut random).map_err(|error| Error::unreadable("random source", error))?;
    let number = Number::from_random(random);
    let program = &held.program;
    let mut courses = Vec::new();
    for pass in program.courses.iter().filter_map(|key| facts.passes.get(key)) {
        courses.push(course_record(tx, person.id, pass).await?);
    }
    let record = Record {
        number: number.clone(),
        learner: person.name,
        organisation: settings::organisation(tx.db()).await?.name,
        program: program.key.clone(),
        achievement: program.title.clone(),
        program_version: program.version.clone(),
        program_hash: held.assignment.program_hash.clone(),
        profile: program.profile,
        requirement: program.requirement.clone(),
        credit: program.credit.clone(),
        delivery: "Online, self-paced".to_owned(),
        supervision: "None; the holder signed in with a personal account".to_owned(),
        courses,
        time_zone: program.time_zone.clone(),
        started_at: first_fact(&program.courses, facts).unwrap_or(completed_at),
        completed_at,
        issued_at: tx.now(),
        provider: settings::provider(tx.db()).await?,
        particulars: Particulars {
            email: Some(email_digest(&person.email)?),
            valid_until: valid_until(program, completed_at)?,
            replaces: None,
            terms: program.terms.clone(),
        },
    };
    seal(tx, held, &record).await?;
    Ok(number)
}

async fn seal(tx: &Tx, held: &Held, record: &Record) -> Result<()> {
    let body = canonical_json(record).map_err(|error| Error::unreadable("credential", error))?;
    let record_hash = hex::encode(Sha256::digest(body.as_bytes()));
    let id = CredentialId::new();
    let row = credential::ActiveModel {
        id: Set(id),
        number: Set(record.number.to_string()),
        assignment_id: Set(held.assignment.id),
        person_id: Set(held.assignment.person_id),
        program_key: Set(record.program.clone()),
        record: Set(body),
        record_hash: Set(record_hash.clone()),
        issued_at: Set(tx.now()),
        replaces: Set(None),
        valid_until: Set(record.particulars.valid_until),
    };
    if !insert_new(tx.db(), row).await? {
        return Err(Error::unreadable("credential", "this assignment has one already, or its number is taken"));
    }
    let details = json!({ "number": record.number, "record_hash": record_hash, "assignment": held.assignment.id });
    tx.record("credential.issued", Some(held.assignment.person_id.0), &details).await?;
    outbox::enqueue(tx, MailKind::Certificate, held.assignment.person_id, Some(id.0)).await?;
    Ok(())
}

/// A course as it was when its assessment was passed, not as it is taught now.
async fn course_record(tx: &Tx, person: PersonId, pass: &Pass) -> Result<CourseRecord> {
    let course: Course = content::version(tx.db(), &pass.course_hash).await?;
    Ok(CourseRecord {
        results: results(tx, person, &course, pass).await?,
        objectives: course.objectives.into_iter().map(|objective| objective.text).collect(),
        key: course.key,
        title: course.title,
        version: course.version,
        hash: pass.course_hash.clone(),
        percent: pass.percent,
        pass_percent: pass.pass_percent,
        passed_at: pass.at,
    })
}

/// Results by objective, of the attempt that was passed.
async fn results(tx: &Tx, person: PersonId, course: &Course, pass: &Pass) -> Result<Vec<ObjectiveResult>> {
    let attempts = attempts::of_course(tx.db(), person, &course.key).await?;
    let passed = attempts.iter().find(|row| row.passed == Some(true) && row.submitted_at == Some(pass.at));
    let Some(attempt) = passed else { return Ok(vec![]) };
    let form = attempts::form(attempt)?;
    let items = content::items_of(tx.db(), &form).await?;
    let answers = attempts::answers(tx.db(), attempt.id).await?;
    let chosen = answers.into_iter().map(|(item, answer)| (item, answer.choices)).collect();
    let graded = grade(&form, &items, &chosen);
    let of_objective = |objective: &Objective| {
        let score = graded.objectives.get(&objective.key)?;
        let percent = score.points.percent_of(score.max);
        Some(ObjectiveResult { key: objective.key.clone(), text: objective.text.clone(), percent })
    };
    Ok(course.objectives.iter().filter_map(of_objective).collect())
}

/// A salt of its own for each certificate, so that two of one person cannot be told to be.
fn email_digest(email: &str) -> Result<EmailDigest> {
    let mut random = [0u8; 16];
    getrandom::fill(&mut random).map_err(|error| Error::unreadable("random source", error))?;
    let salt = hex::encode(random);
    let sha256 = hex::encode(Sha256::digest(format!("{email}{salt}")));
    Ok(EmailDigest { salt, sha256 })
}

fn valid_until(program: &Program, completed_at: Timestamp) -> Result<Option<Timestamp>> {
    let end = |months| completed_at.end_of_day_after_months(months, &program.time_zone);
    program.valid_months.map(end).transpose().map_err(|error| Error::unreadable("program", error))
}

fn first_fact(courses: &[String], facts: &Facts) -> Option<Timestamp> {
    let lessons = facts.lessons.iter().filter(|((course, _), _)| courses.contains(course)).map(|(_, at)| *at);
    let passes = facts.passes.iter().filter(|(course, _)| courses.contains(course)).map(|(_, pass)| pass.at);
    lessons.chain(passes).min()
}
