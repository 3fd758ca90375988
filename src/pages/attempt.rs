//! `/attempts/{attempt}`: one question a page; every answer is saved.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::{Form, Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use serde::Deserialize;

use crate::components::form::{Problems, error_summary};
use crate::components::{Calendar, Icon};
use crate::domain::assessment::{Form as Questions, Item, Question};
use crate::domain::ids::AttemptId;
use crate::islands::answer::Answer as AnswerIsland;
use crate::server::actor::{Actor, Learner};
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};
use crate::store::attempts::{self, Answer, OPEN};
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
    let index = place.item.unwrap_or(1).saturating_sub(1);
    let item = sitting.questions.items.get(index).ok_or(Failure::NotFound)?.item.clone();
    let sent = Sent::read(&fields);
    let save = |change| {
        let command = SaveResponse { person: actor.person(), attempt: sitting.id, item: &item, change };
        let (store, by) = (page.app().store().clone(), actor.by());
        async move { store.write(by, &command).await }
    };
    if sent.flagged != sitting.answers.get(&item).is_some_and(|answer| answer.flagged) {
        save(Change::Flag(sent.flagged)).await?;
    }
    if let Some(change) = sent.change(sitting.answers.get(&item)) {
        match save(change).await {
            Ok(_) => {}
            Err(Error::Refused(refusal)) => {
                let problems = Problems::of(&refusal, "choices");
                return sitting.answer(&page, StatusCode::UNPROCESSABLE_ENTITY, index, Some(&sent), &problems).await;
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(Redirect::to(&sitting.address_after(index, sent.go)).into_response())
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
    choices: BTreeSet<u8>,
    flagged: bool,
    go: Go,
}

impl Sent {
    fn read(fields: &[(String, String)]) -> Self {
        let values =
            |name: &'static str| fields.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str());
        Self {
            // What is no number cannot be an option; the largest stands for it and is refused as unknown.
            choices: values("choice").map(|value| value.parse().unwrap_or(u8::MAX)).collect(),
            flagged: values("flag").next().is_some(),
            go: match values("go").next() {
                Some("back") => Go::Back,
                Some("skip") => Go::Skip,
                Some("review") => Go::Review,
                _ => Go::Next,
            },
        }
    }
}

impl Sent {
    /// What to save, given the answer that is saved: nothing when it is the same. Going back or skipping with nothing
    /// chosen is no mistake; going on is, and is refused where it is saved.
    fn change(&self, saved: Option<&Answer>) -> Option<Change> {
        let saved = saved.map(|answer| &answer.choices).filter(|choices| !choices.is_empty());
        match (self.choices.is_empty(), self.go) {
            (true, Go::Next) => Some(Change::Choose(BTreeSet::new())),
            (true, _) => saved.map(|_| Change::Clear),
            (false, _) => (saved != Some(&self.choices)).then(|| Change::Choose(self.choices.clone())),
        }
    }
}

/// An open attempt with its form and the answers so far.
struct Sitting {
    id: AttemptId,
    questions: Questions,
    answers: BTreeMap<String, Answer>,
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
        let answers = attempts::answers(db, id).await?;
        Ok(Some(Self { id, questions: attempts::form(&attempt)?, answers }))
    }

    fn is_answered(&self, item: &str) -> bool {
        self.answers.get(item).is_some_and(|answer| !answer.choices.is_empty())
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

    fn address_after(&self, index: usize, go: Go) -> String {
        let last = self.questions.items.len().saturating_sub(1);
        match go {
            Go::Back => self.address(index.saturating_sub(1)),
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
        let item: Item = content::version(page.app().store().reader(), &place.hash).await?;
        let question = item.question(&place.order);
        let title = problems.title(&format!("Question {} of {}", index + 1, self.questions.items.len()));
        let calendar = page.calendar();
        Ok(page.show_as(status, Layout::Narrow, &title, || self.view(index, question, sent, problems, &calendar)))
    }

    fn view(
        &self,
        index: usize,
        question: Question,
        sent: Option<&Sent>,
        problems: &Problems,
        calendar: &Calendar,
    ) -> impl IntoView + use<> {
        let (total, answered) = (self.questions.items.len(), self.answered());
        let saved = self.answers.get(&question.id);
        let chosen = sent.map(|sent| &sent.choices).or(saved.map(|answer| &answer.choices));
        let chosen: Vec<u8> = chosen.into_iter().flatten().copied().collect();
        let flagged = sent.map_or(saved.is_some_and(|answer| answer.flagged), |sent| sent.flagged);
        let saved_at =
            saved.filter(|answer| !answer.choices.is_empty()).map(|answer| answer.saved_at.time_in(&calendar.zone));
        let back = (index > 0).then(|| {
            view! { <button class="button" name="go" value="back" type="submit">{Icon::ARROW_LEFT.view()}"Back"</button> }
        });
        let next = if index + 1 < total { "Next" } else { "Check your answers" };
        view! {
            {error_summary(problems)}
            <form method="post" action=self.address(index)>
                <div class="question-bar">
                    <h1 class="question-steps">{format!("Question {} of {total}", index + 1)}</h1>
                    <progress max=total.to_string() value=answered.to_string() aria-label="Questions answered"></progress>
                </div>
                <AnswerIsland attempt=self.id question=question chosen=chosen saved_at=saved_at/>
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
}
