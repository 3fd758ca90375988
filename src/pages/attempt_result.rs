//! `/attempts/{attempt}/result`: the score, what is strong and weak, and why each answer is right or not.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;

use crate::components::question::explained;
use crate::components::{Calendar, Icon, breadcrumb, date, raw};
use crate::domain::answer::Answer;
use crate::domain::assessment::{Form, FormItem};
use crate::domain::course::Course;
use crate::domain::credential::Record;
use crate::domain::grading::{Graded, POINT, Points, Score, grade, passes};
use crate::domain::ids::AttemptId;
use crate::domain::item::Item;
use crate::domain::status::Pass;
use crate::server::actor::Learner;
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};
use crate::store::attempts::{self, SUBMITTED};
use crate::store::entities::attempt;
use crate::store::{allowances, content, credentials, facts};

/// Shows the result of a submitted attempt; an open one leads back to its questions.
///
/// # Errors
/// [`Failure::NotFound`], also for somebody else's attempt; the database did not answer.
pub async fn show(page: Page, Learner(actor): Learner, Path(attempt): Path<String>) -> Result<Response, Failure> {
    let db = page.app().store().reader();
    let id: AttemptId = attempt.parse().map_err(|_| Failure::NotFound)?;
    let attempt = attempts::own(db, actor.person(), id).await?;
    if attempt.state != SUBMITTED {
        return Ok(Redirect::to(&format!("/attempts/{id}")).into_response());
    }
    let form = attempts::form(&attempt)?;
    let items = content::items_of(db, &form).await?;
    let course: Course = content::version(db, &form.course_hash).await?;
    let answers = attempts::answers(&attempts::saved(db, id).await?);
    let facts = facts::of_person(db, actor.person()).await?;
    let unread = course.lessons().find(|l| !facts.lessons.contains_key(&(course.key.clone(), l.key.clone())));
    let records = credentials::of_person(db, actor.person()).await?;
    let more = allowances::more_attempts(db, actor.person(), &course.key).await?;
    let used = attempts::of_course(db, actor.person(), &course.key).await?.len();
    let left = (usize::from(course.assessment.attempts) + more).saturating_sub(used);
    let pass = facts.passes.get(&course.key);
    let tested_out = pass.is_some_and(|pass| pass.tested_out);
    let outcome = Outcome {
        graded: grade(&form, &items, &answers),
        record: records.iter().find(|record| record.courses.iter().any(|passed| passed.key == course.key)),
        unread: unread.filter(|_| !tested_out).map(|lesson| (lesson.key.clone(), lesson.title.clone())),
        attempt: &attempt,
        course: &course,
        form: &form,
        items: &items,
        answers: &answers,
        passed_since: pass.is_some(),
        critical: pass.filter(|pass| pass.attempt == id && !pass.is_settled()).map(Pass::critical_in_words),
        tested_out,
        left,
        allowed: used + left,
    };
    let calendar = page.calendar();
    Ok(page.show(Layout::Narrow, "Your result", || view(&outcome, &calendar)))
}

struct Outcome<'a> {
    attempt: &'a attempt::Model,
    course: &'a Course,
    form: &'a Form,
    items: &'a BTreeMap<String, Item>,
    answers: &'a BTreeMap<String, Answer>,
    graded: Graded,
    record: Option<&'a Record>,
    unread: Option<(String, String)>,
    passed_since: bool,
    /// What is still to be answered again, in words.
    critical: Option<String>,
    tested_out: bool,
    left: usize,
    allowed: usize,
}

fn view(outcome: &Outcome, calendar: &Calendar) -> impl IntoView + use<> {
    let course = outcome.course;
    let above =
        [("/courses".to_owned(), "Courses".to_owned()), (format!("/courses/{}", course.key), course.title.clone())];
    let objectives: Vec<_> =
        outcome.graded.objectives.iter().map(|(key, score)| objective(course, key, score)).collect();
    let questions: Vec<_> =
        (1..).zip(&outcome.form.items).filter_map(|(n, place)| question(outcome, n, place)).collect();
    view! {
        {breadcrumb(&above, "Result")}
        <div class="stack stack-l">
            <div class="stack">
                <h1>"Your result"</h1>
                {score(outcome, calendar)}
                {next_step(outcome)}
            </div>
            <section class="stack"><h2>"By objective"</h2><ul class="objectives">{objectives}</ul></section>
            <section class="stack"><h2>"Question by question"</h2><ol class="explained">{questions}</ol></section>
        </div>
    }
}

