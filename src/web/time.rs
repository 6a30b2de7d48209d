//! Instants as people read them. China has one time zone and no summer time.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};

use super::messages::{Messages, fill};

/// The local date and time.
pub fn local(at: Timestamp) -> DateTime {
    TimeZone::fixed(Offset::constant(8)).to_datetime(at)
}

/// `11-23 15:04`.
pub fn clock_time(at: Timestamp) -> String {
    local(at).strftime("%m-%d %H:%M").to_string()
}

/// `2026-11-23`.
pub fn date(at: Timestamp) -> String {
    local(at).strftime("%Y-%m-%d").to_string()
}

/// "today", "yesterday", "5 days ago".
pub fn days_ago(t: &Messages, at: Timestamp, now: Timestamp) -> String {
    match local(at).date().until(local(now).date()).map_or(0, |span| span.get_days()) {
        ..=0 => t.today.to_owned(),
        1 => t.yesterday.to_owned(),
        n => fill(t.days_ago, &[("n", &n)]),
    }
}
