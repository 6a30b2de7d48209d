//! Attempts: one answer of one learner to one exercise at one moment, with its grade and receipt.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::value::{At, Bits};
use super::{Store, StoreError, learner_state};
use crate::digest::{Digest, Nonce};
use crate::id::{AttemptId, ClassId, ExerciseId, LessonId, PersonId};

/// A graded attempt. The JSON texts are the service's; the store does not read them.
#[derive(Debug, Clone, PartialEq)]
pub struct Attempt {
    /// Identity.
    pub id: AttemptId,
    /// Whose.
    pub person: PersonId,
    /// Of which exercise.
    pub exercise: ExerciseId,
    /// In which lesson.
    pub lesson: LessonId,
    /// The exercise's version that was seen.
    pub version: Digest,
    /// The whole course's version at that moment.
    pub content: Digest,
    /// Seed of the order in which options were shown.
    pub seed: u64,
    /// Hashed together with the answer in the receipt.
    pub nonce: Nonce,
    /// The answer, as JSON.
    pub answer: String,
    /// How grading ended: `graded`, `human`, …
    pub status: String,
    /// Points given.
    pub points: f64,
    /// Points of a full answer.
    pub max_points: f64,
    /// The whole grade, as JSON.
    pub grade: String,
    /// The receipt, as JSON.
    pub receipt: String,
    /// When it was accepted.
    pub at: Timestamp,
}

/// How a learner stands with one exercise.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// Which exercise.
    pub exercise: ExerciseId,
    /// Attempts made.
    pub attempts: u32,
    /// The best share of the points, 0 … 1.
    pub best: f64,
    /// Status of the latest attempt.
    pub status: String,
    /// Points of the latest attempt.
    pub points: f64,
    /// Full points at the latest attempt.
    pub max_points: f64,
    /// The version that the latest attempt saw.
    pub version: Digest,
    /// When the latest attempt was made.
    pub at: Timestamp,
}

/// What a member of a class has done so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// Who.
    pub person: PersonId,
    /// Exercises with at least one attempt.
    pub tried: u32,
    /// Exercises with at least one attempt of full points.
    pub solved: u32,
    /// Attempts.
    pub attempts: u32,
    /// When the latest was made.
    pub last_at: Timestamp,
}

const INSERT: &str = "INSERT INTO attempt (id, person, exercise, lesson, version, content, seed, nonce,
    answer, status, points, max_points, grade, receipt, at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
const COUNT: &str = "SELECT count(*) FROM attempt WHERE person = $1 AND exercise = $2";
const COUNT_ALL: &str = "SELECT count(*) FROM attempt";
const BY_ID: &str = "SELECT id, person, exercise, lesson, version, content, seed, nonce, answer, status,
    points, max_points, grade, receipt, at FROM attempt WHERE id = $1";
const OF_EXERCISE: &str = "SELECT id, person, exercise, lesson, version, content, seed, nonce, answer,
    status, points, max_points, grade, receipt, at FROM attempt
    WHERE person = $1 AND exercise = $2 ORDER BY sequence";
const LATEST: &str = "SELECT id, person, exercise, lesson, version, content, seed, nonce, answer,
    status, points, max_points, grade, receipt, at FROM attempt
    WHERE person = $1 AND exercise = $2 ORDER BY sequence DESC LIMIT 1";
const STANDINGS: &str =
    "SELECT a.exercise, c.attempts, c.best, a.status, a.points, a.max_points, a.version, a.at
    FROM (SELECT max(sequence) AS last, count(*) AS attempts,
                 max(CASE WHEN max_points > 0 THEN points / max_points ELSE 0.0 END) AS best
          FROM attempt WHERE person = $1 GROUP BY exercise) c
    JOIN attempt a ON a.sequence = c.last ORDER BY a.exercise";
const TALLIES: &str = "SELECT person, count(*), sum(solved), sum(attempts), max(at)
    FROM (SELECT a.person AS person, max(CASE WHEN a.points >= a.max_points THEN 1 ELSE 0 END) AS solved,
                 count(*) AS attempts, max(a.at) AS at
          FROM attempt a JOIN person p ON p.id = a.person WHERE p.class = $1
          GROUP BY a.person, a.exercise) e
    GROUP BY person";

impl Store {
    /// Records an attempt and what it changes in the learner's state, both or neither.
    ///
    /// `fold` gets the state before (none at first) and gives the one after, which is returned
    /// too; it runs on the writer thread, so it should take microseconds. If the exercise allows
    /// only so many attempts and they are used up, nothing is written and the error is
    /// [`StoreError::NoAttemptLeft`]: counted here, two answers sent at once cannot both be last.
    pub fn record_attempt(
        &self,
        attempt: Attempt,
        allowed: Option<u32>,
        fold: impl FnOnce(Option<String>) -> String + Send + 'static,
    ) -> Result<String, StoreError> {
        self.write(move |conn| {
            if let Some(allowed) = allowed
                && count(conn, attempt.person, &attempt.exercise)? >= allowed
            {
                return Err(StoreError::NoAttemptLeft);
            }
            insert(conn, &attempt)?;
            let state = fold(learner_state::get(conn, attempt.person)?);
            learner_state::set(conn, attempt.person, &state, attempt.at)?;
            Ok(state)
        })
    }

