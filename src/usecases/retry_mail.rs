//! Sending a mail again that was given up or went no further than a file, or sooner than its turn. Must not import anything but `domain` and `store`.

use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, Set};
use serde_json::json;

use crate::domain::ids::MailId;
use crate::domain::mail::MailState;
use crate::store::entities::outbox;
use crate::store::{Command, Error, Result, Tx};

/// Gives a mail its tries anew, at once. A mail that reached a mail server, is on its way or not needed any more stays as it is.
#[derive(Debug)]
pub struct RetryMail {
    /// Which.
    pub mail: MailId,
}

/// Whether trying again would change anything.
pub fn may_be_retried(mail: &outbox::Model) -> bool {
    let waits = mail.state == MailState::Queued.word() && mail.attempts > 0;
    mail.state == MailState::Failed.word() || waits || mail.filed && mail.state == MailState::Sent.word()
}

impl Command for RetryMail {
    type Output = ();

    async fn run(&self, tx: &Tx) -> Result<()> {
        let mail = outbox::Entity::find_by_id(self.mail).one(tx.db()).await?.ok_or(Error::NotFound)?;
        let waiting = Condition::all()
            .add(outbox::Column::State.eq(MailState::Queued.word()))
            .add(outbox::Column::Attempts.gt(0));
        let kept =
            Condition::all().add(outbox::Column::State.eq(MailState::Sent.word())).add(outbox::Column::Filed.eq(true));
        let change = outbox::ActiveModel {
            state: Set(MailState::Queued.word().to_owned()),
            attempts: Set(0),
            next_at: Set(tx.now()),
            sent_at: Set(None),
            filed: Set(false),
            ..Default::default()
        };
        let changed = outbox::Entity::update_many()
            .set(change)
            .filter(outbox::Column::Id.eq(self.mail))
            .filter(Condition::any().add(outbox::Column::State.eq(MailState::Failed.word())).add(waiting).add(kept))
            .exec(tx.db())
            .await?;
        if changed.rows_affected == 1 {
            tx.record("mail.retried", Some(mail.person_id.0), &json!({ "mail": mail.id, "kind": mail.kind })).await?;
        }
        Ok(())
    }
}
