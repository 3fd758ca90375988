//! Sessions: opening, using, ending. Must not import anything but `domain` and `store`.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};
use serde_json::json;

use super::token::Token;
use crate::domain::ids::{PersonId, SessionId};
use crate::domain::time::{DAY, HOUR, MINUTE, Timestamp};
use crate::store::entities::session;
use crate::store::people::{self, Grant};
use crate::store::{Command, Error, Result, Tx, insert};

/// How long a session lasts, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Without being used.
    pub idle: i64,
    /// In any case.
    pub absolute: i64,
}

/// Short for those who see other people's records, long enough for a learner's week of short sittings.
pub fn limits(grants: &[Grant]) -> Limits {
    if grants.iter().any(|grant| grant.role.is_staff()) {
        Limits { idle: HOUR, absolute: DAY }
    } else {
        Limits { idle: 3 * DAY, absolute: 30 * DAY }
    }
}

/// Opens a session inside a transaction and gives the secret for the cookie.
pub(super) async fn open(tx: &Tx, person: PersonId) -> Result<Token> {
    let token = Token::new()?;
    let limits = limits(&people::grants(tx.db(), person).await?);
    let id = SessionId::new();
    let row = session::ActiveModel {
        id: Set(id),
        token_hash: Set(token.hash()),
        person_id: Set(person),
        created_at: Set(tx.now()),
        seen_at: Set(tx.now()),
        idle_until: Set(tx.now().plus(limits.idle)),
        expires_at: Set(tx.now().plus(limits.absolute)),
    };
    insert(tx.db(), row).await?;
    Ok(token)
}

/// Ends every session of a person, as whenever a password, a role or the right to come in changes.
pub(super) async fn end_all(tx: &Tx, person: PersonId) -> Result<()> {
    session::Entity::delete_many().filter(session::Column::PersonId.eq(person)).exec(tx.db()).await?;
    Ok(())
}

/// Ends one session: signing out.
#[derive(Debug)]
pub struct EndSession {
    /// Which.
    pub session: SessionId,
}

impl Command for EndSession {
    type Output = ();

    async fn run(&self, tx: &Tx) -> Result<()> {
        session::Entity::delete_by_id(self.session).exec(tx.db()).await?;
        Ok(())
    }
}

/// Ends one of a person's own sessions; somebody else's looks like a missing one.
#[derive(Debug)]
pub struct EndOwnSession {
    /// Whose.
    pub person: PersonId,
    /// Which.
    pub session: SessionId,
}

impl Command for EndOwnSession {
    type Output = ();

    async fn run(&self, tx: &Tx) -> Result<()> {
        let ended = session::Entity::delete_many()
            .filter(session::Column::Id.eq(self.session))
            .filter(session::Column::PersonId.eq(self.person))
            .exec(tx.db())
            .await?;
        if ended.rows_affected == 0 {
            return Err(Error::NotFound);
        }
        tx.record("session.ended", Some(self.person.0), &json!({ "sessions": ended.rows_affected })).await
    }
}

/// Ends all sessions of a person but the one they are here by.
#[derive(Debug)]
pub struct EndOtherSessions {
    /// Whose.
    pub person: PersonId,
    /// The one that stays.
    pub keep: SessionId,
}

impl Command for EndOtherSessions {
    type Output = ();

    async fn run(&self, tx: &Tx) -> Result<()> {
        let ended = session::Entity::delete_many()
            .filter(session::Column::Id.ne(self.keep))
            .filter(session::Column::PersonId.eq(self.person))
            .exec(tx.db())
            .await?;
        if ended.rows_affected > 0 {
            tx.record("session.ended", Some(self.person.0), &json!({ "sessions": ended.rows_affected })).await?;
        }
        Ok(())
    }
}

/// How old the last note of use may be before it is renewed: not every page should be a write.
const STALE: i64 = 5 * MINUTE;

/// Whether the session's last use should be noted again.
pub fn is_stale(session: &session::Model, now: Timestamp) -> bool {
    now.since(session.seen_at) >= STALE
}

/// Notes that a session is in use, which moves its idle limit.
#[derive(Debug)]
pub struct TouchSession {
    /// Which.
    pub session: session::Model,
}

impl Command for TouchSession {
    type Output = ();

    async fn run(&self, tx: &Tx) -> Result<()> {
        let idle = limits(&people::grants(tx.db(), self.session.person_id).await?).idle;
        let row =
            session::ActiveModel { seen_at: Set(tx.now()), idle_until: Set(tx.now().plus(idle)), ..Default::default() };
        // Guarded: a session that was ended meanwhile stays ended.
        session::Entity::update_many().set(row).filter(session::Column::Id.eq(self.session.id)).exec(tx.db()).await?;
        Ok(())
    }
}
