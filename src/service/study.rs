//! Active study time: the log's events, and what they add up to.
//!
//! The page says that a lesson was opened, that it is still being read (every 30 s while it is
//! visible and in use) and that it was left; the server's clock says when. [`stretches`] folds
//! those events, [`once`] counts what two tabs saw at the same time once. Both are pure, so that
//! hours can be recomputed from the log at any time.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};

use crate::digest::Digest;
use crate::id::{ClassId, LessonId, PersonId, StudyId};
use crate::store::{EventKind, Store, StoreError, StudyEvent};

/// A silence longer than this ends a stretch at its last event: the time of the silence does not
/// count, nor any grace.
pub const IDLE_CUT: SignedDuration = SignedDuration::from_secs(120);

/// Beats that come faster are not written.
const PAUSE: SignedDuration = SignedDuration::from_secs(10);

/// Time without a break that a lesson was studied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// Which opening of the lesson.
    pub study: StudyId,
    /// Which lesson.
    pub lesson: LessonId,
    /// Which version of it.
    pub version: Digest,
    /// The first event.
    pub start: Timestamp,
    /// The last event.
    pub end: Timestamp,
    /// Whether a silence ended it, and not the leaving of the page.
    pub idle_cut: bool,
}

impl Stretch {
    /// How long it is.
    pub fn length(&self) -> SignedDuration {
        self.end.duration_since(self.start)
    }
}

/// A week of the ISO calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Week {
    /// The year it belongs to.
    pub year: i16,
    /// 1 … 53.
    pub number: i8,
}

/// What a person's stretches add up to; the four agree to the microsecond.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Active {
    /// In all.
    pub total: SignedDuration,
    /// By lesson.
    pub lessons: BTreeMap<LessonId, SignedDuration>,
    /// By day, in the time of the place.
    pub days: BTreeMap<Date, SignedDuration>,
    /// By week, Monday to Sunday in the time of the place.
    pub weeks: BTreeMap<Week, SignedDuration>,
}

/// The time of the whole country, without summer time since 1991.
pub fn china() -> TimeZone {
    TimeZone::fixed(jiff::tz::offset(8))
}

/// Notes that `person` has opened a lesson; the page sends the identity with its beats.
pub fn open(
    store: &Store,
    person: PersonId,
    lesson: LessonId,
    version: Digest,
    now: Timestamp,
) -> Result<StudyId, StoreError> {
    let study = StudyId::new();
    store.start_study(study, person, lesson, version, now)?;
    Ok(study)
}

/// Notes that it goes on. False if that person has no such study or has left it: the page then
/// opens the lesson anew.
pub fn beat(store: &Store, person: PersonId, study: StudyId, now: Timestamp) -> Result<bool, StoreError> {
    store.continue_study(study, person, EventKind::Beat, PAUSE, now)
}

/// Notes that the page was left. False as for [`beat`].
pub fn leave(store: &Store, person: PersonId, study: StudyId, now: Timestamp) -> Result<bool, StoreError> {
    store.continue_study(study, person, EventKind::End, PAUSE, now)
}

/// A person's active time so far.
pub fn active(store: &Store, person: PersonId, now: Timestamp) -> Result<Active, StoreError> {
    let events = store.study_events(person, Timestamp::MIN)?;
    Ok(add_up(&once(stretches(&events, now)), &china()))
}

/// Active time in all.
pub fn active_seconds(store: &Store, person: PersonId, now: Timestamp) -> Result<i64, StoreError> {
    Ok(active(store, person, now)?.total.as_secs())
}

/// Active time of the members of a class; who has none is left out.
pub fn active_of_class(
    store: &Store,
    class: ClassId,
    now: Timestamp,
) -> Result<BTreeMap<PersonId, Active>, StoreError> {
    let mut events: BTreeMap<PersonId, Vec<StudyEvent>> = BTreeMap::new();
    for event in store.study_events_of(class, Timestamp::MIN)? {
        events.entry(event.person).or_default().push(event);
    }
    let zone = china();
    Ok(events
        .into_iter()
        .map(|(person, events)| (person, add_up(&once(stretches(&events, now)), &zone)))
        .collect())
}

/// Folds events of one person, in the order of the log, into stretches, in the order of their
/// start. One that may still go on at `now` is not cut yet.
pub fn stretches(events: &[StudyEvent], now: Timestamp) -> Vec<Stretch> {
    let mut done: Vec<Stretch> = Vec::new();
    let mut open: HashMap<StudyId, usize> = HashMap::new();
    for event in events {
        let current = open.get(&event.study).map(|&index| &mut done[index]);
        match current {
            Some(stretch) if event.at.duration_since(stretch.end) <= IDLE_CUT => {
                // The clock may have been set back in between; time does not.
                stretch.end = stretch.end.max(event.at);
            }
            Some(stretch) => {
                stretch.idle_cut = true;
                open.remove(&event.study);
            }
            None => {}
        }
        match event.kind {
            EventKind::End => {
                open.remove(&event.study);
            }
            EventKind::Start | EventKind::Beat => {
                open.entry(event.study).or_insert_with(|| {
                    done.push(Stretch {
                        study: event.study,
                        lesson: event.lesson.clone(),
                        version: event.version,
                        start: event.at,
                        end: event.at,
                        idle_cut: false,
                    });
                    done.len() - 1
                });
            }
        }
    }
    for index in open.into_values() {
        done[index].idle_cut = now.duration_since(done[index].end) > IDLE_CUT;
    }
    done.sort_by_key(|stretch| stretch.start);
    done
}

/// Cuts stretches (in the order of their start) so that no two overlap: of two tabs at the same
/// time the one that was there first has the time. What nothing is left of is dropped.
pub fn once(stretches: Vec<Stretch>) -> Vec<Stretch> {
    let mut covered = Timestamp::MIN;
    stretches
        .into_iter()
        .filter_map(|stretch| {
            let start = stretch.start.max(covered);
            covered = covered.max(stretch.end);
            (start < stretch.end).then_some(Stretch { start, ..stretch })
        })
        .collect()
}

/// Adds up stretches that do not overlap.
pub fn add_up(stretches: &[Stretch], zone: &TimeZone) -> Active {
    let mut active = Active::default();
    for stretch in stretches {
        active.total += stretch.length();
        *active.lessons.entry(stretch.lesson.clone()).or_default() += stretch.length();
        let mut from = stretch.start;
        while from < stretch.end {
            let (day, next) = day_of(from, zone);
            let until = next.min(stretch.end);
            *active.days.entry(day).or_default() += until.duration_since(from);
            *active.weeks.entry(week_of(from, zone).0).or_default() += until.duration_since(from);
            from = until;
        }
    }
    active
}

/// The day of an instant, and when the next one begins.
fn day_of(at: Timestamp, zone: &TimeZone) -> (Date, Timestamp) {
    let day = at.to_zoned(zone.clone()).date();
    let next = day.tomorrow().and_then(|next| next.to_zoned(zone.clone()));
    (day, next.map_or(at + 24.hours(), |next| next.timestamp()))
}

/// The week of an instant, and when the next one begins.
pub fn week_of(at: Timestamp, zone: &TimeZone) -> (Week, Timestamp) {
    let date = at.to_zoned(zone.clone()).date();
    let week = date.iso_week_date();
    let monday = date
        .nth_weekday(1, Weekday::Monday)
        .and_then(|monday| monday.to_zoned(zone.clone()))
        .map_or(at + 168.hours(), |monday| monday.timestamp());
    (Week { year: week.year(), number: week.week() }, monday)
}