    /// One attempt.
    pub fn attempt(&self, id: AttemptId) -> Result<Option<Attempt>, StoreError> {
        self.read(|conn| Ok(conn.prepare_cached(BY_ID)?.query_row([id], read).optional()?))
    }

    /// A learner's attempts at an exercise, in the order in which they were accepted.
    pub fn attempts_of(&self, person: PersonId, exercise: &ExerciseId) -> Result<Vec<Attempt>, StoreError> {
        self.read(|conn| {
            let mut query = conn.prepare_cached(OF_EXERCISE)?;
            Ok(query.query_map(params![person, exercise], read)?.collect::<Result<_, _>>()?)
        })
    }

    /// A learner's latest attempt at an exercise.
    pub fn latest_attempt(
        &self,
        person: PersonId,
        exercise: &ExerciseId,
    ) -> Result<Option<Attempt>, StoreError> {
        self.read(|conn| {
            Ok(conn.prepare_cached(LATEST)?.query_row(params![person, exercise], read).optional()?)
        })
    }

    /// How many attempts a learner has made at an exercise.
    pub fn attempt_count(&self, person: PersonId, exercise: &ExerciseId) -> Result<u32, StoreError> {
        self.read(|conn| count(conn, person, exercise))
    }

    /// How many attempts there are in all.
    pub fn attempts(&self) -> Result<u64, StoreError> {
        self.read(|conn| Ok(conn.prepare_cached(COUNT_ALL)?.query_row([], |row| row.get::<_, Bits>(0))?.0))
    }

    /// How a learner stands with every exercise tried so far, by exercise.
    pub fn standings(&self, person: PersonId) -> Result<Vec<Standing>, StoreError> {
        self.read(|conn| {
            let mut query = conn.prepare_cached(STANDINGS)?;
            let standings = query.query_map([person], |row| {
                Ok(Standing {
                    exercise: row.get(0)?,
                    attempts: row.get(1)?,
                    best: row.get(2)?,
                    status: row.get(3)?,
                    points: row.get(4)?,
                    max_points: row.get(5)?,
                    version: row.get(6)?,
                    at: row.get::<_, At>(7)?.0,
                })
            })?;
            Ok(standings.collect::<Result<_, _>>()?)
        })
    }

    /// What the members of a class have done; who has tried nothing is not in the list.
    pub fn tallies(&self, class: ClassId) -> Result<Vec<Tally>, StoreError> {
        self.read(|conn| {
            let mut query = conn.prepare_cached(TALLIES)?;
            let tallies = query.query_map([class], |row| {
                Ok(Tally {
                    person: row.get(0)?,
                    tried: row.get(1)?,
                    solved: row.get(2)?,
                    attempts: row.get(3)?,
                    last_at: row.get::<_, At>(4)?.0,
                })
            })?;
            Ok(tallies.collect::<Result<_, _>>()?)
        })
    }
}

fn insert(conn: &Connection, attempt: &Attempt) -> Result<(), StoreError> {
    conn.prepare_cached(INSERT)?.execute(params![
        attempt.id,
        attempt.person,
        attempt.exercise,
        attempt.lesson,
        attempt.version,
        attempt.content,
        Bits(attempt.seed),
        attempt.nonce,
        attempt.answer,
        attempt.status,
        attempt.points,
        attempt.max_points,
        attempt.grade,
        attempt.receipt,
        At(attempt.at),
    ])?;
    Ok(())
}

fn count(conn: &Connection, person: PersonId, exercise: &ExerciseId) -> Result<u32, StoreError> {
    Ok(conn.prepare_cached(COUNT)?.query_row(params![person, exercise], |row| row.get(0))?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Attempt> {
    Ok(Attempt {
        id: row.get(0)?,
        person: row.get(1)?,
        exercise: row.get(2)?,
        lesson: row.get(3)?,
        version: row.get(4)?,
        content: row.get(5)?,
        seed: row.get::<_, Bits>(6)?.0,
        nonce: row.get(7)?,
        answer: row.get(8)?,
        status: row.get(9)?,
        points: row.get(10)?,
        max_points: row.get(11)?,
        grade: row.get(12)?,
        receipt: row.get(13)?,
        at: row.get::<_, At>(14)?.0,
    })
}
