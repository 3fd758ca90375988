//! Plays the past of the demonstration's people on a clock that is set by hand. Must not import anything but `domain`,
//! `catalog`, `store` and `usecases`.

use std::collections::BTreeMap;
use std::sync::Arc;

use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;

use super::cast::{CAST, FIRST, LAST, Part, Progress, UNITS, USUAL, email};
use super::{PASSWORD, PEOPLE};
use crate::catalog::Published;
use crate::domain::answer::Answer;
use crate::domain::assessment::Form;
use crate::domain::course::Course;
use crate::domain::ids::{AttemptId, PersonId, UnitId};
use crate::domain::item::{Body, Item};
use crate::domain::person::By;
use crate::domain::time::{DAY, HOUR, MINUTE, Timestamp};
use crate::store::clock::SetClock;
use crate::store::{Result, Store, attempts};
use crate::usecases::complete_lesson::CompleteLesson;
use crate::usecases::create_person::CreatePerson;
use crate::usecases::create_unit::CreateUnit;
use crate::usecases::grant_role::GrantRole;
use crate::usecases::join_unit::JoinUnit;
use crate::usecases::password;
use crate::usecases::publish_content::PublishContent;
use crate::usecases::save_response::{Change, SaveResponse};
use crate::usecases::set_password::SetPassword;
use crate::usecases::start_attempt::StartAttempt;
use crate::usecases::submit_attempt::SubmitAttempt;

/// The stage: a database dated by a clock that goes back and forth.
pub struct History<'a> {
    store: Store,
    clock: Arc<SetClock>,
    now: Timestamp,
    published: &'a Published,
    rng: StdRng,
    units: BTreeMap<&'static str, UnitId>,
    secret: String,
}

impl<'a> History<'a> {
    /// A stage whose present is `now`.
    pub fn new(store: Store, clock: Arc<SetClock>, now: Timestamp, published: &'a Published, rng: StdRng) -> Self {
        Self { store, clock, now, published, rng, units: BTreeMap::new(), secret: String::new() }
    }

    /// Plays everybody's past, with `people` people or the whole cast if that is more.
    ///
    /// # Errors
    /// The database did not take it.
    pub async fn play(&mut self, people: usize) -> Result<()> {
        self.clock.set(self.now.plus(-150 * DAY));
        self.secret = password::hash(PASSWORD).await?;
        self.store.write(By::System, &PublishContent { published: self.published }).await?;
        for (key, parent, name, kind) in UNITS {
            let parent = parent.and_then(|parent| self.units.get(parent).copied());
            let command =
                CreateUnit { parent, key: Some((*key).to_owned()), name: (*name).to_owned(), kind: (*kind).to_owned() };
            self.units.insert(key, self.store.write(By::System, &command).await?);
        }
        for part in CAST {
            self.live(part.name, &email(part.name), part).await?;
        }
        for number in PEOPLE..people {
            self.extra(number).await?;
        }
        self.clock.set(self.now);
        Ok(())
    }

    async fn extra(&mut self, number: usize) -> Result<()> {
        let name = format!("{} {}", pick(&mut self.rng, FIRST), pick(&mut self.rng, LAST));
        let units: Vec<&'static str> = self.units.keys().copied().filter(|key| *key != "organisation").collect();
        let part = Part {
            name: "",
            unit: units.choose(&mut self.rng).copied().unwrap_or("company"),
            role: None,
            account: None,
            progress: USUAL.choose(&mut self.rng).copied().unwrap_or(USUAL[0]),
        };
        self.live(&name, &format!("person.{number}@harbour.example"), &part).await
    }

    /// One person's past.
    async fn live(&mut self, name: &str, email: &str, part: &Part) -> Result<()> {
        // Nobody joins at midnight.
        let joined = self.now.plus(-part.progress.joined * DAY - self.rng.random_range(0..4 * HOUR));
        self.clock.set(joined);
        let create = CreatePerson { email: email.to_owned(), name: name.to_owned() };
        let person = self.store.write(By::System, &create).await?;
        self.store.write(By::System, &SetPassword { person, secret: self.secret.clone() }).await?;
        if let Some(unit) = self.units.get(part.unit).copied() {
            self.store.write(By::System, &JoinUnit { person, unit, published: self.published }).await?;
        }
        if let Some((role, unit)) = part.role {
            let unit = unit.and_then(|unit| self.units.get(unit).copied());
            self.store.write(By::System, &GrantRole { person, role, unit }).await?;
        }
        let published = self.published;
        for course in published.catalog.courses.iter().filter(|course| is_required(published, course)) {
            self.study(person, course, part.progress).await?;
        }
        Ok(())
    }

