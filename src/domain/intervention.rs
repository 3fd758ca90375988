//! What can be decided about a requirement of one person: reminding, giving more time, exempting. Must not import anything
//! outside `domain`.

/// What is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Deed {
    /// A mail that asks to go on.
    Remind,
    /// A later due date.
    Extend,
    /// It need not be done.
    Exempt,
}

impl Deed {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Remind, Self::Extend, Self::Exempt];

    /// The word stored in the database and used in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Remind => "remind",
            Self::Extend => "extend",
            Self::Exempt => "exempt",
        }
    }

    /// The words on buttons.
    pub fn label(self) -> &'static str {
        match self {
            Self::Remind => "Remind",
            Self::Extend => "Give more time",
            Self::Exempt => "Exempt",
        }
    }

    /// The one with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|deed| deed.word() == word)
    }
}

/// On which ground somebody is exempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ground {
    /// It is not asked of this person.
    Waiver,
    /// The person has learned it elsewhere.
    PriorLearning,
}

impl Ground {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Waiver, Self::PriorLearning];

    /// The word stored in the database and sent by forms.
    pub fn word(self) -> &'static str {
        match self {
            Self::Waiver => "waiver",
            Self::PriorLearning => "prior-learning",
        }
    }

    /// The words shown on pages.
    pub fn label(self) -> &'static str {
        match self {
            Self::Waiver => "Waiver",
            Self::PriorLearning => "Recognition of prior learning",
        }
    }

    /// The one with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ground| ground.word() == word)
    }
}

/// Longest reason, in characters.
pub const MAX_REASON: usize = 500;

/// A reason in the form that is stored: one line, single spaces. An empty one is left to the caller.
///
/// # Errors
/// A sentence for the person who typed it.
pub fn clean_reason(typed: &str) -> Result<String, &'static str> {
    let reason = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    if reason.chars().count() > MAX_REASON {
        return Err("Use at most 500 characters");
    }
    if reason.chars().any(char::is_control) {
        return Err("Use text without control characters");
    }
    Ok(reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lead_back() {
        assert!(Deed::ALL.into_iter().all(|deed| Deed::from_word(deed.word()) == Some(deed)));
        assert!(Ground::ALL.into_iter().all(|ground| Ground::from_word(ground.word()) == Some(ground)));
    }

    #[test]
    fn a_reason_is_one_tidy_line() {
        assert_eq!(clean_reason("  On leave\r\n until  May "), Ok("On leave until May".to_owned()));
        assert_eq!(clean_reason(" "), Ok(String::new()));
        assert!(clean_reason(&"x".repeat(MAX_REASON + 1)).is_err() && clean_reason("a\u{7}").is_err());
    }
}
