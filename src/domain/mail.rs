//! Mail: its kinds, how far each one is, when to try again, and how a template becomes a letter. Must not import anything
//! outside `domain`.

use std::collections::BTreeMap;

use super::time::{HOUR, MINUTE};

/// Why a mail is sent. Each kind has a template of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MailKind {
    /// A link by which somebody comes in for the first time.
    Invitation,
    /// A link by which somebody who cannot sign in chooses a new password.
    PasswordReset,
    /// A certificate was earned.
    Certificate,
    /// A certificate was issued anew, in place of another.
    Replacement,
    /// A certificate was taken back.
    CertificateRevoked,
    /// A requirement is due within days.
    DueSoon,
    /// A requirement is late.
    Overdue,
    /// Somebody asks to go on with a requirement.
    Reminder,
    /// What happened in a week among the people somebody looks after.
    Digest,
}

impl MailKind {
    /// Every kind.
    pub const ALL: [Self; 9] = [
        Self::Invitation,
        Self::PasswordReset,
        Self::Certificate,
        Self::Replacement,
        Self::CertificateRevoked,
        Self::DueSoon,
        Self::Overdue,
        Self::Reminder,
        Self::Digest,
    ];

    /// The word stored in the database and used in addresses; also the name of the template.
    pub fn word(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::PasswordReset => "password-reset",
            Self::Certificate => "certificate",
            Self::Replacement => "replacement",
            Self::CertificateRevoked => "certificate-revoked",
            Self::DueSoon => "due-soon",
            Self::Overdue => "overdue",
            Self::Reminder => "reminder",
            Self::Digest => "digest",
        }
    }

    /// The words shown on pages.
    pub fn label(self) -> &'static str {
        match self {
            Self::Invitation => "Invitation",
            Self::PasswordReset => "New password",
            Self::Certificate => "Certificate",
            Self::Replacement => "Certificate anew",
            Self::CertificateRevoked => "Certificate revoked",
            Self::DueSoon => "Due soon",
            Self::Overdue => "Overdue",
            Self::Reminder => "Reminder",
            Self::Digest => "Weekly summary",
        }
    }

    /// The kind with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// What it waits behind when many mails wait: the lowest goes first. Somebody sits before the page and waits for a new
    /// password; a reminder can be an hour late.
    pub fn urgency(self) -> i32 {
        match self {
            Self::PasswordReset => 0,
            Self::Invitation => 1,
            Self::Certificate | Self::CertificateRevoked | Self::Replacement => 2,
            _ => 3,
        }
    }

    /// Names that its template may use in braces, beside those of [`COMMON`].
    pub fn names(self) -> &'static [&'static str] {
        match self {
            Self::Invitation | Self::PasswordReset => &["link", "expires"],
            Self::Certificate => &["link", "verify", "achievement", "number"],
            Self::Replacement => &["link", "verify", "achievement", "number", "old", "reason"],
            Self::CertificateRevoked => &["link", "achievement", "number", "reason", "home"],
            Self::DueSoon | Self::Overdue => &["link", "welcome", "program", "due", "done", "total"],
            Self::Reminder => &["link", "welcome", "program", "due", "done", "total", "from", "note"],
            Self::Digest => &["link", "account", "late", "soon", "finished"],
        }
    }
}

/// Names that every template may use in braces.
pub const COMMON: [&str; 3] = ["name", "organisation", "site"];

/// How far a mail is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MailState {
    /// Waits for its turn, or for another try.
    Queued,
    /// Is being handed over at this moment.
    Sending,
    /// Was handed over.
    Sent,
    /// Was given up after many tries.
    Failed,
    /// Was no longer wanted when its turn came.
    Dropped,
}

impl MailState {
    /// Every state.
    pub const ALL: [Self; 5] = [Self::Queued, Self::Sending, Self::Sent, Self::Failed, Self::Dropped];

    /// The word stored in the database and used in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Dropped => "dropped",
        }
    }

    /// The words shown on pages.
    pub fn label(self) -> &'static str {
        match self {
            Self::Queued => "Waiting",
            Self::Sending => "Being sent",
            Self::Sent => "Sent",
            Self::Failed => "Given up",
            Self::Dropped => "Not needed",
        }
    }

    /// The state with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// How often a mail is tried before it is given up: for nearly two days.
pub const MAX_TRIES: i32 = 15;
/// Wait after the first failure, in milliseconds; doubled with each further one.
const FIRST_WAIT: i64 = MINUTE;
/// Longest wait, in milliseconds.
const LONGEST_WAIT: i64 = 6 * HOUR;

/// How long to wait after so many failed tries, in milliseconds; nothing when it is time to give up.
pub fn wait_after(tries: i32) -> Option<i64> {
    let doubled = FIRST_WAIT.saturating_mul(1 << (tries - 1).clamp(0, 20));
    (tries < MAX_TRIES).then(|| doubled.min(LONGEST_WAIT))
}

/// What a template is filled with: name to text.
pub type Values = BTreeMap<&'static str, String>;

/// A mail with gaps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// The subject.
    pub subject: String,
    /// The text, paragraph by paragraph.
    pub paragraphs: Vec<Paragraph>,
}

/// One paragraph of a mail with gaps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Paragraph {
    /// Text, whose line breaks stay.
    Text(String),
    /// A link that stands alone.
    Link {
        /// What it says.
        words: String,
        /// Where it leads.
        address: String,
    },
}

