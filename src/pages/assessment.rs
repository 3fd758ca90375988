//! `/courses/{course}/assessment`: what to expect before starting, and starting.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;

use crate::components::date::date_time;
use crate::components::form::{Problems, error_summary};
use crate::components::rules::rules_in_words;
use crate::components::{Calendar, Icon, breadcrumb, date, notice};
use crate::domain::course::Course;
use crate::domain::status::Pass;
use crate::domain::time::Timestamp;
use crate::server::actor::{Actor, Learner};
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};
use crate::store::attempts::OPEN;
use crate::store::entities::attempt;
use crate::store::facts::{self, percent};
use crate::store::{Error, allowances};
use crate::usecases::start_attempt::{StartAttempt, opens_at};

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
    let attempts = facts::attempts_that_count(db, actor.person(), &course.key).await?;
    let facts = facts::of_person(db, actor.person()).await?;
    let done = |lesson: &&str| facts.lessons.contains_key(&(course.key.clone(), (*lesson).to_owned()));
    let unread = course.lessons().map(|lesson| lesson.key.as_str()).filter(|lesson| !done(lesson)).count();
    let more = allowances::more_attempts(db, actor.person(), &course.key).await?;
    let extra = allowances::extra_percent(db, actor.person()).await?;
    let pass = facts.passes.get(&course.key);
    let before = Before { course, attempts: &attempts, unread, more, extra, pass };
    let title = problems.title("Before you begin");
    Ok(page.show_as(status, Layout::Narrow, &title, || view(&before, problems, &calendar)))
}

/// What is known about the learner and this assessment.
struct Before<'a> {
    course: &'a Course,
    attempts: &'a [attempt::Model],
    /// Lessons not done.
    unread: usize,
    /// Attempts allowed beyond the usual ones.
    more: usize,
    /// Extra time in percent.
    extra: u16,
    pass: Option<&'a Pass>,
}

impl Before<'_> {
    fn allowed(&self) -> usize {
        usize::from(self.course.assessment.attempts) + self.more
    }

    fn left(&self) -> usize {
        self.allowed().saturating_sub(self.attempts.len())
    }

    /// When the next attempt may begin, where that is later than now.
    fn opens_at(&self, now: Timestamp) -> Option<Timestamp> {
        opens_at(self.course, self.attempts).filter(|opens| *opens > now && self.left() > 0)
    }

    /// Whether a high score now would stand for the whole course; the rule is checked again when the attempt begins.
    fn may_test_out(&self) -> Option<u8> {
        let untouched = self.attempts.is_empty() && self.unread == self.course.lessons().count();
        self.course.assessment.test_out_percent.filter(|_| untouched)
    }

    fn time_in_words(&self) -> (&'static str, String) {
        match self.course.assessment.limit_minutes {
            Some(limit) => {
                let minutes = (u32::from(limit) * (100 + u32::from(self.extra))).div_ceil(100);
                ("time limit", format!("{minutes} min"))
            }
            None => ("usual time, no limit", format!("{} min", self.course.assessment.minutes)),
        }
    }
}

fn view(before: &Before, problems: &Problems, calendar: &Calendar) -> impl IntoView + use<> {
    let Before { course, attempts, .. } = before;
    let blueprint = &course.assessment;
    let (time, minutes) = before.time_in_words();
    let opens = before.opens_at(calendar.now);
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
                <div><dt>{time}</dt><dd>{minutes}</dd></div>
                <div><dt>"pass mark"</dt><dd>{format!("{}\u{a0}%", blueprint.pass_percent)}</dd></div>
                <div><dt>{format!("{} left of {}", if before.left() == 1 { "attempt" } else { "attempts" }, before.allowed())}</dt><dd>{before.left()}</dd></div>
            </dl>
            {rules(course)}
            {hint(before)}
            {opens.map(|opens| notice::info(view! {
                "Your last attempt opens on "{date_time(opens, calendar)}". Use the time to read again what was hard."
            }))}
            {action(before, opens.is_some())}
            {earlier}
        </div>
    }
}

/// The rules beyond the pass mark, in plain words.
fn rules(course: &Course) -> impl IntoView + use<> {
    let rules: Vec<_> = rules_in_words(course).into_iter().map(|rule| view! { <li>{rule}</li> }).collect();
    (!rules.is_empty()).then(|| view! { <div class="prose"><ul>{rules}</ul></div> })
}

fn hint(before: &Before) -> Option<AnyView> {
    match (before.may_test_out(), before.unread) {
        (Some(percent), _) => Some(
            notice::info(format!(
                "You have not opened a lesson yet. If you reach {percent}\u{a0}% now, the course is met by assessment and you need no lessons. Otherwise nothing is lost but one attempt."
            ))
            .into_any(),
        ),
        (None, 0) => None,
        (None, unread) if !before.pass.is_some_and(|pass| pass.tested_out) => {
            Some(notice::warning(unread_words(unread)).into_any())
        }
        (None, _) => None,
    }
}

fn unread_words(unread: usize) -> String {
    let lessons = if unread == 1 { "1 lesson is".to_owned() } else { format!("{unread} lessons are") };
    format!(
        "{lessons} not done yet. You may take the assessment anyway, but the course is complete only when every lesson is done too."
    )
}

fn action(before: &Before, waits: bool) -> AnyView {
    let Before { course, attempts, .. } = before;
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
        (None, Some(passed)) if before.pass.is_some_and(|pass| !pass.is_settled()) => view! {
            <p class="actions">
                <a class="button button-primary" id="begin" href=format!("/attempts/{}/again", passed.id)>
                    {before.pass.map(Pass::critical_in_words)}{Icon::ARROW_RIGHT.view()}
                </a>
                {back}
            </p>
        }
        .into_any(),
        (None, Some(passed)) => view! {
            <p class="actions">
                <a class="button button-primary" id="begin" href=format!("/attempts/{}/result", passed.id)>"See your result"</a>
                {back}
            </p>
        }
        .into_any(),
        (None, None) if waits => view! { <p class="actions" id="begin">{back}</p> }.into_any(),
        (None, None) if before.left() == 0 => view! {
            <div class="stack" id="begin">
                {notice::warning("You have used all your attempts. Talk to your teacher or manager: they can help, and allow another one.")}
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
                        {format!("Attempt {}: {}\u{a0}%", attempt.ordinal, percent(attempt))}
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