fn score(outcome: &Outcome, calendar: &Calendar) -> impl IntoView + use<> {
    let (percent, mark) = (facts::percent(outcome.attempt), outcome.form.pass_percent);
    let (class, icon, word) = match outcome.attempt.passed {
        Some(true) => ("card score score-passed", Icon::CIRCLE_CHECK, "Passed"),
        _ => ("card score score-missed", Icon::CIRCLE, "Not passed yet"),
    };
    let right = outcome.graded.items.values().filter(|points| **points == POINT).count();
    let summary = format!("{right} of {} questions fully right, on ", outcome.form.items.len());
    let low = low_objectives(outcome);
    let ran_out = ran_out(outcome.attempt, calendar);
    let tested_out = (outcome.tested_out && outcome.attempt.passed == Some(true)).then(|| {
        view! { <p>"You reached this before opening a lesson, so the course is met by assessment."</p> }
    });
    let label = format!("Score {percent} of 100, pass mark {mark}");
    let step = mark / 5 * 5;
    view! {
        <section class=class aria-label="Score">
            <div class="score-line">
                <span class="score-number">{format!("{percent} %")}</span>
                <span class="score-word">{icon.view()}{word}</span>
            </div>
            <div class="score-track">
                <meter min="0" max="100" low=mark.to_string() high=mark.to_string() optimum="100" value=percent.to_string() aria-label=label></meter>
                <span class=format!("score-mark w-{step}") aria-hidden="true"><span>{format!("Pass mark {mark}\u{a0}%")}</span></span>
            </div>
            <p>
                {summary}
                {outcome.attempt.submitted_at.map(|at| date(at, calendar))}
                {format!(". Attempt {} of {}.", outcome.attempt.ordinal, outcome.allowed)}
            </p>
            {ran_out}
            {low}
            {tested_out}
        </section>
    }
}

/// Says so where not the learner ended it, but the time.
fn ran_out(attempt: &attempt::Model, calendar: &Calendar) -> Option<impl IntoView + use<>> {
    let deadline = attempt
        .deadline_at
        .filter(|_| attempt.submitted_at.is_some_and(|at| attempts::ran_out(at, attempt.deadline_at)))?;
    let time = deadline.time_in(&calendar.zone);
    Some(view! { <p>{Icon::CLOCK.view()}{format!("Time ran out at {time}; what you had saved was handed in.")}</p> })
}

/// Says so where the points are enough and still an objective is below its own mark.
fn low_objectives(outcome: &Outcome) -> Option<impl IntoView + use<>> {
    let mark = outcome.form.objective_percent;
    let low = outcome.graded.objectives.values().filter(|score| !passes(score.points, score.max, mark)).count();
    let enough = passes(outcome.graded.total.points, outcome.graded.total.max, outcome.form.pass_percent);
    let objectives = if low == 1 { "one objective is".to_owned() } else { format!("{low} objectives are") };
    (enough && low > 0).then(|| {
        view! { <p>{format!("The score is enough, but {objectives} below {mark}\u{a0}%. Every objective needs that much.")}</p> }
    })
}

