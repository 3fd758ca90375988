//! Letters on their way out: as messages, to a mail server or into files. Must not import anything but `domain`, `usecases`
//! and `config`.

use std::fmt;
use std::future::Future;
use std::path::PathBuf;
use std::time::{Duration, UNIX_EPOCH};

use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, MultiPart};
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use tokio::io::AsyncWriteExt;
use url::{Host, Url};

use super::config::Config;
use crate::domain::ids::MailId;
use crate::domain::mail::{Letter, one_line};
use crate::domain::time::Timestamp;
use crate::usecases::claim_mail::Claim;

/// How long a mail server may take for one step.
const STEP_LIMIT: Duration = Duration::from_secs(20);

/// Takes messages away.
pub trait Transport: Send + Sync + 'static {
    /// Takes one; the error says why not, for those who look after the mail. It may name the recipient, so it is no matter for
    /// the log.
    fn send(&self, id: MailId, message: &Message) -> impl Future<Output = Result<(), String>> + Send;

    /// Whether what it takes stays on this machine, and reaches nobody.
    fn keeps(&self) -> bool {
        false
    }
}

/// Where the program's mail goes.
pub enum Outlet {
    /// To a mail server.
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    /// Into this folder, one file a mail.
    Files(PathBuf),
}

/// The settings of the mail server cannot be used.
#[derive(Debug, thiserror::Error)]
#[error(
    "NETWISE_SMTP_URL cannot be used: {0}. Write smtp://user:password@host:587, or smtps:// for a server on port 465"
)]
pub struct BadOutlet(#[from] lettre::transport::smtp::Error);

impl Outlet {
    /// The one that the settings ask for. Nothing is connected yet.
    ///
    /// # Errors
    /// [`BadOutlet`].
    pub fn of(config: &Config) -> Result<Self, BadOutlet> {
        let Some(url) = &config.smtp_url else { return Ok(Self::Files(config.data_dir.join("mail"))) };
        let mut builder =
            AsyncSmtpTransport::<Tokio1Executor>::from_url(secured(url).as_str())?.timeout(Some(STEP_LIMIT));
        if let Some(host) = config.base_url.domain() {
            builder = builder.hello_name(ClientId::Domain(host.to_owned()));
        }
        Ok(Self::Smtp(builder.build()))
    }
}

/// Mails and the password of the mail server cross a network in the open only if the setting says so.
fn secured(url: &Url) -> Url {
    let mut url = url.clone();
    let near = match url.host() {
        // The scheme is none that every part of an address is understood for, so numbers come as names.
        Some(Host::Domain(name)) => name == "localhost" || name.starts_with("127."),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    if url.scheme() == "smtp" && !near && !url.query_pairs().any(|(name, _)| name == "tls") {
        url.query_pairs_mut().append_pair("tls", "required");
    }
    url
}

impl Transport for Outlet {
    async fn send(&self, id: MailId, message: &Message) -> Result<(), String> {
        match self {
            Self::Smtp(server) => server.send(message.clone()).await.map(drop).map_err(|error| chain(&error)),
            Self::Files(folder) => write(folder, id, message).await.map_err(|error| error.to_string()),
        }
    }

    fn keeps(&self) -> bool {
        matches!(self, Self::Files(_))
    }
}

/// An error with what is behind it; libraries tell the interesting half there.
fn chain(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        let more = error.to_string();
        if !words.contains(&more) {
            words = format!("{words}: {more}");
        }
        source = error.source();
    }
    words
}

/// Under a name of its own first, so that a file with the right ending is always a whole mail. It may hold a one-time link, so
/// it is for the owner of the program alone.
async fn write(folder: &PathBuf, id: MailId, message: &Message) -> std::io::Result<()> {
    tokio::fs::create_dir_all(folder).await?;
    let part = folder.join(format!(".{id}.part"));
    let mut file =
        tokio::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&part).await?;
    file.write_all(&message.formatted()).await?;
    file.sync_all().await?;
    tokio::fs::rename(part, folder.join(format!("{id}.eml"))).await
}

/// A PDF that goes with a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enclosure {
    /// Name of the file.
    pub name: String,
    /// The file.
    pub bytes: Vec<u8>,
}

