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
    #[error("You have used all your attempts. Talk to your teacher or manager: they can help, and allow another one.")]
    NoAttemptsLeft,
    /// The last attempt has to wait.
    #[error("Your last attempt opens in {}. Use the time to read again what was hard.", wait_in_words(*.minutes))]
    TooEarly {
        /// Minutes until it may be begun.
        minutes: i64,
    },
    /// The time of an attempt is over.
    #[error("The time for this assessment is over. What you saved in time counts.")]
    TimeUp,
    /// Another attempt for somebody who has some left, or needs none.
    #[error("There is nothing to allow: this person has attempts left, has one open, or has passed.")]
    NothingToAllow,
    /// The assessment is passed; another try would prove nothing.
    #[error("You have passed this assessment already.")]
    AlreadyPassed,
    /// Nothing was chosen.
    #[error("Choose an answer, or skip the question.")]
    NothingChosen,
    /// Several options where one is asked for.
    #[error("Choose one answer only.")]
    OneOnly,
    /// Two steps have the same place, or one has none.
    #[error("Give each step its own place, from first to last.")]
    StepsUnordered,
    /// Two steps have the same place.
    #[error("Two steps have the place {place}. Give each step its own.")]
    PlaceTaken {
        /// The place, from 1.
        place: usize,
    },
    /// A reason without a judgement.
    #[error("Choose True or False too.")]
    NoVerdict,
    /// A judgement without its reason.
    #[error("Choose a reason too.")]
    NoReason,
    /// A row without its partner.
    #[error("Choose a partner for every row.")]
    RowsUnmatched,
    /// Another answer than the one that was given in a scenario.
    #[error("A choice once made stands. Go on from the situation shown here.")]
    ChoiceStands,
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
    /// What was decided was taken back already, or cannot be.
    #[error("There is nothing left to take back here.")]
    NothingToTakeBack,
    /// What was assigned is being worked on.
    #[error("Somebody has started already, or something was decided about it since, so this can no longer be undone.")]
    StartedSince,
    /// A certificate that was revoked or replaced already.
    #[error("This certificate was revoked or replaced already, and stays so.")]
    CertificateEnded,
    /// A program whose certificates would lack something that its profile needs.
    #[error(
        "This is not ready: its certificates must name {missing}, which is not set yet. Fill it in under Settings."
    )]
    NotReady {
        /// What is missing, in words.
        missing: String,
    },
    /// An option the question does not have.
    #[error("That is not one of the answers to this question.")]
    UnknownChoice,
}

/// A wait as people say it: `2 hours and 5 minutes`.
fn wait_in_words(minutes: i64) -> String {
    let count = |number: i64, unit: &str| format!("{number} {unit}{}", if number == 1 { "" } else { "s" });
    match (minutes / 60, minutes % 60) {
        (0, minutes) => count(minutes, "minute"),
        (hours, 0) => count(hours, "hour"),
        (hours, minutes) => format!("{} and {}", count(hours, "hour"), count(minutes, "minute")),
    }
}

impl Refusal {
    /// A refusal about one field of a form.
    pub fn field(field: &str, message: impl Into<String>) -> Self {
        Self::Field { field: field.into(), message: message.into() }
    }
}