/// One thing to do now: the certificate, what is still missing, or the lesson of the weakest objective.
fn next_step(outcome: &Outcome) -> AnyView {
    let base = format!("/courses/{}", outcome.course.key);
    let step = |title: String, words: String, address: String, button: &'static str| {
        view! {
            <section class="card next-step">
                <h2>{title}</h2>
                <p>{words}</p>
                <a class="button button-primary" href=address>{button}{Icon::ARROW_RIGHT.view()}</a>
            </section>
        }
        .into_any()
    };
    let passed = outcome.attempt.passed == Some(true);
    if let Some(critical) = &outcome.critical {
        return step(
            critical.clone(),
            "You have passed. One thing is left: read a lesson again and answer a question that nobody should get wrong."
                .to_owned(),
            format!("/attempts/{}/again", outcome.attempt.id),
            "Go on",
        );
    }
    match (passed, &outcome.unread, outcome.record) {
        (true, Some((key, title)), _) => step(
            "One part is still missing".to_owned(),
            format!("You have passed. The course is complete when “{title}” is done too."),
            format!("{base}/{key}"),
            "Open the lesson",
        ),
        (true, None, Some(record)) => step(
            "Your certificate is ready".to_owned(),
            format!("You have completed “{}”. Anyone can check the certificate by its number.", record.achievement),
            format!("/certificates/{}", record.number),
            "See your certificate",
        ),
        (true, None, None) => step(
            "The course is complete".to_owned(),
            "It stands on your transcript.".to_owned(),
            "/transcript".to_owned(),
            "See your transcript",
        ),
        (false, _, _) if outcome.passed_since => step(
            "You have passed since".to_owned(),
            "A later attempt passed; this one stays on record.".to_owned(),
            base.clone(),
            "Back to the course",
        ),
        (false, _, _) => retry(outcome, &base).into_any(),
    }
}

fn retry(outcome: &Outcome, base: &str) -> impl IntoView + use<> {
    let weakest = outcome.graded.objectives.iter().min_by_key(|(_, score)| score.points.percent_of(score.max));
    let lesson = weakest.and_then(|(key, _)| outcome.course.lessons().find(|lesson| lesson.objectives.contains(key)));
    let left = match outcome.left {
        0 => "You have no attempts left. Talk to your teacher or manager: they can help, and allow another one."
            .to_owned(),
        1 => "You have 1 attempt left, with a new set of questions.".to_owned(),
        count => format!("You have {count} attempts left, each with a new set of questions."),
    };
    let (words, address, button) = match lesson {
        Some(lesson) => (
            format!("Go back to “{}”, where most points were missed. {left}", lesson.title),
            format!("{base}/{}", lesson.key),
            "Read that lesson again",
        ),
        None => (left, base.to_owned(), "Back to the course"),
    };
    view! {
        <section class="card next-step">
            <h2>"What to do next"</h2>
            <p>{words}</p>
            <p class="actions">
                <a class="button button-primary" href=address>{button}{Icon::ARROW_RIGHT.view()}</a>
                {(outcome.left > 0).then(|| view! {
                    <a class="button button-quiet" href=format!("{base}/assessment")>"Try again"</a>
                })}
            </p>
        </section>
    }
}

/// Points as people read them: whole where they are, otherwise with one decimal, rounded down.
fn points(points: Points) -> String {
    let tenths = points.0 * 10 / POINT.0;
    if tenths % 10 == 0 { (tenths / 10).to_string() } else { format!("{}.{}", tenths / 10, tenths % 10) }
}

fn objective(course: &Course, key: &str, score: &Score) -> impl IntoView + use<> {
    let text = course.objective(key).map_or_else(|| key.to_owned(), |objective| objective.text.clone());
    let id = format!("objective_{key}");
    let mark = i64::from(course.assessment.pass_percent) * score.max.0 / 100;
    view! {
        <li class="objective">
            <span id=id.clone()>{text}</span>
            <span class="objective-score">{format!("{} of {}", points(score.points), points(score.max))}</span>
            <meter
                aria-labelledby=id min="0" max=score.max.0.to_string() low=mark.to_string() high=mark.to_string()
                optimum=score.max.0.to_string() value=score.points.0.to_string()
            ></meter>
        </li>
    }
}

fn question(outcome: &Outcome, number: usize, place: &FormItem) -> Option<impl IntoView + use<>> {
    let item = outcome.items.get(&place.item)?;
    let answer = outcome.answers.get(&place.item);
    let reached = outcome.graded.items.get(&place.item).copied().unwrap_or(Points(0));
    let lesson = outcome.course.lesson(&item.lesson).map(|lesson| {
        view! {
            <p>
                <a class="link-alone" href=format!("/courses/{}/{}", outcome.course.key, lesson.key)>
                    {format!("Read about this in “{}”", lesson.title)}
                </a>
            </p>
        }
    });
    Some(view! {
        <li class="explained-item">
            <h3>{format!("Question {number}: {} of 1 point", points(reached))}</h3>
            <div class="explained-question">{raw(item.stem_html.clone())}</div>
            {explained(item, place, answer)}
            {lesson}
        </li>
    })
}
