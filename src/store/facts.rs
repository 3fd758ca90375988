//! Everything a person has done that can count towards a requirement. Must not import anything but `domain`.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::Result;
use super::attempts::{self, SUBMITTED};
use super::entities::{attempt, critical_retake, lesson_completion, reading_position};
use super::{credentials, retakes};
use crate::domain::grading::Points;
use crate::domain::ids::PersonId;
use crate::domain::status::{Facts, Pass};
use crate::domain::time::Timestamp;

/// A person's facts.
///
/// # Errors
/// The database did not answer.
pub async fn of_person(db: &impl ConnectionTrait, person: PersonId) -> Result<Facts> {
    let mut facts = Facts::default();
    let lessons =
        lesson_completion::Entity::find().filter(lesson_completion::Column::PersonId.eq(person)).all(db).await?;
    for row in lessons {
        facts.lessons.insert((row.course_key, row.lesson_key), row.at);
    }
    facts.revoked = credentials::revoked_of_person(db, person).await?;
    let asked_again = retakes::of_person(db, person).await?;
    for row in attempts::of_person(db, person).await?.into_iter().rev().filter(|row| row.state == SUBMITTED) {
        if is_void(&row, facts.void_until(&row.course_key)) {
            continue;
        }
        let own = asked_again.iter().filter(|retake| retake.attempt_id == row.id).collect::<Vec<_>>();
        add_attempt(&mut facts, &row, &own)?;
    }
    Ok(facts)
}

/// Whether an attempt counts no longer, because what rested on it was taken back since.
pub fn is_void(attempt: &attempt::Model, until: Option<Timestamp>) -> bool {
    until.is_some_and(|until| attempt.submitted_at.is_some_and(|at| at <= until))
}

/// A person's attempts at a course that count, oldest first: neither their number nor their result is affected by those before
/// a certificate was taken back.
///
/// # Errors
/// The database did not answer.
pub async fn attempts_that_count(
    db: &impl ConnectionTrait,
    person: PersonId,
    course: &str,
) -> Result<Vec<attempt::Model>> {
    let all = attempts::of_course(db, person, course).await?;
    let revoked = credentials::revoked_of_person(db, person).await?;
    let until = Facts { revoked, ..Facts::default() }.void_until(course);
    Ok(all.into_iter().filter(|row| !is_void(row, until)).collect())
}

fn add_attempt(facts: &mut Facts, row: &attempt::Model, asked_again: &[&critical_retake::Model]) -> Result<()> {
    match (row.passed, row.submitted_at) {
        (Some(true), Some(at)) => {
            let form = attempts::form(row)?;
            let open = retakes::open_items(asked_again.iter().copied()).len();
            let done_at = asked_again.iter().filter_map(|retake| retake.answered_at).max().filter(|_| open == 0);
            let pass = Pass {
                attempt: row.id,
                at,
                percent: percent(row),
                pass_percent: form.pass_percent,
                tested_out: form.test_out_percent.is_some_and(|mark| percent(row) >= mark),
                course_hash: form.course_hash,
                critical_open: u8::try_from(open).unwrap_or(u8::MAX),
                critical_done_at: done_at,
            };
            facts.passes.entry(row.course_key.clone()).or_insert(pass);
        }
        _ => *facts.misses.entry(row.course_key.clone()).or_default() += 1,
    }
    Ok(())
}

/// Score of a submitted attempt in percent, rounded down.
pub fn percent(attempt: &attempt::Model) -> u8 {
    Points(attempt.points.unwrap_or_default()).percent_of(Points(attempt.max_points.unwrap_or_default()))
}

/// Where the person stopped reading, most recent first.
///
/// # Errors
/// The database did not answer.
pub async fn positions(db: &impl ConnectionTrait, person: PersonId) -> Result<Vec<reading_position::Model>> {
    Ok(reading_position::Entity::find()
        .filter(reading_position::Column::PersonId.eq(person))
        .order_by_desc(reading_position::Column::UpdatedAt)
        .all(db)
        .await?)
}

/// Lessons the person completed, newest first.
///
/// # Errors
/// The database did not answer.
pub async fn completions(db: &impl ConnectionTrait, person: PersonId) -> Result<Vec<lesson_completion::Model>> {
    Ok(lesson_completion::Entity::find()
        .filter(lesson_completion::Column::PersonId.eq(person))
        .order_by_desc(lesson_completion::Column::At)
        .all(db)
        .await?)
}
