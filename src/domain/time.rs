//! Moments and deadlines. UTC in storage; a zone is always named. Must not import anything outside
//! `domain`, and never reads the clock.

use serde::{Deserialize, Serialize};

/// A moment: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sea_orm::DeriveValueType))]
#[serde(transparent)]
pub struct Timestamp(pub i64);

/// Milliseconds in one minute.
pub const MINUTE: i64 = 60_000;
/// Milliseconds in one hour.
pub const HOUR: i64 = 60 * MINUTE;
/// Milliseconds in 24 hours. Not a calendar day: deadlines use [`Timestamp::end_of_day_after`].
pub const DAY: i64 = 24 * HOUR;

impl Timestamp {
    /// This moment moved by a number of milliseconds, saturating at the ends of time.
    pub fn plus(self, milliseconds: i64) -> Self {
        Self(self.0.saturating_add(milliseconds))
    }

    /// Milliseconds from `earlier` to this moment; negative when it is later.
    pub fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

#[cfg(feature = "ssr")]
mod calendar {
    use jiff::{Span, ZonedDateTime, tz::TimeZone};

    use super::Timestamp;

    /// What can be wrong with a calendar question.
    #[derive(Debug, thiserror::Error)]
    pub enum CalendarError {
        /// The zone has no such name, or the moment is out of range.
        #[error("{0}")]
        Calendar(#[from] jiff::Error),
    }

    /// IANA names of all zones, in alphabetical order.
    pub fn zones() -> Vec<String> {
        let mut zones: Vec<String> = jiff::tz::db().available().map(|name| name.to_string()).collect();
        zones.sort();
        zones
    }

    impl Timestamp {
        /// The last second of the day that lies `days` calendar days after this moment, read in the zone
        /// with the IANA name `zone`. Daylight saving and leap days are the calendar's business.
        ///
        /// # Errors
        /// The zone is unknown, or the day is beyond the year 9999.
        pub fn end_of_day_after(self, days: u16, zone: &str) -> Result<Self, CalendarError> {
            let day = self.zoned(zone)?.date().checked_add(Span::new().try_days(i64::from(days))?)?;
            let end = day.at(23, 59, 59, 0).to_zoned_datetime(TimeZone::get(zone)?)?;
            Ok(Self(end.timestamp().as_millisecond()))
        }

        /// The last second of the day that lies `months` calendar months after this moment, read in the zone. A month that is
        /// too short ends it on its last day.
        ///
        /// # Errors
        /// The zone is unknown, or the day is beyond the year 9999.
        pub fn end_of_day_after_months(self, months: u16, zone: &str) -> Result<Self, CalendarError> {
            let day = self.zoned(zone)?.date().checked_add(Span::new().try_months(i64::from(months))?)?;
            let end = day.at(23, 59, 59, 0).to_zoned_datetime(TimeZone::get(zone)?)?;
            Ok(Self(end.timestamp().as_millisecond()))
        }

        /// When the day written as `2026-07-05` begins in the zone.
        ///
        /// # Errors
        /// The text is no such date, or the zone is unknown.
        pub fn start_of_day(date: &str, zone: &str) -> Result<Self, CalendarError> {
            let day: jiff::civil::Date = jiff::fmt::strtime::parse("%Y-%m-%d", date)?.to_date()?;
            let start = day.to_zoned_datetime(TimeZone::get(zone)?)?;
            Ok(Self(start.timestamp().as_millisecond()))
        }

        /// The day, `2026-07-06`, if it is a Monday in the zone and past seven in the morning.
        pub fn monday_morning(self, zone: &str) -> Option<String> {
            let moment = self.zoned(zone).ok()?;
            let is = moment.weekday() == jiff::civil::Weekday::Monday && moment.hour() >= 7;
            is.then(|| self.iso_date_in(zone))
        }

        /// The moment as a date for people, in the zone: `5 July 2026`.
        pub fn date_in(self, zone: &str) -> String {
            self.format_in(zone, "%-d %B %Y")
        }

        /// The moment as date and time for people, in the zone: `5 July 2026, 14:05`.
        pub fn date_time_in(self, zone: &str) -> String {
            self.format_in(zone, "%-d %B %Y, %H:%M")
        }

        /// The time of day for people, in the zone: `14:05`.
        pub fn time_in(self, zone: &str) -> String {
            self.format_in(zone, "%H:%M")
        }

