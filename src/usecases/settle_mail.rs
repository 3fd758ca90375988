//! Noting what came of sending a mail. Must not import anything but `domain` and `store`.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};
use serde_json::json;

use crate::domain::ids::MailId;
use crate::domain::mail::{MailState, wait_after};
use crate::store::entities::outbox;
use crate::store::outbox::underway;
use crate::store::{Command, Error, Result, Tx};

/// Longest reason that is kept, in characters.
const MAX_REASON: usize = 300;

/// Notes what came of one try: sent; another try later; or given up.
#[derive(Debug)]
pub struct SettleMail {
    /// Which mail.
    pub id: MailId,
    /// The how manieth try it was.
    pub attempt: i32,
    /// Whether it is kept as a file and reaches nobody.
    pub filed: bool,
    /// Why it failed, if it did.
    pub outcome: std::result::Result<(), String>,
}

impl Command for SettleMail {
    type Output = ();

    async fn run(&self, tx: &Tx) -> Result<()> {
        let mail = outbox::Entity::find_by_id(self.id).one(tx.db()).await?.ok_or(Error::NotFound)?;
        let details = json!({ "mail": mail.id, "kind": mail.kind });
        match &self.outcome {
            Ok(()) => {
                let sent = outbox::ActiveModel {
                    state: Set(MailState::Sent.word().to_owned()),
                    sent_at: Set(Some(tx.now())),
                    filed: Set(self.filed),
                    last_error: Set(None),
                    ..Default::default()
                };
                // Whoever may have it by now: it is sent, and need not be sent again.
                let settled = outbox::Entity::update_many().set(sent).filter(outbox::Column::Id.eq(self.id));
                if settled.filter(underway()).exec(tx.db()).await?.rows_affected == 1 {
                    let kind = if self.filed { "mail.filed" } else { "mail.sent" };
                    tx.record(kind, Some(mail.person_id.0), &details).await?;
                }
            }
            Err(reason) => {
                let wait = wait_after(self.attempt);
                if self.put_back(tx, reason, wait).await? && wait.is_none() {
                    tx.record("mail.given-up", Some(mail.person_id.0), &details).await?;
                }
            }
        }
        Ok(())
    }
}

impl SettleMail {
    /// Guarded: a mail that somebody else has taken over since is theirs to settle.
    async fn put_back(&self, tx: &Tx, reason: &str, wait: Option<i64>) -> Result<bool> {
        let state = if wait.is_some() { MailState::Queued } else { MailState::Failed };
        let change = outbox::ActiveModel {
            state: Set(state.word().to_owned()),
            next_at: Set(tx.now().plus(wait.unwrap_or_default())),
            last_error: Set(Some(reason.chars().take(MAX_REASON).collect())),
            ..Default::default()
        };
        let changed = outbox::Entity::update_many()
            .set(change)
            .filter(outbox::Column::Id.eq(self.id))
            .filter(outbox::Column::State.eq(MailState::Sending.word()))
            .filter(outbox::Column::Attempts.eq(self.attempt))
            .exec(tx.db())
            .await?;
        Ok(changed.rows_affected == 1)
    }
}
