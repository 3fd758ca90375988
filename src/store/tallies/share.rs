//! What one person adds to the tallies: pure, so that it can be tried in memory. Must not import anything but `domain`.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};

use crate::domain::ids::{PersonId, UnitId};
use crate::domain::time::Timestamp;

/// Tallies over everybody.
pub(super) const ALL: &str = "all";
/// Tallies over one unit and the units below it.
pub(super) const UNIT: &str = "unit";
/// Tallies over one program.
pub(super) const PROGRAM: &str = "program";

/// People who are held to something.
pub(super) const PEOPLE: &str = "people";
/// Their assignments.
pub(super) const HELD: &str = "held";
/// Those complete.
pub(super) const COMPLETE: &str = "complete";
/// Those that need not be done.
pub(super) const EXEMPT: &str = "exempt";
/// Those that are open, by the moment they are due; whether one is late is a question of the time at which it is asked.
pub(super) const OPEN: &str = "open";

/// Which number: over what, when due, and what is counted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) kind: &'static str,
    pub(super) whose: String,
    pub(super) due_at: Timestamp,
    pub(super) what: &'static str,
}

/// Numbers, or changes of numbers.
pub(super) type Sums = BTreeMap<Key, i64>;

/// How an assignment stands, as far as that does not depend on the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
enum State {
    #[serde(rename = "c")]
    Complete,
    #[serde(rename = "x")]
    Exempt,
    #[serde(rename = "o")]
    Open,
}

/// What counts of an assignment.
#[derive(Debug, FromQueryResult)]
pub(super) struct Stand {
    pub(super) person_id: PersonId,
    program_key: String,
    due_at: Timestamp,
    completed_at: Option<Timestamp>,
    exempt_at: Option<Timestamp>,
}

/// One assignment: program, state, and when it is due while it is open.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Held(String, State, i64);

/// What one person adds: the assignments, to everybody's tallies and to those of each unit that the person belongs to or that
/// is above one of these. Each unit is there once, so nobody counts twice in it, however many units below it are theirs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Share {
    units: BTreeSet<UnitId>,
    held: Vec<Held>,
}

impl Share {
    /// Of somebody who belongs to the organisation.
    pub(super) fn new(units: BTreeSet<UnitId>, assignments: &[Stand]) -> Self {
        let mut held: Vec<Held> = assignments
            .iter()
            .map(|one| match (one.completed_at, one.exempt_at) {
                (Some(_), _) => Held(one.program_key.clone(), State::Complete, 0),
                (None, Some(_)) => Held(one.program_key.clone(), State::Exempt, 0),
                (None, None) => Held(one.program_key.clone(), State::Open, one.due_at.0),
            })
            .collect();
        held.sort_unstable();
        if held.is_empty() { Self::default() } else { Self { units, held } }
    }

    /// Whether it adds nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.held.is_empty()
    }

    /// Adds it to some numbers, or takes it away with `times` -1.
    pub(super) fn add_to(&self, sums: &mut Sums, times: i64) {
        if self.is_empty() {
            return;
        }
        let mut add = |kind, whose: &str, what, due_at| {
            let key = Key { kind, whose: whose.to_owned(), due_at: Timestamp(due_at), what };
            *sums.entry(key).or_default() += times;
        };
        let units = self.units.iter().map(|unit| (UNIT, unit.to_string()));
        for (kind, whose) in std::iter::once((ALL, String::new())).chain(units) {
            add(kind, &whose, PEOPLE, 0);
            for one in &self.held {
                add_one(&mut add, kind, &whose, one);
            }
        }
        let programs: BTreeSet<&String> = self.held.iter().map(|Held(program, ..)| program).collect();
        for program in programs {
            add(PROGRAM, program, PEOPLE, 0);
        }
        for one in &self.held {
            add_one(&mut add, PROGRAM, &one.0, one);
        }
    }
}

fn add_one(
    add: &mut impl FnMut(&'static str, &str, &'static str, i64),
    kind: &'static str,
    whose: &str,
    Held(_, state, due_at): &Held,
) {
    add(kind, whose, HELD, 0);
    match state {
        State::Complete => add(kind, whose, COMPLETE, 0),
        State::Exempt => add(kind, whose, EXEMPT, 0),
        State::Open => add(kind, whose, OPEN, *due_at),
    }
}
