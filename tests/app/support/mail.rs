//! Mail as those who get it see it, read by a program that is not ours.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use lettre::Message;
use mail_parser::{MessageParser, MimeHeaders};
use netwise::domain::ids::{MailId, PersonId};
use netwise::server::jobs::Jobs;
use netwise::server::mail::{Outlet, Transport};
use netwise::store::entities::outbox;
use sea_orm::{EntityTrait, QueryOrder};
use tokio::sync::watch;

use super::TestApp;

/// A mail that arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrived {
    pub raw: String,
    pub id: String,
    pub from: String,
    pub to: String,
    pub to_name: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    /// Names and bytes of the files that came with it.
    pub files: Vec<(String, Vec<u8>)>,
}

impl Arrived {
    pub fn parse(raw: &[u8]) -> Self {
        let mail = MessageParser::default().parse(raw).expect("it is no mail");
        let to = mail.to().unwrap().first().unwrap();
        Self {
            raw: String::from_utf8(raw.to_vec()).unwrap(),
            id: mail.message_id().unwrap().to_owned(),
            from: mail.from().unwrap().first().unwrap().address().unwrap().to_owned(),
            to: to.address().unwrap().to_owned(),
            to_name: to.name().unwrap_or_default().to_owned(),
            subject: mail.subject().unwrap().to_owned(),
            text: mail.body_text(0).unwrap().into_owned(),
            html: mail.body_html(0).unwrap().into_owned(),
            files: mail
                .attachments()
                .map(|part| (part.attachment_name().unwrap().to_owned(), part.contents().to_vec()))
                .collect(),
        }
    }

    /// Where the first link below this address leads, from the root of the site on.
    #[track_caller]
    pub fn link(&self, below: &str) -> String {
        let site = "http://127.0.0.1:3000";
        let found = self
            .text
            .split_whitespace()
            .find_map(|word| word.strip_prefix(site).filter(|path| path.starts_with(below)));
        found.unwrap_or_else(|| panic!("no {below} in {}", self.text)).to_owned()
    }
}

/// Where mail arrives, or does not. Clones are the same place.
#[derive(Debug, Clone, Default)]
pub struct Post(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    arrived: Mutex<Vec<Arrived>>,
    broken: AtomicBool,
}

impl Post {
    pub fn arrived(&self) -> Vec<Arrived> {
        self.0.arrived.lock().unwrap().clone()
    }

    /// From now on it takes nothing, or takes mail again.
    pub fn set_broken(&self, broken: bool) {
        self.0.broken.store(broken, Ordering::SeqCst);
    }

    /// What arrived for this address.
    pub fn to(&self, email: &str) -> Vec<Arrived> {
        self.arrived().into_iter().filter(|mail| mail.to == email).collect()
    }
}

impl Transport for Post {
    async fn send(&self, _: MailId, message: &Message) -> Result<(), String> {
        if self.0.broken.load(Ordering::SeqCst) {
            return Err("451 come back later".to_owned());
        }
        self.0.arrived.lock().unwrap().push(Arrived::parse(&message.formatted()));
        Ok(())
    }
}

impl TestApp {
    /// The jobs of a node of its own, with this post office.
    pub fn jobs<T: Transport>(&self, transport: T) -> Jobs<T> {
        let (stay, stop) = watch::channel(false);
        // Nobody stops it.
        std::mem::forget(stay);
        Jobs::new(self.app().clone(), transport, stop)
    }

    /// Lets the program do its jobs once.
    pub async fn round(&self, post: &Post) {
        self.jobs(post.clone()).round().await.unwrap();
    }

    /// As [`Self::round`], with the files that a site without a mail server writes; gives all that are there.
    pub async fn files_round(&self) -> Vec<Arrived> {
        self.jobs(Outlet::of(self.app().config()).unwrap()).round().await.unwrap();
        let folder = self.app().config().data_dir.join("mail");
        let Ok(files) = std::fs::read_dir(folder) else { return vec![] };
        files.map(|file| Arrived::parse(&std::fs::read(file.unwrap().path()).unwrap())).collect()
    }

    /// Everything in the outbox, oldest first.
    pub async fn outbox(&self) -> Vec<outbox::Model> {
        outbox::Entity::find().order_by_asc(outbox::Column::Id).all(self.db()).await.unwrap()
    }

    /// What is in the outbox for one person: kinds and states.
    pub async fn outbox_of(&self, person: PersonId) -> Vec<(String, String)> {
        let rows = self.outbox().await.into_iter().filter(|mail| mail.person_id == person);
        rows.map(|mail| (mail.kind, mail.state)).collect()
    }
}
