//! `/courses/{course}/{lesson}`: the reader.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;

use crate::catalog::Catalog;
use crate::components::{Calendar, Icon, breadcrumb, date, raw};
use crate::domain::course::{Course, Lesson, Practice, Source};
use crate::domain::time::Timestamp;
use crate::server::actor::Learner;
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};
use crate::store::facts;
use crate::usecases::complete_lesson::CompleteLesson;

/// Shows the lesson.
///
/// # Errors
/// [`Failure::NotFound`]; the database did not answer.
pub async fn show(
    page: Page,
    Learner(actor): Learner,
    Path((course, lesson)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let (db, content) = (page.app().store().reader(), page.app().content());
    let catalog = content.catalog();
    let course = catalog.course(&course).ok_or(Failure::NotFound)?;
    let (index, lesson) =
        course.lessons().enumerate().find(|(_, found)| found.key == lesson).ok_or(Failure::NotFound)?;
    let facts = facts::of_person(db, actor.person()).await?;
    let positions = facts::positions(db, actor.person()).await?;
    let position = positions.iter().find(|row| row.course_key == course.key && row.lesson_key == lesson.key);
    let done_at = |lesson: &Lesson| facts.lessons.get(&(course.key.clone(), lesson.key.clone())).copied();
    let reading = Reading {
        catalog,
        course,
        lesson,
        index,
        done_at: done_at(lesson),
        done: course.lessons().filter(|lesson| done_at(lesson).is_some()).count(),
        position: position.map_or(0, |row| row.position),
    };
    let calendar = page.calendar();
    Ok(page.show(Layout::Wide, &lesson.title, || {
        view! { {view(&reading, &calendar)}{page.script("reading.js")} }
    }))
}

/// Marks the lesson as done and goes on to the next one, or to the assessment.
///
/// # Errors
/// [`Failure::NotFound`]; the database did not take it.
pub async fn complete(
    page: Page,
    Learner(actor): Learner,
    Path((course, lesson)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let content = page.app().content();
    let command =
        CompleteLesson { person: actor.person(), course: &course, lesson: &lesson, published: &content.published };
    let earned = page.app().store().write(actor.by(), &command).await?;
    if let Some(number) = earned.first() {
        return Ok(Redirect::to(&format!("/certificates/{number}")).into_response());
    }
    let course = content.catalog().course(&course).ok_or(Failure::NotFound)?;
    let next = course.lessons().skip_while(|found| found.key != lesson).nth(1);
    Ok(Redirect::to(&address(course, next)).into_response())
}

/// Address of a lesson, or of the assessment after the last one.
fn address(course: &Course, lesson: Option<&Lesson>) -> String {
    let last = lesson.map_or("assessment", |lesson| lesson.key.as_str());
    format!("/courses/{}/{last}", course.key)
}

struct Reading<'a> {
    catalog: &'a Catalog,
    course: &'a Course,
    lesson: &'a Lesson,
    index: usize,
    done_at: Option<Timestamp>,
    done: usize,
    position: i32,
}

fn view(reading: &Reading, calendar: &Calendar) -> impl IntoView + use<> {
    let (course, lesson) = (reading.course, reading.lesson);
    let total = course.lessons().count();
    let above =
        [("/courses".to_owned(), "Courses".to_owned()), (format!("/courses/{}", course.key), course.title.clone())];
    view! {
        // Shown by the script, which knows whether there is anything to go back to.
        <p
            class="resume" hidden data-course=course.key.clone() data-lesson=lesson.key.clone()
            data-position=reading.position.to_string()
        >
            <button class="button button-small" type="button">"Go on where you stopped"</button>
        </p>
        <div class="reader">
            <article>
                <header class="reader-head">
                    {breadcrumb(&above, &format!("Lesson {}", reading.index + 1))}
                    <h1>{lesson.title.clone()}</h1>
                    <p class="facts">
                        <span>{Icon::CLOCK.view()}{format!("{} minutes", lesson.minutes)}</span>
                        <span>{Icon::MAP.view()}{format!("Lesson {} of {total}", reading.index + 1)}</span>
                        {done_chip(reading, calendar)}
                    </p>
                    <div class="progress">
                        <progress max=total.to_string() value=reading.done.to_string() aria-label="Lessons done"></progress>
                        <span>{format!("{} of {total} lessons done", reading.done)}</span>
                    </div>
                </header>
                <div class="prose">{raw(lesson.html.clone())}</div>
                {practice(lesson)}
                {sources(reading.catalog, lesson)}
                {finish(reading)}
            </article>
            {contents(lesson)}
        </div>
    }
}

fn done_chip(reading: &Reading, calendar: &Calendar) -> impl IntoView + use<> {
    reading.done_at.map(|at| {
        view! { <span class="chip chip-done">{Icon::CIRCLE_CHECK.view()}"Done "{date(at, calendar)}</span> }
    })
}

/// Practice that learners mark themselves. The text stays in the browser: the field has no name and no form around it.
fn practice(lesson: &Lesson) -> impl IntoView + use<> {
    let tasks: Vec<_> = lesson.practice.iter().map(task).collect();
    (!tasks.is_empty()).then(|| {
        view! {
            <section class="practice stack" aria-labelledby="practice_title">
                <h2 id="practice_title">"Put it in writing"</h2>
                <p class="muted">"For yourself: what you write here is not sent and not kept."</p>
                {tasks}
            </section>
        }
    })
}

fn task(practice: &Practice) -> impl IntoView + use<> {
    let (text, hint) = (format!("text_{}", practice.id), format!("task_{}", practice.id));
    let guide: Vec<_> = practice.guide.iter().map(|point| view! { <li>{raw(point.clone())}</li> }).collect();
    view! {
        <div class="stack stack-s practice-task">
            <div class="prose" id=hint.clone()>{raw(practice.stem_html.clone())}</div>
            <label for=text.clone()>"Your text"</label>
            <textarea class="textarea" id=text rows="6" aria-describedby=hint autocomplete="off"></textarea>
            <details class="practice-guide">
                <summary>"Compare with the guide and a model answer"</summary>
                <div class="prose">
                    <p>"A good answer has these, one point each:"</p>
                    <ul>{guide}</ul>
                    <h3>"Model answer"</h3>
                    {raw(practice.model_html.clone())}
                </div>
            </details>
        </div>
    }
}

fn sources(catalog: &Catalog, lesson: &Lesson) -> impl IntoView + use<> {
    let sources: Vec<_> = lesson.sources.iter().filter_map(|key| catalog.sources.get(key)).map(source).collect();
    (!sources.is_empty()).then(|| {
        view! {
            <section class="sources" aria-labelledby="sources_title">
                <h2 id="sources_title">"Sources"</h2>
                <ol>{sources}</ol>
            </section>
        }
    })
}

fn source(source: &Source) -> impl IntoView + use<> {
    let title = match &source.url {
        Some(url) => view! { <a href=url.clone() rel="noopener noreferrer">{source.title.clone()}</a> }.into_any(),
        None => view! { <cite>{source.title.clone()}</cite> }.into_any(),
    };
    view! { <li>{format!("{}, {}. ", source.author, source.year)}{title}</li> }
}

fn finish(reading: &Reading) -> impl IntoView + use<> {
    let course = reading.course;
    let lessons: Vec<&Lesson> = course.lessons().collect();
    let next = lessons.get(reading.index + 1).copied();
    let action = if reading.done_at.is_some() { "Continue" } else { "Mark as done and continue" };
    let previous = reading.index.checked_sub(1).and_then(|index| lessons.get(index)).map(|lesson| {
        view! {
            <a class="pager-previous" href=address(course, Some(lesson)) rel="prev">
                {Icon::ARROW_LEFT.view()}<small>"Previous"</small><strong>{lesson.title.clone()}</strong>
            </a>
        }
    });
    let (minutes, title) = match next {
        Some(lesson) => (lesson.minutes, lesson.title.clone()),
        None => (course.assessment.minutes, "Assessment".to_owned()),
    };
    view! {
        <section class="finish" aria-label="Finish this lesson">
            <form method="post" action=address(course, Some(reading.lesson)) class="actions">
                <button class="button button-primary" type="submit">{Icon::CHECK.view()}{action}</button>
            </form>
            <nav class="pager" aria-label="Lessons">
                {previous}
                <a class="pager-next" href=address(course, next) rel="next">
                    <small>{format!("Next, {minutes} minutes")}</small><strong>{title}</strong>{Icon::ARROW_RIGHT.view()}
                </a>
            </nav>
        </section>
    }
}

fn contents(lesson: &Lesson) -> impl IntoView + use<> {
    let headings: Vec<_> = lesson
        .headings
        .iter()
        .cloned()
        .map(|(anchor, text)| view! { <li><a href=format!("#{anchor}")>{text}</a></li> })
        .collect();
    (!headings.is_empty()).then(|| {
        view! {
            <aside class="toc toc-wide">
                <nav aria-labelledby="toc_title"><h2 id="toc_title">"On this page"</h2><ol>{headings}</ol></nav>
            </aside>
        }
    })
}
