//! Making a one-time link. Must not import anything but `domain` and `store`.

use sea_orm::Set;
use serde_json::json;

use super::token::Token;
use crate::domain::ids::{InvitationId, PersonId};
use crate::domain::refusal::Refusal;
use crate::domain::time::DAY;
use crate::store::entities::invitation;
use crate::store::{Command, Result, Tx, insert, people};

/// How long a link works, in milliseconds.
pub const LINK_LIFE: i64 = 7 * DAY;

/// Makes a link by which a person sets a password and comes in.
#[derive(Debug)]
pub struct InvitePerson {
    /// Whom it lets in.
    pub person: PersonId,
}

impl Command for InvitePerson {
    type Output = Token;

    async fn run(&self, tx: &Tx) -> Result<Token> {
        let person = people::person(tx.db(), self.person).await?;
        if person.disabled_at.is_some() {
            return Err(Refusal::AccessEnded.into());
        }
        let token = make_link(tx, person.id, LINK_LIFE).await?;
        tx.record("person.invited", Some(person.id.0), &json!({})).await?;
        Ok(token)
    }
}

/// A new link that works for so many milliseconds.
pub(super) async fn make_link(tx: &Tx, person: PersonId, life: i64) -> Result<Token> {
    let token = Token::new()?;
    let row = invitation::ActiveModel {
        id: Set(InvitationId::new()),
        token_hash: Set(token.hash()),
        person_id: Set(person),
        created_at: Set(tx.now()),
        expires_at: Set(tx.now().plus(life)),
        used_at: Set(None),
    };
    insert(tx.db(), row).await?;
    Ok(token)
}
