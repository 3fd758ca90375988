//! What a learner answers, one form for each type of item. Must not import anything outside `domain`.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// The answer to one item. Numbers are positions in the item's source, from 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// The chosen options of a single choice or multiple response; never none.
    Options(BTreeSet<u8>),
    /// Whether a claim is true, and the reason once one is chosen.
    Verdict {
        /// Whether the claim is called true.
        claim: bool,
        /// The chosen reason.
        reason: Option<u8>,
    },
    /// All steps, in the order given to them.
    Order(Vec<u8>),
    /// For each row the partner chosen for it.
    Pairs(Vec<Option<u8>>),
    /// The choices made in a scenario so far, one for each situation that was met.
    Path(Vec<u8>),
}

#[cfg(feature = "ssr")]
mod server {
    use super::super::item::{Body, Item};
    use super::super::refusal::Refusal;
    use super::{Answer, BTreeSet};

    impl Item {
        /// Whether an answer may be saved for this item: it is of the item's type and names only what is there.
        ///
        /// # Errors
        /// What is wrong with it, for the learner.
        pub fn check(&self, answer: &Answer) -> Result<(), Refusal> {
            match (&self.body, answer) {
                (Body::Single { options, .. }, Answer::Options(chosen)) => {
                    known(chosen.iter(), options.len())?;
                    if chosen.len() > 1 { Err(Refusal::OneOnly) } else { some(chosen) }
                }
                (Body::Multiple { options, .. }, Answer::Options(chosen)) => {
                    known(chosen.iter(), options.len())?;
                    some(chosen)
                }
                (Body::TrueFalse { reasons, .. }, Answer::Verdict { reason, .. }) => known(reason, reasons.len()),
                (Body::Ordering { steps, .. }, Answer::Order(order)) => check_order(order, steps.len()),
                (Body::Matching { pairs, others }, Answer::Pairs(chosen)) => {
                    known(chosen.iter().flatten(), pairs.len() + others.len())?;
                    match chosen.len() == pairs.len() && chosen.iter().any(Option::is_some) {
                        true => Ok(()),
                        false => Err(Refusal::NothingChosen),
                    }
                }
                (Body::Branch(scenario), Answer::Path(path)) => match scenario.walk(path) {
                    _ if path.is_empty() => Err(Refusal::NothingChosen),
                    Some(_) => Ok(()),
                    None => Err(Refusal::UnknownChoice),
                },
                _ => Err(Refusal::UnknownChoice),
            }
        }

        /// Whether an answer may be handed in: it can be saved, and nothing is left to be chosen but what a scenario asks
        /// for next.
        ///
        /// # Errors
        /// What is wrong with it, for the learner.
        pub fn check_finished(&self, answer: &Answer) -> Result<(), Refusal> {
            self.check(answer)?;
            match answer {
                _ if self.is_complete(answer) => Ok(()),
                Answer::Path(_) => Ok(()),
                Answer::Verdict { .. } => Err(Refusal::NoReason),
                Answer::Pairs(_) => Err(Refusal::RowsUnmatched),
                Answer::Options(_) | Answer::Order(_) => Err(Refusal::NothingChosen),
            }
        }

        /// Whether nothing is left to be chosen.
        pub fn is_complete(&self, answer: &Answer) -> bool {
            match (&self.body, answer) {
                (_, Answer::Verdict { reason, .. }) => reason.is_some(),
                (_, Answer::Pairs(chosen)) => chosen.iter().all(Option::is_some),
                (Body::Branch(scenario), Answer::Path(path)) => scenario.has_ended(path),
                (_, Answer::Options(_) | Answer::Order(_) | Answer::Path(_)) => true,
            }
        }
    }

    impl Answer {
        /// Whether an answer keeps what a saved one has settled for good: in a scenario, a choice once made stands.
        pub fn keeps(&self, saved: &Answer) -> bool {
            match (saved, self) {
                (Answer::Path(saved), Answer::Path(path)) => {
                    path == saved || (path.starts_with(saved) && path.len() == saved.len() + 1)
                }
                _ => true,
            }
        }
    }

    fn known<'a>(keys: impl IntoIterator<Item = &'a u8>, count: usize) -> Result<(), Refusal> {
        match keys.into_iter().all(|key| usize::from(*key) < count) {
            true => Ok(()),
            false => Err(Refusal::UnknownChoice),
        }
    }

    fn some(chosen: &BTreeSet<u8>) -> Result<(), Refusal> {
        if chosen.is_empty() { Err(Refusal::NothingChosen) } else { Ok(()) }
    }

    /// Each step once.
    fn check_order(order: &[u8], steps: usize) -> Result<(), Refusal> {
        known(order, steps)?;
        let each: BTreeSet<u8> = order.iter().copied().collect();
        if each.len() == steps && order.len() == steps { Ok(()) } else { Err(Refusal::StepsUnordered) }
    }
}
