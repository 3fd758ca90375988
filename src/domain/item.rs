//! One question of a bank with its key and feedback; exists on the server only. Must not import anything outside
//! `domain`.
#![cfg(feature = "ssr")]

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::answer::Answer;
use super::assessment::{Ask, Choice, Difficulty, FormItem, Offer, Question, Turn};

/// Something that can be chosen, placed or matched, and why it is right or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Rendered, sanitised HTML.
    pub html: String,
    /// Rendered, sanitised HTML shown after submission.
    pub feedback_html: String,
}

/// What can be matched with a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partner {
    /// As shown in a list to choose from, without any markup.
    pub words: String,
    /// As shown on a page, and why it fits or not.
    pub part: Part,
}

/// A row of a matching item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pair {
    /// What is to be matched, rendered.
    pub html: String,
    /// The partner that fits, and why.
    pub partner: Partner,
}

/// A choice in a scenario.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// What is chosen, and what is said about it.
    pub part: Part,
    /// Whether it earns a point.
    pub point: bool,
    /// The scene it leads to, always a later one; none where the scenario ends.
    pub next: Option<u8>,
}

/// A situation in a scenario.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scene {
    /// What happens, rendered; empty for the first, whose text is the stem.
    pub html: String,
    /// What can be done.
    pub moves: Vec<Move>,
}

/// Situations that follow from choices; it begins with the first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scenario {
    /// Situations in source order; choices lead to later ones only.
    pub scenes: Vec<Scene>,
}

/// What an item asks for, with its key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Body {
    /// One option is right.
    Single {
        /// Options in source order.
        options: Vec<Part>,
        /// Position of the right one.
        right: u8,
    },
    /// Some options are right; choose all that apply.
    Multiple {
        /// Options in source order.
        options: Vec<Part>,
        /// Positions of the right ones.
        right: BTreeSet<u8>,
    },
    /// A claim to be judged, and the reason for the judgement.
    TrueFalse {
        /// Whether the claim is true.
        claim: bool,
        /// Why it is, for those who call it true.
        if_true_html: String,
        /// Why it is, for those who call it false.
        if_false_html: String,
        /// What asks for the reason, rendered.
        why_html: String,
        /// Reasons in source order.
        reasons: Vec<Part>,
        /// Position of the best one.
        right: u8,
    },
    /// Steps to be put in order.
    Ordering {
        /// Steps in the right order.
        steps: Vec<Part>,
        /// Orders that are as right, as positions of the steps.
        also_right: Vec<Vec<u8>>,
    },
    /// Things to be matched with partners.
    Matching {
        /// Rows in source order; the partner of row `n` has the position `n`.
        pairs: Vec<Pair>,
        /// Partners that fit nothing; their positions go on where the rows end.
        others: Vec<Partner>,
    },
    /// A scenario in which each choice leads on.
    Branch(Scenario),
}

/// One question of a bank, with its key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Stable id, unique across all courses.
    pub id: String,
    /// Course whose bank it is in.
    pub course: String,
    /// Objective it tests.
    pub objective: String,
    /// Lesson that teaches it.
    pub lesson: String,
    /// Verb level after Bloom, as written by the author (`apply`).
    pub bloom: String,
    /// How hard it is meant to be.
    pub difficulty: Difficulty,
    /// What nobody should get wrong: a miss is answered again before the course counts as completed.
    pub critical: bool,
    /// Whether options may be shown in another order (false for ordered numbers).
    pub shuffle: bool,
    /// Rendered, sanitised HTML of the stem.
    pub stem_html: String,
    /// What it asks for.
    pub body: Body,
    /// Keys into the source register.
    pub sources: Vec<String>,
    /// Day by which it must be checked again, `YYYY-MM-DD`.
    pub review_by: Option<String>,
    /// The author's version.
    pub version: u32,
}

impl Scenario {
    /// The choices along a path, each with the scene it was made in; nothing when the path leaves the scenario.
    pub fn walk(&self, path: &[u8]) -> Option<Vec<(&Scene, &Move)>> {
        let mut steps = Vec::with_capacity(path.len());
        let mut at = Some(0);
        for key in path {
            let scene = self.scenes.get(usize::from(at?))?;
            let chosen = scene.moves.get(usize::from(*key))?;
            steps.push((scene, chosen));
            at = chosen.next;
        }
        Some(steps)
    }

    /// Position of the scene that a path leads to; nothing when the scenario has ended there.
    pub fn scene_after(&self, path: &[u8]) -> Option<u8> {
        match self.walk(path)?.last() {
            Some((_, last)) => last.next,
            None => Some(0),
        }
    }

    /// Whether a path leads to an end.
    pub fn has_ended(&self, path: &[u8]) -> bool {
        self.walk(path).is_some() && self.scene_after(path).is_none()
    }

    /// The choices that earn the most points.
    pub fn best_path(&self) -> Vec<u8> {
        self.path_by(|points, known| points > known)
    }

    /// Choices to an end that earn the fewest points.
    pub fn worst_path(&self) -> Vec<u8> {
        self.path_by(|points, known| points < known)
    }

