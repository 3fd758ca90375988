//! After a new fact: where the person stands now, and the credentials that are earned by it, with the mail that says so. Runs inside the transaction
//! that writes the fact. Must not import anything but `domain`, `catalog` and `store`.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};

use super::held_to::{Held, held_to};
use super::seal::{Earned, email_digest, new_number, provider, seal};
use crate::catalog::Published;
use crate::domain::course::{Course, Objective};
use crate::domain::credential::{CourseRecord, Number, ObjectiveResult, Particulars, Record};
use crate::domain::grading::grade;
use crate::domain::ids::PersonId;
use crate::domain::program::{Credit, Program};
use crate::domain::status::{Facts, Pass};
use crate::domain::time::Timestamp;
use crate::store::entities::assignment;
use crate::store::{Error, Result, Tx, attempts, content, credentials, facts, people, settings};

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
    let number = new_number()?;
    let program = &held.program;
    let mut courses = Vec::new();
    let mut credit = program.credit.clone();
    for pass in program.courses.iter().filter_map(|key| facts.passes.get(key)) {
        let course: Course = content::version(tx.db(), &pass.course_hash).await?;
        if pass.tested_out {
            credit = without_lessons(credit, &course);
        }
        courses.push(course_record(tx, person.id, course, pass).await?);
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
        credit,
        delivery: "Online, self-paced".to_owned(),
        supervision: "None; the holder signed in with a personal account".to_owned(),
        courses,
        time_zone: program.time_zone.clone(),
        started_at: first_fact(&program.courses, facts).unwrap_or(completed_at),
        completed_at,
        issued_at: tx.now(),
        provider: provider(tx).await?,
        particulars: Particulars {
            email: Some(email_digest(&person.email)?),
            valid_until: valid_until(program, completed_at)?,
            replaces: None,
            terms: program.terms.clone(),
            explanation: Some(held.evaluation.why.of_what_was_achieved()),
        },
    };
    // One that was taken back has gone before.
    let before = credentials::last_of_assignment(tx.db(), held.assignment.id).await?;
    let earned = Earned { assignment: held.assignment.id, holder: person.id, after: before };
    seal(tx, &earned, &record).await?;
    Ok(number)
}

/// Credit where a course was met by assessment: of its minutes only those of the assessment were spent.
fn without_lessons(credit: Credit, course: &Course) -> Credit {
    let lessons: u16 = course.lessons().map(|lesson| lesson.minutes).sum();
    let contact_minutes = credit.contact_minutes.saturating_sub(lessons).max(course.assessment.minutes);
    Credit {
        contact_minutes,
        amount: format!("{contact_minutes} contact minutes"),
        basis: format!("{} “{}” was met by assessment, so only its assessment counts.", credit.basis, course.title),
    }
}

/// A course as it was when its assessment was passed, not as it is taught now.
async fn course_record(tx: &Tx, person: PersonId, course: Course, pass: &Pass) -> Result<CourseRecord> {
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
    let answers = attempts::answers(&attempts::saved(tx.db(), attempt.id).await?);
    let graded = grade(&form, &items, &answers);
    let of_objective = |objective: &Objective| {
        let score = graded.objectives.get(&objective.key)?;
        let percent = score.points.percent_of(score.max);
        Some(ObjectiveResult { key: objective.key.clone(), text: objective.text.clone(), percent })
    };
    Ok(course.objectives.iter().filter_map(of_objective).collect())
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
