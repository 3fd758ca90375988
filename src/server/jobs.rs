//! What the program does by itself: handing in what has run out of time, making the files of certificates, sending the mail
//! of the outbox, reminding, and checking its figures. Must not import anything but `domain`, `store`, `usecases` and its
//! siblings.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use lettre::Message;
use tokio::sync::watch;
use uuid::Uuid;

use super::failure::Failure;
use super::mail::{Enclosure, Transport, message};
use super::renderings::{KINDS, file};
use super::state::App;
use crate::domain::ids::{AttemptId, CredentialId, MailId, PersonId};
use crate::domain::person::By;
use crate::domain::time::{DAY, HOUR, MINUTE, Timestamp};
use crate::store::{Result, attempts, credentials, outbox, renderings};
use crate::usecases::check_tallies::{CheckTallies, MendTallies};
use crate::usecases::claim_mail::{Claim, ClaimMail, Claimed};
use crate::usecases::send_digests::SendDigests;
use crate::usecases::send_reminders::SendReminders;
use crate::usecases::settle_mail::SettleMail;
use crate::usecases::submit_attempt::SubmitAttempt;
use crate::usecases::take_lease::TakeLease;

/// Pause between two looks at the outbox, and at what has to be done at its time.
const PAUSE: Duration = Duration::from_secs(2);
/// Pause between two looks for certificates without files, so that they are signed within a second.
const PROMPT: Duration = Duration::from_millis(400);
/// How long the sending of one mail may take. Shorter than [`crate::usecases::claim_mail::HOLD`], so that nobody takes over a
/// mail that is still being sent.
const SEND_LIMIT: Duration = Duration::from_secs(90);

/// The job of sending mail, and for how long a node has it, in milliseconds.
const MAIL: &str = "mail";
const MAIL_LEASE: i64 = 3 * MINUTE;
/// The job of reminding. Whoever has done it keeps it, so that it is done once an hour.
const REMINDERS: &str = "reminders";
const REMINDERS_LEASE: i64 = HOUR;
/// The job of handing in attempts whose time is over, and for how long a node has it.
const TIME_LIMITS: &str = "time-limits";
const TIME_LIMITS_LEASE: i64 = 3 * MINUTE;
/// The job of counting everybody anew. Whoever has done it keeps it, so that it is done once a day.
const FIGURES: &str = "figures";
const FIGURES_LEASE: i64 = DAY;
/// Attempts looked up at a time.
const ATTEMPTS: u64 = 100;
/// Reminders put in at a time.
const BATCH: u64 = 200;
/// Certificates looked up at a time to make their files.
const FILES: u64 = 20;

/// The jobs of one node.
pub struct Jobs<T> {
    app: App,
    transport: T,
    node: Uuid,
    stop: watch::Receiver<bool>,
}

/// Does a job until it ends by itself: a defect that stops it is told, and it begins again.
async fn always<F: Future<Output = ()> + Send + 'static>(job: &str, begin: impl Fn() -> F) {
    while let Err(error) = tokio::spawn(begin()).await {
        tracing::error!(%error, job, "a job broke off and begins again");
        tokio::time::sleep(PAUSE).await;
    }
}

/// How far the making of files is.
#[derive(Default)]
struct Made {
    /// All that were issued before have their files.
    until: Option<Timestamp>,
    /// Certificates of which some file cannot be made.
    unprintable: BTreeSet<CredentialId>,
}

impl<T: Transport> Jobs<T> {
    /// The jobs of this node, until `stop` says so.
    pub fn new(app: App, transport: T, stop: watch::Receiver<bool>) -> Self {
        Self { app, transport, node: Uuid::now_v7(), stop }
    }

    /// Does them again and again, side by side, so that none waits for a slow mail server. A mail that is being sent when
    /// the program stops is finished.
    pub async fn run(self) {
        let jobs = Arc::new(self);
        tokio::join!(
            always("mail", || Arc::clone(&jobs).keep_delivering()),
            always("time limits, reminders and figures", || Arc::clone(&jobs).keep_up()),
            always("files of certificates", || Arc::clone(&jobs).keep_making_files()),
        );
    }

