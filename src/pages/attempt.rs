//! `/attempts/{attempt}`: one question a page; every answer is saved.

use std::collections::BTreeMap;

use axum::extract::{Form, Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use serde::Deserialize;

use crate::components::form::{Problems, error_summary};
use crate::components::question::{Filled, question};
use crate::components::{Calendar, Icon};
use crate::domain::answer::Answer;
use crate::domain::assessment::{Ask, Form as Questions, Question};
use crate::domain::ids::AttemptId;
use crate::domain::item::{Body, Item};
use crate::domain::refusal::Refusal;
use crate::domain::time::Timestamp;
use crate::islands::answer::Answer as AnswerIsland;
use crate::server::actor::{Actor, Learner};
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};
use crate::store::attempts::{self, OPEN, Saved};
use crate::store::{Error, content};
use crate::usecases::save_response::{Change, SaveResponse};

/// Which question, from 1.
#[derive(Debug, Deserialize)]
pub struct Place {
    item: Option<usize>,
}

/// Shows a question; without a number it leads to the first unanswered one, so that reloading stays at its place.
///
/// # Errors
/// [`Failure::NotFound`], also for somebody else's attempt; the database did not answer.
pub async fn show(
    page: Page,
    Learner(actor): Learner,
    Path(attempt): Path<String>,
    Query(place): Query<Place>,
) -> Result<Response, Failure> {
    let Some(sitting) = Sitting::load(&page, &actor, &attempt).await? else {
        return Ok(Redirect::to(&format!("/attempts/{attempt}/result")).into_response());
    };
    if sitting.is_over(page.calendar().now) {
        return Ok(sitting.time_is_up(&page));
    }
    match place.item {
        Some(item) => sitting.answer(&page, StatusCode::OK, item.saturating_sub(1), None, &Problems::default()).await,
        None => Ok(Redirect::to(&sitting.address(sitting.first_unanswered())).into_response()),
    }
}

