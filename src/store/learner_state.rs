//! What the learner model believes of each learner, as JSON that the store does not read.
//!
//! It changes only together with the attempt that changes it: see
//! [`Store::record_attempt`](super::Store::record_attempt).

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::value::At;
use super::{Store, StoreError};
use crate::id::{ClassId, PersonId};

const GET: &str = "SELECT state FROM learner_state WHERE person = $1";
const SET: &str = "INSERT INTO learner_state (person, state, updated_at) VALUES ($1, $2, $3)
    ON CONFLICT (person) DO UPDATE SET state = excluded.state, updated_at = excluded.updated_at";
const OF_CLASS: &str = "SELECT s.person, s.state FROM learner_state s JOIN person p ON p.id = s.person
    WHERE p.class = $1 ORDER BY p.created_at, p.id";

impl Store {
    /// The state of a learner; none before the first attempt.
    pub fn learner_state(&self, person: PersonId) -> Result<Option<String>, StoreError> {
        self.read(|conn| get(conn, person))
    }

    /// The states of a class.
    pub fn learner_states(&self, class: ClassId) -> Result<Vec<(PersonId, String)>, StoreError> {
        self.read(|conn| {
            let mut query = conn.prepare_cached(OF_CLASS)?;
            let states = query.query_map([class], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(states.collect::<Result<_, _>>()?)
        })
    }
}

pub(super) fn get(conn: &Connection, person: PersonId) -> Result<Option<String>, StoreError> {
    Ok(conn.prepare_cached(GET)?.query_row([person], |row| row.get(0)).optional()?)
}

pub(super) fn set(
    conn: &Connection,
    person: PersonId,
    state: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    conn.prepare_cached(SET)?.execute(params![person, state, At(at)])?;
    Ok(())
}
