//! `/admin/people/{person}`: everything about one person. Must not import `app` or another page's insides.

use axum::extract::Path;
use axum::response::Response;

use super::frame;
use super::subject::actions;
use crate::domain::person::Role;
use crate::pages::oversight::person::Dossier;
use crate::pages::oversight::{Area, Sight};
use crate::server::actor::Overseer;
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};
use crate::store::overview::Scope;

/// Shows the person.
///
/// # Errors
/// [`Failure::NotFound`]; the database did not answer.
pub async fn show(page: Page, Overseer(actor): Overseer, Path(id): Path<String>) -> Result<Response, Failure> {
    let sight = Sight::load(&page, Area::Organisation, Scope::Everyone).await?;
    let dossier = Dossier::load(&sight, &id).await?;
    let actions = actor.is(Role::Administrator).then(|| actions(&dossier.person));
    Ok(page.show(Layout::Dense, &dossier.person.name, || frame("/admin/people", dossier.view(&sight, actions))))
}