    async fn study(&mut self, person: PersonId, course: &Course, progress: Progress) -> Result<()> {
        let by = By::Person(person);
        for lesson in course.lessons().take(progress.lessons) {
            self.pass_time();
            let command =
                CompleteLesson { person, course: &course.key, lesson: &lesson.key, published: self.published };
            self.store.write(by, &command).await?;
        }
        for passes in progress.attempts {
            let attempt = self.sit(person, course, *passes, usize::MAX).await?;
            self.store.write(by, &SubmitAttempt { person, attempt, published: self.published }).await?;
        }
        if progress.open {
            self.sit(person, course, true, 5).await?;
        }
        Ok(())
    }

    /// Starts an attempt and answers at most `most` questions; enough of them right to pass, or not.
    async fn sit(&mut self, person: PersonId, course: &Course, passes: bool, most: usize) -> Result<AttemptId> {
        let by = By::Person(person);
        self.pass_time();
        let start = StartAttempt { person, course: &course.key, published: self.published };
        let attempt = self.store.write(by, &start).await?;
        let row = attempts::own(self.store.reader(), person, attempt).await?;
        let form = attempts::form(&row)?;
        let allowed = form.items.len() * usize::from(100 - form.pass_percent) / 100;
        let misses =
            if passes { self.rng.random_range(0..=allowed) } else { self.rng.random_range(allowed + 2..=allowed + 3) };
        let asked = asked(&form, self.published.catalog.bank(&course.key));
        let to_miss = to_miss(&asked, misses);
        for item in asked.iter().take(most) {
            let best = item.best_answer();
            let answer = if to_miss.contains(&item.id.as_str()) { missed(&item.body).unwrap_or(best) } else { best };
            for answer in one_by_one(answer) {
                self.clock.advance(self.rng.random_range(20_000..90_000));
                let save = SaveResponse { person, attempt, item: &item.id, change: Change::Answer(answer) };
                self.store.write(by, &save).await?;
            }
        }
        Ok(attempt)
    }

    /// Moves on by some minutes or a few days, but never past the present.
    fn pass_time(&mut self) {
        let step = if self.rng.random_bool(0.4) {
            self.rng.random_range(DAY..3 * DAY)
        } else {
            self.rng.random_range(15 * MINUTE..HOUR)
        };
        let room = self.now.since(self.store.clock().now()) - HOUR;
        self.clock.advance(step.min(room.max(0) / 2));
    }
}

/// The items of a form in its order.
fn asked<'a>(form: &Form, bank: &'a [Item]) -> Vec<&'a Item> {
    form.items.iter().filter_map(|place| bank.iter().find(|item| item.id == place.item)).collect()
}

/// Which items are answered wrongly: spread over the objectives, since each has a mark of its own, and what is critical
/// last of all.
fn to_miss<'a>(asked: &[&'a Item], misses: usize) -> Vec<&'a str> {
    let earlier = |at: usize| asked[..at].iter().filter(|item| item.objective == asked[at].objective).count();
    let mut order: Vec<usize> = (0..asked.len()).collect();
    order.sort_by_key(|at| (asked[*at].critical, earlier(*at)));
    order.into_iter().take(misses).map(|at| asked[at].id.as_str()).collect()
}

/// An answer without a point, where one exists.
fn missed(body: &Body) -> Option<Answer> {
    let other = |right: &u8| u8::from(*right == 0);
    Some(match body {
        Body::Single { right, .. } => Answer::Options([other(right)].into()),
        Body::Multiple { options, right } => {
            let wrong = (0u8..).take(options.len()).find(|key| !right.contains(key))?;
            Answer::Options([wrong].into())
        }
        Body::TrueFalse { claim, right, .. } => Answer::Verdict { claim: !claim, reason: Some(*right) },
        Body::Ordering { steps, .. } => Answer::Order((0..u8::try_from(steps.len()).ok()?).rev().collect()),
        Body::Matching { pairs, .. } => {
            let rows = u8::try_from(pairs.len()).ok()?;
            Answer::Pairs((0..rows).map(|row| Some((row + 1) % rows)).collect())
        }
        Body::Branch(scenario) => Answer::Path(scenario.worst_path()),
    })
}

/// A scenario is answered step by step, anything else at once.
fn one_by_one(answer: Answer) -> Vec<Answer> {
    match answer {
        Answer::Path(path) => (1..=path.len()).map(|length| Answer::Path(path[..length].to_vec())).collect(),
        answer => vec![answer],
    }
}

fn is_required(published: &Published, course: &Course) -> bool {
    published.catalog.programs.iter().any(|program| program.courses.contains(&course.key))
}

fn pick(rng: &mut StdRng, from: &[&'static str]) -> &'static str {
    from.choose(rng).copied().unwrap_or_default()
}
