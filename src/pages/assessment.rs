//! `/courses/{course}/assessment`: what to expect before starting, and starting.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;

use crate::components::form::{Problems, error_summary};
use crate::components::{Calendar, Icon, breadcrumb, date, notice};
use crate::domain::course::Course;
use crate::server::actor::{Actor, Learner};
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};
use crate::store::Error;
use crate::store::attempts::{self, OPEN};
use crate::store::entities::attempt;
use crate::store::facts::{self, percent};
use crate::usecases::start_attempt::StartAttempt;

/// Shows what the assessment asks for and how often it was tried.
///
/// # Errors
/// [`Failure::NotFound`]; the database did not answer.
pub async fn show(page: Page, Learner(actor): Learner, Path(course): Path<String>) -> Result<Response, Failure> {
    answer(&page, &actor, &course, StatusCode::OK, &Problems::default()).await
}

/// Starts an attempt, or goes on with the open one.
///
/// # Errors
/// [`Failure::NotFound`]; the database did not take it.
pub async fn start(page: Page, Learner(actor): Learner, Path(course): Path<String>) -> Result<Response, Failure> {
    let content = page.app().content();
    let command = StartAttempt { person: actor.person(), course: &course, published: &content.published };
    match page.app().store().write(actor.by(), &command).await {
        Ok(attempt) => Ok(Redirect::to(&format!("/attempts/{attempt}")).into_response()),
        Err(Error::Refused(refusal)) => {
            let problems = Problems::of(&refusal, "begin");
            answer(&page, &actor, &course, StatusCode::UNPROCESSABLE_ENTITY, &problems).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn answer(
    page: &Page,
    actor: &Actor,
    course: &str,
    status: StatusCode,
    problems: &Problems,
) -> Result<Response, Failure> {
    let (db, content, calendar) = (page.app().store().reader(), page.app().content(), page.calendar());
    let course = content.catalog().course(course).ok_or(Failure::NotFound)?;
    let attempts = attempts::of_course(db, actor.person(), &course.key).await?;
    let facts = facts::of_person(db, actor.person()).await?;
    let done = |lesson: &&str| facts.lessons.contains_key(&(course.key.clone(), (*lesson).to_owned()));
    let unread = course.lessons().map(|lesson| lesson.key.as_str()).filter(|lesson| !done(lesson)).count();
    let title = problems.title("Before you begin");
    Ok(page.show_as(status, Layout::Narrow, &title, || view(course, &attempts, unread, problems, &calendar)))
}

fn view(
    course: &Course,
    attempts: &[attempt::Model],
    unread: usize,
    problems: &Problems,
    calendar: &Calendar,
) -> impl IntoView + use<> {
    let blueprint = &course.assessment;
    let left = usize::from(blueprint.attempts).saturating_sub(attempts.len());
    let above =
        [("/courses".to_owned(), "Courses".to_owned()), (format!("/courses/{}", course.key), course.title.clone())];
    let earlier: Vec<_> =
        attempts.iter().filter(|attempt| attempt.state != OPEN).map(|a| earlier(a, calendar)).collect();
    let earlier = (!earlier.is_empty()).then(|| {
        view! {
            <section class="stack stack-s">
                <h2>"Earlier attempts"</h2>
                <ul class="requirements">{earlier}</ul>
            </section>
        }
    });
    view! {
        {error_summary(problems)}
        {breadcrumb(&above, "Assessment")}
        <div class="stack">
            <h1>"Before you begin"</h1>
            <p class="lead">
                {format!("The assessment of “{}”. Every answer is saved as you go; you can stop and come back.", course.title)}
            </p>
            <dl class="fact-grid">
                <div><dt>"questions"</dt><dd>{blueprint.form_length()}</dd></div>
                <div><dt>"usual time, no limit"</dt><dd>{format!("{} min", blueprint.minutes)}</dd></div>
                <div><dt>"pass mark"</dt><dd>{format!("{} %", blueprint.pass_percent)}</dd></div>
                <div><dt>{format!("attempts left of {}", blueprint.attempts)}</dt><dd>{left}</dd></div>
            </dl>
            {(unread > 0).then(|| notice::warning(unread_words(unread)))}
            {action(course, attempts, left)}
            {earlier}
        </div>
    }
}

fn unread_words(unread: usize) -> String {
    let lessons = if unread == 1 { "1 lesson is".to_owned() } else { format!("{unread} lessons are") };
    format!(
        "{lessons} not done yet. You may take the assessment anyway, but the course is complete only when every lesson is done too."
    )
}

fn action(course: &Course, attempts: &[attempt::Model], left: usize) -> AnyView {
    let back =
        view! { <a class="button button-quiet" href=format!("/courses/{}", course.key)>"Back to the course"</a> };
    let open = attempts.iter().find(|attempt| attempt.state == OPEN);
    let passed = attempts.iter().find(|attempt| attempt.passed == Some(true));
    let button = |words: String| {
        view! {
            <button class="button button-primary" type="submit" id="begin">{words}{Icon::ARROW_RIGHT.view()}</button>
        }
    };
    let address = format!("/courses/{}/assessment", course.key);
    match (open, passed) {
        (Some(open), _) => view! {
            <form class="actions" method="post" action=address>{button(format!("Go on with attempt {}", open.ordinal))}{back}</form>
        }
        .into_any(),
        (None, Some(passed)) => view! {
            <p class="actions">
                <a class="button button-primary" id="begin" href=format!("/attempts/{}/result", passed.id)>"See your result"</a>
                {back}
            </p>
        }
        .into_any(),
        (None, None) if left == 0 => view! {
            <div class="stack" id="begin">
                {notice::warning("You have used all your attempts. Talk to your teacher or manager about what to do next.")}
                <p class="actions">{back}</p>
            </div>
        }
        .into_any(),
        (None, None) => view! {
            <form class="actions" method="post" action=address>
                {button(format!("Begin attempt {}", attempts.len() + 1))}{back}
            </form>
        }
        .into_any(),
    }
}

fn earlier(attempt: &attempt::Model, calendar: &Calendar) -> impl IntoView + use<> {
    let (class, icon, word) = match attempt.passed {
        Some(true) => ("chip chip-done", Icon::CIRCLE_CHECK, "Passed"),
        _ => ("chip chip-overdue", Icon::CIRCLE_ALERT, "Not passed"),
    };
    view! {
        <li class="requirement">
            <div class="requirement-main">
                <h3>
                    <a href=format!("/attempts/{}/result", attempt.id)>
                        {format!("Attempt {}: {} %", attempt.ordinal, percent(attempt))}
                    </a>
                </h3>
                <p class="facts">
                    <span class=class>{icon.view()}{word}</span>
                    {attempt.submitted_at.map(|at| view! { <span>{date(at, calendar)}</span> })}
                </p>
            </div>
        </li>
    }
}
