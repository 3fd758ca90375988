//! `/courses/{course}`: one course, its outline, and where the learner is in it.

use axum::extract::Path;
use axum::response::Response;
use leptos::prelude::*;

use crate::catalog::Catalog;
use crate::components::rules::rules_in_words;
use crate::components::status::{due_chip, why};
use crate::components::{Calendar, Icon, art, breadcrumb, date};
use crate::domain::course::{Course, Lesson, Module};
use crate::domain::status::{Facts, Pass};
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};
use crate::store::entities::reading_position;
use crate::store::facts;
use crate::usecases::held_to::{Held, held_to};

/// Shows the course.
///
/// # Errors
/// [`Failure::NotFound`]; the database did not answer.
pub async fn show(page: Page, Path(key): Path<String>) -> Result<Response, Failure> {
    let (db, content, calendar) = (page.app().store().reader(), page.app().content(), page.calendar());
    let course = content.catalog().course(&key).ok_or(Failure::NotFound)?;
    let (mut facts, mut held, mut positions) = (Facts::default(), vec![], vec![]);
    if let Some(actor) = page.actor() {
        facts = facts::of_person(db, actor.person()).await?;
        held = held_to(db, content.catalog(), actor.person(), &facts, calendar.now).await?;
        held.retain(|held| held.program.courses.contains(&course.key));
        positions = facts::positions(db, actor.person()).await?;
    }
    let place = Place {
        course,
        catalog: content.catalog(),
        facts: &facts,
        positions: &positions,
        signed_in: page.actor().is_some(),
    };
    Ok(page.show(Layout::Wide, &course.title, || view(&place, &held, &calendar)))
}

/// Where the learner is in the course.
struct Place<'a> {
    course: &'a Course,
    catalog: &'a Catalog,
    facts: &'a Facts,
    positions: &'a [reading_position::Model],
    signed_in: bool,
}

impl Place<'_> {
    fn is_done(&self, lesson: &Lesson) -> bool {
        self.facts.lessons.contains_key(&(self.course.key.clone(), lesson.key.clone()))
    }

    fn done(&self) -> usize {
        self.course.lessons().filter(|lesson| self.is_done(lesson)).count()
    }

    fn passed(&self) -> bool {
        self.facts.passes.contains_key(&self.course.key)
    }

    fn pass(&self) -> Option<&Pass> {
        self.facts.passes.get(&self.course.key)
    }

    /// Whether the course was met by assessment, so that no lesson is asked for.
    fn tested_out(&self) -> bool {
        self.pass().is_some_and(|pass| pass.tested_out)
    }

    fn current(&self) -> Option<&Lesson> {
        self.course.lessons().find(|lesson| !self.is_done(lesson) && !self.tested_out())
    }

    fn minutes_left(&self) -> u16 {
        let lessons: u16 =
            self.course.lessons().filter(|lesson| !self.is_done(lesson)).map(|lesson| lesson.minutes).sum();
        let lessons = if self.tested_out() { 0 } else { lessons };
        lessons + if self.passed() { 0 } else { self.course.assessment.minutes }
    }

    /// Thousandths of the lesson that were read, when it was begun and not finished.
    fn position(&self, lesson: &Lesson) -> Option<i32> {
        let same = |row: &&reading_position::Model| row.course_key == self.course.key && row.lesson_key == lesson.key;
        self.positions.iter().find(same).map(|row| row.position).filter(|_| !self.is_done(lesson))
    }
}