/// A letter as a message, the same each time it is made but for its one-time link.
///
/// # Errors
/// Why it cannot be one, for those who look after the mail.
pub fn message(claim: &Claim, enclosure: Option<Enclosure>, sender: &str, now: Timestamp) -> Result<Message, String> {
    let letter = claim.letter.as_ref().map_err(|why| wrong("the text", why))?;
    let sender: Address = sender.parse().map_err(|error| wrong("the sender's address", &error))?;
    let recipient: Address = claim.email.parse().map_err(|error| wrong("the recipient's address", &error))?;
    let id = format!("<{}@{}>", claim.id, sender.domain());
    let sent = UNIX_EPOCH + Duration::from_millis(now.0.max(0).unsigned_abs());
    Message::builder()
        .date(sent)
        .message_id(Some(id))
        .from(Mailbox::new(Some(one_line(&claim.organisation)), sender))
        .to(Mailbox::new(Some(one_line(&claim.name)), recipient))
        .subject(&letter.subject)
        // So that nobody's "I am on holiday" comes back.
        .raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned()))
        .multipart(body(letter, enclosure)?)
        .map_err(|error| wrong("the mail", &error))
}

fn body(letter: &Letter, enclosure: Option<Enclosure>) -> Result<MultiPart, String> {
    let words = MultiPart::alternative_plain_html(letter.text.clone(), letter.html.clone());
    let Some(Enclosure { name, bytes }) = enclosure else { return Ok(words) };
    let kind = ContentType::parse("application/pdf").map_err(|error| wrong("the enclosed file", &error))?;
    Ok(MultiPart::mixed().multipart(words).singlepart(Attachment::new(name).body(bytes, kind)))
}

fn wrong(what: &str, why: &dyn fmt::Display) -> String {
    format!("{what} cannot be used: {why}")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn claim(name: &str, email: &str) -> Claim {
        let letter = Letter { subject: "Ngũgĩ".into(), text: "Grüße\n".into(), html: "<p>Grüße</p>".into() };
        Claim {
            id: MailId::new(),
            attempt: 1,
            organisation: "Fjörður & Söhne".into(),
            name: name.into(),
            email: email.into(),
            certificate: None,
            letter: Ok(letter),
        }
    }

    fn sent(name: &str) -> String {
        let message = message(&claim(name, "a@example.org"), None, "netwise@example.org", Timestamp(0)).unwrap();
        String::from_utf8(message.formatted()).unwrap()
    }

    #[test]
    fn a_password_crosses_no_network_in_the_open_unless_told_to() {
        for (setting, used) in [
            ("smtp://u:p@mail.example.org:587", "smtp://u:p@mail.example.org:587?tls=required"),
            ("smtp://mail.example.org?tls=opportunistic", "smtp://mail.example.org?tls=opportunistic"),
            ("smtps://u:p@mail.example.org", "smtps://u:p@mail.example.org"),
            ("smtp://localhost:2525", "smtp://localhost:2525"),
            ("smtp://127.0.0.1:2525", "smtp://127.0.0.1:2525"),
            ("smtp://[::1]:2525", "smtp://[::1]:2525"),
            ("smtp://192.0.2.1:25", "smtp://192.0.2.1:25?tls=required"),
        ] {
            assert_eq!(secured(&setting.parse().unwrap()).as_str(), used);
        }
    }

    #[test]
    fn headers_are_plain_letters_and_name_the_sender() {
        let mail = sent("Ngũgĩ wa Thiong'o");
        let head = mail.split("\r\n\r\n").next().unwrap();
        assert!(head.is_ascii(), "{head}");
        assert!(head.contains("<netwise@example.org>") && head.contains("<a@example.org>"), "{head}");
        assert!(head.contains("Date: Thu, 01 Jan 1970 00:00:00 +0000"), "{head}");
        assert!(head.contains("Auto-Submitted: auto-generated"), "{head}");
        assert!(!head.contains("Ngũgĩ"), "{head}");
    }

    #[test]
    fn a_name_adds_no_header() {
        for name in ["A\r\nBcc: evil@example.org", "A\nBcc: evil@example.org", "A\rBcc: evil@example.org\r\n\r\nHello"]
        {
            let mail = sent(name);
            assert!(!mail.lines().any(|line| line.starts_with("Bcc:") || line == "Hello"), "{mail}");
        }
    }

    #[test]
    fn an_address_that_is_none_is_said_so() {
        let error = message(&claim("A", "no address"), None, "netwise@example.org", Timestamp(0)).unwrap_err();
        assert!(error.starts_with("the recipient's address cannot be used"), "{error}");
    }
}