    fn path_by(&self, better: fn(u8, u8) -> bool) -> Vec<u8> {
        let mut best: Vec<(u8, Vec<u8>)> = vec![(0, vec![]); self.scenes.len()];
        // Moves lead to later scenes only, so the last can be judged first.
        for (index, scene) in self.scenes.iter().enumerate().rev() {
            for (key, choice) in (0u8..).zip(&scene.moves) {
                let after = choice.next.and_then(|next| best.get(usize::from(next)).cloned()).unwrap_or_default();
                let points = u8::from(choice.point) + after.0;
                if key == 0 || better(points, best[index].0) {
                    best[index] = (points, [vec![key], after.1].concat());
                }
            }
        }
        best.into_iter().next().unwrap_or_default().1
    }

    /// Points along a path.
    pub fn points(&self, path: &[u8]) -> i64 {
        self.walk(path).unwrap_or_default().iter().filter(|(_, chosen)| chosen.point).count() as i64
    }
}

impl Body {
    /// What rows can be matched with, by position.
    pub fn partners(&self) -> Vec<&Partner> {
        match self {
            Self::Matching { pairs, others } => pairs.iter().map(|pair| &pair.partner).chain(others).collect(),
            _ => vec![],
        }
    }

    /// The lists of an item that may be shown in another order: how many entries each has.
    pub fn lists(&self) -> Vec<usize> {
        match self {
            Self::Single { options, .. } | Self::Multiple { options, .. } => vec![options.len()],
            Self::TrueFalse { reasons, .. } => vec![reasons.len()],
            Self::Ordering { steps, .. } => vec![steps.len()],
            Self::Matching { pairs, others } => vec![pairs.len() + others.len()],
            Self::Branch(scenario) => scenario.scenes.iter().map(|scene| scene.moves.len()).collect(),
        }
    }
}

impl Item {
    /// What a learner may see before submitting, in the order of a form and with the answer so far: a scenario shows no
    /// more than the choices made have led to.
    pub fn question(&self, place: &FormItem, answer: Option<&Answer>) -> Question {
        Question { id: self.id.clone(), stem_html: self.stem_html.clone(), ask: self.ask(place, answer) }
    }

    fn ask(&self, place: &FormItem, answer: Option<&Answer>) -> Ask {
        let order = place.order(0);
        match &self.body {
            Body::Single { options, .. } => Ask::OneOf(choices(options, order)),
            Body::Multiple { options, .. } => Ask::AnyOf(choices(options, order)),
            Body::TrueFalse { why_html, reasons, .. } => {
                Ask::Judge { why_html: why_html.clone(), reasons: choices(reasons, order) }
            }
            Body::Ordering { steps, .. } => Ask::Order(choices(steps, order)),
            Body::Matching { pairs, .. } => {
                let partners = self.body.partners();
                let offer = |key: &u8| Some(Offer { key: *key, words: partners.get(usize::from(*key))?.words.clone() });
                let rows = (0u8..).zip(pairs).map(|(key, pair)| Choice { key, html: pair.html.clone() });
                Ask::Match { rows: rows.collect(), partners: order.iter().filter_map(offer).collect() }
            }
            Body::Branch(scenario) => {
                let path = match answer {
                    Some(Answer::Path(path)) => path.as_slice(),
                    _ => &[],
                };
                ask_in(scenario, place, path)
            }
        }
    }

    /// An answer that gets the whole point.
    pub fn best_answer(&self) -> Answer {
        match &self.body {
            Body::Single { right, .. } => Answer::Options([*right].into()),
            Body::Multiple { right, .. } => Answer::Options(right.clone()),
            Body::TrueFalse { claim, right, .. } => Answer::Verdict { claim: *claim, reason: Some(*right) },
            Body::Ordering { steps, .. } => Answer::Order((0u8..).take(steps.len()).collect()),
            Body::Matching { pairs, .. } => Answer::Pairs((0u8..).take(pairs.len()).map(Some).collect()),
            Body::Branch(scenario) => Answer::Path(scenario.best_path()),
        }
    }
}

fn ask_in(scenario: &Scenario, place: &FormItem, path: &[u8]) -> Ask {
    let past = scenario.walk(path).unwrap_or_default();
    let past = past
        .iter()
        .map(|(scene, chosen)| Turn { scene_html: scene.html.clone(), chosen_html: chosen.part.html.clone() });
    let at = scenario.scene_after(path);
    let scene = at.and_then(|at| scenario.scenes.get(usize::from(at)));
    let parts: Vec<Part> =
        scene.map(|scene| scene.moves.iter().map(|choice| choice.part.clone()).collect()).unwrap_or_default();
    Ask::Branch {
        past: past.collect(),
        scene_html: scene.map(|scene| scene.html.clone()).unwrap_or_default(),
        choices: choices(&parts, at.map_or(&[], |at| place.order(usize::from(at)))),
    }
}

fn choices(parts: &[Part], order: &[u8]) -> Vec<Choice> {
    let choice = |key: &u8| Some(Choice { key: *key, html: parts.get(usize::from(*key))?.html.clone() });
    order.iter().filter_map(choice).collect()
}
