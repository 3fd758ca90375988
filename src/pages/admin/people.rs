//! `/admin/people`: everybody, found by name, unit, status and requirement. Must not import `app` or another page's insides.

use axum::extract::RawQuery;
use axum::response::Response;
use leptos::prelude::*;

use super::{frame, invite_people};
use crate::components::Icon;
use crate::domain::person::Role;
use crate::domain::status::Status;
use crate::pages::oversight::list::List;
use crate::pages::oversight::search::Search;
use crate::pages::oversight::{Area, Sight};
use crate::server::actor::{Actor, Overseer};
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};
use crate::store::overview::{Scope, Standing};

/// Shows the people that the address asks for.
///
/// # Errors
/// The database did not answer.
pub async fn show(page: Page, Overseer(actor): Overseer, RawQuery(query): RawQuery) -> Result<Response, Failure> {
    let sight = Sight::load(&page, Area::Organisation, Scope::Everyone).await?;
    let search = Search::read(query.as_deref(), &sight);
    let list = List::of(&sight, &search).await?;
    let overdue = search.standing == Some(Standing::In(Status::Overdue));
    let here = if overdue { "/admin/people?status=overdue" } else { "/admin/people" };
    Ok(page.show(Layout::Dense, "People", || {
        let invite = (actor.is(Role::Administrator) && !list.is_empty()).then(|| invite(&search)).flatten();
        frame(here, view! { {head(&actor)}{search.form(&sight)}{invite}{list.view(&search, &sight)} })
    }))
}

/// Where the list shows those who cannot sign in yet, the way to invite them all.
fn invite(search: &Search) -> Option<impl IntoView + use<>> {
    let address = search.page(0).address_of(invite_people::ADDRESS, Area::Organisation);
    (search.standing == Some(Standing::Waiting)).then(|| {
        view! {
            <p class="actions"><a class="button button-primary" href=address>{Icon::MAIL.view()}"Invite everybody on this list"</a></p>
        }
    })
}

/// The heading, beside what administrators can do here.
fn head(actor: &Actor) -> impl IntoView + use<> {
    let actions = actor.is(Role::Administrator).then(|| {
        view! {
            <div class="actions">
                <a class="button" href="/admin/people/new">"Add a person"</a>
                <a class="button" href="/admin/people/paste">"Paste a list"</a>
                <a class="button" href="/admin/people/import">"Import a file"</a>
            </div>
        }
    });
    view! { <div class="section-head"><h1>"People"</h1>{actions}</div> }
}
