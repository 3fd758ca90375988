//! `/admin/people/{person}/roles`: what a person may do beyond learning. Must not import `app` or another page's insides.

use axum::extract::{Form, Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use serde::Deserialize;

use super::subject::{Sheet, address, chosen_unit, person_of, problems_of, unit_options};
use crate::components::form::{Problems, SelectField};
use crate::components::{Icon, date};
use crate::domain::person::Role;
use crate::domain::refusal::Refusal;
use crate::server::actor::{Actor, Administrator};
use crate::server::failure::Failure;
use crate::server::page::Page;
use crate::store::entities::{person, role_grant};
use crate::store::units::Tree;
use crate::store::{Error, Result as Stored, people};
use crate::usecases::grant_role::GrantRole;
use crate::usecases::take_role::TakeRole;

/// What the forms send.
#[derive(Debug, Default, Deserialize)]
pub struct Typed {
    #[serde(default, rename = "do")]
    action: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    over: String,
    #[serde(default)]
    grant: String,
}

/// What is asked about, or was done a moment ago.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    take: Option<String>,
    done: Option<String>,
}

/// Shows the person's roles, or asks whether one is to be taken back.
///
/// # Errors
/// [`Failure::NotFound`]; the database did not answer.
pub async fn show(
    page: Page,
    Administrator(_): Administrator,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let sheet = Roles::load(&page, person_of(&page, &id).await?).await?;
    match asked.take {
        Some(grant) => {
            let grant = sheet.grants.iter().find(|one| one.id.to_string() == grant).ok_or(Failure::NotFound)?;
            Ok(sheet.confirm(&page, grant))
        }
        None => Ok(sheet.view(&page, &Typed::default(), &Problems::default(), asked.done.map(|_| "Saved."))),
    }
}

/// Gives or takes a role.
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
        Ok(()) => Ok(Redirect::to(&format!("{}?done=1", address(&person, "roles"))).into_response()),
        Err(error) => {
            let problems = problems_of(error, "role")?;
            Ok(Roles::load(&page, person).await?.view(&page, &typed, &problems, None))
        }
    }
}

async fn act(page: &Page, actor: &Actor, person: &person::Model, typed: &Typed) -> Stored<()> {
    let (store, person) = (page.app().store(), person.id);
    match typed.action.as_str() {
        "take" => {
            let grant = typed.grant.parse().map_err(|_| Error::NotFound)?;
            store.write(actor.by(), &TakeRole { person, grant }).await
        }
        _ => {
            let role = Role::from_word(&typed.role).ok_or_else(|| Refusal::field("role", "Choose a role"))?;
            let unit = chosen_unit("over", &typed.over)?;
            if let Some(unit) = unit {
                let tree = Tree::load(store.reader()).await?;
                tree.unit(unit).ok_or_else(|| Refusal::field("over", "Choose one of the units in the list"))?;
            }
            store.write(actor.by(), &GrantRole { person, role, unit }).await
        }
    }
}

/// A person with their roles.
struct Roles {
    person: person::Model,
    grants: Vec<role_grant::Model>,
    tree: Tree,
}

impl Roles {
    async fn load(page: &Page, person: person::Model) -> Result<Self, Failure> {
        let db = page.app().store().reader();
        Ok(Self { grants: people::role_grants(db, person.id).await?, tree: Tree::load(db).await?, person })
    }

    fn view(&self, page: &Page, typed: &Typed, problems: &Problems, done: Option<&'static str>) -> Response {
        Sheet { done, ..Sheet::of(&self.person, "Roles", problems) }.show(page, || {
            let rows: Vec<_> = self.grants.iter().map(|grant| self.row(grant, page)).collect();
            let present = if rows.is_empty() {
                view! { <p class="muted">"No role: learns like everyone."</p> }.into_any()
            } else {
                view! { <ul class="requirements">{rows}</ul> }.into_any()
            };
            let roles = [
                ("", "Choose a role"),
                ("manager", "Manager: sees and nudges the people of a unit"),
                ("reviewer", "Reviewer: reviews the portfolios of a unit"),
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
            let over = SelectField {
                name: "over",
                label: "Over",
                hint: Some("A role over a unit reaches over all units below it."),
                options: unit_options(&self.tree, "The whole organisation"),
                value: &typed.over,
            };
            view! {
                {present}
                <form class="form" method="post" novalidate>
                    <h2>"Give a role"</h2>
                    {role.view(problems)}
                    {over.view(problems)}
                    <p class="hint">"With a new role the person has to sign in again, and sessions are shorter."</p>
                    <button class="button button-primary" type="submit" name="do" value="give">"Give this role"</button>
                </form>
            }
        })
    }

    fn words(&self, grant: &role_grant::Model) -> String {
        let role = match Role::from_word(&grant.role) {
            Some(Role::Manager) => "Manager",
            Some(Role::Reviewer) => "Reviewer",
            Some(Role::Administrator) => "Administrator",
            Some(Role::Auditor) => "Auditor",
            Some(Role::Learner) | None => "Learner",
        };
        match grant.unit_id {
            Some(unit) => format!("{role} of {}", self.tree.path(unit)),
            None => format!("{role}, the whole organisation"),
        }
    }

    fn row(&self, grant: &role_grant::Model, page: &Page) -> impl IntoView + use<> {
        let words = self.words(grant);
        let take = format!("{}?take={}", address(&self.person, "roles"), grant.id);
        view! {
            <li class="requirement">
                <div class="requirement-main">
                    <h3>{words.clone()}</h3>
                    <p class="facts"><span>"Since "{date(grant.granted_at, &page.calendar())}</span></p>
                </div>
                <div class="requirement-side">
                    <a class="button button-small" href=take>
                        {Icon::X.view()}"Take back"<span class="visually-hidden">{format!(": {words}")}</span>
                    </a>
                </div>
            </li>
        }
    }

    /// Taking a role back is asked about first, because it signs the person out.
    fn confirm(&self, page: &Page, grant: &role_grant::Model) -> Response {
        let title = format!("Take back: {}?", self.words(grant));
        Sheet::of(&self.person, &title, &Problems::default()).show(page, || {
            view! {
                <p class="measure">
                    {format!("{} keeps all records, is signed out now, and can sign in again without this role.", self.person.name)}
                </p>
                <form method="post" action=address(&self.person, "roles") class="actions">
                    <input type="hidden" name="grant" value=grant.id.to_string()/>
                    <button class="button button-danger" type="submit" name="do" value="take">"Take this role back"</button>
                    <a class="button button-quiet" href=address(&self.person, "roles")>"Keep it"</a>
                </form>
            }
        })
    }
}
