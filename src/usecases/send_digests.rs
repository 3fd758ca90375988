//! The weekly summary for managers, on Monday mornings. Must not import anything but `domain` and `store`.

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::domain::ids::PersonId;
use crate::domain::mail::{MailKind, Values};
use crate::domain::person::Role;
use crate::domain::status::Status;
use crate::domain::time::{DAY, Timestamp};
use crate::store::entities::{mail_off, person, role_grant};
use crate::store::overview::{self, Filter, Scope, Standing, managed};
use crate::store::units::Tree;
use crate::store::{Command, Result, Tx, outbox, people, settings};

/// How many names stand in each part of the mail.
const NAMES: usize = 10;

/// Puts a mail into the outbox for every manager who has something to hear and wants to; one for each week.
#[derive(Debug)]
pub struct SendDigests;

impl Command for SendDigests {
    /// How many were put in.
    type Output = u64;

    async fn run(&self, tx: &Tx) -> Result<u64> {
        let zone = settings::organisation(tx.db()).await?.zone;
        let Some(monday) = tx.now().monday_morning(&zone) else { return Ok(0) };
        let mut count = 0;
        for manager in managers(tx.db()).await? {
            let key = format!("{}:{manager}:{monday}", MailKind::Digest.word());
            if outbox::is_known(tx.db(), &key).await? || said(tx.db(), manager, tx.now()).await?.is_none() {
                continue;
            }
            count += u64::from(outbox::enqueue_once(tx, MailKind::Digest, manager, key).await?);
        }
        Ok(count)
    }
}

/// Managers who may come in and want this mail.
async fn managers(db: &impl ConnectionTrait) -> Result<BTreeSet<PersonId>> {
    let grants = role_grant::Entity::find()
        .filter(role_grant::Column::Role.eq(Role::Manager.word()))
        .find_also_related(person::Entity)
        .filter(person::Column::DisabledAt.is_null())
        .all(db)
        .await?;
    let off = mail_off::Entity::find().filter(mail_off::Column::Kind.eq(MailKind::Digest.word())).all(db).await?;
    let off: BTreeSet<PersonId> = off.into_iter().map(|row| row.person_id).collect();
    Ok(grants.into_iter().map(|(grant, _)| grant.person_id).filter(|manager| !off.contains(manager)).collect())
}

/// What there is to say to a manager about the people they look after: who is late, who is due within the week, who has
/// finished in the last one. Nothing when that is nobody.
///
/// # Errors
/// The database did not answer.
pub async fn said(db: &impl ConnectionTrait, manager: PersonId, now: Timestamp) -> Result<Option<Values>> {
    let Some(scope) = managed(&Tree::load(db).await?, &people::grants(db, manager).await?) else { return Ok(None) };
    let late = standing(db, &scope, Status::Overdue, now).await?;
    let soon = standing(db, &scope, Status::DueSoon, now).await?;
    let finished = overview::finished(db, &scope, now.plus(-7 * DAY), now).await?;
    if late.is_empty() && soon.is_empty() && finished.is_empty() {
        return Ok(None);
    }
    Ok(Some(Values::from([
        ("late", sentence("Late", &late)),
        ("soon", sentence("Due within a week", &soon)),
        ("finished", sentence("Finished in the last week", &finished)),
    ])))
}

async fn standing(db: &impl ConnectionTrait, scope: &Scope, status: Status, now: Timestamp) -> Result<Vec<String>> {
    let filter = Filter { standing: Some(Standing::In(status)), ..Filter::default() };
    let lines = overview::all_people(db, scope, &filter, now, MOST).await?;
    Ok(lines.into_iter().map(|line| line.person.name).collect())
}

/// Beyond this many, the mail only says that there are as many and more.
const MOST: u64 = 1000;

/// `Late (3): Amara Okafor, Wei Zhang and 1 more.`; nothing for nobody.
fn sentence(what: &str, names: &[String]) -> String {
    let mut one_each: Vec<&str> = names.iter().map(String::as_str).collect();
    one_each.dedup();
    match one_each.len() {
        0 => String::new(),
        count if count > NAMES => {
            format!("{what} ({count}): {} and {} more.", one_each[..NAMES].join(", "), count - NAMES)
        }
        count => format!("{what} ({count}): {}.", one_each.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_named_once_and_not_without_end() {
        let names = |count: usize| (0..count).map(|number| format!("P{number}")).collect::<Vec<_>>();
        assert_eq!(sentence("Late", &[]), "");
        assert_eq!(sentence("Late", &["Ada".into(), "Ada".into()]), "Late (1): Ada.");
        assert!(sentence("Late", &names(12)).ends_with("P9 and 2 more."));
        assert!(sentence("Late", &names(10)).ends_with("P9."));
    }
}
