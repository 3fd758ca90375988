//! `/attempts/{attempt}/review`: all answers before submitting, and submitting.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;

use crate::components::question::given;
use crate::components::{Icon, raw};
use crate::domain::assessment::FormItem;
use crate::domain::ids::AttemptId;
use crate::domain::item::Item;
use crate::server::actor::Learner;
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};
use crate::store::attempts::{self, OPEN, Saved};
use crate::store::content;
use crate::usecases::submit_attempt::SubmitAttempt;

/// Lists the answers, the missing ones first.
///
/// # Errors
/// [`Failure::NotFound`], also for somebody else's attempt; the database did not answer.
pub async fn show(page: Page, Learner(actor): Learner, Path(attempt): Path<String>) -> Result<Response, Failure> {
    let db = page.app().store().reader();
    let id: AttemptId = attempt.parse().map_err(|_| Failure::NotFound)?;
    let attempt = attempts::own(db, actor.person(), id).await?;
    if attempt.state != OPEN {
        return Ok(result(id));
    }
    let form = attempts::form(&attempt)?;
    let items = content::items_of(db, &form).await?;
    if form.deadline(attempt.started_at).is_some_and(|deadline| page.calendar().now > deadline) {
        // There the time is said to be over.
        return Ok(Redirect::to(&format!("/attempts/{id}")).into_response());
    }
    let saved = attempts::saved(db, id).await?;
    let rows: Vec<Row> = (1..)
        .zip(&form.items)
        .filter_map(|(number, place)| {
            Some(Row { number, place, item: items.get(&place.item)?, saved: saved.get(&place.item) })
        })
        .collect();
    Ok(page.show(Layout::Narrow, "Check your answers", || view(id, &rows)))
}

/// Submits the attempt. Sending it again leads to the same result.
///
/// # Errors
/// [`Failure::NotFound`], also for somebody else's attempt; the database did not take it.
pub async fn submit(page: Page, Learner(actor): Learner, Path(attempt): Path<String>) -> Result<Response, Failure> {
    let id: AttemptId = attempt.parse().map_err(|_| Failure::NotFound)?;
    let content = page.app().content();
    let command = SubmitAttempt { person: actor.person(), attempt: id, published: &content.published };
    page.app().store().write(actor.by(), &command).await?;
    Ok(result(id))
}

fn result(id: AttemptId) -> Response {
    Redirect::to(&format!("/attempts/{id}/result")).into_response()
}

struct Row<'a> {
    number: usize,
    place: &'a FormItem,
    item: &'a Item,
    saved: Option<&'a Saved>,
}

impl Row<'_> {
    fn is_answered(&self) -> bool {
        self.saved.and_then(|saved| saved.answer.as_ref()).is_some_and(|answer| self.item.is_complete(answer))
    }

    fn is_flagged(&self) -> bool {
        self.saved.is_some_and(|saved| saved.flagged)
    }

    fn view(&self, attempt: AttemptId) -> impl IntoView + use<> {
        let answered = self.is_answered();
        let class = if answered { "answer" } else { "answer answer-missing" };
        let given = match self.saved.and_then(|saved| saved.answer.as_ref()) {
            Some(answer) => given(self.item, self.place, answer),
            None => view! { <p class="answer-given">"No answer"</p> }.into_any(),
        };
        let half = self.saved.is_some_and(|saved| saved.answer.is_some()) && !answered;
        let half = half.then(|| view! { <p class="answer-half">"Not finished yet"</p> });
        let flag = self.is_flagged().then(|| {
            view! { <p><span class="chip chip-plain">{Icon::FLAG.view()}"Flagged"</span></p> }
        });
        view! {
            <li class=class>
                <span class="answer-number">{self.number}</span>
                <div>
                    <div class="answer-question">{raw(self.item.stem_html.clone())}</div>
                    {given}
                    {half}
                    {flag}
                </div>
                <a href=format!("/attempts/{attempt}?item={}", self.number)>
                    {if answered { "Change" } else { "Answer" }}
                    <span class="visually-hidden">{format!(" question {}", self.number)}</span>
                </a>
            </li>
        }
    }
}

fn view(id: AttemptId, rows: &[Row]) -> impl IntoView + use<> {
    let (answered, missing): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(|row| row.is_answered());
    let flagged = rows.iter().filter(|row| row.is_flagged()).count();
    let flagged = if flagged > 0 { format!(", {flagged} flagged") } else { String::new() };
    let lead = format!("{} of {} answered{flagged}. Nothing is marked until you submit.", answered.len(), rows.len());
    let submit = match missing.len() {
        0 => format!("Submit {} answers", answered.len()),
        1 => "Submit with 1 question unanswered".to_owned(),
        count => format!("Submit with {count} questions unanswered"),
    };
    view! {
        <div class="stack">
            <h1>"Check your answers"</h1>
            <p class="lead">{lead}</p>
            {section("Not answered yet", &missing, id)}
            {section("Answered", &answered, id)}
            <form class="actions" method="post" action=format!("/attempts/{id}/review")>
                <button class="button button-primary" type="submit">{submit}</button>
                <a class="button button-quiet" href=format!("/attempts/{id}")>"Back to the questions"</a>
            </form>
        </div>
    }
}

fn section(title: &'static str, rows: &[&Row], id: AttemptId) -> impl IntoView + use<> {
    let rows: Vec<_> = rows.iter().map(|row| row.view(id)).collect();
    (!rows.is_empty()).then(|| {
        view! { <section class="stack stack-s"><h2>{title}</h2><ul class="answers">{rows}</ul></section> }
    })
}
