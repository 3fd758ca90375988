//! What can be refused, in words for the person who asked. No personal data, no database text: a
//! refusal may travel to a browser. Must not import anything outside `domain`.

use serde::{Deserialize, Serialize};

/// Why something a person asked for was not done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum Refusal {
    /// Unknown address or wrong password; which of them is not said.
    #[error("The e-mail address or the password is not right. Check both and try again.")]
    SignIn,
    /// Too many failed tries.
    #[error("Too many tries. Wait {seconds} seconds and try again.")]
    TooManyTries {
        /// Seconds until the next try is looked at.
        seconds: i64,
    },
    /// A one-time link that was used, has expired or never was.
    #[error("This link has been used or has expired. Ask the person who sent it for a new one.")]
    LinkSpent,
    /// A field of a form is not right.
    #[error("{message}")]
    Field {
        /// Name of the form field.
        field: String,
        /// What to do about it.
        message: String,
    },
    /// The address belongs to somebody already.
    #[error("Somebody with this e-mail address is here already.")]
    EmailTaken,
    /// An answer or a submission for an attempt that was submitted already.
    #[error("These answers have been submitted and can no longer be changed.")]
    AttemptClosed,
    /// All attempts are used up.
    #[error("You have used all your attempts. Talk to your teacher or manager about what to do next.")]
    NoAttemptsLeft,
    /// The assessment is passed; another try would prove nothing.
    #[error("You have passed this assessment already.")]
    AlreadyPassed,
    /// Nothing was chosen.
    #[error("Choose an answer, or skip the question.")]
    NothingChosen,
    /// Several options where one is asked for.
    #[error("Choose one answer only.")]
    OneOnly,
    /// Without this person nobody could administer the site.
    #[error("This is the last administrator. Make somebody else an administrator first.")]
    LastAdministrator,
    /// Administrators who do this to themselves would lock themselves out.
    #[error("You cannot do this to yourself. Ask another administrator.")]
    NotYourself,
    /// A person whose access was ended is asked for something that only people with access can have.
    #[error("This person's access was ended. Restore it first.")]
    AccessEnded,
    /// Nothing that identifies the person is left.
    #[error("This person was erased. What is left can no longer be changed.")]
    Erased,
    /// A file that was shown is not there any more.
    #[error("This file is not kept any longer. Upload it again.")]
    FileGone,
    /// A file with mistakes in it is not taken, not even in part.
    #[error("Nothing was imported, because of what is listed here. Mend the file and upload it again.")]
    FileHasErrors,
    /// A certificate that was revoked or replaced already.
    #[error("This certificate was revoked or replaced already, and stays so.")]
    CertificateEnded,
    /// An option the question does not have.
    #[error("That is not one of the answers to this question.")]
    UnknownChoice,
}

impl Refusal {
    /// A refusal about one field of a form.
    pub fn field(field: &str, message: impl Into<String>) -> Self {
        Self::Field { field: field.into(), message: message.into() }
    }
}
