//! `/admin/people/import/{file}`: what a file would change, what is wrong with it, and importing it. Must not import `app` or
//! another page's insides.
//!
//! The file is kept in the database between looking and importing: sent back in a hidden field it could be changed on the
//! way, and without JavaScript a browser cannot choose the same file again by itself.

use axum::extract::{Form, Path};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use serde::Deserialize;

use super::frame;
use super::import::download;
use crate::components::form::{Problems, error_summary};
use crate::components::{Icon, art, breadcrumb, date, notice};
use crate::domain::ids::PeopleFileId;
use crate::domain::refusal::Refusal;
use crate::pages::undelivered;
use crate::server::actor::{Actor, Administrator};
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};
use crate::store::entities::people_file;
use crate::store::units::Tree;
use crate::store::{Error, newcomers};
use crate::usecases::import_people::{DiscardFile, ImportFile, own_file, roster_of};
use crate::usecases::roster::{Change, Mistake, Plan, Roster};

/// How many mistakes or changes are listed.
const LISTED: usize = 100;

/// What the form sends.
#[derive(Debug, Deserialize)]
pub struct Typed {
    #[serde(default, rename = "do")]
    action: String,
}

/// A kept file and what it would do.
struct Preview {
    file: people_file::Model,
    roster: Roster,
    plan: Plan,
    tree: Tree,
}

/// What became of a file.
enum Found {
    /// It can be looked at.
    Waiting(Box<Preview>),
    /// It was imported; and how many cannot sign in yet, of everybody.
    Imported(people_file::Model, u64),
    /// It was taken back or kept too long.
    Gone,
}

async fn find(page: &Page, actor: &Actor, id: &str) -> Result<Found, Failure> {
    let id: PeopleFileId = id.parse().map_err(|_| Failure::NotFound)?;
    let db = page.app().store().reader();
    let file = own_file(db, actor.person(), id).await?;
    if file.imported_at.is_some() {
        return Ok(Found::Imported(file, newcomers::count(db).await?));
    }
    if file.body.is_none() {
        return Ok(Found::Gone);
    }
    let roster = roster_of(&file)?;
    let plan = Plan::make(db, &roster, page.app().now()).await?;
    Ok(Found::Waiting(Box::new(Preview { file, roster, plan, tree: Tree::load(db).await? })))
}

/// Shows what the file would do, or did.
///
/// # Errors
/// [`Failure::NotFound`]; the database did not answer.
pub async fn show(
    page: Page,
    Administrator(actor): Administrator,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    Ok(answer(&page, &find(&page, &actor, &id).await?, &Problems::default()))
}

/// Imports the file, or takes it back.
///
/// # Errors
/// [`Failure::NotFound`]; the database did not answer.
pub async fn submit(
    page: Page,
    Administrator(actor): Administrator,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let file: PeopleFileId = id.parse().map_err(|_| Failure::NotFound)?;
    let (store, content, person) = (page.app().store(), page.app().content(), actor.person());
    if typed.action == "discard" {
        store.write(actor.by(), &DiscardFile { person, file }).await?;
        return Ok(Redirect::to("/admin/people/import").into_response());
    }
    match store.write(actor.by(), &ImportFile { person, file, published: &content.published }).await {
        Ok(()) => Ok(Redirect::to(&format!("/admin/people/import/{file}")).into_response()),
        Err(Error::Refused(Refusal::FileGone)) => Ok(answer(&page, &Found::Gone, &Problems::default())),
        Err(Error::Refused(refusal)) => {
            let problems = Problems::of(&refusal, "mistakes");
            Ok(answer(&page, &find(&page, &actor, &id).await?, &problems))
        }
        Err(error) => Err(error.into()),
    }
}

/// Gives the rows in which something is wrong, each with what it is.
///
/// # Errors
/// [`Failure::NotFound`]; the database did not answer.
pub async fn rejected(
    page: Page,
    Administrator(actor): Administrator,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let Found::Waiting(preview) = find(&page, &actor, &id).await? else { return Err(Failure::NotFound) };
    let problems = preview.plan.by_line();
    let body = preview.roster.rejected(|row| problems.get(&row.line).cloned());
    Ok(download("rejected.csv", body).into_response())
}

