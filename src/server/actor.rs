//! Who is asking, and what they may do: permission is holding a value of one of these types. Must not import anything but
//! `domain`, `store` and `usecases`.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{Method, Uri};
use axum::middleware::Next;
use axum::response::Response;

use super::failure::Failure;
use super::sign_in_cookie;
use super::state::App;
use crate::domain::ids::{PersonId, SessionId};
use crate::domain::person::{By, Role};
use crate::store::overview::{Scope, managed};
use crate::store::people::{self, Grant};
use crate::store::units::Tree;
use crate::usecases::session::{TouchSession, is_stale};
use crate::usecases::token::Token;

/// A signed-in person. Made only from a live session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    person: PersonId,
    name: String,
    session: SessionId,
    grants: Vec<Grant>,
}

impl Actor {
    /// Who.
    pub fn person(&self) -> PersonId {
        self.person
    }

    /// Their name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// By which session they are here.
    pub fn session(&self) -> SessionId {
        self.session
    }

    /// As the ledger names them.
    pub fn by(&self) -> By {
        By::Person(self.person)
    }

    /// Whether they have a role, over whatever.
    pub fn is(&self, role: Role) -> bool {
        self.grants.iter().any(|grant| grant.role == role)
    }

    /// Whether they may read everything.
    pub fn oversees(&self) -> bool {
        self.is(Role::Administrator) || self.is(Role::Auditor)
    }
}

/// The actor of a request, left in the request and its response.
#[derive(Debug, Clone)]
pub struct SignedIn(pub Arc<Actor>);

/// Finds out who is asking, once for each request.
///
/// # Errors
/// [`Failure::Unavailable`] when the database cannot say.
pub async fn recognise(State(app): State<App>, mut request: Request, next: Next) -> Result<Response, Failure> {
    let actor = match sign_in_cookie::read(request.headers(), app.config()) {
        Some(token) => actor_of(&app, &token).await?.map(|actor| SignedIn(Arc::new(actor))),
        None => None,
    };
    if let Some(actor) = &actor {
        request.extensions_mut().insert(actor.clone());
    }
    let mut response = next.run(request).await;
    if let Some(actor) = actor {
        response.extensions_mut().insert(actor);
    }
    Ok(response)
}

async fn actor_of(app: &App, token: &Token) -> Result<Option<Actor>, Failure> {
    let (db, now) = (app.store().reader(), app.now());
    let Some((session, person)) = people::live_session(db, &token.hash(), now).await? else { return Ok(None) };
    let grants = people::grants(db, person.id).await?;
    let actor = Actor { person: person.id, name: person.name, session: session.id, grants };
    if is_stale(&session, now) {
        // Reading goes on when nothing can be written; the session then only ends sooner.
        if let Err(error) = app.store().write(actor.by(), &TouchSession { session }).await {
            tracing::warn!(%error, "the use of a session was not noted");
        }
    }
    Ok(Some(actor))
}

fn signed_in(parts: &Parts) -> Option<Arc<Actor>> {
    parts.extensions.get::<SignedIn>().map(|SignedIn(actor)| actor.clone())
}

/// Sends an unknown visitor to sign in, and back afterwards; a form they sent is not sent again.
fn must_sign_in(method: &Method, uri: &Uri) -> Failure {
    let wanted = uri.path_and_query().map_or("/home", |wanted| wanted.as_str());
    Failure::SignIn(if *method == Method::GET { wanted } else { uri.path() }.to_owned())
}

/// Anybody who is signed in: everyone may learn.
#[derive(Debug, Clone)]
pub struct Learner(pub Arc<Actor>);

impl<S: Sync> FromRequestParts<S> for Learner {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        signed_in(parts).map(Self).ok_or_else(|| must_sign_in(&parts.method, &parts.uri))
    }
}

/// Somebody who looks after the people of some units.
#[derive(Debug, Clone)]
pub struct Manager {
    /// Who.
    pub actor: Arc<Actor>,
    /// Whose records they may see.
    pub scope: Scope,
}

impl FromRequestParts<App> for Manager {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let Learner(actor) = Learner::from_request_parts(parts, app).await?;
        if !actor.is(Role::Manager) {
            return Err(Failure::NotFound);
        }
        let tree = Tree::load(app.store().reader()).await?;
        let scope = managed(&tree, &actor.grants).ok_or(Failure::NotFound)?;
        Ok(Self { actor, scope })
    }
}

/// Somebody who may read everything: an administrator or an auditor.
#[derive(Debug, Clone)]
pub struct Overseer(pub Arc<Actor>);

impl<S: Sync> FromRequestParts<S> for Overseer {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let Learner(actor) = Learner::from_request_parts(parts, state).await?;
        if actor.oversees() { Ok(Self(actor)) } else { Err(Failure::NotFound) }
    }
}

/// Somebody who may change the organisation. Auditors, who may only look, are not.
#[derive(Debug, Clone)]
pub struct Administrator(pub Arc<Actor>);

impl<S: Sync> FromRequestParts<S> for Administrator {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let Learner(actor) = Learner::from_request_parts(parts, state).await?;
        if actor.is(Role::Administrator) { Ok(Self(actor)) } else { Err(Failure::NotFound) }
    }
}
