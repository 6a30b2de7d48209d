//! The study log: when a lesson was open before a learner, by the server's clock.
//!
//! Append-only, which triggers of the database enforce: study hours are credited from it later,
//! so what was seen is never rewritten. What the events add up to is told by `service::study`.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Row, params};

use super::value::{At, named};
use super::{Store, StoreError};
use crate::digest::Digest;
use crate::id::{ClassId, LessonId, PersonId, StudyId};

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventKind {
    /// The lesson was opened.
    Start,
    /// The learner was still at it.
    Beat,
    /// The page was left.
    End,
}

impl EventKind {
    /// The name in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Beat => "beat",
            Self::End => "end",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        [Self::Start, Self::Beat, Self::End].into_iter().find(|kind| kind.name() == name)
    }
}
named!(EventKind);

/// A line of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StudyEvent {
    /// Its place in the log.
    pub sequence: i64,
    /// Which opening of a lesson it belongs to.
    pub study: StudyId,
    /// Whose.
    pub person: PersonId,
    /// Which lesson.
    pub lesson: LessonId,
    /// Which version of it.
    pub version: Digest,
    /// What happened.
    pub kind: EventKind,
    /// When, by the server's clock.
    pub at: Timestamp,
}

const START: &str = "INSERT INTO study_event (study, person, lesson, version, kind, at)
    VALUES ($1, $2, $3, $4, 'start', $5)";
/// Copies lesson and version from the start, so that a page cannot move its time elsewhere.
const CONTINUE: &str = "INSERT INTO study_event (study, person, lesson, version, kind, at)
    SELECT s.study, s.person, s.lesson, s.version, $1, $2 FROM study_event s
    WHERE s.study = $3 AND s.person = $4 AND s.kind = 'start'";
const LAST: &str = "SELECT kind, at FROM study_event WHERE study = $1 AND person = $2
    ORDER BY sequence DESC LIMIT 1";
const OF_PERSON: &str = "SELECT sequence, study, person, lesson, version, kind, at FROM study_event
    WHERE person = $1 AND at >= $2 ORDER BY sequence";
const OF_CLASS: &str = "SELECT e.sequence, e.study, e.person, e.lesson, e.version, e.kind, e.at
    FROM study_event e JOIN person p ON p.id = e.person
    WHERE p.class = $1 AND e.at >= $2 ORDER BY e.sequence";

impl Store {
    /// Notes that a person has opened a lesson.
    pub fn start_study(
        &self,
        study: StudyId,
        person: PersonId,
        lesson: LessonId,
        version: Digest,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.write(move |conn| {
            conn.prepare_cached(START)?.execute(params![study, person, lesson, version, At(now)])?;
            Ok(())
        })
    }

    /// Notes that it goes on or ends. False, and nothing written, if that person has no such
    /// study or it has ended. A beat sooner than `pause` after the last event is true but not
    /// written either: nobody can flood the log.
    pub fn continue_study(
        &self,
        study: StudyId,
        person: PersonId,
        kind: EventKind,
        pause: SignedDuration,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        self.write(move |conn| {
            let last = conn.prepare_cached(LAST)?.query_row(params![study, person], |row| {
                Ok((row.get::<_, EventKind>(0)?, row.get::<_, At>(1)?.0))
            });
            match last {
                Err(rusqlite::Error::QueryReturnedNoRows) | Ok((EventKind::End, _)) => return Ok(false),
                Ok((_, at)) if kind == EventKind::Beat && now.duration_since(at) < pause => {
                    return Ok(true);
                }
                last => last?,
            };
            conn.prepare_cached(CONTINUE)?.execute(params![kind, At(now), study, person])?;
            Ok(true)
        })
    }

    /// The log of a person from `since` on, in its order.
    pub fn study_events(&self, person: PersonId, since: Timestamp) -> Result<Vec<StudyEvent>, StoreError> {
        self.read(|conn| {
            let mut query = conn.prepare_cached(OF_PERSON)?;
            Ok(query.query_map(params![person, At(since)], read)?.collect::<Result<_, _>>()?)
        })
    }

    /// The log of a class from `since` on, in its order, its members mixed.
    pub fn study_events_of(&self, class: ClassId, since: Timestamp) -> Result<Vec<StudyEvent>, StoreError> {
        self.read(|conn| {
            let mut query = conn.prepare_cached(OF_CLASS)?;
            Ok(query.query_map(params![class, At(since)], read)?.collect::<Result<_, _>>()?)
        })
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<StudyEvent> {
    Ok(StudyEvent {
        sequence: row.get(0)?,
        study: row.get(1)?,
        person: row.get(2)?,
        lesson: row.get(3)?,
        version: row.get(4)?,
        kind: row.get(5)?,
        at: row.get::<_, At>(6)?.0,
    })
}
