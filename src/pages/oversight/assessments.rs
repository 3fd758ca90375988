//! Allowing one person another attempt, or more time, for those who look after them. Must not import `app` or another
//! page's insides.

use leptos::prelude::*;
use serde::Deserialize;

use super::Sight;
use crate::catalog::Catalog;
use crate::components::form::{Problems, SelectField, TextArea, error_summary};
use crate::components::{breadcrumb, date, notice};
use crate::domain::ids::PersonId;
use crate::domain::refusal::Refusal;
use crate::server::actor::Actor;
use crate::server::failure::Failure;
use crate::server::page::Page;
use crate::store::attempts::{self, OPEN};
use crate::store::entities::{attempt, attempt_allowance, person};
use crate::store::{Error, allowances, facts, overview};
use crate::usecases::allow_attempt::AllowAttempt;
use crate::usecases::grant_time::{CHOICES, GrantTime};

/// What the forms send.
#[derive(Debug, Default, Deserialize)]
pub struct Typed {
    #[serde(default, rename = "do")]
    action: String,
    #[serde(default)]
    course: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    percent: String,
    #[serde(default)]
    why: String,
}

/// What has just been done.
#[derive(Debug, Default, Deserialize)]
pub struct Done {
    done: Option<String>,
}

/// What the page is called.
pub const TITLE: &str = "Attempts and time";

/// One person's attempts, and what can be allowed.
pub struct Allowing {
    person: person::Model,
    /// Courses whose attempts are used up: (key, title).
    used_up: Vec<(String, String)>,
    allowed: Vec<attempt_allowance::Model>,
    extra: u16,
    /// Whether any assessment has a time limit.
    limits: bool,
}

impl Allowing {
    /// Reads it. A person who may not be seen from here looks like a missing one.
    ///
    /// # Errors
    /// [`Failure::NotFound`]; the database did not answer.
    pub async fn load(sight: &Sight, id: &str) -> Result<Self, Failure> {
        let id: PersonId = id.parse().map_err(|_| Failure::NotFound)?;
        let (db, catalog) = (sight.db(), sight.content.catalog());
        let person = overview::person_in(db, &sight.scope, id).await?;
        let facts = facts::of_person(db, id).await?;
        let mut attempts = attempts::of_person(db, id).await?;
        attempts.retain(|attempt| !facts::is_void(attempt, facts.void_until(&attempt.course_key)));
        let allowed = allowances::of_person(db, id).await?;
        Ok(Self {
            used_up: used_up(catalog, &attempts, &allowed),
            extra: allowances::extra_percent(db, id).await?,
            limits: catalog.courses.iter().any(|course| course.assessment.limit_minutes.is_some()),
            person,
            allowed,
        })
    }

