//! A believable organisation to look at, made through the same use cases as a real one. Must not import anything but
//! `domain`, `catalog`, `store`, `usecases` and `server::picture`.

mod cast;
mod history;

use std::sync::Arc;

use rand::SeedableRng;
use rand::rngs::StdRng;
use sea_orm::sea_query::Expr;
use sea_orm::{EntityTrait, PaginatorTrait, Set};
use serde::Serialize;

use crate::catalog::Published;
use crate::domain::mail::MailState;
use crate::domain::person::By;
use crate::server::picture::develop;
use crate::store::clock::SetClock;
use crate::store::entities::{outbox, person};
use crate::store::settings::{self, ADDRESS, CONTACT, DEMO, ORGANISATION, SIGNATORY, SIGNATORY_TITLE, TIME_ZONE};
use crate::store::{Command, Error, Result, Store, Tx};
use crate::usecases::change_image::{ChangeImage, Place};
use crate::usecases::send_reminders::SendReminders;

use history::History;

/// The password of every demonstration account.
pub const PASSWORD: &str = "copper lantern drifts west";
/// People in the demonstration when no number is asked for.
pub const PEOPLE: usize = 16;

/// An account to try the site with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Account {
    /// What one can see with it.
    pub role: &'static str,
    /// Name.
    pub name: String,
    /// Address to sign in with.
    pub email: String,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The database was empty and is filled now.
    Filled,
    /// It had been filled by this command before; nothing was changed.
    Kept,
    /// It holds something else, or an earlier filling did not finish; nothing was changed.
    NotEmpty,
}

/// The organisation's logo, and the signature of who signs.
const LOGO: &[u8] = include_bytes!("logo.png");
const SIGNATURE: &[u8] = include_bytes!("signature.png");

const FILLING: &str = "filling";

/// Fills an empty database with at least [`PEOPLE`] people. The same `seed` makes the same people.
///
/// # Errors
/// The database did not take it.
pub async fn fill(store: &Store, published: &Published, people: usize, seed: u64) -> Result<Outcome> {
    let before = settings::get(store.reader(), DEMO).await?;
    let anybody = person::Entity::find().count(store.reader()).await? > 0;
    match (before.as_deref(), anybody) {
        (Some(FILLING), _) | (None, true) => return Ok(Outcome::NotEmpty),
        (Some(_), _) => return Ok(Outcome::Kept),
        (None, false) => {}
    }
    let now = store.clock().now();
    let clock = Arc::new(SetClock::at(now));
    let past = store.with_clock(clock.clone());
    past.write(
        By::System,
        &Settings(vec![
            (ORGANISATION, "Harbour & Vale".to_owned()),
            (TIME_ZONE, "Europe/London".to_owned()),
            (ADDRESS, "1 Quay Street\nHarbour\nUnited Kingdom".to_owned()),
            (CONTACT, "learning@harbour.example".to_owned()),
            (SIGNATORY, "Ingrid Solberg".to_owned()),
            (SIGNATORY_TITLE, "Head of Learning".to_owned()),
            (DEMO, FILLING.to_owned()),
        ]),
    )
    .await?;
    for (place, file) in [(Place::Logo, LOGO), (Place::Signature, SIGNATURE)] {
        let image = develop(file.to_vec()).await.map_err(|error| Error::unreadable("picture", error))?;
        past.write(By::System, &ChangeImage { place, image: Some(image) }).await?;
    }
    let mut history = History::new(past, clock, now, published, StdRng::seed_from_u64(seed));
    history.play(people).await?;
    // Its mail was read long ago: nothing of it is sent when the site runs.
    while store.write(By::System, &SendReminders { most: 1000 }).await? > 0 {}
    store.write(By::System, &MailWasSent).await?;
    store.write(By::System, &Settings(vec![(DEMO, seed.to_string())])).await?;
    Ok(Outcome::Filled)
}

/// One account for each role.
pub fn accounts() -> Vec<Account> {
    cast::CAST
        .iter()
        .filter_map(|part| {
            let account = part.account?;
            Some(Account { role: account, name: part.name.to_owned(), email: cast::email(part.name) })
        })
        .collect()
}

struct MailWasSent;

impl Command for MailWasSent {
    type Output = ();

    async fn run(&self, tx: &Tx) -> Result<()> {
        outbox::Entity::update_many()
            .col_expr(outbox::Column::SentAt, Expr::col(outbox::Column::CreatedAt))
            .set(outbox::ActiveModel {
                state: Set(MailState::Sent.word().to_owned()),
                attempts: Set(1),
                ..Default::default()
            })
            .exec(tx.db())
            .await?;
        Ok(())
    }
}

struct Settings(Vec<(&'static str, String)>);

impl Command for Settings {
    type Output = ();

    async fn run(&self, tx: &Tx) -> Result<()> {
        for (key, value) in &self.0 {
            settings::set(tx.db(), key, value).await?;
        }
        Ok(())
    }
}
