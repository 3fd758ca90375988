//! `/admin/people/{person}`: everything about one person, and inviting them. Must not import `app` or another page's insides.

use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use serde::Deserialize;

use super::frame;
use super::subject::actions;
use crate::components::date::date_time;
use crate::components::{Calendar, Icon, notice};
use crate::domain::ids::PersonId;
use crate::domain::mail::{MailKind, MailState};
use crate::domain::person::Role;
use crate::pages::oversight::person::Dossier;
use crate::pages::oversight::{Area, Sight};
use crate::server::actor::{Administrator, Overseer};
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};
use crate::store::entities::outbox;
use crate::store::outbox::latest;
use crate::store::overview::Scope;
use crate::store::people::password_hash;
use crate::usecases::send_invitation::SendInvitation;

/// What has just been done.
#[derive(Debug, Deserialize)]
pub struct Done {
    invited: Option<String>,
}

/// Shows the person.
///
/// # Errors
/// [`Failure::NotFound`]; the database did not answer.
pub async fn show(
    page: Page,
    Overseer(actor): Overseer,
    Path(id): Path<String>,
    Query(done): Query<Done>,
) -> Result<Response, Failure> {
    let sight = Sight::load(&page, Area::Organisation, Scope::Everyone).await?;
    let dossier = Dossier::load(&sight, &id).await?;
    let person = &dossier.person;
    let access = Access {
        has_password: password_hash(sight.db(), person.id).await?.is_some(),
        invitation: latest(sight.db(), MailKind::Invitation, person.id).await?,
        ended: person.disabled_at.is_some(),
        may_invite: actor.is(Role::Administrator) && person.disabled_at.is_none(),
        address: sight.area.person(person.id),
    };
    let actions = actions(person, actor.is(Role::Administrator));
    Ok(page.show(Layout::Dense, &person.name, || {
        let invited = done.invited.map(|_| notice::good("The invitation is on its way."));
        frame("/admin/people", view! { {invited}{dossier.view(&sight, actions)}{access.view(&sight.calendar)} })
    }))
}

/// Sends the person an invitation.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Refused`] for somebody whose access has been ended; the database did not answer.
pub async fn invite(
    page: Page,
    Administrator(actor): Administrator,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let person: PersonId = id.parse().map_err(|_| Failure::NotFound)?;
    page.app().store().write(actor.by(), &SendInvitation { person }).await?;
    Ok(Redirect::to(&format!("{}?invited=yes", Area::Organisation.person(person))).into_response())
}

/// How somebody comes in.
struct Access {
    has_password: bool,
    ended: bool,
    invitation: Option<outbox::Model>,
    may_invite: bool,
    address: String,
}

impl Access {
    fn view(&self, calendar: &Calendar) -> impl IntoView + use<> {
        let password = match (self.ended, self.has_password) {
            (true, _) => "Cannot sign in: access was ended.",
            (false, true) => "Has a password and can sign in.",
            (false, false) => "Has not set a password yet, so cannot sign in.",
        };
        let invitation = self.invitation.as_ref().map(|mail| match (MailState::from_word(&mail.state), mail.sent_at) {
            (_, Some(at)) => view! { " The last invitation was sent on "{date_time(at, calendar)}"." }.into_any(),
            (Some(MailState::Failed), _) => {
                view! { " The last invitation could not be sent: "<a href="/admin/mail?state=failed">"see why"</a>"." }
                    .into_any()
            }
            (Some(MailState::Dropped), _) => ().into_any(),
            _ => " An invitation waits to be sent.".into_any(),
        });
        let button = self.may_invite.then(|| {
            view! {
                <form method="post" action=self.address.clone()>
                    <button class="button" type="submit">{Icon::MAIL.view()}"Send invitation"</button>
                </form>
                <p class="hint">"A mail with a link to set a password. The link works once, for a week."</p>
            }
        });
        view! {
            <section class="stack stack-s">
                <h2>"Signing in"</h2>
                <p>{password}{invitation}</p>
                {button}
            </section>
        }
    }
}
