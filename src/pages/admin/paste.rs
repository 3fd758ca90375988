//! `/admin/people/paste`: inviting people from a list that is pasted, one a line. Must not import `app` or another page's insides.

use axum::extract::Form;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use serde::Deserialize;

use super::import_file::{mistakes, people};
use super::subject::{Sheet, chosen_unit, unit_options};
use crate::components::form::{Problems, SelectField, TextArea};
use crate::domain::ids::UnitId;
use crate::domain::refusal::Refusal;
use crate::pages::undelivered;
use crate::server::actor::Administrator;
use crate::server::failure::Failure;
use crate::server::page::Page;
use crate::store::units::Tree;
use crate::usecases::import_people::KeepFile;
use crate::usecases::roster::Mistake;
use crate::usecases::roster::paste::{Pasted, look};

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    list: String,
    #[serde(default)]
    unit: String,
}

/// Shows the form.
///
/// # Errors
/// The database did not answer.
pub async fn show(page: Page, Administrator(_): Administrator) -> Result<Response, Failure> {
    view(&page, &Typed::default(), &[], &Problems::default()).await
}

/// Takes a list in which nothing is wrong, and goes on to what it would do, as for a file of people.
///
/// # Errors
/// The database did not answer.
pub async fn submit(
    page: Page,
    Administrator(actor): Administrator,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let mut problems = Problems::default();
    let unit = match unit_of(&page, &typed).await? {
        Ok(unit) => unit,
        Err(refusal) => {
            problems = Problems::of(&refusal, "unit");
            None
        }
    };
    if typed.list.trim().is_empty() {
        problems.add("list", "Paste at least one e-mail address");
        return view(&page, &typed, &[], &problems).await;
    }
    let store = page.app().store();
    match look(store.reader(), &typed.list, unit, page.app().now()).await? {
        Pasted::Good(body) if problems.is_empty() => {
            let name = "Pasted list".to_owned();
            let id = store.write(actor.by(), &KeepFile { person: actor.person(), name, body, invite: true }).await?;
            Ok(Redirect::to(&format!("/admin/people/import/{id}")).into_response())
        }
        Pasted::Good(_) => view(&page, &typed, &[], &problems).await,
        Pasted::Unreadable(unreadable) => {
            problems.add("list", unreadable.to_string());
            view(&page, &typed, &[], &problems).await
        }
        Pasted::Wrong(wrong) => {
            let lines = wrong.iter().map(|mistake| mistake.line).collect::<std::collections::BTreeSet<_>>().len();
            let words = if lines == 1 { "1 line is".to_owned() } else { format!("{lines} lines are") };
            problems.add("list", format!("Nobody was added: {words} not right. Mend what is listed here"));
            view(&page, &typed, &wrong, &problems).await
        }
    }
}

/// The unit that was chosen, if it is there.
async fn unit_of(page: &Page, typed: &Typed) -> Result<Result<Option<UnitId>, Refusal>, Failure> {
    let chosen = chosen_unit("unit", &typed.unit);
    let Ok(Some(unit)) = chosen else { return Ok(chosen) };
    let there = Tree::load(page.app().store().reader()).await?.unit(unit).is_some();
    Ok(if there { chosen } else { Err(Refusal::field("unit", "Choose one of the units in the list")) })
}

async fn view(page: &Page, typed: &Typed, wrong: &[Mistake], problems: &Problems) -> Result<Response, Failure> {
    let tree = Tree::load(page.app().store().reader()).await?;
    let above = vec![("/admin/people".to_owned(), "People".to_owned())];
    let sheet = Sheet { here: "/admin/people", above, title: "Invite people", problems, done: None };
    Ok(sheet.show(page, || {
        let list = TextArea {
            name: "list",
            label: "People, one on each line",
            hint: Some("Like “Ada Lovelace <ada@example.org>”, “ada@example.org, Ada Lovelace”, cells of a spreadsheet, or an address alone."),
            value: &typed.list,
        };
        let unit = SelectField {
            name: "unit",
            label: "Unit",
            hint: Some("Where all of them belong from now on. What the unit requires applies from today."),
            options: unit_options(&tree, "None for now; who is here already stays where they are"),
            value: &typed.unit,
        };
        view! {
            <p class="lead">"Each gets a mail with a link to choose a password. You see what would happen before anything does."</p>
            {undelivered::for_administrators(page.app().config())}
            {(!wrong.is_empty()).then(|| mistakes(wrong))}
            <form class="form" method="post" action="/admin/people/paste" novalidate>
                {list.tall(problems)}
                {unit.view(problems)}
                <button class="button button-primary" type="submit">"Check this list"</button>
            </form>
            <p class="muted">
                "At most "{people(crate::usecases::roster::file::MAX_ROWS)}" at once. With roles or dates of joining? "
                <a href="/admin/people/import">"Import a file"</a>"."
            </p>
        }
    }))
}
