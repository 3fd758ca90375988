//! `/transcript`, `/transcript/pdf`: everything the learner has done, as tables to read and as a PDF to keep.

use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use leptos::prelude::*;

use crate::components::date::date_time;
use crate::components::standing::standing_chip;
use crate::components::{Calendar, Icon, art, date, status};
use crate::domain::credential::{Record, Standing};
use crate::server::actor::Learner;
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};
use crate::server::renderings::set_transcript;
use crate::server::transcript::{CourseLine, Transcript};
use crate::usecases::held_to::Held;

/// Shows the learner's record.
///
/// # Errors
/// The database did not answer.
pub async fn show(page: Page, Learner(actor): Learner) -> Result<Response, Failure> {
    let calendar = page.calendar();
    let whose = (actor.person(), actor.name());
    let transcript = Transcript::gather(page.app(), whose, page.organisation(), calendar.now).await?;
    Ok(page.show(Layout::Wide, "Transcript", || view(&transcript, &calendar)))
}

/// Sends the learner's record as a PDF. It is not kept: the next one says what was added since.
///
/// # Errors
/// [`Failure::Refused`] for a name that cannot be printed; the database did not answer.
pub async fn pdf(page: Page, Learner(actor): Learner) -> Result<Response, Failure> {
    let calendar = page.calendar();
    let whose = (actor.person(), actor.name());
    let transcript = Transcript::gather(page.app(), whose, page.organisation(), calendar.now).await?;
    let sheet = transcript.sheet(&calendar).ok_or(Failure::Broken)?;
    let bytes = set_transcript(page.app(), sheet).await?;
    let headers = [
        (CONTENT_TYPE, "application/pdf".to_owned()),
        (
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"transcript-{}.pdf\"", calendar.now.iso_date_in(&calendar.zone)),
        ),
    ];
    Ok((headers, bytes).into_response())
}

fn view(transcript: &Transcript, calendar: &Calendar) -> impl IntoView + use<> {
    let Transcript { name, organisation, verify, held, courses, records, standings } = transcript;
    view! {
        <div class="stack stack-l transcript">
            <div class="stack">
                <h1>"Transcript"</h1>
                <dl class="pairs">
                    <div><dt>"Name"</dt><dd>{name.clone()}</dd></div>
                    <div><dt>"Organisation"</dt><dd>{organisation.clone()}</dd></div>
                    <div><dt>"As recorded on"</dt><dd>{date_time(calendar.now, calendar)}</dd></div>
                    <div><dt>"Contact time earned"</dt><dd>{transcript.earned()}</dd></div>
                </dl>
            </div>
            {(held.is_empty() && courses.is_empty() && records.is_empty()).then(nothing_yet)}
            {requirements(held, calendar)}
            {course_table(courses, calendar)}
            {certificates(records, standings, calendar)}
            {(!records.is_empty()).then(|| check_words(verify))}
            <p class="actions no-print">
                <a class="button" href="/transcript/pdf" download="">{Icon::DOWNLOAD.view()}"Download as PDF"</a>
            </p>
        </div>
    }
}

/// A table with its title; nothing without rows.
fn table(
    id: &'static str,
    title: &'static str,
    columns: &[&'static str],
    rows: Vec<AnyView>,
) -> Option<impl IntoView + use<>> {
    let heads: Vec<_> = columns.iter().map(|column| view! { <th scope="col">{*column}</th> }).collect();
    (!rows.is_empty()).then(|| {
        view! {
            <section class="stack stack-s">
                <h2 id=id>{title}</h2>
                <div class="table-scroll" tabindex="0" role="region" aria-labelledby=id>
                    <table class="table-cards"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>
                </div>
            </section>
        }
    })
}

fn requirements(held: &[Held], calendar: &Calendar) -> impl IntoView + use<> {
    let row = |held: &Held| {
        let completed = held.evaluation.completed_at.map(|at| date(at, calendar));
        view! {
            <tr>
                <th scope="row">{held.program.title.clone()}</th>
                <td data-label="Status">{status::chip(held.evaluation.status)}</td>
                <td data-label="Parts done">{format!("{} of {}", held.evaluation.done, held.evaluation.total)}</td>
                <td data-label="Due">{date(held.assignment.due_at, calendar)}</td>
                <td data-label="Completed">{or_not_yet(completed)}</td>
            </tr>
        }
        .into_any()
    };
    let columns = ["Requirement", "Status", "Parts done", "Due", "Completed"];
    table("requirements", "Requirements", &columns, held.iter().map(row).collect())
}

fn course_table(courses: &[CourseLine], calendar: &Calendar) -> impl IntoView + use<> {
    let row = |line: &CourseLine| {
        let title = line.title.clone();
        let title = match line.address.clone() {
            Some(address) => view! { <a href=address>{title}</a> }.into_any(),
            None => title.into_any(),
        };
        let passed = line.pass.as_ref().map(|pass| date(pass.at, calendar));
        view! {
            <tr>
                <th scope="row">{title}</th>
                <td data-label="Lessons done">{line.lessons.clone()}</td>
                <td data-label="Best score">{or_not_yet(line.best.map(|best| format!("{best} %")))}</td>
                <td data-label="Passed">{or_not_yet(passed)}</td>
            </tr>
        }
        .into_any()
    };
    table("courses", "Courses", &["Course", "Lessons done", "Best score", "Passed"], courses.iter().map(row).collect())
}

fn certificates(records: &[Record], standings: &[Standing], calendar: &Calendar) -> impl IntoView + use<> {
    let row = |(record, standing): (&Record, &Standing)| {
        let calendar = Calendar { zone: record.time_zone.clone(), ..calendar.clone() };
        view! {
            <tr>
                <th scope="row">{record.achievement.clone()}</th>
                <td data-label="Credit">{record.credit.amount.clone()}</td>
                <td data-label="Issued">{date(record.issued_at, &calendar)}</td>
                <td data-label="Number">
                    <a class="mono nowrap" href=format!("/certificates/{}", record.number)>{record.number.to_string()}</a>
                </td>
                <td data-label="State">{standing_chip(standing)}</td>
            </tr>
        }
        .into_any()
    };
    table(
        "certificates",
        "Certificates",
        &["Achievement", "Credit", "Issued", "Number", "State"],
        records.iter().zip(standings).map(row).collect(),
    )
}

/// For those who are handed the transcript on paper.
fn check_words(address: &str) -> impl IntoView + use<> {
    let address = address.to_owned();
    view! { <p>"Anyone can check a certificate by its number at "<a href="/verify">{address}</a>"."</p> }
}

fn or_not_yet<V: IntoView + 'static>(value: Option<V>) -> AnyView {
    match value {
        Some(value) => value.into_any(),
        None => view! { <span class="muted">"Not yet"</span> }.into_any(),
    }
}

fn nothing_yet() -> impl IntoView {
    art::empty(
        "Nothing to show yet",
        "What you study, the assessments you take and the certificates you earn are listed here.",
        view! { <a class="button button-primary" href="/courses">"Browse courses"{Icon::ARROW_RIGHT.view()}</a> },
    )
}
