//! Taking the next mail of the outbox and writing it. Must not import anything but `domain`, `catalog` and `store`.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};
use url::Url;

use super::held_to::held_to;
use super::invite_person::{LINK_LIFE, make_link};
use super::request_reset::RESET_LIFE;
use super::send_digests;
use crate::catalog::Catalog;
use crate::domain::credential::{Number, Record};
use crate::domain::ids::{CredentialId, InterventionId, MailId, PersonId};
use crate::domain::mail::{Letter, MailKind, MailState, Values};
use crate::domain::time::MINUTE;
use crate::store::entities::{outbox, person};
use crate::store::outbox::next_due;
use crate::store::settings::{self, Organisation};
use crate::store::{Command, Error, Result, Tx, credentials, facts, interventions, people};

/// How long a mail that is being sent belongs to the one who took it, in milliseconds. Longer than any try lasts.
pub const HOLD: i64 = 5 * MINUTE;

/// Takes the mail that has waited longest and writes it. What is no longer wanted is dropped.
#[derive(Debug)]
pub struct ClaimMail<'a> {
    /// For the templates.
    pub catalog: &'a Catalog,
    /// The address people use.
    pub base: &'a Url,
}

/// What came of it.
#[derive(Debug)]
pub enum Claimed {
    /// It is nobody's turn.
    Nothing,
    /// A mail was dropped, or somebody else was faster; there may be more.
    Skipped,
    /// This is to be sent now.
    Mail(Box<Claim>),
}

/// A mail in the hands of the one who sends it.
#[derive(Debug)]
pub struct Claim {
    /// Which.
    pub id: MailId,
    /// The how manieth try this is.
    pub attempt: i32,
    /// In whose name.
    pub organisation: String,
    /// Name of the recipient.
    pub name: String,
    /// Address of the recipient.
    pub email: String,
    /// Their certificate that goes with it.
    pub certificate: Option<(PersonId, Number)>,
    /// The letter, or why it cannot be written.
    pub letter: std::result::Result<Letter, String>,
}

impl Command for ClaimMail<'_> {
    type Output = Claimed;

    async fn run(&self, tx: &Tx) -> Result<Claimed> {
        let Some(mail) = next_due(tx.db(), tx.now()).await? else { return Ok(Claimed::Nothing) };
        if !take(tx, &mail).await? {
            return Ok(Claimed::Skipped);
        }
        let person = people::person(tx.db(), mail.person_id).await?;
        let mut certificate = None;
        let letter = match self.write(tx, &mail, &person).await {
            Ok(Some((letter, number))) => {
                certificate = number.map(|number| (person.id, number));
                Ok(letter)
            }
            Ok(None) => {
                drop_it(tx, &mail).await?;
                return Ok(Claimed::Skipped);
            }
            // The database has trouble, not the mail.
            Err(error @ Error::Database(_)) => return Err(error),
            // A mail that cannot be written must not stand in the way of the others.
            Err(error) => Err(error.to_string()),
        };
        let organisation = settings::organisation(tx.db()).await?.name;
        let person::Model { name, email, .. } = person;
        let claim = Claim { id: mail.id, attempt: mail.attempts + 1, organisation, name, email, certificate, letter };
        Ok(Claimed::Mail(Box::new(claim)))
    }
}

/// The guarded update decides between nodes: only who finds the mail as it was read may have it.
async fn take(tx: &Tx, mail: &outbox::Model) -> Result<bool> {
    let change = outbox::ActiveModel {
        state: Set(MailState::Sending.word().to_owned()),
        attempts: Set(mail.attempts + 1),
        next_at: Set(tx.now().plus(HOLD)),
        ..Default::default()
    };
    let taken = outbox::Entity::update_many()
        .set(change)
        .filter(outbox::Column::Id.eq(mail.id))
        .filter(outbox::Column::State.eq(mail.state.as_str()))
        .filter(outbox::Column::Attempts.eq(mail.attempts))
        .exec(tx.db())
        .await?;
    Ok(taken.rows_affected == 1)
}

/// Not wanted any more.
async fn drop_it(tx: &Tx, mail: &outbox::Model) -> Result<()> {
    let dropped = outbox::ActiveModel { state: Set(MailState::Dropped.word().to_owned()), ..Default::default() };
    outbox::Entity::update_many().set(dropped).filter(outbox::Column::Id.eq(mail.id)).exec(tx.db()).await?;
    Ok(())
}

