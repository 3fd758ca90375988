//! Dates as people read them, with the machine's reading beside. Must not import anything but `domain`.

use leptos::prelude::*;

use crate::domain::time::Timestamp;

/// The zone in which a page shows dates, and the present moment.
#[derive(Debug, Clone)]
pub struct Calendar {
    /// IANA name of the zone.
    pub zone: String,
    /// The present moment.
    pub now: Timestamp,
}

/// A date: `5 July 2026`.
pub fn date(at: Timestamp, calendar: &Calendar) -> impl IntoView + use<> {
    view! { <time datetime=at.iso_date_in(&calendar.zone)>{at.date_in(&calendar.zone)}</time> }
}

/// A date with its time of day: `5 July 2026, 14:05`.
pub fn date_time(at: Timestamp, calendar: &Calendar) -> impl IntoView + use<> {
    view! { <time datetime=at.iso_date_in(&calendar.zone)>{at.date_time_in(&calendar.zone)}</time> }
}

/// How far a due date is, in words: `Due in 5 days`, `Due today`, `Overdue by 1 day`.
pub fn due_in_words(due: Timestamp, calendar: &Calendar) -> String {
    let days = |count: i64| if count == 1 { "1 day".to_owned() } else { format!("{count} days") };
    match due.days_from(calendar.now, &calendar.zone) {
        _ if due < calendar.now => match calendar.now.days_from(due, &calendar.zone) {
            0 => "Overdue since today".to_owned(),
            count => format!("Overdue by {}", days(count)),
        },
        0 => "Due today".to_owned(),
        1 => "Due tomorrow".to_owned(),
        count => format!("Due in {}", days(count)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::{DAY, HOUR};

    #[test]
    fn due_dates_in_words() {
        let now = Timestamp(1000 * DAY + 12 * HOUR);
        let calendar = Calendar { zone: "UTC".into(), now };
        for (offset, words) in [
            (5 * DAY, "Due in 5 days"),
            (DAY, "Due tomorrow"),
            (HOUR, "Due today"),
            (-HOUR, "Overdue since today"),
            (-DAY, "Overdue by 1 day"),
            (-3 * DAY, "Overdue by 3 days"),
        ] {
            assert_eq!(due_in_words(now.plus(offset), &calendar), words);
        }
    }
}