fn answer(page: &Page, found: &Found, problems: &Problems) -> Response {
    let title = match found {
        Found::Waiting(preview) if preview.plan.mistakes.is_empty() => "Check the import",
        Found::Waiting(_) => "Mend the file",
        Found::Imported(..) => "Imported",
        Found::Gone => "This file is gone",
    };
    let status = match found {
        Found::Gone => StatusCode::GONE,
        _ if problems.is_empty() => StatusCode::OK,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    page.show_as(status, Layout::Dense, &problems.title(title), || {
        let above = [("/admin/people", "People"), ("/admin/people/import", "Import people")];
        let above = above.map(|(address, name)| (address.to_owned(), name.to_owned()));
        let body = match found {
            Found::Waiting(preview) if preview.plan.mistakes.is_empty() => preview.ready(page).into_any(),
            Found::Waiting(preview) => preview.wrong().into_any(),
            Found::Imported(file, waiting) => imported(file, *waiting, page).into_any(),
            Found::Gone => gone().into_any(),
        };
        frame("/admin/people", view! { {error_summary(problems)}{breadcrumb(&above, title)}<h1>{title}</h1>{body} })
    })
}

/// `1 person`, `2,000 people`.
pub(super) fn people(count: usize) -> String {
    if count == 1 { "1 person".to_owned() } else { format!("{} people", grouped(count)) }
}

/// Digits in groups of three.
pub(super) fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let groups: Vec<&[u8]> = digits.as_bytes().rchunks(3).rev().collect();
    groups.into_iter().map(String::from_utf8_lossy).collect::<Vec<_>>().join(",")
}

impl Preview {
    /// Nothing is wrong: what would change, and the button that does it.
    fn ready(&self, page: &Page) -> impl IntoView + use<> {
        let (added, edited, unchanged) = (self.plan.added(), self.plan.edited(), self.plan.unchanged);
        let rows: Vec<_> = self.plan.changes.iter().take(LISTED).map(|change| self.change(change)).collect();
        let more = more(self.plan.changes.len(), "changes");
        let list = (!rows.is_empty()).then(|| {
            view! {
                <div class="table-scroll" tabindex="0" role="region" aria-label="What would change">
                    <table class="table-cards">
                        <thead>
                            <tr><th scope="col">"Person"</th><th scope="col">"Change"</th><th scope="col">"Unit"</th><th scope="col">"Role"</th></tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            }
        });
        let import = if self.plan.changes.is_empty() {
            notice::info("Everybody in this file is here already, just as it says. There is nothing to import.")
                .into_any()
        } else {
            let words = format!("Import {}", people(self.plan.changes.len()));
            view! { <button class="button button-primary" type="submit" name="do" value="import">{words}</button> }
                .into_any()
        };
        view! {
            {self.about(page)}
            <p class="totals">
                {format!("{} new, {} changed, {} as they are.", people(added), grouped(edited), grouped(unchanged))}
            </p>
            {self.invited(page)}
            {self.unused()}
            <form class="actions" method="post">
                {import}
                <button class="button button-quiet" type="submit" name="do" value="discard">"Discard this file"</button>
            </form>
            {list}
            {more}
        }
    }

    /// What else a pasted list does.
    fn invited(&self, page: &Page) -> impl IntoView + use<> {
        self.file.invite.then(|| {
            let words = "Those of them who cannot sign in yet are invited by mail at once, unless they were invited in the last days. \
                         Where the list has no name, one was made of the address: check it, it will stand on certificates.";
            view! { {notice::info(words)}{undelivered::for_administrators(page.app().config())} }
        })
    }

    fn about(&self, page: &Page) -> impl IntoView + use<> {
        let rows = people(self.roster.rows.len());
        let name = if self.file.name.is_empty() { "A file".to_owned() } else { self.file.name.clone() };
        view! {
            <p class="facts"><span>{name}</span><span>{rows}</span><span>"Sent "{date(self.file.created_at, &page.calendar())}</span></p>
        }
    }

    fn unused(&self) -> impl IntoView + use<> {
        let ignored = self.roster.ignored();
        (!ignored.is_empty()).then(|| {
            let mut names: Vec<String> = ignored
                .iter()
                .take(10)
                .map(|name| format!("“{}”", name.chars().take(40).collect::<String>()))
                .collect();
            if ignored.len() > 10 {
                names.push(format!("and {} more", ignored.len() - 10));
            }
            notice::info(format!("These columns are not used: {}.", names.join(", ")))
        })
    }

