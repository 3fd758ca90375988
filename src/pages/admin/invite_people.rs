//! `/admin/people/invite`: inviting everybody on a list who cannot sign in yet. Must not import `app` or another page's insides.

use std::collections::BTreeSet;

use axum::extract::{Form, RawQuery};
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use serde::Deserialize;

use super::frame;
use super::import_file::{grouped, people};
use crate::components::form::{Problems, TickField, error_summary};
use crate::components::{art, breadcrumb, notice};
use crate::domain::ids::PersonId;
use crate::domain::time::DAY;
use crate::pages::oversight::search::Search;
use crate::pages::oversight::{Area, Sight};
use crate::pages::undelivered;
use crate::server::actor::Administrator;
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};
use crate::store::entities::person;
use crate::store::newcomers::{LATELY, invited_lately};
use crate::store::overview::{Scope, Standing, all_people};
use crate::usecases::invite_people::{InvitePeople, TOGETHER};

/// Where this is.
pub const ADDRESS: &str = "/admin/people/invite";

/// How many names are shown; beyond them there is a way to the whole list.
const SHOWN: usize = 200;
/// Most lines of a list that are looked at: one for each person and requirement.
const MOST: u64 = 200_000;

/// What the form sends: how many were seen.
#[derive(Debug, Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    sure: String,
}

/// Those on the list who cannot sign in yet.
struct Invited {
    search: Search,
    /// To be invited, by name.
    people: Vec<person::Model>,
    /// How many were invited lately.
    lately: usize,
    problems: Problems,
}

/// Shows who would be invited.
///
/// # Errors
/// The database did not answer.
pub async fn show(page: Page, Administrator(_): Administrator, RawQuery(query): RawQuery) -> Result<Response, Failure> {
    let sight = Sight::load(&page, Area::Organisation, Scope::Everyone).await?;
    let done = query.as_deref().is_some_and(|query| query.split('&').any(|pair| pair == "done=yes"));
    Ok(view(&page, &sight, &Invited::load(&sight, query.as_deref()).await?, done))
}

/// Invites them, some at a time. Should it break off, doing it again goes on with the others.
///
/// # Errors
/// The database did not answer.
pub async fn submit(
    page: Page,
    Administrator(actor): Administrator,
    RawQuery(query): RawQuery,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let sight = Sight::load(&page, Area::Organisation, Scope::Everyone).await?;
    let mut invited = Invited::load(&sight, query.as_deref()).await?;
    let refused = match typed.sure.parse::<usize>() {
        Err(_) => Some("Look at the list, then tick the box"),
        Ok(seen) if seen != invited.people.len() && !invited.people.is_empty() => {
            Some("The list has changed since you looked. Check it once more, then tick the box")
        }
        Ok(_) => None,
    };
    if let Some(message) = refused {
        invited.problems.add("sure", message);
        return Ok(view(&page, &sight, &invited, false));
    }
    let people: Vec<PersonId> = invited.people.iter().map(|person| person.id).collect();
    for people in people.chunks(TOGETHER) {
        page.app().store().write(actor.by(), &InvitePeople { people }).await?;
    }
    let address = invited.search.address_of(ADDRESS, Area::Organisation);
    let more = if address.contains('?') { "&" } else { "?" };
    Ok(Redirect::to(&format!("{address}{more}done=yes")).into_response())
}

impl Invited {
    async fn load(sight: &Sight, query: Option<&str>) -> Result<Self, Failure> {
        let search = Search::read(query, sight).standing(Standing::Waiting);
        let (scope, now) = (search.scope(sight), sight.calendar.now);
        let lines = all_people(sight.db(), &scope, &search.filter(), now, MOST).await?;
        let mut people: Vec<person::Model> = lines.into_iter().map(|line| line.person).collect();
        // Ordered by name and then by identity, so that one person's lines stand together.
        people.dedup_by_key(|person| person.id);
        let all = people.len();
        let mut lately: BTreeSet<PersonId> = BTreeSet::new();
        for some in people.chunks(TOGETHER) {
            let ids: Vec<PersonId> = some.iter().map(|person| person.id).collect();
            lately.extend(invited_lately(sight.db(), &ids, now).await?);
        }
        people.retain(|person| !lately.contains(&person.id));
        Ok(Self { search, lately: all - people.len(), people, problems: Problems::default() })
    }

