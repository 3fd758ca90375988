//! `/attempts/{attempt}/again`: critical questions that were missed, one after the other, until each is answered rightly.

use axum::extract::{Form, Path};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;

use crate::components::form::{Problems, error_summary, field_error};
use crate::components::question::{Filled, explained, question};
use crate::components::{Icon, breadcrumb};
use crate::domain::answer::Answer;
use crate::domain::assessment::FormItem;
use crate::domain::course::Course;
use crate::domain::ids::AttemptId;
use crate::domain::item::Item;
use crate::domain::refusal::Refusal;
use crate::server::actor::{Actor, Learner};
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};
use crate::store::attempts::{self, SUBMITTED};
use crate::store::entities::critical_retake;
use crate::store::{Error, content, retakes};
use crate::usecases::answer_critical::{AnswerCritical, Outcome};

/// Shows the first question that waits; with none it leads to the result.
///
/// # Errors
/// [`Failure::NotFound`], also for somebody else's attempt; the database did not answer.
pub async fn show(page: Page, Learner(actor): Learner, Path(attempt): Path<String>) -> Result<Response, Failure> {
    match Waiting::load(&page, &actor, &attempt).await? {
        Some(waiting) => Ok(waiting.show(&page, StatusCode::OK, None, &Problems::default())),
        None => Ok(Redirect::to(&format!("/attempts/{attempt}/result")).into_response()),
    }
}

/// Takes the answer to the question that waits.
///
/// # Errors
/// [`Failure::NotFound`], also for somebody else's attempt; the database did not take it.
pub async fn answer(
    page: Page,
    Learner(actor): Learner,
    Path(attempt): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let again = Redirect::to(&format!("/attempts/{attempt}/again")).into_response();
    let Some(waiting) = Waiting::load(&page, &actor, &attempt).await? else { return Ok(again) };
    let sent = Sent::read(&fields);
    // A form of a question that has been answered meanwhile, in another tab, leads to the one that waits now.
    if sent.asked != waiting.row.id.to_string() {
        return Ok(again);
    }
    match waiting.save(&page, &actor, &sent).await {
        Ok(Outcome::Settled(numbers)) => match numbers.first() {
            Some(number) => Ok(Redirect::to(&format!("/certificates/{number}")).into_response()),
            None => Ok(again),
        },
        Ok(Outcome::GoesOn | Outcome::Missed) => Ok(again),
        Err(Error::Refused(refusal)) => {
            let problems = Problems::of(&refusal, "choices");
            Ok(waiting.show(&page, StatusCode::UNPROCESSABLE_ENTITY, Some(&sent), &problems))
        }
        Err(error) => Err(error.into()),
    }
}

/// What the form sent.
struct Sent {
    filled: Filled,
    reread: bool,
    asked: String,
}

impl Sent {
    fn read(fields: &[(String, String)]) -> Self {
        let value = |name: &str| fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
        Self {
            filled: Filled::read(fields),
            reread: value("reread").is_some(),
            asked: value("asked").unwrap_or_default(),
        }
    }
}

/// A question that waits to be answered.
struct Waiting {
    attempt: AttemptId,
    course: Course,
    /// How many missed items are open.
    open: usize,
    row: critical_retake::Model,
    place: FormItem,
    item: Item,
    answer: Option<Answer>,
    /// The try before, if there was one.
    before: Option<(Item, FormItem, Option<Answer>)>,
}

impl Waiting {
    /// The first one of the actor's own attempt.
    async fn load(page: &Page, actor: &Actor, attempt: &str) -> Result<Option<Self>, Failure> {
        let db = page.app().store().reader();
        let id: AttemptId = attempt.parse().map_err(|_| Failure::NotFound)?;
        let attempt = attempts::own(db, actor.person(), id).await?;
        if attempt.state != SUBMITTED {
            return Ok(None);
        }
        let rows = retakes::of_attempt(db, id).await?;
        let open = retakes::open_items(rows.iter());
        let Some(missed) = open.first() else { return Ok(None) };
        let mut tries: Vec<_> = rows.iter().filter(|row| row.item_id == **missed).cloned().collect();
        let Some(row) = tries.pop() else { return Ok(None) };
        let form = attempts::form(&attempt)?;
        let before = match tries.last() {
            Some(last) => {
                let place = retakes::place(last)?;
                Some((content::version(db, &place.hash).await?, place, retakes::answer(last)?))
            }
            None => None,
        };
        let place = retakes::place(&row)?;
        Ok(Some(Self {
            attempt: id,
            course: content::version(db, &form.course_hash).await?,
            open: open.len(),
            item: content::version(db, &place.hash).await?,
            answer: retakes::answer(&row)?,
            place,
            row,
            before,
        }))
    }