    /// Does what a form asks; gives what is wrong with it.
    ///
    /// # Errors
    /// The database did not take it.
    pub async fn submit(&self, page: &Page, actor: &Actor, typed: &Typed) -> Result<Problems, Failure> {
        let (store, content, person) = (page.app().store(), page.app().content(), self.person.id);
        let outcome = match typed.action.as_str() {
            "time" => store.write(actor.by(), &GrantTime { person, percent: &typed.percent, reason: &typed.why }).await,
            _ => {
                let published = &content.published;
                store
                    .write(
                        actor.by(),
                        &AllowAttempt { person, course: &typed.course, reason: &typed.reason, published },
                    )
                    .await
            }
        };
        match outcome {
            Ok(()) => Ok(Problems::default()),
            // The second form has a field for the reason too, by another name.
            Err(Error::Refused(Refusal::Field { field, message })) if typed.action == "time" && field == "reason" => {
                Ok(Problems::of(&Refusal::field("why", message), "why"))
            }
            Err(Error::Refused(refusal)) => {
                let field = if typed.action == "time" { "percent" } else { "reason" };
                Ok(Problems::of(&refusal, field))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Where it is shown, with a note that something was done.
    pub fn address_done(&self, sight: &Sight) -> String {
        format!("{}?done=yes", self.address(sight))
    }

    fn address(&self, sight: &Sight) -> String {
        format!("{}/assessments", sight.area.person(self.person.id))
    }

    /// The page.
    pub fn view(&self, sight: &Sight, typed: &Typed, problems: &Problems, done: &Done) -> impl IntoView + use<> {
        let may_change = !sight.only_looks();
        let above = [
            (sight.area.people().to_owned(), sight.area.name().to_owned()),
            (sight.area.person(self.person.id), self.person.name.clone()),
        ];
        view! {
            {error_summary(problems)}
            {breadcrumb(&above, TITLE)}
            <div class="stack stack-l">
                <h1>{TITLE}</h1>
                {done.done.as_ref().map(|_| notice::good("It is done, and recorded with your reason."))}
                {may_change.then(|| self.attempt_form(sight, typed, problems))}
                {self.history(sight)}
                {(self.limits && may_change).then(|| self.time_form(sight, typed, problems))}
                {(!may_change).then(|| self.at_present())}
            </div>
        }
    }

    fn attempt_form(&self, sight: &Sight, typed: &Typed, problems: &Problems) -> impl IntoView + use<> {
        let name = &self.person.name;
        let body = match self.used_up.is_empty() {
            true => view! {
                <p class="muted">{format!("{name} has not used up the attempts at any assessment.")}</p>
            }
            .into_any(),
            false => {
                let course = SelectField {
                    name: "course",
                    label: "Assessment",
                    hint: None,
                    options: self.used_up.clone(),
                    value: &typed.course,
                };
                let reason = TextArea {
                    name: "reason",
                    label: "Why",
                    hint: Some("For example: you talked about what was hard. It is kept on the record."),
                    value: &typed.reason,
                };
                view! {
                    <form class="form" method="post" action=self.address(sight) novalidate>
                        {course.view(problems)}
                        {reason.view(problems)}
                        <button class="button button-primary" type="submit" name="do" value="attempt">
                            "Allow one more attempt"
                        </button>
                    </form>
                }
                .into_any()
            }
        };
        view! { <section class="stack stack-s"><h2>"Another attempt"</h2>{body}</section> }
    }

    fn history(&self, sight: &Sight) -> impl IntoView + use<> {
        let catalog = sight.content.catalog();
        let rows: Vec<_> = self
            .allowed
            .iter()
            .map(|row| {
                let title = catalog.course(&row.course_key).map_or(&row.course_key, |course| &course.title).clone();
                view! { <li>{title}", "{date(row.at, &sight.calendar)}": "{row.reason.clone()}</li> }
            })
            .collect();
        (!rows.is_empty()).then(|| {
            view! { <section class="stack stack-s"><h2>"Allowed so far"</h2><ul class="prose">{rows}</ul></section> }
        })
    }

    /// Where things stand, for those who may only look.
    fn at_present(&self) -> impl IntoView + use<> {
        let more = self.allowed.is_empty().then(|| view! { <p>"No other attempt has been allowed."</p> });
        view! { {more}<p>{format!("Extra time where an assessment has a time limit: {}.", in_words(self.extra))}</p> }
    }

    fn time_form(&self, sight: &Sight, typed: &Typed, problems: &Problems) -> impl IntoView + use<> {
        let words = |percent: u16| match percent {
            0 => "No extra time".to_owned(),
            percent => format!("{} more time", in_words(percent)),
        };
        let now = self.extra.to_string();
        let percent = SelectField {
            name: "percent",
            label: "Extra time",
            hint: Some("Where an assessment has a time limit. It counts from the next attempt on."),
            options: CHOICES.iter().map(|choice| (choice.to_string(), words(*choice))).collect(),
            value: if typed.percent.is_empty() { &now } else { &typed.percent },
        };
        let why = TextArea {
            name: "why",
            label: "Why",
            hint: Some("A few words. Health details are not needed."),
            value: &typed.why,
        };
        view! {
            <section class="stack stack-s">
                <h2>"Time"</h2>
                <form class="form" method="post" action=self.address(sight) novalidate>
                    {percent.view(problems)}
                    {why.view(problems)}
                    <button class="button" type="submit" name="do" value="time">"Save extra time"</button>
                </form>
            </section>
        }
    }
}

fn in_words(percent: u16) -> String {
    if percent == 0 { "none".to_owned() } else { format!("{percent}\u{a0}%") }
}

/// Courses whose attempts are all used, none of them open or passed.
fn used_up(
    catalog: &Catalog,
    attempts: &[attempt::Model],
    allowed: &[attempt_allowance::Model],
) -> Vec<(String, String)> {
    let courses = catalog.courses.iter().filter(|course| {
        let own: Vec<_> = attempts.iter().filter(|attempt| attempt.course_key == course.key).collect();
        let more = allowed.iter().filter(|row| row.course_key == course.key).count();
        let settled = own.iter().any(|attempt| attempt.state == OPEN || attempt.passed == Some(true));
        !settled && own.len() >= usize::from(course.assessment.attempts) + more
    });
    courses.map(|course| (course.key.clone(), course.title.clone())).collect()
}
