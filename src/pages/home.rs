//! `/home`: what to do next, what is overdue, what is due, what is done.

use axum::response::Response;
use leptos::prelude::*;

use crate::catalog::Catalog;
use crate::components::date::due_in_words;
use crate::components::standing::ended_chip;
use crate::components::status::{due_chip, why};
use crate::components::{Calendar, Icon, art, date, notice};
use crate::domain::course::{Course, Lesson};
use crate::domain::ids::AttemptId;
use crate::domain::person::Role;
use crate::domain::status::{Facts, Status};
use crate::server::actor::Learner;
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};
use crate::store::credentials::Sealed;
use crate::store::entities::attempt;
use crate::store::{attempts, credentials, facts};
use crate::usecases::held_to::{Held, held_to};

/// Shows the learner's own page.
///
/// # Errors
/// The database did not answer.
pub async fn show(page: Page, Learner(actor): Learner) -> Result<Response, Failure> {
    let (db, content, calendar) = (page.app().store().reader(), page.app().content(), page.calendar());
    let catalog = content.catalog();
    let facts = facts::of_person(db, actor.person()).await?;
    let held = held_to(db, catalog, actor.person(), &facts, calendar.now).await?;
    let certificates = credentials::sealed_of_person(db, actor.person()).await?;
    let open: Option<attempt::Model> =
        attempts::of_person(db, actor.person()).await?.into_iter().find(|attempt| attempt.state == attempts::OPEN);
    Ok(page.show(Layout::Wide, "Your learning", || {
        let due =
            |status: &[Status]| held.iter().filter(|held| status.contains(&held.evaluation.status)).collect::<Vec<_>>();
        let rows =
            |held: Vec<&Held>| held.into_iter().map(|held| row(held, &certificates, &calendar)).collect::<Vec<_>>();
        view! {
            <div class="stack stack-l">
                <h1 class="title-quiet">"Your learning"</h1>
                {actor.is(Role::Reviewer).then(reviewer_notice)}
                {next_step(&held, catalog, &facts, open.as_ref()).map(|step| continue_card(&step, &calendar))}
                {held.is_empty().then(nothing_due)}
                {section("overdue", "Overdue", rows(due(&[Status::Overdue])))}
                {section("soon", "Due", rows(due(&[Status::DueSoon, Status::InProgress, Status::NotStarted])))}
                {section("done", "Done", rows(due(&[Status::Complete, Status::Exempt])))}
            </div>
        }
    }))
}

/// What to do next: the first open part of the most urgent requirement.
struct NextStep<'a> {
    held: &'a Held,
    course: &'a Course,
    action: Action<'a>,
    lessons_done: usize,
}

enum Action<'a> {
    Read(usize, &'a Lesson),
    TakeAssessment,
    GoOnWithAttempt(&'a attempt::Model),
    AnswerAgain(AttemptId),
}

fn next_step<'a>(
    held: &'a [Held],
    catalog: &'a Catalog,
    facts: &Facts,
    open: Option<&'a attempt::Model>,
) -> Option<NextStep<'a>> {
    let held = held.iter().find(|held| !held.evaluation.status.is_met())?;
    let unfinished = |course: &&Course| match facts.passes.get(&course.key) {
        Some(pass) => !pass.is_settled() || !pass.tested_out && lessons_done(course, facts) < course.lessons().count(),
        None => true,
    };
    let course = held.program.courses.iter().filter_map(|key| catalog.course(key)).find(unfinished)?;
    let done = |lesson: &Lesson| facts.lessons.contains_key(&(course.key.clone(), lesson.key.clone()));
    let attempt = open.filter(|attempt| attempt.course_key == course.key);
    let pass = facts.passes.get(&course.key);
    let unread = course.lessons().enumerate().find(|(_, lesson)| !done(lesson));
    let unread = unread.filter(|_| !pass.is_some_and(|pass| pass.tested_out));
    let action = match (attempt, unread, pass) {
        (Some(attempt), _, _) => Action::GoOnWithAttempt(attempt),
        (None, Some((index, lesson)), _) => Action::Read(index, lesson),
        (None, None, Some(pass)) => Action::AnswerAgain(pass.attempt),
        (None, None, None) => Action::TakeAssessment,
    };
    Some(NextStep { held, course, action, lessons_done: lessons_done(course, facts) })
}

fn lessons_done(course: &Course, facts: &Facts) -> usize {
    course.lessons().filter(|lesson| facts.lessons.contains_key(&(course.key.clone(), lesson.key.clone()))).count()
}

