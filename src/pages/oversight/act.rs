//! What was decided in one act, about whom, and taking it back. Must not import `app` or another page's insides.

use std::collections::BTreeMap;

use leptos::prelude::*;
use serde::Deserialize;
use uuid::Uuid;

use super::{Area, Sight};
use crate::components::date::date_time;
use crate::components::{Icon, breadcrumb, date, notice};
use crate::domain::ids::InterventionId;
use crate::domain::intervention::{Deed, Ground};
use crate::domain::person::Role;
use crate::domain::program::Program;
use crate::server::actor::Actor;
use crate::server::failure::Failure;
use crate::store::interventions::{self, Decided};
use crate::store::overview::{self, Line};
use crate::store::people;
use crate::usecases::take_back::TakeBack;

/// What was done a moment ago.
#[derive(Debug, Deserialize)]
pub struct Done {
    done: Option<String>,
    undone: Option<String>,
}

/// What the form sends: all, or one of them.
#[derive(Debug, Deserialize)]
pub struct Typed {
    #[serde(default)]
    only: String,
}

/// How many lines are shown.
const SHOWN: usize = 200;

/// One act.
pub struct Act {
    id: Uuid,
    deed: Deed,
    decided: Vec<Decided>,
    programs: BTreeMap<String, Program>,
    by: String,
    may_undo: bool,
}

impl Act {
    /// Reads it. Managers see their own, as far as it is about people of theirs.
    ///
    /// # Errors
    /// [`Failure::NotFound`]; the database did not answer.
    pub async fn load(sight: &Sight, actor: &Actor, id: &str) -> Result<Self, Failure> {
        let id: Uuid = id.parse().map_err(|_| Failure::NotFound)?;
        let mut decided = interventions::of_act(sight.db(), &sight.scope, id).await?;
        decided.retain(|one| sight.area == Area::Organisation || one.intervention.by_id == actor.person());
        let first = decided.first().ok_or(Failure::NotFound)?;
        let deed = Deed::from_word(&first.intervention.kind).ok_or(Failure::Broken)?;
        let by = people::person(sight.db(), first.intervention.by_id).await?.name;
        let lines =
            decided.iter().map(|one| Line { person: one.person.clone(), assignment: Some(one.assignment.clone()) });
        let programs = overview::programs_of(sight.db(), &lines.collect::<Vec<_>>()).await?;
        let may_undo = sight.area == Area::Team || actor.is(Role::Administrator);
        Ok(Self { id, deed, decided, programs, by, may_undo: may_undo && deed != Deed::Remind })
    }

    /// Takes it back, all or one; gives where to go.
    ///
    /// # Errors
    /// [`Failure::NotFound`], [`Failure::Refused`]; the database did not answer.
    pub async fn undo(self, sight: &Sight, actor: &Actor, typed: &Typed) -> Result<String, Failure> {
        let only: Option<InterventionId> = match typed.only.as_str() {
            "" => None,
            only => Some(only.parse().map_err(|_| Failure::NotFound)?),
        };
        let decided_by = (sight.area == Area::Team).then(|| actor.person());
        let command = TakeBack { act: self.id, only, scope: sight.scope.clone(), decided_by };
        sight.store().write(actor.by(), &command).await?;
        Ok(format!("{}?undone=1", sight.area.act(self.id)))
    }

    /// What the page is called.
    pub fn title(&self) -> String {
        let people = match self.decided.as_slice() {
            [one] => one.person.name.clone(),
            many => format!("{} requirements", many.len()),
        };
        match self.deed {
            Deed::Remind => format!("Reminded: {people}"),
            Deed::Extend => format!("More time: {people}"),
            Deed::Exempt => format!("Exempt: {people}"),
        }
    }

    fn live(&self) -> usize {
        self.decided.iter().filter(|one| one.intervention.taken_back_at.is_none()).count()
    }