    fn list(&self) -> String {
        self.search.address(Area::Organisation)
    }

    fn left_out(&self) -> impl IntoView + use<> {
        let days = LATELY / DAY;
        let words = match self.lately {
            0 => None,
            1 => Some(format!("1 person was invited in the last {days} days and is left out.")),
            count => Some(format!("{} people were invited in the last {days} days and are left out.", grouped(count))),
        };
        words.map(notice::info)
    }

    fn nobody(&self) -> impl IntoView + use<> {
        let why = if self.lately > 0 {
            "Everybody on this list who cannot sign in yet was invited lately. Give them a little time."
        } else {
            "Everybody on this list has a password and can sign in."
        };
        art::empty("Nobody to invite", why, view! { <a class="button" href="/admin/people">"See all people"</a> })
    }

    fn affected(&self, sight: &Sight) -> impl IntoView + use<> {
        let filters = self.search.in_words(sight);
        let row = |person: &person::Model| {
            view! {
                <tr>
                    <th scope="row"><a href=format!("/admin/people/{}", person.id)>{person.name.clone()}</a></th>
                    <td data-label="E-mail">{person.email.clone()}</td>
                </tr>
            }
        };
        let rows: Vec<_> = self.people.iter().take(SHOWN).map(row).collect();
        let more = (self.people.len() > SHOWN).then(|| {
            let words = format!("{SHOWN} of {} are shown", grouped(self.people.len()));
            view! {
                <p class="pages">
                    <span class="muted small">{words}</span><a class="link-alone" href=self.list()>"See the whole list"</a>
                </p>
            }
        });
        view! {
            <section class="stack stack-s">
                <h2>{format!("This invites {}", people(self.people.len()))}</h2>
                <p class="muted small">{filters.join(" · ")}</p>
                <div class="table-scroll table-tall" tabindex="0" role="region" aria-label="Who is invited">
                    <table class="table-cards">
                        <thead><tr><th scope="col">"Person"</th><th scope="col">"E-mail"</th></tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
                {more}
            </section>
        }
    }

    fn form(&self) -> impl IntoView + use<> {
        let count = self.people.len();
        let label = match self.people.as_slice() {
            [person] => format!("Yes, {}", person.name),
            _ => format!("Yes, all {}", grouped(count)),
        };
        // The box carries how many were seen, so that nobody is added to the list behind one's back.
        let sure = TickField { name: "sure", value: count.to_string(), label, checked: false };
        let action = self.search.address_of(ADDRESS, Area::Organisation);
        view! {
            <form class="form" method="post" action=action novalidate>
                {sure.view(&self.problems)}
                <div class="actions">
                    <button class="button button-primary" type="submit">{format!("Invite {}", people(count))}</button>
                    <a class="button button-quiet" href=self.list()>"Cancel"</a>
                </div>
            </form>
        }
    }
}

fn view(page: &Page, sight: &Sight, invited: &Invited, done: bool) -> Response {
    let status = if invited.problems.is_empty() {
        axum::http::StatusCode::OK
    } else {
        axum::http::StatusCode::UNPROCESSABLE_ENTITY
    };
    let title = "Invite who cannot sign in yet";
    page.show_as(status, Layout::Dense, &invited.problems.title(title), || {
        let config = page.app().config();
        let sent = (done && config.smtp_url.is_some()).then(|| {
            notice::good(view! {
                "The invitations are on their way. "<a href="/admin/mail?kind=invitation">"See how far they are"</a>"."
            })
        });
        let filed = (done && config.smtp_url.is_none()).then(|| {
            notice::info(view! {
                "The invitations are made, but no further than files. "
                <a href="/admin/mail?kind=invitation">"See them"</a>"."
            })
        });
        let body = if invited.people.is_empty() {
            invited.nobody().into_any()
        } else {
            view! { {invited.affected(sight)}{invited.form()} }.into_any()
        };
        let main = view! {
            {error_summary(&invited.problems)}
            {breadcrumb(&[(invited.list(), "People".to_owned())], title)}
            <h1>{title}</h1>
            {sent}
            {filed}
            <p class="measure">"Each gets a mail with a link to choose a password. The link works once, for a week."</p>
            {undelivered::for_administrators(config)}
            {invited.left_out()}
            {invited.search.notices()}
            {body}
        };
        frame("/admin/people", main)
    })
}
