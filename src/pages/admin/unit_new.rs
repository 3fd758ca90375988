//! `/admin/units/new`: adding a unit. Must not import `app` or another page's insides.

use axum::extract::{Form, Query};
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use serde::Deserialize;

use super::subject::{Sheet, chosen_unit, problems_of, unit_options};
use crate::components::form::{Problems, SelectField, TextField};
use crate::domain::unit::KINDS;
use crate::server::actor::Administrator;
use crate::server::failure::Failure;
use crate::server::page::Page;
use crate::store::units::Tree;
use crate::store::{Error, Result as Stored};
use crate::usecases::create_unit::CreateUnit;

/// What the form sends; the address may say where the unit is to be.
#[derive(Debug, Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    name: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    parent: String,
    #[serde(default)]
    key: String,
}

/// Shows the form.
///
/// # Errors
/// The database did not answer.
pub async fn show(
    page: Page,
    Administrator(_): Administrator,
    Query(typed): Query<Typed>,
) -> Result<Response, Failure> {
    view(&page, &typed, &Problems::default()).await
}

/// Adds the unit.
///
/// # Errors
/// The database did not answer.
pub async fn submit(
    page: Page,
    Administrator(actor): Administrator,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let outcome = match command(&typed) {
        Ok(command) => page.app().store().write(actor.by(), &command).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(_) => Ok(Redirect::to("/admin/units").into_response()),
        Err(error) => view(&page, &typed, &problems_of(error, "name")?).await,
    }
}

fn command(typed: &Typed) -> Stored<CreateUnit> {
    let parent = chosen_unit("parent", &typed.parent).map_err(Error::from)?;
    Ok(CreateUnit { parent, key: Some(typed.key.clone()), name: typed.name.clone(), kind: typed.kind.clone() })
}

async fn view(page: &Page, typed: &Typed, problems: &Problems) -> Result<Response, Failure> {
    let tree = Tree::load(page.app().store().reader()).await?;
    let above = vec![("/admin/units".to_owned(), "Units".to_owned())];
    let sheet = Sheet { here: "/admin/units", above, title: "Add a unit", problems, done: None };
    Ok(sheet.show(page, || {
        let kinds = KINDS.iter().map(|(word, words)| ((*word).to_owned(), (*words).to_owned())).collect();
        let kind = SelectField {
            name: "kind",
            label: "Kind",
            hint: None,
            options: kinds,
            value: if typed.kind.is_empty() { "department" } else { &typed.kind },
        };
        let [name, key] = name_and_key(&typed.name, &typed.key);
        let parent = SelectField {
            name: "parent",
            label: "Part of",
            hint: None,
            options: unit_options(&tree, "Nothing: at the top"),
            value: &typed.parent,
        };
        view! {
            <form class="form" method="post" action="/admin/units/new" novalidate>
                {name.view(problems)}
                {kind.view(problems)}
                {parent.view(problems)}
                {key.view(problems)}
                <button class="button button-primary" type="submit">"Add this unit"</button>
            </form>
        }
    }))
}

/// The fields that say what a unit is called.
fn name_and_key<'a>(name: &'a str, key: &'a str) -> [TextField<'a>; 2] {
    let text = |name, label, hint, value| TextField { name, label, hint, kind: "text", autocomplete: "off", value };
    let hint = "Optional. Requirements name the units they apply to by their key, and files of people may use it too.";
    [text("name", "Name", None, name), text("key", "Key", Some(hint), key)]
}
