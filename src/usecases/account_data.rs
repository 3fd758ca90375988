//! All that is recorded about one person, for that person to take along. Must not import anything but `domain` and `store`.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use crate::domain::ids::PersonId;
use crate::domain::time::Timestamp;
use crate::store::entities::{
    assignment, attempt, ledger, ledger_payload, membership, reading_position, response, role_grant, unit,
};
use crate::store::facts::{self, percent};
use crate::store::units::Tree;
use crate::store::{Result, assignments, attempts, credentials, people};

/// What is recorded about a person. Dates are in UTC. Questions and their right answers are not the person's, and neither is
/// who else did something.
///
/// # Errors
/// [`crate::store::Error::NotFound`], or the database did not answer.
pub async fn account_data(db: &impl ConnectionTrait, id: PersonId, now: Timestamp) -> Result<Value> {
    let person = people::person(db, id).await?;
    Ok(json!({
        "made_at": utc(now),
        "person": { "id": person.id, "name": person.name, "email": person.email, "added_at": utc(person.created_at) },
        "units": units(db, id).await?,
        "roles": roles(db, id).await?,
        "sessions": sessions(db, id, now).await?,
        "requirements": requirements(db, id).await?,
        "lessons": lessons(db, id).await?,
        "reading_positions": positions(db, id).await?,
        "attempts": all_attempts(db, id).await?,
        "certificates": credentials::of_person(db, id).await?,
        "history": history(db, id).await?,
    }))
}

fn utc(at: Timestamp) -> String {
    at.utc()
}

async fn units(db: &impl ConnectionTrait, id: PersonId) -> Result<Vec<Value>> {
    let rows = membership::Entity::find().filter(membership::Column::PersonId.eq(id)).find_also_related(unit::Entity);
    let rows = rows.order_by_asc(membership::Column::JoinedAt).all(db).await?;
    let row = |(member, unit): (membership::Model, Option<unit::Model>)| json!({ "name": unit.map(|unit| unit.name), "since": utc(member.joined_at) });
    Ok(rows.into_iter().map(row).collect())
}

async fn roles(db: &impl ConnectionTrait, id: PersonId) -> Result<Vec<Value>> {
    let tree = Tree::load(db).await?;
    let row = |grant: &role_grant::Model| {
        let unit = grant.unit_id.and_then(|unit| tree.unit(unit)).map(|unit| unit.name.as_str());
        json!({ "role": grant.role, "unit": unit, "since": utc(grant.granted_at) })
    };
    Ok(people::role_grants(db, id).await?.iter().map(row).collect())
}

async fn sessions(db: &impl ConnectionTrait, id: PersonId, now: Timestamp) -> Result<Vec<Value>> {
    let rows = people::live_sessions(db, id, now).await?;
    Ok(rows.iter().map(|row| json!({ "began_at": utc(row.created_at), "used_at": utc(row.seen_at) })).collect())
}

async fn requirements(db: &impl ConnectionTrait, id: PersonId) -> Result<Vec<Value>> {
    let rows = assignments::of_person(db, id).await?;
    let row = |row: &assignment::Model| {
        json!({
            "program": row.program_key, "assigned_at": utc(row.assigned_at), "due_at": utc(row.due_at),
            "started_at": row.started_at.map(utc), "completed_at": row.completed_at.map(utc),
        })
    };
    Ok(rows.iter().map(row).collect())
}

async fn lessons(db: &impl ConnectionTrait, id: PersonId) -> Result<Vec<Value>> {
    let rows = facts::completions(db, id).await?;
    Ok(rows
        .iter()
        .map(|row| json!({ "course": row.course_key, "lesson": row.lesson_key, "done_at": utc(row.at) }))
        .collect())
}

async fn positions(db: &impl ConnectionTrait, id: PersonId) -> Result<Vec<Value>> {
    let rows = facts::positions(db, id).await?;
    let row = |row: &reading_position::Model| json!({ "course": row.course_key, "lesson": row.lesson_key, "thousandths": row.position, "at": utc(row.updated_at) });
    Ok(rows.iter().map(row).collect())
}

async fn all_attempts(db: &impl ConnectionTrait, id: PersonId) -> Result<Vec<Value>> {
    let mut all = Vec::new();
    for attempt in attempts::of_person(db, id).await? {
        let answers = response::Entity::find()
            .filter(response::Column::AttemptId.eq(attempt.id))
            .order_by_asc(response::Column::SavedAt)
            .order_by_asc(response::Column::ItemId)
            .all(db)
            .await?;
        all.push(one_attempt(&attempt, &answers));
    }
    Ok(all)
}

fn one_attempt(attempt: &attempt::Model, answers: &[response::Model]) -> Value {
    let answer = |row: &response::Model| {
        let answer: Value = serde_json::from_str(&row.answer).unwrap_or_default();
        json!({ "question": row.item_id, "answer": answer, "flagged": row.flagged, "saved_at": utc(row.saved_at) })
    };
    json!({
        "course": attempt.course_key, "attempt": attempt.ordinal, "state": attempt.state,
        "started_at": utc(attempt.started_at), "submitted_at": attempt.submitted_at.map(utc),
        "percent": attempt.submitted_at.map(|_| percent(attempt)), "passed": attempt.passed,
        "answers": answers.iter().map(answer).collect::<Vec<_>>(),
    })
}

/// The entries of the record that are about the person.
async fn history(db: &impl ConnectionTrait, id: PersonId) -> Result<Vec<Value>> {
    let rows = ledger::Entity::find()
        .filter(ledger::Column::SubjectId.eq(id.0))
        .find_also_related(ledger_payload::Entity)
        .order_by_asc(ledger::Column::Seq)
        .all(db)
        .await?;
    let row = |(entry, payload): (ledger::Model, Option<ledger_payload::Model>)| {
        let details: Value = payload.and_then(|payload| serde_json::from_str(&payload.body).ok()).unwrap_or_default();
        json!({ "number": entry.seq, "at": utc(entry.at), "what": entry.kind, "by_you": entry.actor_id == Some(id.0), "details": details })
    };
    Ok(rows.into_iter().map(row).collect())
}