fn view(place: &Place, held: &[Held], calendar: &Calendar) -> impl IntoView + use<> {
    let course = place.course;
    let (done, total) = (place.done(), course.lessons().count());
    let modules: Vec<_> =
        course.modules.iter().enumerate().map(|(index, module)| module_view(place, index, module)).collect();
    let standing = held.first().map(|held| due_chip(held.evaluation.status, held.assignment.due_at, calendar));
    let progress = place.signed_in.then(|| {
        view! {
            <div class="progress">
                <progress max=total.to_string() value=done.to_string() aria-label="Lessons done"></progress>
                <span>{format!("{done} of {total} lessons done, {} minutes left", place.minutes_left())}</span>
            </div>
        }
    });
    let objectives: Vec<_> =
        course.objectives.iter().map(|objective| view! { <li>{objective.text.clone()}</li> }).collect();
    view! {
        {breadcrumb(&[("/courses".to_owned(), "Courses".to_owned())], &course.title)}
        <div class="split">
            <div class="stack stack-l">
                <div class="stack">
                    <h1>{course.title.clone()}</h1>
                    <p class="lead">{course.outcome.clone()}</p>
                    <p class="facts">
                        <span>{Icon::CLOCK.view()}{format!("{} minutes in all", course.minutes())}</span>
                        <span>{Icon::BOOK_OPEN.view()}{format!("{total} lessons")}</span>
                        <span>{Icon::USERS.view()}{course.audience.clone()}</span>
                        {standing}
                    </p>
                    {progress}
                    <p class="actions">{action(place)}</p>
                </div>
                <section class="outline" aria-label="Outline">
                    {modules}
                    <div><ol class="route">{assessment_stop(place)}</ol></div>
                </section>
            </div>
            <aside class="stack" aria-label="About this course">
                {held.iter().map(|held| required(held, calendar)).collect::<Vec<_>>()}
                <div class="card card-quiet card-course">
                    {art::cover(course)}
                    <div class="card-body">
                        <h2>"After this course you can"</h2>
                        <ul>{objectives}</ul>
                        <p class="muted small">{format!("Version {}", course.version)}</p>
                    </div>
                </div>
                {prerequisites(place)}
                {passing(course)}
                {standards(course)}
            </aside>
        </div>
    }
}

/// The one thing to do next.
fn action(place: &Place) -> impl IntoView + use<> {
    let base = format!("/courses/{}", place.course.key);
    let again = place.pass().filter(|pass| !pass.is_settled());
    let (address, words) = match (place.signed_in, place.current()) {
        (false, _) => {
            let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("next", &base).finish();
            (format!("/sign-in?{query}"), "Sign in to start".to_owned())
        }
        (true, Some(lesson)) => {
            let words = if place.done() == 0 { "Start the first lesson" } else { "Continue with the next lesson" };
            (format!("{base}/{}", lesson.key), words.to_owned())
        }
        (true, None) if again.is_some() => (
            again.map(|pass| format!("/attempts/{}/again", pass.attempt)).unwrap_or_default(),
            "Answer a critical question again".to_owned(),
        ),
        (true, None) if place.passed() => (format!("{base}/assessment"), "See your result".to_owned()),
        (true, None) => (format!("{base}/assessment"), "Take the assessment".to_owned()),
    };
    view! { <a class="button button-primary" href=address>{words}{Icon::ARROW_RIGHT.view()}</a> }
}

fn module_view(place: &Place, index: usize, module: &Module) -> impl IntoView + use<> {
    let done = module.lessons.iter().filter(|lesson| place.is_done(lesson)).count();
    let count = place.signed_in.then(|| {
        view! { <span class="muted small">{format!("{done} of {} done", module.lessons.len())}</span> }
    });
    let stops: Vec<_> = module.lessons.iter().map(|lesson| lesson_stop(place, lesson)).collect();
    view! {
        <div>
            <div class="outline-head">
                <h2 class="outline-title">{format!("{}. {}", index + 1, module.title)}</h2>
                {count}
            </div>
            <ol class="route">{stops}</ol>
        </div>
    }
}

fn lesson_stop(place: &Place, lesson: &Lesson) -> impl IntoView + use<> {
    let current = place.signed_in && place.current().is_some_and(|current| current.key == lesson.key);
    let done = place.is_done(lesson);
    let (class, word) = match (done, current) {
        (true, _) => ("route-stop route-done", "Done: "),
        (false, true) => ("route-stop route-current", "Next: "),
        (false, false) => ("route-stop route-todo", ""),
    };
    let position = place.position(lesson).map(|position| {
        view! { <br/><span class="route-note">{format!("You stopped at {}\u{a0}%", position / 10)}</span> }
    });
    view! {
        <li class=class>
            <a href=format!("/courses/{}/{}", place.course.key, lesson.key) aria-current=current.then_some("step")>
                <span class="route-dot">{done.then(|| Icon::CHECK.view())}</span>
                <span>
                    <span class="route-name"><span class="visually-hidden">{word}</span>{lesson.title.clone()}</span>
                    {position}
                </span>
                <span class="route-minutes">{format!("{} min", lesson.minutes)}</span>
            </a>
        </li>
    }
}

