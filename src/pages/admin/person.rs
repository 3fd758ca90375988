//! `/admin/people/{person}`: everything about one person, and letting them in. Must not import `app` or another page's insides.

use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use serde::Deserialize;
use url::form_urlencoded;

use super::frame;
use super::subject::actions;
use crate::components::date::date_time;
use crate::components::{Calendar, Icon, notice};
use crate::domain::ids::PersonId;
use crate::domain::mail::{MailKind, MailState};
use crate::domain::person::Role;
use crate::pages::oversight::person::Dossier;
use crate::pages::oversight::{Area, Sight};
use crate::pages::undelivered;
use crate::server::actor::{Administrator, Overseer};
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};
use crate::store::entities::outbox;
use crate::store::outbox::latest;
use crate::store::overview::Scope;
use crate::store::people::password_hash;
use crate::usecases::send_invitation::SendInvitation;

/// What has just been done, and the list that one came from.
#[derive(Debug, Deserialize)]
pub struct Asked {
    invited: Option<String>,
    back: Option<String>,
}

/// Shows the person.
///
/// # Errors
/// [`Failure::NotFound`]; the database did not answer.
pub async fn show(
    page: Page,
    Overseer(actor): Overseer,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let sight = Sight::load(&page, Area::Organisation, Scope::Everyone).await?;
    let dossier = Dossier::load(&sight, &id).await?.back_to(asked.back.as_deref(), &sight);
    let person = &dossier.person;
    let access = Access {
        has_password: password_hash(sight.db(), person.id).await?.is_some(),
        invitation: latest(sight.db(), MailKind::Invitation, person.id).await?,
        ended: person.disabled_at.is_some(),
        may_invite: actor.is(Role::Administrator) && person.disabled_at.is_none(),
        address: address(person.id, &[], asked.back.as_deref()),
    };
    let actions = actions(person, actor.is(Role::Administrator));
    let config = page.app().config();
    let news = asked.invited.map(|what| match undelivered::about(config, person.id) {
        Some(warning) => warning,
        None if what == "again" => notice::good("A link for a new password is on its way.").into_any(),
        None => notice::good("The invitation is on its way.").into_any(),
    });
    Ok(page.show(Layout::Dense, &person.name, || {
        let top = view! { {access.view(&sight.calendar)}{actions} };
        frame("/admin/people", view! { {news}{dossier.view(&sight, top)} })
    }))
}

/// The person's page, with more to say.
fn address(person: PersonId, more: &[(&str, &str)], back: Option<&str>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(more).extend_pairs(back.map(|back| ("back", back)));
    match query.finish() {
        query if query.is_empty() => Area::Organisation.person(person),
        query => format!("{}?{query}", Area::Organisation.person(person)),
    }
}

/// Sends the person a link by which they come in.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Refused`] for somebody whose access has been ended; the database did not answer.
pub async fn invite(
    page: Page,
    Administrator(actor): Administrator,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let person: PersonId = id.parse().map_err(|_| Failure::NotFound)?;
    let sent = page.app().store().write(actor.by(), &SendInvitation { person }).await?;
    let what = if sent == MailKind::PasswordReset { "again" } else { "yes" };
    Ok(Redirect::to(&address(person, &[("invited", what)], asked.back.as_deref())).into_response())
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
            (_, Some(at)) if mail.filed => {
                view! { " The last invitation was kept as a file on "{date_time(at, calendar)}" and reached nobody." }
                    .into_any()
            }
            (_, Some(at)) => view! { " The last invitation was sent on "{date_time(at, calendar)}"." }.into_any(),
            (Some(MailState::Failed), _) => {
                view! { " The last invitation could not be sent: "<a href="/admin/mail?state=failed">"see why"</a>"." }
                    .into_any()
            }
            (Some(MailState::Dropped), _) => ().into_any(),
            _ => " An invitation waits to be sent.".into_any(),
        });
        let (class, words, hint) = if self.has_password {
            (
                "button",
                "Send a link for a new password",
                "A mail with a link to choose a new password. It works once, for an hour.",
            )
        } else {
            (
                "button button-primary",
                "Send invitation",
                "A mail with a link to choose a password. It works once, for a week.",
            )
        };
        let button = self.may_invite.then(|| {
            view! {
                <form method="post" action=self.address.clone()>
                    <button class=class type="submit" aria-describedby="invite-hint">{Icon::MAIL.view()}{words}</button>
                </form>
                <p class="hint" id="invite-hint">{hint}</p>
            }
        });
        view! { <p>{password}{invitation}</p>{button} }
    }
}
