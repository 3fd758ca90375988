//! Who: roles and what a typed e-mail address or name must be. Must not import anything outside `domain`.

use serde::{Deserialize, Serialize};

use super::ids::PersonId;

/// What a person may do beyond learning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Studies; every person is one.
    Learner,
    /// Sees and nudges the people of some units and of the units below.
    Manager,
    /// Reviews capstones of some units.
    Reviewer,
    /// Answers for the whole organisation.
    Administrator,
    /// Reads everything, changes nothing.
    Auditor,
}

impl Role {
    /// The word stored in the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Learner => "learner",
            Self::Manager => "manager",
            Self::Reviewer => "reviewer",
            Self::Administrator => "administrator",
            Self::Auditor => "auditor",
        }
    }

    /// The role with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Learner, Self::Manager, Self::Reviewer, Self::Administrator, Self::Auditor]
            .into_iter()
            .find(|role| role.word() == word)
    }

    /// Whether holders see other people's records, so that shorter sessions apply.
    pub fn is_staff(self) -> bool {
        self != Self::Learner
    }
}

/// Who made a change, for the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// A person, through a page or an invitation.
    Person(PersonId),
    /// The program itself: a command on the server, or a rule.
    System,
}

impl By {
    /// The person, if it was one.
    pub fn person(self) -> Option<PersonId> {
        match self {
            Self::Person(person) => Some(person),
            Self::System => None,
        }
    }
}

/// Longest name and longest e-mail address accepted, in characters.
pub const MAX_TEXT: usize = 200;

/// An e-mail address in the one form that is stored and compared: trimmed and lower-case.
///
/// # Errors
/// A sentence for the person who typed it.
pub fn clean_email(typed: &str) -> Result<String, &'static str> {
    let email = typed.trim().to_lowercase();
    let parts = email.split_once('@');
    let plausible = parts.is_some_and(|(user, host)| {
        !user.is_empty() && host.contains('.') && !host.starts_with('.') && !host.ends_with('.') && !host.contains('@')
    });
    if email.is_empty() {
        return Err("Enter an e-mail address");
    }
    if !plausible || email.chars().count() > MAX_TEXT || email.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err("Enter an e-mail address like name@example.org");
    }
    Ok(email)
}

/// A name as it will stand on a certificate: trimmed, single spaces, no control characters.
///
/// # Errors
/// A sentence for the person who typed it.
pub fn clean_name(typed: &str) -> Result<String, &'static str> {
    let name = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        return Err("Enter a name");
    }
    if name.chars().count() > MAX_TEXT {
        return Err("Enter a name of at most 200 characters");
    }
    if name.chars().any(char::is_control) {
        return Err("Enter a name without control characters");
    }
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_compared_in_one_form() {
        assert_eq!(clean_email("  Amara@Example.ORG "), Ok(String::from("amara@example.org")));
    }

    #[test]
    fn what_is_no_address_is_said_so() {
        for typed in ["", "   ", "amara", "amara@", "@example.org", "a b@example.org", "a@b@c.org", "a@.org", "a@org."]
        {
            assert!(clean_email(typed).is_err(), "{typed:?} was accepted");
        }
    }

    #[test]
    fn names_of_any_script_are_kept_and_tidied() {
        assert_eq!(clean_name("  Ngũgĩ   wa  Thiong'o "), Ok(String::from("Ngũgĩ wa Thiong'o")));
        assert_eq!(clean_name("李雷"), Ok(String::from("李雷")));
        assert!(clean_name("\u{7}").is_err());
        assert!(clean_name(" ").is_err());
    }
}