fn continue_card(step: &NextStep, calendar: &Calendar) -> impl IntoView + use<> {
    let (course, total) = (step.course, step.course.lessons().count());
    let base = format!("/courses/{}", course.key);
    let (title, place, minutes, address) = match &step.action {
        Action::Read(index, lesson) => (
            lesson.title.clone(),
            format!("Lesson {} of {total}", index + 1),
            format!("{} minutes", lesson.minutes),
            format!("{base}/{}", lesson.key),
        ),
        Action::TakeAssessment => (
            "Take the assessment".to_owned(),
            format!("{} questions", course.assessment.form_length()),
            format!("About {} minutes", course.assessment.minutes),
            format!("{base}/assessment"),
        ),
        Action::AnswerAgain(attempt) => (
            "Answer a critical question again".to_owned(),
            "You have passed the assessment".to_owned(),
            "A few minutes".to_owned(),
            format!("/attempts/{attempt}/again"),
        ),
        Action::GoOnWithAttempt(attempt) => (
            "Go on with the assessment".to_owned(),
            "Your answers so far are saved".to_owned(),
            format!("About {} minutes", course.assessment.minutes),
            format!("/attempts/{}", attempt.id),
        ),
    };
    let due = step.held.assignment.due_at;
    view! {
        <section class="card continue" aria-labelledby="continue-title">
            {art::cover(course)}
            <div class="continue-body">
                <p class="eyebrow">{format!("Continue: {}", course.title)}</p>
                <h2 id="continue-title">{title}</h2>
                <p class="facts">
                    <span>{Icon::MAP.view()}{place}</span>
                    <span>{Icon::CLOCK.view()}{minutes}</span>
                    <span>{Icon::CALENDAR.view()}{due_in_words(due, calendar)}", "{date(due, calendar)}</span>
                </p>
                <div class="progress">
                    <progress max=total.to_string() value=step.lessons_done.to_string() aria-label="Lessons done"></progress>
                    <span>{format!("{} of {total} lessons done", step.lessons_done)}</span>
                </div>
                <a class="button button-primary" href=address>"Continue"{Icon::ARROW_RIGHT.view()}</a>
            </div>
        </section>
    }
}

fn section(id: &'static str, title: &'static str, rows: Vec<AnyView>) -> impl IntoView {
    (!rows.is_empty()).then(|| {
        view! {
            <section class="stack stack-s" aria-labelledby=id>
                <h2 id=id>{title}</h2>
                <ul class="requirements">{rows}</ul>
            </section>
        }
    })
}

fn row(held: &Held, certificates: &[Sealed], calendar: &Calendar) -> AnyView {
    let (evaluation, due) = (&held.evaluation, held.assignment.due_at);
    let address = match held.program.courses.as_slice() {
        [course] => format!("/courses/{course}"),
        _ => "/courses".to_owned(),
    };
    let certificate = certificates.iter().find(|sealed| sealed.assignment == held.assignment.id);
    // One that was taken back is not what to open first: the requirement is.
    let record = certificate.filter(|_| evaluation.status == Status::Complete).map(|sealed| &sealed.record);
    let when = match (evaluation.status, held.assignment.completed_at) {
        (Status::Complete, Some(at)) => view! { <span>"Completed "{date(at, calendar)}</span> }.into_any(),
        (Status::Exempt, _) => "Nothing to do".into_any(),
        (Status::Overdue, _) => view! { <span>"Was due "{date(due, calendar)}</span> }.into_any(),
        _ => view! { <span>"Due "{date(due, calendar)}</span> }.into_any(),
    };
    let side = match record {
        Some(record) => view! {
            <a class="button button-quiet" href=format!("/certificates/{}", record.number)>
                {Icon::AWARD.view()}"Certificate"
            </a>
        }
        .into_any(),
        None => view! { <a class="button" href=address.clone()>"Open"</a> }.into_any(),
    };
    view! {
        <li class="requirement">
            <div class="requirement-main">
                <h3><a href=address>{held.program.title.clone()}</a></h3>
                <p class="facts">
                    {due_chip(evaluation.status, due, calendar)}
                    {certificate.and_then(|sealed| ended_chip(&sealed.standing(calendar.now)))}
                    {when}
                    <span>{format!("{} of {} parts done", evaluation.done, evaluation.total)}</span>
                </p>
            </div>
            <div class="requirement-side">{side}</div>
            {why(evaluation, calendar)}
        </li>
    }
    .into_any()
}

/// Reviewing comes with the capstone, which is not open yet.
fn reviewer_notice() -> impl IntoView {
    notice::info(
        "You are a reviewer. There is nothing to review yet: that begins when learners hand in their capstone. Until then you learn here like everyone.",
    )
}

fn nothing_due() -> impl IntoView {
    art::empty(
        "Nothing is required of you",
        "You belong to no group with a requirement yet. You can study any course all the same.",
        view! { <a class="button button-primary" href="/courses">"Browse courses"</a> },
    )
}