fn assessment_stop(place: &Place) -> impl IntoView + use<> {
    let blueprint = &place.course.assessment;
    let passed = place.passed();
    let class = if passed { "route-stop route-final route-done" } else { "route-stop route-final" };
    let note = match place.facts.passes.get(&place.course.key) {
        Some(pass) if !pass.is_settled() => {
            format!("Passed with {}\u{a0}%; {}", pass.percent, pass.critical_in_words())
        }
        Some(pass) if pass.tested_out => {
            format!("Passed with {}\u{a0}% before any lesson: met by assessment", pass.percent)
        }
        Some(pass) => format!("Passed with {}\u{a0}%", pass.percent),
        None => format!(
            "{} questions, pass mark {}\u{a0}%, {} attempts",
            blueprint.form_length(),
            blueprint.pass_percent,
            blueprint.attempts
        ),
    };
    view! {
        <li class=class>
            <a href=format!("/courses/{}/assessment", place.course.key)>
                <span class="route-dot">{if passed { Icon::CHECK.view() } else { Icon::FLAG.view() }}</span>
                <span><span class="route-name">"Assessment"</span><br/><span class="route-note">{note}</span></span>
                <span class="route-minutes">{format!("{} min", blueprint.minutes)}</span>
            </a>
        </li>
    }
}

/// Courses that should be done before.
fn prerequisites(place: &Place) -> impl IntoView + use<> {
    let rows: Vec<_> = place
        .course
        .prerequisites
        .iter()
        .filter_map(|key| place.catalog.course(key))
        .map(|course| {
            let done = place.facts.passes.contains_key(&course.key);
            let note =
                done.then(|| view! { " "<span class="chip chip-done">{Icon::CIRCLE_CHECK.view()}"Passed"</span> });
            view! { <li><a href=format!("/courses/{}", course.key)>{course.title.clone()}</a>{note}</li> }
        })
        .collect();
    (!rows.is_empty()).then(|| aside("Best done before", view! { <ul>{rows}</ul> }))
}

/// What it takes to pass, and what the time is worth.
fn passing(course: &Course) -> impl IntoView + use<> {
    let rules = &course.assessment;
    let attempts = if rules.attempts == 1 { "1 attempt".to_owned() } else { format!("{} attempts", rules.attempts) };
    let words: Vec<_> = std::iter::once(format!(
        "You pass with {}\u{a0}% of all points. You have {attempts}.",
        rules.pass_percent
    ))
    .chain(rules_in_words(course))
    .chain(rules.test_out_percent.map(|percent| {
        format!("If you know all this, take the assessment first: {percent}\u{a0}% before any lesson meets the course.")
    }))
    .map(|rule| view! { <li>{rule}</li> })
    .collect();
    let lessons: u16 = course.lessons().map(|lesson| lesson.minutes).sum();
    let basis = format!(
        "Designed study time: {lessons} minutes of lessons and {} minutes of assessment. Contact time only; no credit by itself.",
        rules.minutes
    );
    aside("How you pass", view! { <ul>{words}</ul><p class="muted small">{basis}</p> })
}

fn standards(course: &Course) -> impl IntoView + use<> {
    let rows: Vec<_> = course
        .standards
        .iter()
        .map(|standard| view! { <li>{format!("{}, {}: {}", standard.framework, standard.code, standard.title)}</li> })
        .collect();
    (!rows.is_empty()).then(|| {
        view! {
            <details class="card card-quiet card-course card-more">
                <summary><h2>"Supports development toward"{Icon::CHEVRON_DOWN.view()}</h2></summary>
                <div class="card-body"><ul>{rows}</ul></div>
            </details>
        }
    })
}

fn aside(title: &'static str, body: impl IntoView) -> impl IntoView {
    view! { <div class="card card-quiet card-course"><div class="card-body"><h2>{title}</h2>{body}</div></div> }
}

fn required(held: &Held, calendar: &Calendar) -> impl IntoView + use<> {
    let due = held.assignment.due_at;
    view! {
        <div class="card card-quiet">
            <div class="card-body">
                <h2>"Required of you"</h2>
                <p>{held.program.summary.clone()}</p>
                <p>"Due "{date(due, calendar)}"."</p>
                {why(&held.evaluation, calendar)}
            </div>
        </div>
    }
}
