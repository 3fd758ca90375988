//! `/admin/people/{person}/units`: where a person belongs. Must not import `app` or another page's insides.

use axum::extract::{Form, Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use serde::Deserialize;

use super::subject::{Sheet, address, chosen_unit, person_of, problems_of, unit_options};
use crate::components::form::{Problems, SelectField};
use crate::components::{Icon, date};
use crate::domain::refusal::Refusal;
use crate::server::actor::{Actor, Administrator};
use crate::server::failure::Failure;
use crate::server::page::Page;
use crate::store::entities::{membership, person, unit};
use crate::store::overview::{Scope, units_of};
use crate::store::units::Tree;
use crate::store::{Error, Result as Stored};
use crate::usecases::join_unit::JoinUnit;
use crate::usecases::leave_unit::LeaveUnit;
use crate::usecases::move_person::MovePerson;

/// What the forms send.
#[derive(Debug, Default, Deserialize)]
pub struct Typed {
    #[serde(default, rename = "do")]
    action: String,
    #[serde(default)]
    unit: String,
}

/// What was done a moment ago.
#[derive(Debug, Deserialize)]
pub struct Done {
    done: Option<String>,
}

/// Shows the person's units.
///
/// # Errors
/// [`Failure::NotFound`]; the database did not answer.
pub async fn show(
    page: Page,
    Administrator(_): Administrator,
    Path(id): Path<String>,
    Query(done): Query<Done>,
) -> Result<Response, Failure> {
    let done = done.done.map(|_| "Saved.");
    view(&page, &person_of(&page, &id).await?, &Typed::default(), &Problems::default(), done).await
}

/// Joins, moves or leaves.
///
/// # Errors
/// [`Failure::NotFound`]; the database did not answer.
pub async fn submit(
    page: Page,
    Administrator(actor): Administrator,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let person = person_of(&page, &id).await?;
    match act(&page, &actor, &person, &typed).await {
        Ok(()) => Ok(Redirect::to(&format!("{}?done=1", address(&person, "units"))).into_response()),
        Err(error) => view(&page, &person, &typed, &problems_of(error, "unit")?, None).await,
    }
}

async fn act(page: &Page, actor: &Actor, person: &person::Model, typed: &Typed) -> Stored<()> {
    let (store, content) = (page.app().store(), page.app().content());
    let (by, person, published) = (actor.by(), person.id, &content.published);
    let unit = chosen_unit("unit", &typed.unit)?.ok_or_else(|| Refusal::field("unit", "Choose a unit"))?;
    match typed.action.as_str() {
        "join" => store.write(by, &JoinUnit { person, unit, published }).await,
        "move" => store.write(by, &MovePerson { person, unit, published }).await,
        "leave" => store.write(by, &LeaveUnit { person, unit }).await,
        _ => Err(Error::from(Refusal::field("unit", "Choose what to do: join, move or leave"))),
    }
}

async fn view(
    page: &Page,
    person: &person::Model,
    typed: &Typed,
    problems: &Problems,
    done: Option<&'static str>,
) -> Result<Response, Failure> {
    let db = page.app().store().reader();
    let tree = Tree::load(db).await?;
    let units = units_of(db, &Scope::Everyone, [person.id]).await?.remove(&person.id).unwrap_or_default();
    Ok(Sheet { done, ..Sheet::of(person, "Units", problems) }.show(page, || {
        let rows: Vec<_> = units.iter().map(|row| unit_row(row, &tree, page)).collect();
        let present = if rows.is_empty() {
            view! { <p class="muted">"In no unit, so held to nothing new."</p> }.into_any()
        } else {
            view! { <ul class="requirements">{rows}</ul> }.into_any()
        };
        let unit = SelectField {
            name: "unit",
            label: "Unit",
            hint: Some("What the unit requires applies from today. What the person is held to already stays."),
            options: unit_options(&tree, "Choose a unit"),
            value: &typed.unit,
        };
        view! {
            {present}
            <form class="form" method="post" novalidate>
                {unit.view(problems)}
                <div class="actions">
                    <button class="button button-primary" type="submit" name="do" value="join">"Join this unit too"</button>
                    <button class="button" type="submit" name="do" value="move">"Move here from all others"</button>
                </div>
            </form>
        }
    }))
}

fn unit_row((since, unit): &(membership::Model, unit::Model), tree: &Tree, page: &Page) -> impl IntoView + use<> {
    let since = date(since.joined_at, &page.calendar());
    view! {
        <li class="requirement">
            <div class="requirement-main">
                <h2><a href=format!("/admin/units/{}", unit.id)>{unit.name.clone()}</a></h2>
                <p class="facts"><span>{tree.path(unit.id)}</span><span>"Since "{since}</span></p>
            </div>
            <div class="requirement-side">
                <form method="post">
                    <input type="hidden" name="unit" value=unit.id.to_string()/>
                    <button class="button button-small" type="submit" name="do" value="leave">
                        {Icon::X.view()}"Leave"<span class="visually-hidden">{format!(" {}", unit.name)}</span>
                    </button>
                </form>
            </div>
        </li>
    }
}