    async fn keep_delivering(self: Arc<Self>) {
        loop {
            if let Err(error) = self.deliver().await {
                tracing::warn!(%error, "mail has to wait");
            }
            if self.stops_within(PAUSE).await {
                return;
            }
        }
    }

    async fn keep_up(self: Arc<Self>) {
        loop {
            if let Err(error) = self.catch_up().await {
                tracing::warn!(%error, "time limits, reminders and figures have to wait");
            }
            if self.stops_within(PAUSE).await {
                return;
            }
        }
    }

    async fn keep_making_files(self: Arc<Self>) {
        let mut made = Made::default();
        loop {
            if let Err(error) = self.make_files(&mut made).await {
                tracing::warn!(%error, "the files of certificates have to wait");
            }
            if self.stops_within(PROMPT).await {
                return;
            }
        }
    }

    async fn stops_within(&self, pause: Duration) -> bool {
        let mut stop = self.stop.clone();
        // An error means that the one who could say so is gone.
        tokio::time::timeout(pause, stop.wait_for(|stop| *stop)).await.is_ok()
    }

    /// Does once what there is to do, but for files.
    ///
    /// # Errors
    /// The database did not answer; what was not done is done next time.
    pub async fn round(&self) -> Result<()> {
        self.catch_up().await?;
        self.deliver().await
    }

    async fn catch_up(&self) -> Result<()> {
        // One that fails does not keep the others waiting.
        let done = [self.hand_in().await, self.remind().await, self.check_figures().await];
        done.into_iter().collect()
    }

    /// Makes the files of certificates that nobody has asked for yet. What is not done now is done next time, or when
    /// somebody asks.
    async fn make_files(&self, made: &mut Made) -> Result<()> {
        // A transaction that began before this look may end after it.
        let until = self.app.now().plus(-HOUR);
        while !self.stopped() {
            let reader = self.app.store().reader();
            // The last kind is made of the others.
            let waiting =
                credentials::without_file(reader, renderings::PDF, made.until, &made.unprintable, FILES).await?;
            if waiting.is_empty() {
                made.until = Some(until);
                break;
            }
            for sealed in waiting {
                for kind in KINDS {
                    if file(&self.app, &sealed, kind).await.is_err() {
                        // The log says why; asking again and again would not help.
                        made.unprintable.insert(sealed.id);
                    }
                }
            }
        }
        Ok(())
    }

    fn stopped(&self) -> bool {
        *self.stop.borrow()
    }

    async fn take(&self, job: &'static str, life: i64) -> Result<bool> {
        self.app.store().write(By::System, &TakeLease { job, holder: self.node, life }).await
    }

    /// Submits the attempts whose time is over, with what was saved in time. Two nodes that do it at once do no harm: the
    /// command closes an attempt once.
    async fn hand_in(&self) -> Result<()> {
        let mut over = attempts::over(self.app.store().reader(), self.app.now(), None, ATTEMPTS).await?;
        if over.is_empty() || !self.take(TIME_LIMITS, TIME_LIMITS_LEASE).await? {
            return Ok(());
        }
        while let Some((last, _)) = over.last().copied().filter(|_| !self.stopped()) {
            for (attempt, person) in over {
                self.submit(attempt, person).await;
            }
            over = attempts::over(self.app.store().reader(), self.app.now(), Some(last), ATTEMPTS).await?;
        }
        self.take(TIME_LIMITS, 0).await.map(drop)
    }

    /// One that cannot be graded does not keep the others waiting.
    async fn submit(&self, attempt: AttemptId, person: PersonId) {
        let content = self.app.content();
        let command = SubmitAttempt { person, attempt, published: &content.published };
        if let Err(error) = self.app.store().write(By::System, &command).await {
            tracing::error!(%attempt, %error, "an attempt whose time is over was not handed in");
        }
    }

    /// Puts reminders into the outbox, about once an hour whatever the number of nodes.
    async fn remind(&self) -> Result<()> {
        let store = self.app.store();
        if outbox::taken(store.reader(), REMINDERS, self.app.now()).await?
            || !self.take(REMINDERS, REMINDERS_LEASE).await?
        {
            return Ok(());
        }
        while !self.stopped() && store.write(By::System, &SendReminders { most: BATCH }).await? > 0 {}
        store.write(By::System, &SendDigests).await.map(drop)
    }

