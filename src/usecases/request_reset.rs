//! Asking for a new password without being able to sign in. Must not import anything but `domain` and `store`.

use serde_json::json;

use super::throttle::{self, Allowance, bucket};
use crate::domain::mail::{MailKind, MailState};
use crate::domain::person::clean_email;
use crate::domain::refusal::Refusal;
use crate::domain::time::{HOUR, MINUTE};
use crate::store::{Command, Result, Tx, outbox, people};

/// How long a link to choose a new password works, in milliseconds.
pub const RESET_LIFE: i64 = HOUR;
/// Within this time after a mail was sent, asking again sends no other, in milliseconds.
const PATIENCE: i64 = 5 * MINUTE;

/// One account from one place.
const PAIR: Allowance = Allowance { free: 5, longest: 15 * MINUTE };
/// One place trying many accounts; a school may sit behind one address.
const PLACE: Allowance = Allowance { free: 50, longest: 15 * MINUTE };
/// One account from many places.
const ACCOUNT: Allowance = Allowance { free: 20, longest: 15 * MINUTE };

/// Sends a link to the person with this address, if there is one. Whether there is one must not show: the outcome is the same,
/// and so is the work but for one row.
#[derive(Debug)]
pub struct RequestReset<'a> {
    /// E-mail address as typed.
    pub email: &'a str,
    /// The network address it comes from.
    pub place: &'a str,
}

impl Command for RequestReset<'_> {
    type Output = ();

    async fn run(&self, tx: &Tx) -> Result<()> {
        let email = clean_email(self.email).map_err(|message| Refusal::field("email", message))?;
        let buckets = [
            (bucket("reset-pair", &[&email, self.place]), PAIR),
            (bucket("reset-place", &[self.place]), PLACE),
            (bucket("reset-account", &[&email]), ACCOUNT),
        ];
        throttle::count(tx, &buckets).await?;
        let known = people::by_email(tx.db(), &email).await?.filter(|person| person.disabled_at.is_none());
        if let Some(person) = &known {
            people::lock(tx.db(), person.id).await?;
            let latest = outbox::latest(tx.db(), MailKind::PasswordReset, person.id).await?;
            let fresh = latest.is_some_and(|mail| {
                mail.state == MailState::Queued.word()
                    || tx.now().since(mail.sent_at.unwrap_or(mail.created_at)) < PATIENCE
            });
            if !fresh {
                outbox::enqueue(tx, MailKind::PasswordReset, person.id, None).await?;
            }
        }
        tx.record("password.reset-asked", known.map(|person| person.id.0), &json!({})).await
    }
}
