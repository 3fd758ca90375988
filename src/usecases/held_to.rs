//! What a person is held to and where they stand, with the explanation. Must not import anything but `domain`,
//! `catalog` and `store`.

use sea_orm::ConnectionTrait;

use crate::catalog::Catalog;
use crate::domain::ids::PersonId;
use crate::domain::program::Program;
use crate::domain::status::{CourseRule, Decisions, Evaluation, Facts, Requirement, evaluate};
use crate::domain::time::Timestamp;
use crate::store::entities::{assignment, intervention};
use crate::store::{Result, assignments, interventions};

/// One assignment with its program, in the version it was given in, and where the person stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The assignment.
    pub assignment: assignment::Model,
    /// The program.
    pub program: Program,
    /// Status and explanation.
    pub evaluation: Evaluation,
    /// What was decided about it, oldest first.
    pub interventions: Vec<intervention::Model>,
}

/// Everything a person is held to, the most urgent first.
///
/// # Errors
/// A program's version cannot be read, or the database did not answer.
pub async fn held_to(
    db: &impl ConnectionTrait,
    catalog: &Catalog,
    person: PersonId,
    facts: &Facts,
    now: Timestamp,
) -> Result<Vec<Held>> {
    let mut held = Vec::new();
    let mut decided = interventions::of_person(db, person).await?;
    for assignment in assignments::of_person(db, person).await? {
        let program = assignments::program_of(db, &assignment).await?;
        let interventions = decided.remove(&assignment.id).unwrap_or_default();
        let (due_at, mut decisions) = interventions::decisions(&assignment, &interventions)?;
        decisions.revocation = facts.revoked.iter().rev().find(|one| one.assignment == assignment.id).cloned();
        let requirement = Requirement { due_at, decisions, ..requirement(&program, catalog, &assignment) };
        let evaluation = evaluate(&requirement, facts, now);
        held.push(Held { assignment, program, evaluation, interventions });
    }
    held.sort_by_key(|held| (held.evaluation.status, held.assignment.due_at));
    Ok(held)
}

/// What a program asks for, with the outline of its courses as taught now.
fn requirement(program: &Program, catalog: &Catalog, assignment: &assignment::Model) -> Requirement {
    let courses = program.courses.iter().map(|key| match catalog.course(key) {
        Some(course) => CourseRule {
            key: course.key.clone(),
            title: course.title.clone(),
            version: course.version.clone(),
            lessons: course.lessons().map(|lesson| (lesson.key.clone(), lesson.title.clone())).collect(),
            pass_percent: course.assessment.pass_percent,
            objective_percent: course.assessment.objective_percent,
        },
        // A course that is no longer taught still counts for those who passed it.
        None => CourseRule {
            key: key.clone(),
            title: key.clone(),
            version: "no longer taught".to_owned(),
            lessons: vec![],
            pass_percent: 0,
            objective_percent: 0,
        },
    });
    Requirement {
        title: program.title.clone(),
        version: program.version.clone(),
        due_at: assignment.due_at,
        decisions: Decisions::default(),
        completed_at: assignment.completed_at,
        courses: courses.collect(),
    }
}
