//! `/admin/people/new`: adding one person. Must not import `app` or another page's insides.

use axum::extract::Form;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use serde::Deserialize;

use super::subject::{Sheet, chosen_unit, name_and_email, problems_of, unit_options};
use crate::components::form::{Problems, SelectField};
use crate::domain::ids::UnitId;
use crate::domain::person::{Role, clean_email, clean_name};
use crate::domain::refusal::Refusal;
use crate::server::actor::Administrator;
use crate::server::failure::Failure;
use crate::server::page::Page;
use crate::store::Error;
use crate::store::units::Tree;
use crate::usecases::enrol_person::EnrolPerson;

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    email: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    unit: String,
    #[serde(default)]
    role: String,
}

/// Shows the form.
///
/// # Errors
/// The database did not answer.
pub async fn show(page: Page, Administrator(_): Administrator) -> Result<Response, Failure> {
    let tree = Tree::load(page.app().store().reader()).await?;
    Ok(view(&page, &tree, &Typed::default(), &Problems::default()))
}

/// Adds the person, and goes on to letting them in.
///
/// # Errors
/// The database did not answer.
pub async fn submit(
    page: Page,
    Administrator(actor): Administrator,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let content = page.app().content();
    let outcome = match wanted(&typed) {
        Ok((unit, role)) => {
            let (email, name) = (typed.email.clone(), typed.name.clone());
            let command = EnrolPerson { email, name, unit, role, published: &content.published };
            page.app().store().write(actor.by(), &command).await
        }
        Err(refusal) => Err(Error::from(refusal)),
    };
    match outcome {
        Ok(person) => Ok(Redirect::to(&format!("/admin/people/{person}/link?added=1")).into_response()),
        Err(error) => {
            let problems = all_problems(&typed, error)?;
            let tree = Tree::load(page.app().store().reader()).await?;
            Ok(view(&page, &tree, &typed, &problems))
        }
    }
}

/// A unit, and a role with the unit it reaches over.
type Wanted = (Option<UnitId>, Option<(Role, Option<UnitId>)>);

/// Managers and reviewers have their role over the unit they are added to, the others over everything.
fn wanted(typed: &Typed) -> Result<Wanted, Refusal> {
    let unit = chosen_unit("unit", &typed.unit)?;
    let role = match typed.role.as_str() {
        "" => None,
        word => {
            let role =
                Role::from_word(word).ok_or_else(|| Refusal::field("role", "Choose one of the roles in the list"))?;
            let over = if matches!(role, Role::Administrator | Role::Auditor) { None } else { unit };
            Some((role, over))
        }
    };
    match role {
        Some((Role::Manager | Role::Reviewer, None)) => {
            Err(Refusal::field("unit", "Choose the unit whose people this person looks after"))
        }
        _ => Ok((unit, role)),
    }
}

/// Name and address are both looked at, so that nobody mends one only to hear of the other.
fn all_problems(typed: &Typed, error: Error) -> Result<Problems, Failure> {
    let mut problems = Problems::default();
    problems.check("name", clean_name(&typed.name));
    problems.check("email", clean_email(&typed.email));
    if problems.is_empty() { problems_of(error, "email") } else { Ok(problems) }
}

fn view(page: &Page, tree: &Tree, typed: &Typed, problems: &Problems) -> Response {
    let above = vec![("/admin/people".to_owned(), "People".to_owned())];
    let sheet = Sheet { here: "/admin/people", above, title: "Add a person", problems, done: None };
    sheet.show(page, || {
        let [name, email] = name_and_email(&typed.name, &typed.email, "");
        let unit = SelectField {
            name: "unit",
            label: "Unit",
            hint: Some("Where the person belongs. What the unit requires applies from today."),
            options: unit_options(tree, "None for now"),
            value: &typed.unit,
        };
        let roles = [
            ("", "None: learns like everyone"),
            ("manager", "Manager of this unit"),
            ("reviewer", "Reviewer of this unit"),
            ("auditor", "Auditor: sees everything, changes nothing"),
            ("administrator", "Administrator: sees and changes everything"),
        ];
        let role = SelectField {
            name: "role",
            label: "Role",
            hint: None,
            options: roles.iter().map(|(word, words)| ((*word).to_owned(), (*words).to_owned())).collect(),
            value: &typed.role,
        };
        view! {
            <form class="form" method="post" action="/admin/people/new" novalidate>
                {name.view(problems)}
                {email.view(problems)}
                {unit.view(problems)}
                {role.view(problems)}
                <button class="button button-primary" type="submit">"Add this person"</button>
            </form>
            <p class="muted">"Many at once? "<a href="/admin/people/paste">"Paste a list"</a>" or "<a href="/admin/people/import">"import a file"</a>"."</p>
        }
    })
}
