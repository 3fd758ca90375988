//! `/admin/units/{unit}/edit`: a unit's name, key and place. Must not import `app` or another page's insides.

use axum::extract::{Form, Path};
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use serde::Deserialize;

use super::subject::{Sheet, chosen_unit, problems_of, unit_options};
use crate::components::form::{Problems, SelectField, TextField};
use crate::components::notice;
use crate::domain::ids::UnitId;
use crate::server::actor::{Actor, Administrator};
use crate::server::failure::Failure;
use crate::server::page::Page;
use crate::store::Result as Stored;
use crate::store::entities::unit;
use crate::store::units::Tree;
use crate::usecases::edit_unit::EditUnit;

/// What the form sends.
#[derive(Debug, Deserialize)]
pub struct Typed {
    #[serde(default)]
    name: String,
    #[serde(default)]
    key: String,
    #[serde(default)]
    parent: String,
}

/// Shows the form.
///
/// # Errors
/// [`Failure::NotFound`]; the database did not answer.
pub async fn show(page: Page, Administrator(_): Administrator, Path(id): Path<String>) -> Result<Response, Failure> {
    let (unit, tree) = load(&page, &id).await?;
    let typed = Typed {
        name: unit.name.clone(),
        key: unit.key.clone().unwrap_or_default(),
        parent: unit.parent_id.map(|parent| parent.to_string()).unwrap_or_default(),
    };
    Ok(view(&page, &unit, &tree, &typed, &Problems::default()))
}

async fn load(page: &Page, id: &str) -> Result<(unit::Model, Tree), Failure> {
    let id: UnitId = id.parse().map_err(|_| Failure::NotFound)?;
    let tree = Tree::load(page.app().store().reader()).await?;
    let unit = tree.unit(id).ok_or(Failure::NotFound)?.clone();
    Ok((unit, tree))
}

/// Changes the unit.
///
/// # Errors
/// [`Failure::NotFound`]; the database did not answer.
pub async fn submit(
    page: Page,
    Administrator(actor): Administrator,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let (unit, tree) = load(&page, &id).await?;
    match act(&page, &actor, unit.id, &typed).await {
        Ok(()) => Ok(Redirect::to("/admin/units").into_response()),
        Err(error) => Ok(view(&page, &unit, &tree, &typed, &problems_of(error, "name")?)),
    }
}

async fn act(page: &Page, actor: &Actor, unit: UnitId, typed: &Typed) -> Stored<()> {
    let content = page.app().content();
    let parent = chosen_unit("parent", &typed.parent)?;
    let (name, key) = (typed.name.clone(), typed.key.clone());
    page.app().store().write(actor.by(), &EditUnit { unit, name, key, parent, published: &content.published }).await
}

fn view(page: &Page, unit: &unit::Model, tree: &Tree, typed: &Typed, problems: &Problems) -> Response {
    let above =
        vec![("/admin/units".to_owned(), "Units".to_owned()), (format!("/admin/units/{}", unit.id), unit.name.clone())];
    let sheet = Sheet { here: "/admin/units", above, title: "Change this unit", problems, done: None };
    sheet.show(page, || {
        let text = |name, label, hint, value| TextField { name, label, hint, kind: "text", autocomplete: "off", value };
        let below = tree.with_below(unit.id);
        let mut options = unit_options(tree, "Nothing: at the top");
        options.retain(|(value, _)| !below.iter().any(|one| one.to_string() == *value));
        let parent = SelectField {
            name: "parent",
            label: "Part of",
            hint: Some("All units below it move along."),
            options,
            value: &typed.parent,
        };
        let hint = "Requirements name the units they apply to by their key. Without it, they no longer apply to new people here.";
        let note = "What a new place or key requires applies to everybody in it from today. What people are held to already stays.";
        view! {
            {notice::info(note)}
            <form class="form" method="post" novalidate>
                {text("name", "Name", None, &typed.name).view(problems)}
                {parent.view(problems)}
                {text("key", "Key", Some(hint), &typed.key).view(problems)}
                <button class="button button-primary" type="submit">"Save"</button>
            </form>
        }
    })
}
