//! How often one place may ask for something that anybody may ask for. Counted in memory, for this node, in bounded room. Must
//! not import anything but `domain`.

use std::collections::HashMap;
use std::sync::Mutex;

use crate::domain::time::{MINUTE, Timestamp};

/// Places that are remembered at once. When there are more, all are forgotten: a flood slows nobody down who is not in it.
const PLACES: usize = 10_000;

/// Counts by place, anew every minute.
#[derive(Debug, Default)]
pub struct Pace(Mutex<HashMap<String, (i64, u32)>>);

impl Pace {
    /// Counts one; says whether the place has asked no more than `most` times this minute.
    pub fn allows(&self, place: &str, most: u32, now: Timestamp) -> bool {
        let minute = now.0.div_euclid(MINUTE);
        // A lock that was left by a panic holds counts that are as good as any.
        let mut counts = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if counts.len() >= PLACES && !counts.contains_key(place) {
            counts.retain(|_, (of, _)| *of == minute);
            if counts.len() >= PLACES {
                counts.clear();
            }
        }
        let (of, count) = counts.entry(place.to_owned()).or_insert((minute, 0));
        if *of != minute {
            (*of, *count) = (minute, 0);
        }
        *count = count.saturating_add(1);
        *count <= most
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_slowed_down_and_forgiven_and_others_are_not_touched() {
        let pace = Pace::default();
        let ask = |place: &str, minute: i64| pace.allows(place, 2, Timestamp(minute * MINUTE + 1));
        assert_eq!([ask("a", 0), ask("a", 0), ask("a", 0), ask("b", 0), ask("a", 1)], [true, true, false, true, true]);
        for n in 0..3 * PLACES {
            ask(&n.to_string(), 2);
        }
        assert!(pace.0.lock().map(|counts| counts.len()).unwrap_or_default() <= PLACES);
    }
}