    /// The page.
    pub fn view(&self, done: &Done, sight: &Sight) -> impl IntoView + use<> {
        let undelivered = if self.deed == Deed::Remind { sight.undelivered() } else { None };
        let news = match (&done.done, &done.undone) {
            (_, Some(_)) => Some("Taken back. What was decided stays on record, and so does this."),
            (Some(_), _) => Some(match self.deed {
                Deed::Remind if undelivered.is_some() => "The mails are written.",
                Deed::Remind => "The mails are on their way.",
                Deed::Extend => "The due date is moved.",
                Deed::Exempt => "Exempt from now on.",
            }),
            _ => None,
        };
        let rows: Vec<_> = self.decided.iter().take(SHOWN).map(|one| self.row(one, sight)).collect();
        let more = (self.decided.len() > SHOWN).then(|| {
            let words = format!(
                "The first {SHOWN} of {} are shown. What is undone for all is undone for the others too.",
                self.decided.len()
            );
            view! { <p class="muted small">{words}</p> }
        });
        let above = [(sight.area.people().to_owned(), sight.area.name().to_owned())];
        view! {
            {breadcrumb(&above, &self.title())}
            <h1>{self.title()}</h1>
            {news.map(notice::good)}
            {undelivered}
            {self.facts(sight)}
            {self.undo_form(sight)}
            <div class="table-scroll" tabindex="0" role="region" aria-label="Who this is about">
                <table class="table-cards">
                    <thead><tr><th scope="col">"Person"</th><th scope="col">"Requirement"</th><th scope="col">"Due now"</th><th scope="col">"State"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {more}
        }
    }

    fn facts(&self, sight: &Sight) -> impl IntoView + use<> {
        let first = self.decided.first().map(|one| one.intervention.clone());
        let pair = |name: &'static str, value: AnyView| view! { <div><dt>{name}</dt><dd>{value}</dd></div> };
        first.map(|first| {
            let ground = first.ground.as_deref().and_then(Ground::from_word);
            let until = first.due_after.map(|due| pair("New due date", date(due, &sight.calendar).into_any()));
            let ground = ground.map(|ground| pair("Kind", ground.label().into_any()));
            let word = if self.deed == Deed::Remind { "A word" } else { "Reason" };
            let reason = (!first.reason.is_empty()).then(|| pair(word, first.reason.clone().into_any()));
            let by = pair("Decided by", self.by.clone().into_any());
            view! { <dl class="pairs">{until}{ground}{reason}{by}{pair("On", date_time(first.at, &sight.calendar).into_any())}</dl> }
        })
    }

    fn undo_form(&self, sight: &Sight) -> impl IntoView + use<> {
        (self.may_undo && self.live() > 0).then(|| {
            let words = if self.live() == 1 { "Undo" } else { "Undo for all" };
            view! {
                <form method="post" action=sight.area.act(self.id)>
                    <button class="button" type="submit">{Icon::X.view()}{words}</button>
                </form>
            }
        })
    }

    fn row(&self, one: &Decided, sight: &Sight) -> impl IntoView + use<> {
        let held = &one.assignment;
        let title = self.programs.get(&held.program_hash).map_or(&held.program_key, |program| &program.title).clone();
        let state = match one.intervention.taken_back_at {
            Some(at) => {
                view! { <span class="chip chip-plain">{Icon::X.view()}"Taken back "{date(at, &sight.calendar)}</span> }
                    .into_any()
            }
            None if self.may_undo && self.decided.len() > 1 => {
                let name = format!(" for {}", one.person.name);
                view! {
                    <form method="post" action=sight.area.act(self.id)>
                        <input type="hidden" name="only" value=one.intervention.id.to_string()/>
                        <button class="button button-small" type="submit">{Icon::X.view()}"Undo"<span class="visually-hidden">{name}</span></button>
                    </form>
                }
                .into_any()
            }
            None => view! { <span class="chip chip-done">{Icon::CIRCLE_CHECK.view()}"Done"</span> }.into_any(),
        };
        view! {
            <tr>
                <th scope="row"><a href=sight.area.person(one.person.id)>{one.person.name.clone()}</a></th>
                <td data-label="Requirement">{title}</td>
                <td data-label="Due now" class="nowrap">{date(held.due_at, &sight.calendar)}</td>
                <td data-label="State">{state}</td>
            </tr>
        }
    }
}