/// Saves the answer and goes where the pressed button says.
///
/// # Errors
/// [`Failure::NotFound`], also for somebody else's attempt; the database did not take it.
pub async fn answer(
    page: Page,
    Learner(actor): Learner,
    Path(attempt): Path<String>,
    Query(place): Query<Place>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let Some(sitting) = Sitting::load(&page, &actor, &attempt).await? else {
        return Ok(Redirect::to(&format!("/attempts/{attempt}/result")).into_response());
    };
    if sitting.is_over(page.calendar().now) {
        return Ok(sitting.time_is_up(&page));
    }
    let index = place.item.unwrap_or(1).saturating_sub(1);
    let item = sitting.item(index).ok_or(Failure::NotFound)?;
    let sent = Sent::read(&fields);
    let save = |change| {
        let command = SaveResponse { person: actor.person(), attempt: sitting.id, item: &item.id, change };
        let (store, by) = (page.app().store().clone(), actor.by());
        async move { store.write(by, &command).await }
    };
    if sent.flagged != sitting.saved.get(&item.id).is_some_and(|saved| saved.flagged) {
        save(Change::Flag(sent.flagged)).await?;
    }
    let saved = match sent.change(item, sitting.answer_to(&item.id)) {
        Ok(Some(change)) => save(change).await.map(|_| ()),
        Ok(None) => Ok(()),
        Err(refusal) => Err(refusal.into()),
    };
    match saved {
        Ok(()) => Ok(Redirect::to(&sitting.address_after(index, &sent)).into_response()),
        Err(Error::Refused(refusal)) => {
            let problems = Problems::of(&refusal, "choices");
            sitting.answer(&page, StatusCode::UNPROCESSABLE_ENTITY, index, Some(&sent), &problems).await
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Go {
    Back,
    Skip,
    Next,
    Review,
}

/// What the form sent.
#[derive(Debug)]
struct Sent {
    filled: Filled,
    flagged: bool,
    go: Go,
}

impl Sent {
    fn read(fields: &[(String, String)]) -> Self {
        let value = |name: &str| fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        Self {
            filled: Filled::read(fields),
            flagged: value("flag").is_some(),
            go: match value("go") {
                Some("back") => Go::Back,
                Some("skip") => Go::Skip,
                Some("review") => Go::Review,
                _ => Go::Next,
            },
        }
    }

    /// What to save, given the answer that is saved: nothing when it is the same. Going back or skipping with nothing
    /// chosen is no mistake; going on is.
    fn change(&self, item: &Item, saved: Option<&Answer>) -> Result<Option<Change>, Refusal> {
        let scenario = matches!(item.body, Body::Branch(_));
        // What stands once it is chosen is chosen by the button to go on, and by no other.
        let answer = if scenario && self.go != Go::Next { None } else { self.filled.answer(item, saved)? };
        if let (Some(answer), Go::Next) = (&answer, self.go) {
            item.check_finished(answer)?;
        }
        match (answer, self.go) {
            (Some(answer), _) => Ok((saved != Some(&answer)).then_some(Change::Answer(answer))),
            (None, Go::Next) if scenario && saved.is_some_and(|saved| item.is_complete(saved)) => Ok(None),
            (None, Go::Next) => Err(Refusal::NothingChosen),
            (None, _) => Ok(saved.filter(|_| !scenario).map(|_| Change::Clear)),
        }
    }

    /// Whether the form asked for a choice in a scenario, and one was made.
    fn makes_a_move(&self, item: &Item) -> bool {
        matches!(item.body, Body::Branch(_)) && self.go == Go::Next && !self.filled.options.is_empty()
    }
}

/// An open attempt with its form, its items, and the answers so far.
struct Sitting {
    id: AttemptId,
    questions: Questions,
    items: BTreeMap<String, Item>,
    saved: BTreeMap<String, Saved>,
    /// When it ends by itself.
    deadline: Option<Timestamp>,
}

impl Sitting {
    /// The actor's own open attempt; none when it has been submitted.
    async fn load(page: &Page, actor: &Actor, attempt: &str) -> Result<Option<Self>, Failure> {
        let db = page.app().store().reader();
        let id: AttemptId = attempt.parse().map_err(|_| Failure::NotFound)?;
        let attempt = attempts::own(db, actor.person(), id).await?;
        if attempt.state != OPEN {
            return Ok(None);
        }
        let questions = attempts::form(&attempt)?;
        let items = content::items_of(db, &questions).await?;
        let deadline = questions.deadline(attempt.started_at);
        Ok(Some(Self { id, items, saved: attempts::saved(db, id).await?, questions, deadline }))
    }

    fn is_over(&self, now: Timestamp) -> bool {
        self.deadline.is_some_and(|deadline| now > deadline)
    }

    /// Looking changes nothing, so what was saved is handed in by a button, the only thing left to do.
    fn time_is_up(&self, page: &Page) -> Response {
        let (answered, total) = (self.answered(), self.questions.items.len());
        page.show(Layout::Narrow, "The time is over", || {
            view! {
                <div class="stack">
                    <h1>"The time is over"</h1>
                    <p class="lead">
                        {format!("What you saved in time counts: {answered} of {total} questions. Nothing can be changed any more.")}
                    </p>
                    <form class="actions" method="post" action=format!("/attempts/{}/review", self.id)>
                        <button class="button button-primary" type="submit">"See your result"{Icon::ARROW_RIGHT.view()}</button>
                    </form>
                </div>
            }
        })
    }

    fn item(&self, index: usize) -> Option<&Item> {
        self.questions.items.get(index).and_then(|place| self.items.get(&place.item))
    }

    fn answer_to(&self, item: &str) -> Option<&Answer> {
        self.saved.get(item).and_then(|saved| saved.answer.as_ref())
    }

    fn is_answered(&self, item: &str) -> bool {
        let answered = self.items.get(item).zip(self.answer_to(item));
        answered.is_some_and(|(item, answer)| item.is_complete(answer))
    }

    fn answered(&self) -> usize {
        self.questions.items.iter().filter(|place| self.is_answered(&place.item)).count()
    }

    fn first_unanswered(&self) -> usize {
        self.questions.items.iter().position(|place| !self.is_answered(&place.item)).unwrap_or(0)
    }

    /// Address of a question, counted from 0.
    fn address(&self, index: usize) -> String {
        format!("/attempts/{}?item={}", self.id, index + 1)
    }

    /// A choice in a scenario leads to what follows from it, on the same page.
    fn address_after(&self, index: usize, sent: &Sent) -> String {
        let last = self.questions.items.len().saturating_sub(1);
        match sent.go {
            Go::Back => self.address(index.saturating_sub(1)),
            Go::Next if self.item(index).is_some_and(|item| sent.makes_a_move(item)) => self.address(index),
            Go::Skip | Go::Next if index < last => self.address(index + 1),
            Go::Skip | Go::Next | Go::Review => format!("/attempts/{}/review", self.id),
        }
    }

    async fn answer(
        &self,
        page: &Page,
        status: StatusCode,
        index: usize,
        sent: Option<&Sent>,
        problems: &Problems,
    ) -> Result<Response, Failure> {
        let place = self.questions.items.get(index).ok_or(Failure::NotFound)?;
        let item = self.item(index).ok_or(Failure::NotFound)?;
        let asked = item.question(place, self.answer_to(&item.id));
        let title = problems.title(&format!("Question {} of {}", index + 1, self.questions.items.len()));
        let calendar = page.calendar();
        Ok(page.show_as(status, Layout::Narrow, &title, || {
            view! { {self.view(index, asked, sent, problems, &calendar)}{page.script("question.js")} }
        }))
    }

    fn view(
        &self,
        index: usize,
        asked: Question,
        sent: Option<&Sent>,
        problems: &Problems,
        calendar: &Calendar,
    ) -> impl IntoView + use<> {
        let (total, answered) = (self.questions.items.len(), self.answered());
        let item = asked.id.clone();
        let saved = self.saved.get(&asked.id);
        let flagged = sent.map_or(saved.is_some_and(|saved| saved.flagged), |sent| sent.flagged);
        let back = (index > 0).then(|| {
            view! { <button class="button" name="go" value="back" type="submit">{Icon::ARROW_LEFT.view()}"Back"</button> }
        });
        let next = match &asked.ask {
            Ask::Branch { choices, .. } if !choices.is_empty() => "Choose",
            _ if index + 1 < total => "Next",
            _ => "Check your answers",
        };
        view! {
            {error_summary(problems)}
            <form
                method="post" action=self.address(index) data-attempt=self.id.to_string() data-item=item
            >
                <div class="question-bar">
                    <h1 class="question-steps">{format!("Question {} of {total}", index + 1)}</h1>
                    <progress max=total.to_string() value=answered.to_string() aria-label="Questions answered"></progress>
                    {self.deadline.map(|deadline| view! {
                        <p class="muted small">{Icon::CLOCK.view()}"Answers are taken until "{deadline.time_in(&calendar.zone)}</p>
                    })}
                </div>
                {self.fields(asked, sent, problems, calendar)}
                // For the script: a page without it shows what the browser says when there is no connection.
                <p class="saved saved-waiting" role="status" data-offline=true></p>
                <div class="question-foot">
                    <label class="tick">
                        <input type="checkbox" name="flag" value="1" checked=flagged/>
                        {Icon::FLAG.view()}"Flag to look at again"
                    </label>
                    // Enter in a form presses its first button, which must be the one to go on.
                    <button class="visually-hidden" name="go" value="next" type="submit" tabindex="-1" aria-hidden="true">
                        "Next"
                    </button>
                    <div class="question-moves">
                        {back}
                        <button class="button" name="go" value="skip" type="submit">"Skip"</button>
                        <button class="button button-primary" name="go" value="next" type="submit">
                            {next}{Icon::ARROW_RIGHT.view()}
                        </button>
                    </div>
                </div>
                <p class="muted small">
                    <button class="button-link" name="go" value="review" type="submit">"See all your answers"</button>
                </p>
            </form>
        }
    }

    /// Options are an island that saves each choice at once; everything else is a plain form.
    fn fields(&self, asked: Question, sent: Option<&Sent>, problems: &Problems, calendar: &Calendar) -> AnyView {
        let saved = self.saved.get(&asked.id).filter(|saved| saved.answer.is_some());
        let saved_at = saved.map(|saved| saved.saved_at.time_in(&calendar.zone));
        let filled = match sent {
            Some(sent) => sent.filled.clone(),
            None => Filled::with(saved.and_then(|saved| saved.answer.as_ref())),
        };
        let (single, choices) = match asked.ask {
            Ask::OneOf(choices) => (true, choices),
            Ask::AnyOf(choices) => (false, choices),
            _ => {
                let saved_at = saved_at.map(|time| view! { <p class="saved">{format!("Saved {time}")}</p> });
                return view! { {question(&asked, &filled, problems)}{saved_at} }.into_any();
            }
        };
        let chosen: Vec<u8> = filled.options.into_iter().collect();
        view! {
            <AnswerIsland
                attempt=self.id item=asked.id single=single stem_html=asked.stem_html choices=choices chosen=chosen
                saved_at=saved_at
            />
        }
        .into_any()
    }
}