/// A mail as it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The subject, one line.
    pub subject: String,
    /// As plain text.
    pub text: String,
    /// As a small HTML document that says the same.
    pub html: String,
}

impl Template {
    /// Fills the gaps. No value can begin a line of its own, so none can become a header or look like our own words. A
    /// paragraph that comes to nothing is left out.
    pub fn fill(&self, values: &Values) -> Letter {
        let subject = fill(&self.subject, values);
        let said = || self.paragraphs.iter().filter(|paragraph| !paragraph.text(values).is_empty());
        let text: Vec<String> = said().map(|paragraph| paragraph.text(values)).collect();
        let html: String = said().map(|paragraph| paragraph.html(values)).collect();
        let html = format!(
            "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{}</title><style>{STYLE}</style></head>\
             <body><main>\n{html}</main></body></html>\n",
            escape(&subject)
        );
        Letter { text: text.join("\n\n") + "\n", html, subject }
    }
}

/// Large enough to read on a phone, in the reader's own colours.
const STYLE: &str = ":root{color-scheme:light dark}main{max-width:34em;margin:0 auto;padding:1em;\
                     font:1.0625em/1.5 system-ui,sans-serif}a{font-weight:600}";

impl Paragraph {
    fn text(&self, values: &Values) -> String {
        match self {
            Self::Text(text) => fill(text, values),
            Self::Link { words, address } => format!("{}:\n{}", fill(words, values), fill(address, values)),
        }
    }

    fn html(&self, values: &Values) -> String {
        match self {
            Self::Text(text) => format!("<p>{}</p>\n", escape(&fill(text, values)).replace('\n', "<br>\n")),
            Self::Link { words, address } => {
                format!("<p><a href=\"{}\">{}</a></p>\n", escape(&fill(address, values)), escape(&fill(words, values)))
            }
        }
    }
}

/// The names in braces, in the order of the text.
pub fn names_in(text: &str) -> Vec<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

/// Puts values in place of names in braces, once: braces in a value are text.
fn fill(template: &str, values: &Values) -> String {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, behind)) = after.split_once('}') else {
            filled.push('{');
            rest = after;
            continue;
        };
        filled.push_str(&one_line(values.get(name).map_or("", String::as_str)));
        rest = behind;
    }
    filled + rest
}

/// Text on one line, without characters that are not for reading.
pub fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template() -> Template {
        Template {
            subject: "Hello {name}".into(),
            paragraphs: vec![
                Paragraph::Text("Dear {name},\nwelcome.".into()),
                Paragraph::Link { words: "Start".into(), address: "{link}".into() },
            ],
        }
    }

    fn letter(name: &str, link: &str) -> Letter {
        template().fill(&Values::from([("name", name.to_owned()), ("link", link.to_owned())]))
    }

    #[test]
    fn text_and_html_say_the_same() {
        let letter = letter("Ngũgĩ", "https://learn.example.org/a?b=1&c=2");
        assert_eq!(letter.subject, "Hello Ngũgĩ");
        assert_eq!(letter.text, "Dear Ngũgĩ,\nwelcome.\n\nStart:\nhttps://learn.example.org/a?b=1&c=2\n");
        assert!(letter.html.contains("<p>Dear Ngũgĩ,<br>\nwelcome.</p>"), "{}", letter.html);
        assert!(
            letter.html.contains("<a href=\"https://learn.example.org/a?b=1&amp;c=2\">Start</a>"),
            "{}",
            letter.html
        );
    }

    #[test]
    fn a_paragraph_that_comes_to_nothing_is_left_out() {
        let mut template = template();
        template.paragraphs.insert(1, Paragraph::Text("{note}".into()));
        let said = |note: &str| template.fill(&Values::from([("name", "Ada".into()), ("note", note.into())]));
        assert_eq!(said("").text.lines().count() + 2, said("Soon, please.").text.lines().count());
        assert!(!said("").html.contains("<p></p>") && said("Soon.").html.contains("<p>Soon.</p>"));
    }

    #[test]
    fn a_name_is_neither_markup_nor_a_line_nor_a_gap() {
        let letter = letter("<b>A\r\nBcc: x@example.org</b>\u{2028}{link}", "L");
        assert_eq!(letter.subject, "Hello <b>A Bcc: x@example.org</b> {link}");
        assert!(letter.html.contains("Dear &lt;b&gt;A Bcc: x@example.org&lt;/b&gt; {link},"), "{}", letter.html);
        assert_eq!(letter.text.lines().count(), 5);
    }

    #[test]
    fn waits_double_up_to_six_hours_and_end() {
        assert_eq!(wait_after(1), Some(MINUTE));
        assert_eq!(wait_after(2), Some(2 * MINUTE));
        assert_eq!(wait_after(9), Some(256 * MINUTE));
        assert_eq!(wait_after(10), Some(6 * HOUR));
        assert_eq!(wait_after(MAX_TRIES - 1), Some(6 * HOUR));
        assert_eq!(wait_after(MAX_TRIES), None);
        assert_eq!(wait_after(i32::MAX), None);
    }

    #[test]
    fn words_lead_back() {
        assert!(MailKind::ALL.into_iter().all(|kind| MailKind::from_word(kind.word()) == Some(kind)));
        assert!(MailState::ALL.into_iter().all(|state| MailState::from_word(state.word()) == Some(state)));
    }
}