        /// The moment for machines, in UTC: `2026-07-05T14:05:00Z`.
        pub fn utc(self) -> String {
            self.format_in("UTC", "%Y-%m-%dT%H:%M:%SZ")
        }

        /// The date for machines, in the zone: `2026-07-05`.
        pub fn iso_date_in(self, zone: &str) -> String {
            self.format_in(zone, "%Y-%m-%d")
        }

        /// Calendar days from `now` to this moment, read in the zone; negative when it has passed.
        pub fn days_from(self, now: Timestamp, zone: &str) -> i64 {
            let days = || -> Result<i64, CalendarError> {
                let (from, to) = (now.zoned(zone)?.date(), self.zoned(zone)?.date());
                Ok(i64::from(from.until(to)?.get_days()))
            };
            days().unwrap_or_default()
        }

        fn format_in(self, zone: &str, format: &str) -> String {
            // A page must show something even where a stored zone has left the database of zones.
            match self.zoned(zone).or_else(|_| self.zoned("UTC")) {
                Ok(moment) => moment.strftime(format).to_string(),
                Err(_) => String::from("—"),
            }
        }

        fn zoned(self, zone: &str) -> Result<ZonedDateTime, CalendarError> {
            Ok(jiff::Timestamp::from_millisecond(self.0)?.to_zoned_datetime(TimeZone::get(zone)?))
        }
    }
}

#[cfg(feature = "ssr")]
pub use calendar::{CalendarError, zones};

#[cfg(all(test, feature = "ssr"))]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp(text.parse::<jiff::Timestamp>().unwrap().as_millisecond())
    }

    #[test]
    fn a_deadline_is_the_end_of_the_day_in_its_own_zone() {
        let joined = at("2026-03-01T23:30:00Z");
        let due = |zone| joined.end_of_day_after(30, zone).unwrap();
        assert_eq!(due("UTC"), at("2026-03-31T23:59:59Z"));
        // London has moved to summer time by then, so its midnight comes an hour earlier.
        assert_eq!(due("Europe/London"), at("2026-03-31T22:59:59Z"));
        // In Tokyo it was already the second of March.
        assert_eq!(due("Asia/Tokyo"), at("2026-04-01T14:59:59Z"));
    }

    #[test]
    fn a_day_begins_in_its_own_zone() {
        let start = |date, zone| Timestamp::start_of_day(date, zone);
        assert_eq!(start("2026-07-05", "UTC").unwrap(), at("2026-07-05T00:00:00Z"));
        assert_eq!(start("2026-07-05", "Europe/London").unwrap(), at("2026-07-04T23:00:00Z"));
        for date in ["", "5 July 2026", "05/07/2026", "2026-02-29", "2026-07-05T10:00", "2026-13-01"] {
            assert!(start(date, "UTC").is_err(), "{date:?}");
        }
    }

    #[test]
    fn monday_morning_comes_at_another_moment_in_each_zone() {
        let moment = at("2026-03-01T20:30:00Z");
        assert_eq!(moment.monday_morning("UTC"), None);
        assert_eq!(moment.monday_morning("Pacific/Auckland"), Some("2026-03-02".to_owned()));
        assert_eq!(at("2026-03-02T06:59:59Z").monday_morning("UTC"), None);
        assert_eq!(at("2026-03-02T07:00:00Z").monday_morning("UTC"), Some("2026-03-02".to_owned()));
        assert_eq!(at("2026-03-03T07:00:00Z").monday_morning("UTC"), None);
    }

    #[test]
    fn leap_days_count_as_days() {
        let joined = at("2028-02-28T12:00:00Z");
        assert_eq!(joined.end_of_day_after(1, "UTC").unwrap(), at("2028-02-29T23:59:59Z"));
        assert_eq!(joined.end_of_day_after(2, "UTC").unwrap(), at("2028-03-01T23:59:59Z"));
    }

    #[test]
    fn an_unknown_zone_is_an_error_for_rules_and_utc_for_pages() {
        let moment = at("2026-07-05T14:05:00Z");
        assert!(moment.end_of_day_after(1, "Mars/Olympus").is_err());
        assert_eq!(moment.date_time_in("Mars/Olympus"), "5 July 2026, 14:05");
    }

    #[test]
    fn days_are_counted_on_the_calendar() {
        let now = at("2026-03-28T23:00:00Z");
        assert_eq!(at("2026-03-30T00:30:00Z").days_from(now, "UTC"), 2);
        assert_eq!(at("2026-03-27T00:30:00Z").days_from(now, "UTC"), -1);
    }
}
