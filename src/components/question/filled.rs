//! The fields of a question as they are filled in, whether or not that makes an answer. Must not import anything but
//! `domain`.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::answer::Answer;
use crate::domain::item::{Body, Item};
use crate::domain::refusal::Refusal;

/// What the fields of a question hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filled {
    /// Chosen options.
    pub options: BTreeSet<u8>,
    /// Whether the claim is called true.
    pub claim: Option<bool>,
    /// The chosen reason.
    pub reason: Option<u8>,
    /// The place given to each step, from 1.
    pub places: BTreeMap<u8, usize>,
    /// The partner chosen for each row.
    pub partners: BTreeMap<u8, u8>,
    /// How many choices of a scenario had been made when the form was shown.
    pub step: usize,
}

impl Filled {
    /// The fields for a saved answer. A scenario asks for the next choice, so nothing is chosen there.
    pub fn with(answer: Option<&Answer>) -> Self {
        let mut filled = Self::default();
        match answer {
            Some(Answer::Options(chosen)) => filled.options = chosen.clone(),
            Some(Answer::Verdict { claim, reason }) => (filled.claim, filled.reason) = (Some(*claim), *reason),
            Some(Answer::Order(order)) => filled.places = order.iter().copied().zip(1..).collect(),
            Some(Answer::Pairs(chosen)) => {
                filled.partners = (0u8..).zip(chosen).filter_map(|(row, partner)| Some((row, (*partner)?))).collect();
            }
            Some(Answer::Path(path)) => filled.step = path.len(),
            None => {}
        }
        filled
    }

    /// What a form sent. What is no number cannot be an option; the largest stands for it and is refused as unknown.
    pub fn read(fields: &[(String, String)]) -> Self {
        let mut filled = Self::default();
        let key = |text: &str| text.parse().unwrap_or(u8::MAX);
        for (name, value) in fields.iter().filter(|(_, value)| !value.is_empty()) {
            match (name.as_str(), name.split_once('-')) {
                ("choice", _) => {
                    filled.options.insert(key(value));
                }
                ("claim", _) => filled.claim = value.parse().ok(),
                ("reason", _) => filled.reason = Some(key(value)),
                ("step", _) => filled.step = value.parse().unwrap_or(usize::MAX),
                (_, Some(("place", step))) => {
                    filled.places.insert(key(step), value.parse().unwrap_or(0));
                }
                (_, Some(("partner", row))) => {
                    filled.partners.insert(key(row), key(value));
                }
                _ => {}
            }
        }
        filled
    }

    /// The answer that the fields make, given the one that is saved; none where nothing is filled in.
    ///
    /// # Errors
    /// They are filled in by halves, or contradict each other.
    pub fn answer(&self, item: &Item, saved: Option<&Answer>) -> Result<Option<Answer>, Refusal> {
        Ok(match &item.body {
            Body::Single { .. } | Body::Multiple { .. } => {
                (!self.options.is_empty()).then(|| Answer::Options(self.options.clone()))
            }
            Body::TrueFalse { .. } => match (self.claim, self.reason) {
                (Some(claim), reason) => Some(Answer::Verdict { claim, reason }),
                (None, Some(_)) => return Err(Refusal::NoVerdict),
                (None, None) => None,
            },
            Body::Ordering { steps, .. } => self.order(steps.len())?,
            Body::Matching { pairs, .. } => (!self.partners.is_empty()).then(|| {
                Answer::Pairs((0u8..).take(pairs.len()).map(|row| self.partners.get(&row).copied()).collect())
            }),
            Body::Branch(_) => self.path(saved)?,
        })
    }

    /// Every step has one of the places, and no two have the same.
    fn order(&self, steps: usize) -> Result<Option<Answer>, Refusal> {
        if self.places.is_empty() {
            return Ok(None);
        }
        let by_place: BTreeMap<usize, u8> = self.places.iter().map(|(step, place)| (*place, *step)).collect();
        if let Some(twice) = self.places.values().find(|place| self.places.values().filter(|p| p == place).count() > 1)
        {
            return Err(Refusal::PlaceTaken { place: *twice });
        }
        if by_place.keys().copied().eq(1..=steps) {
            Ok(Some(Answer::Order(by_place.into_values().collect())))
        } else {
            Err(Refusal::StepsUnordered)
        }
    }

    /// The path as it was when the form was shown, and the choice now made.
    fn path(&self, saved: Option<&Answer>) -> Result<Option<Answer>, Refusal> {
        let saved = match saved {
            Some(Answer::Path(path)) => path.as_slice(),
            _ => &[],
        };
        match (self.options.len(), self.options.first(), saved.get(..self.step)) {
            (0, ..) => Ok(None),
            (1, Some(choice), Some(before)) => Ok(Some(Answer::Path([before, &[*choice]].concat()))),
            (1, _, None) => Err(Refusal::ChoiceStands),
            _ => Err(Refusal::OneOnly),
        }
    }
}