impl ClaimMail<'_> {
    /// The letter, with the number of the certificate that it tells of; nothing when it is no longer wanted.
    async fn write(
        &self,
        tx: &Tx,
        mail: &outbox::Model,
        person: &person::Model,
    ) -> Result<Option<(Letter, Option<Number>)>> {
        if person.disabled_at.is_some() {
            return Ok(None);
        }
        let kind = MailKind::from_word(&mail.kind).ok_or_else(|| Error::unreadable("mail", &mail.kind))?;
        let organisation = settings::organisation(tx.db()).await?;
        let mut certificate = None;
        let mut matter = match kind {
            MailKind::Invitation => self.link(tx, person, &organisation, LINK_LIFE).await?,
            MailKind::PasswordReset => self.link(tx, person, &organisation, RESET_LIFE).await?,
            MailKind::Certificate => {
                let record = credentials::by_id(tx.db(), CredentialId(about(mail)?)).await?;
                let matter = self.certificate(&record)?;
                certificate = Some(record.number);
                matter
            }
            MailKind::Replacement => {
                let record = credentials::by_id(tx.db(), CredentialId(about(mail)?)).await?;
                let mut matter = self.certificate(&record)?;
                if let Some(old) = &record.particulars.replaces {
                    let end = credentials::sealed_by_number(tx.db(), old).await?.end;
                    matter.insert("reason", end.map_or_else(String::new, |end| end.reason));
                    matter.insert("old", old.to_string());
                }
                certificate = Some(record.number);
                matter
            }
            MailKind::CertificateRevoked => self.revoked(tx, about(mail)?).await?,
            MailKind::DueSoon | MailKind::Overdue => match self.requirement(tx, mail, about(mail)?).await? {
                Some(matter) => matter,
                None => return Ok(None),
            },
            MailKind::Reminder => match self.reminder(tx, mail).await? {
                Some(matter) => matter,
                None => return Ok(None),
            },
            MailKind::Digest => match send_digests::said(tx.db(), mail.person_id, mail.created_at).await? {
                Some(mut matter) => {
                    matter.insert("link", self.address("/team")?);
                    matter.insert("account", self.address("/account")?);
                    matter
                }
                None => return Ok(None),
            },
        };
        if matches!(kind, MailKind::DueSoon | MailKind::Overdue | MailKind::Reminder) {
            matter.extend(self.welcome(tx, person, &organisation).await?);
        }
        let template =
            self.catalog.letters.get(&kind).ok_or_else(|| Error::unreadable("mail", "it has no template"))?;
        let mut values = Values::from([
            ("name", person.name.clone()),
            ("organisation", organisation.name),
            ("site", self.base.to_string()),
        ]);
        values.extend(matter);
        Ok(Some((template.fill(&values), certificate)))
    }

    /// The secret is made now and kept only as a hash, so that it is nowhere but in the letter.
    async fn link(&self, tx: &Tx, person: &person::Model, organisation: &Organisation, life: i64) -> Result<Values> {
        let token = make_link(tx, person.id, life).await?;
        let expires = tx.now().plus(life).date_time_in(&organisation.zone);
        Ok(Values::from([
            ("link", self.address(&format!("/invite/{}", token.as_str()))?),
            ("expires", format!("{expires} ({} time)", organisation.zone)),
        ]))
    }

    /// Who cannot sign in yet would stand before a closed door, so a reminder lets them in: its link is a one-time link, and it
    /// says so.
    async fn welcome(&self, tx: &Tx, person: &person::Model, organisation: &Organisation) -> Result<Values> {
        if people::password_hash(tx.db(), person.id).await?.is_some() {
            return Ok(Values::new());
        }
        let mut values = self.link(tx, person, organisation, LINK_LIFE).await?;
        let expires = values.remove("expires").unwrap_or_default();
        let welcome = format!(
            "You have not signed in yet. The link below is for you alone: it lets you choose a password and come in. It works \
             once, until {expires}."
        );
        values.insert("welcome", welcome);
        Ok(values)
    }

    fn certificate(&self, Record { number, achievement, .. }: &Record) -> Result<Values> {
        Ok(Values::from([
            ("link", self.address(&format!("/certificates/{number}"))?),
            ("verify", self.address(&format!("/verify/{number}"))?),
            ("achievement", achievement.clone()),
            ("number", number.to_string()),
        ]))
    }

    /// A certificate that was taken back, and why.
    async fn revoked(&self, tx: &Tx, id: uuid::Uuid) -> Result<Values> {
        let id = CredentialId(id);
        let Record { number, achievement, .. } = credentials::by_id(tx.db(), id).await?;
        let end = credentials::ends(tx.db(), &[id]).await?.remove(&id);
        let end = end.ok_or_else(|| Error::unreadable("mail", "the certificate has not ended"))?;
        Ok(Values::from([
            ("link", self.address(&format!("/certificates/{number}"))?),
            ("achievement", achievement),
            ("number", number.to_string()),
            ("reason", end.reason),
            ("home", self.address("/home")?),
        ]))
    }

    /// Nothing when it is done by now: nobody wants to be reminded of that.
    async fn requirement(&self, tx: &Tx, mail: &outbox::Model, id: uuid::Uuid) -> Result<Option<Values>> {
        let facts = facts::of_person(tx.db(), mail.person_id).await?;
        let held = held_to(tx.db(), self.catalog, mail.person_id, &facts, tx.now()).await?;
        let Some(held) = held.into_iter().find(|held| held.assignment.id.0 == id) else { return Ok(None) };
        if held.evaluation.status.is_met() {
            return Ok(None);
        }
        Ok(Some(Values::from([
            ("link", self.address("/home")?),
            ("due", held.assignment.due_at.date_in(&held.program.time_zone)),
            ("program", held.program.title),
            ("done", held.evaluation.done.to_string()),
            ("total", held.evaluation.total.to_string()),
        ])))
    }

    /// As for a requirement, with who asks and what they say.
    async fn reminder(&self, tx: &Tx, mail: &outbox::Model) -> Result<Option<Values>> {
        let asked = interventions::by_id(tx.db(), InterventionId(about(mail)?)).await?;
        let Some(mut values) = self.requirement(tx, mail, asked.assignment_id.0).await? else { return Ok(None) };
        values.insert("from", people::person(tx.db(), asked.by_id).await?.name);
        values.insert("note", asked.reason);
        Ok(Some(values))
    }

    fn address(&self, path: &str) -> Result<String> {
        self.base.join(path).map(String::from).map_err(|error| Error::unreadable("address", error))
    }
}

fn about(mail: &outbox::Model) -> Result<uuid::Uuid> {
    mail.about.ok_or_else(|| Error::unreadable("mail", "what it is about is missing"))
}