    /// Compares the numbers of the overviews with the records they stand for, once a day, and puts right what differs.
    async fn check_figures(&self) -> Result<()> {
        let store = self.app.store();
        if outbox::taken(store.reader(), FIGURES, self.app.now()).await? || !self.take(FIGURES, FIGURES_LEASE).await? {
            return Ok(());
        }
        let (mut last, mut people) = (None, 0);
        while !self.stopped() {
            let checked = store.write(By::System, &CheckTallies { last }).await?;
            people += checked.mended;
            last = checked.last;
            if last.is_none() {
                break;
            }
        }
        let numbers = store.write(By::System, &MendTallies).await?;
        if people > 0 || numbers > 0 {
            tracing::error!(people, numbers, "the figures of the overviews were wrong and have been counted anew");
        }
        Ok(())
    }

    /// Sends what is due, until nothing is left or something goes wrong.
    async fn deliver(&self) -> Result<()> {
        let store = self.app.store();
        // Looking is cheap, and most of the time there is nothing.
        if outbox::next_due(store.reader(), self.app.now()).await?.is_none() {
            return Ok(());
        }
        let mut ours_until = Timestamp(i64::MIN);
        while !self.stopped() {
            if self.app.now() > ours_until {
                if !self.take(MAIL, MAIL_LEASE).await? {
                    return Ok(());
                }
                ours_until = self.app.now().plus(MAIL_LEASE / 2);
            }
            if !self.next().await? {
                break;
            }
        }
        // For whoever is next, be it this program after a restart.
        self.take(MAIL, 0).await.map(drop)
    }

    /// Sends the next one; says whether to go on. A server that did not take one mail will most likely not take the next, so
    /// the others wait for another round.
    async fn next(&self) -> Result<bool> {
        let (app, content) = (&self.app, self.app.content());
        let claim = ClaimMail { catalog: content.catalog(), base: &app.config().base_url };
        let claim = match app.store().write(By::System, &claim).await? {
            Claimed::Nothing => return Ok(false),
            Claimed::Skipped => return Ok(true),
            Claimed::Mail(claim) => claim,
        };
        let (outcome, go_on) = match self.message(&claim).await {
            Ok(message) => {
                let outcome = self.send(claim.id, &message).await;
                let go_on = outcome.is_ok();
                (outcome, go_on)
            }
            Err(why) => (Err(why), true),
        };
        if outcome.is_err() {
            // The reason may name somebody; it is on /admin/mail.
            tracing::warn!(mail = %claim.id, attempt = claim.attempt, "a mail could not be sent");
        }
        let settle = SettleMail { id: claim.id, attempt: claim.attempt, filed: self.transport.keeps(), outcome };
        app.store().write(By::System, &settle).await?;
        Ok(go_on)
    }

    async fn message(&self, claim: &Claim) -> std::result::Result<Message, String> {
        message(claim, self.enclosure(claim).await?, &self.app.config().mail_from, self.app.now())
    }

    /// The certificate that a mail tells of. One that no PDF can be made of is on its page; the mail says where that is.
    async fn enclosure(&self, claim: &Claim) -> std::result::Result<Option<Enclosure>, String> {
        let Some((holder, number)) = &claim.certificate else { return Ok(None) };
        let sealed = credentials::own_by_number(self.app.store().reader(), *holder, number).await;
        let sealed = sealed.map_err(|error| error.to_string())?;
        match file(&self.app, &sealed, renderings::PDF).await {
            Ok(pdf) => Ok(Some(Enclosure { name: format!("certificate-{number}.pdf"), bytes: pdf.bytes })),
            Err(Failure::Refused(_)) => Ok(None),
            Err(_) => Err("the certificate could not be made into a PDF".to_owned()),
        }
    }

    async fn send(&self, id: MailId, message: &Message) -> std::result::Result<(), String> {
        let sending = self.transport.send(id, message);
        tokio::time::timeout(SEND_LIMIT, sending)
            .await
            .unwrap_or_else(|_| Err("the mail server took too long".to_owned()))
    }
}