    fn change(&self, change: &Change) -> impl IntoView + use<> {
        let (name, what, unit, role) = match change {
            Change::Add(wanted) => {
                let role = wanted.role.map_or("learner", |role| role.word()).to_owned();
                let unit = wanted.unit.map_or_else(|| "None".to_owned(), |unit| self.tree.path(unit));
                (wanted.name.clone(), "New".to_owned(), unit, role)
            }
            Change::Edit { name_before, name, unit, role, .. } => {
                let what = name.as_ref().map_or_else(|| "Changed".to_owned(), |name| format!("New name: {name}"));
                let unit = unit.map_or_else(|| "As it is".to_owned(), |(unit, _)| self.tree.path(unit));
                let role =
                    role.map_or_else(|| "As it is".to_owned(), |(role, _)| format!("{}, from now on", role.word()));
                (name_before.clone(), what, unit, role)
            }
        };
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td data-label="Change">{what}</td>
                <td data-label="Unit">{unit}</td>
                <td data-label="Role">{role}</td>
            </tr>
        }
    }

    /// Something is wrong: what and where, and a file of the rows to mend.
    fn wrong(&self) -> impl IntoView + use<> {
        let wrong = self.plan.by_line().len();
        let rejected = format!("/admin/people/import/{}/rejected", self.file.id);
        view! {
            <p class="totals">
                {format!("{} of {} rows cannot be imported. Nothing has been changed.", grouped(wrong), grouped(self.roster.rows.len()))}
            </p>
            <p class="measure">"Mend these rows in your file and send the whole file again: it is imported all or not at all."</p>
            <form class="actions" method="post">
                <a class="button button-primary" href="/admin/people/import">"Send the mended file"</a>
                <a class="button" href=rejected download="rejected.csv">{Icon::DOWNLOAD.view()}"Download these rows"</a>
                <button class="button button-quiet" type="submit" name="do" value="discard">"Discard this file"</button>
            </form>
            {self.unused()}
            {mistakes(&self.plan.mistakes)}
        }
    }
}

/// What is wrong, line by line.
pub(super) fn mistakes(all: &[Mistake]) -> impl IntoView + use<> {
    let rows: Vec<_> = all.iter().take(LISTED).map(mistake).collect();
    view! {
        <div class="table-scroll" id="mistakes" tabindex="0" role="region" aria-label="What is wrong">
            <table class="table-cards">
                <thead>
                    <tr><th scope="col">"Line"</th><th scope="col">"Column"</th><th scope="col">"What is wrong, and how to mend it"</th></tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {more(all.len(), "mistakes")}
    }
}

fn mistake(mistake: &Mistake) -> impl IntoView + use<> {
    let column = mistake.column.map_or("all", |column| column.word());
    view! {
        <tr>
            <th scope="row" class="nowrap">{format!("Line {}", mistake.line)}</th>
            <td data-label="Column" class="mono">{column}</td>
            <td data-label="What">{mistake.what.clone()}</td>
        </tr>
    }
}

/// Says that a list is longer than what is shown.
fn more(count: usize, what: &'static str) -> impl IntoView + use<> {
    (count > LISTED).then(|| {
        view! { <p class="muted">{format!("The first {LISTED} of {} {what} are shown.", grouped(count))}</p> }
    })
}

fn imported(file: &people_file::Model, waiting: u64, page: &Page) -> impl IntoView + use<> {
    let count = |number: i32| usize::try_from(number).unwrap_or_default();
    let words = format!(
        "{} added, {} changed, {} left as they are.",
        people(count(file.added)),
        grouped(count(file.changed)),
        grouped(count(file.unchanged)),
    );
    let waiting = usize::try_from(waiting).unwrap_or(usize::MAX);
    let (again, again_words) = match file.invite {
        true => ("/admin/people/paste", "Paste another list"),
        false => ("/admin/people/import", "Import another file"),
    };
    let next = match (file.invite, waiting) {
        (true, _) => view! {
            <p class="measure">
                "Those who cannot sign in yet are invited. "<a href="/admin/mail?kind=invitation">"See how far the mails are"</a>"."
            </p>
            {undelivered::for_administrators(page.app().config())}
        }
        .into_any(),
        (false, 0) => view! { <p class="measure">"Everybody has a password and can sign in."</p> }.into_any(),
        (false, _) => view! {
            <p class="measure">"People who are new cannot sign in yet. An invitation by mail lets them choose a password."</p>
        }
        .into_any(),
    };
    let invite = (!file.invite && waiting > 0).then(|| {
        let words = match waiting {
            1 => "Invite the 1 who cannot sign in yet".to_owned(),
            count => format!("Invite all {} who cannot sign in yet", grouped(count)),
        };
        view! { <a class="button button-primary" href="/admin/people/invite">{words}</a> }
    });
    view! {
        {notice::good(view! { {words}" "{file.imported_at.map(|at| date(at, &page.calendar()))} })}
        {next}
        <p class="muted">"The file itself is deleted."</p>
        <p class="actions">
            {invite}
            <a class="button" href="/admin/people">"See all people"</a>
            <a class="button" href=again>{again_words}</a>
        </p>
    }
}

fn gone() -> impl IntoView {
    let step = view! { <a class="button button-primary" href="/admin/people/import">"Send a file"</a> };
    art::empty(
        "It was discarded or kept long enough",
        "Files of people are kept for one day at most. Nothing was imported from this one.",
        step,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        for (count, words) in [(0, "0"), (999, "999"), (1000, "1,000"), (20_000, "20,000"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(count), words);
        }
    }
}
