//! Study time: from beats of a page to hours by lesson and week.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use yanxi::digest::Digest;
use yanxi::id::{PersonId, StudyId};
use yanxi::service::study::{self, Active, Stretch, Week, add_up, once, stretches};
use yanxi::store::{EventKind, StudyEvent};

use crate::store::{Scratch, at, trainee};

/// A log of one person: which tab, on which lesson, what, and when (seconds).
fn log(lines: &[(u128, &str, EventKind, i64)]) -> Vec<StudyEvent> {
    let person = PersonId::new();
    (1..)
        .zip(lines)
        .map(|(sequence, &(tab, lesson, kind, seconds))| StudyEvent {
            sequence,
            study: StudyId(uuid::Uuid::from_u128(tab)),
            person,
            lesson: lesson.into(),
            version: Digest::of(b"v"),
            kind,
            at: at(seconds),
        })
        .collect()
}

/// Lesson, start, end and whether it was cut, in seconds.
fn told(stretches: &[Stretch]) -> Vec<(&str, i64, i64, bool)> {
    let seconds = |t: Timestamp| t.duration_since(at(0)).as_secs();
    stretches.iter().map(|s| (s.lesson.as_str(), seconds(s.start), seconds(s.end), s.idle_cut)).collect()
}

use EventKind::{Beat, End, Start};

#[test]
fn beats_extend_a_stretch_until_the_page_is_left() {
    let log = log(&[(1, "a", Start, 0), (1, "a", Beat, 30), (1, "a", Beat, 60), (1, "a", End, 71)]);
    assert_eq!(told(&stretches(&log, at(9999))), [("a", 0, 71, false)]);
}

#[test]
fn a_long_silence_counts_for_nothing_and_a_short_one_for_all() {
    let silence = [(1, "a", Start, 0), (1, "a", Beat, 30), (1, "a", Beat, 150), (1, "a", Beat, 271)];
    assert_eq!(told(&stretches(&log(&silence), at(280))), [("a", 0, 150, true), ("a", 271, 271, false)]);
    assert_eq!(told(&stretches(&log(&silence), at(392)))[1], ("a", 271, 271, true));
    let left_late = [(1, "a", Start, 0), (1, "a", Beat, 30), (1, "a", End, 500)];
    assert_eq!(told(&stretches(&log(&left_late), at(501))), [("a", 0, 30, true)]);
}

#[test]
fn a_clock_that_is_set_back_takes_no_time_away() {
    let log = log(&[(1, "a", Start, 100), (1, "a", Beat, 130), (1, "a", Beat, 90), (1, "a", End, 120)]);
    assert_eq!(told(&stretches(&log, at(200))), [("a", 100, 130, false)]);
}

#[test]
fn two_tabs_at_once_count_once_for_the_one_that_was_first() {
    let log = log(&[
        (1, "a", Start, 0),
        (2, "b", Start, 50),
        (3, "c", Start, 55),
        (3, "c", End, 60),
        (1, "a", Beat, 100),
        (2, "b", Beat, 140),
        (1, "a", End, 110),
        (2, "b", End, 200),
    ]);
    assert_eq!(told(&once(stretches(&log, at(300)))), [("a", 0, 110, false), ("b", 110, 200, false)]);
}

#[test]
fn weeks_begin_on_monday_in_china() {
    // Sunday 6 September 2026, 23:59:30 in Shenyang; still Sunday afternoon in Greenwich.
    let start: Timestamp = "2026-09-06T23:59:30+08:00".parse().unwrap();
    let mut events = log(&[(1, "a", Start, 0), (1, "a", Beat, 100)]);
    for (event, seconds) in events.iter_mut().zip([0, 100]) {
        event.at = start + SignedDuration::from_secs(seconds);
    }
    let Active { total, weeks, .. } = add_up(&once(stretches(&events, start)), &study::china());
    assert_eq!(total.as_secs(), 100);
    let week = |number| Week { year: 2026, number };
    let told: Vec<_> = weeks.into_iter().map(|(week, time)| (week, time.as_secs())).collect();
    assert_eq!(told, [(week(36), 30), (week(37), 70)]);
}

#[test]
fn the_log_adds_up_through_the_store() {
    let scratch = Scratch::new();
    let store = &scratch.store;
    let (id, other) = (trainee(store, "林晓"), trainee(store, "周航"));
    let open =
        |seconds| study::open(store, id, "ml-overfitting".into(), Digest::of(b"v"), at(seconds)).unwrap();
    let first = open(0);
    assert!(study::beat(store, id, first, at(30)).unwrap());
    assert!(!study::beat(store, other, first, at(31)).unwrap());
    assert!(study::leave(store, id, first, at(45)).unwrap());
    assert!(!study::beat(store, id, first, at(60)).unwrap());
    let second = open(100);
    assert!(study::beat(store, id, second, at(115)).unwrap());
    assert_eq!(study::active_seconds(store, id, at(200)).unwrap(), 60);
    assert_eq!(study::active_seconds(store, other, at(200)).unwrap(), 0);
    assert_eq!(study::active(store, id, at(200)).unwrap().lessons["ml-overfitting"].as_secs(), 60);
}

proptest! {
    #[test]
    fn sums_agree_and_nothing_counts_twice(
        raw in prop::collection::vec((0u128..4, 0i64..3, 0usize..3, 0i64..200), 0..60),
    ) {
        let lessons = ["a", "b", "c"];
        let mut now = 0;
        let lines: Vec<_> = raw
            .iter()
            .map(|&(tab, lesson, kind, gap)| {
                now += gap;
                (tab, lessons[lesson as usize], [Start, Beat, End][kind], now)
            })
            .collect();
        let all = stretches(&log(&lines), at(now));
        let mut seconds: Vec<i64> = told(&all).iter().flat_map(|&(_, start, end, _)| start..end).collect();
        seconds.sort_unstable();
        seconds.dedup();
        let cut = once(all);
        prop_assert!(cut.windows(2).all(|pair| pair[0].end <= pair[1].start));
        let active = add_up(&cut, &TimeZone::UTC);
        prop_assert_eq!(active.total.as_secs(), seconds.len() as i64);
        prop_assert_eq!(active.lessons.values().sum::<SignedDuration>(), active.total);
        prop_assert_eq!(active.weeks.values().sum::<SignedDuration>(), active.total);
    }
}