    async fn save(&self, page: &Page, actor: &Actor, sent: &Sent) -> Result<Outcome, Error> {
        let answer = sent.filled.answer(&self.item, self.answer.as_ref())?.ok_or(Refusal::NothingChosen)?;
        let content = page.app().content();
        let command = AnswerCritical {
            person: actor.person(),
            attempt: self.attempt,
            missed: &self.row.item_id,
            answer,
            reread: sent.reread,
            published: &content.published,
        };
        page.app().store().write(actor.by(), &command).await
    }

    fn show(&self, page: &Page, status: StatusCode, sent: Option<&Sent>, problems: &Problems) -> Response {
        let title = problems.title("Answer a critical question again");
        page.show_as(status, Layout::Narrow, &title, || {
            view! { {self.view(sent, problems)}{page.script("question.js")} }
        })
    }

    fn view(&self, sent: Option<&Sent>, problems: &Problems) -> impl IntoView + use<> {
        let course = &self.course;
        let above = [
            (format!("/courses/{}", course.key), course.title.clone()),
            (format!("/attempts/{}/result", self.attempt), "Result".to_owned()),
        ];
        let left = match self.open {
            1 => "One question that nobody should get wrong was missed.".to_owned(),
            open => format!("{open} questions that nobody should get wrong were missed. This is about the first."),
        };
        let asked = self.item.question(&self.place, self.answer.as_ref());
        let filled = match sent {
            Some(sent) => sent.filled.clone(),
            None => Filled::with(self.answer.as_ref()),
        };
        view! {
            {error_summary(problems)}
            {breadcrumb(&above, "Critical question")}
            <div class="stack">
                <h1>"Answer a critical question again"</h1>
                <p class="lead">
                    {left}" It does not change your score. Once it is right, the course counts."
                </p>
                {self.tried()}
                <form method="post" class="stack" action=format!("/attempts/{}/again", self.attempt)>
                    <input type="hidden" name="asked" value=self.row.id.to_string()/>
                    {self.reread(sent, problems)}
                    <h2>"2. Answer this question"</h2>
                    {question(&asked, &filled, problems)}
                    <p class="actions">
                        <button class="button button-primary" type="submit">"Answer"{Icon::ARROW_RIGHT.view()}</button>
                    </p>
                </form>
            </div>
        }
    }

    /// The lesson to read, and that it was read: nobody can see that but the learner.
    fn reread(&self, sent: Option<&Sent>, problems: &Problems) -> impl IntoView + use<> {
        let lesson = self.course.lesson(&self.item.lesson);
        let title = lesson.map_or_else(|| self.item.lesson.clone(), |lesson| lesson.title.clone());
        let address = format!("/courses/{}/{}", self.course.key, self.item.lesson);
        let problem = problems.about("reread").map(str::to_owned);
        let invalid = problem.as_ref().map(|_| "true");
        let described = problem.as_ref().map(|_| "reread-error");
        // In a scenario the lesson was read before the first choice.
        let ticked = sent.map_or(self.answer.is_some(), |sent| sent.reread);
        view! {
            <section class="stack stack-s">
                <h2>"1. Read the lesson again"</h2>
                <p><a class="link-alone" href=address>{format!("Open “{title}”")}</a></p>
                {problem.map(|problem| field_error("reread-error".to_owned(), problem))}
                <label class="tick" for="reread">
                    <input
                        type="checkbox" id="reread" name="reread" value="yes" checked=ticked aria-invalid=invalid
                        aria-describedby=described
                    />
                    {format!("I have read “{title}” again")}
                </label>
            </section>
        }
    }

    /// Why the answer before was not right.
    fn tried(&self) -> Option<impl IntoView + use<>> {
        let (item, place, answer) = self.before.as_ref()?;
        Some(view! {
            <details class="card card-quiet tried" open>
                <summary>"Your last answer was not right yet. See why."</summary>
                <div class="explained-item">
                    <div class="explained-question">{crate::components::raw(item.stem_html.clone())}</div>
                    {explained(item, place, answer.as_ref())}
                </div>
            </details>
        })
    }
}
