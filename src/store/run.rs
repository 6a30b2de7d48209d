//! Finished lab runs, kept as evidence.

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, Row, params};

use super::value::{At, Bits};
use super::{Store, StoreError};
use crate::digest::Digest;
use crate::id::{LabId, PersonId, RunId};

/// A finished run. The JSON texts are the service's; the store does not read them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Identity.
    pub id: RunId,
    /// Whose.
    pub person: PersonId,
    /// Of which lab.
    pub lab: LabId,
    /// The lab's version.
    pub version: Digest,
    /// The seed.
    pub seed: u64,
    /// The parameters, as JSON.
    pub parameters: String,
    /// The summary, as JSON.
    pub summary: String,
    /// When it ended.
    pub at: Timestamp,
}

const INSERT: &str = "INSERT INTO run (id, person, lab, version, seed, parameters, summary, at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const BY_ID: &str = "SELECT id, person, lab, version, seed, parameters, summary, at FROM run WHERE id = $1";
const OF_LAB: &str = "SELECT id, person, lab, version, seed, parameters, summary, at FROM run
    WHERE person = $1 AND lab = $2 ORDER BY at DESC, id DESC LIMIT $3";

impl Store {
    /// Keeps a finished run.
    pub fn save_run(&self, run: Run) -> Result<(), StoreError> {
        self.write(move |conn| {
            conn.prepare_cached(INSERT)?.execute(params![
                run.id,
                run.person,
                run.lab,
                run.version,
                Bits(run.seed),
                run.parameters,
                run.summary,
                At(run.at)
            ])?;
            Ok(())
        })
    }

    /// One run.
    pub fn run(&self, id: RunId) -> Result<Option<Run>, StoreError> {
        self.read(|conn| Ok(conn.prepare_cached(BY_ID)?.query_row([id], read).optional()?))
    }

    /// A learner's latest runs of a lab, the newest first, `limit` at most.
    pub fn runs_of(&self, person: PersonId, lab: &LabId, limit: u32) -> Result<Vec<Run>, StoreError> {
        self.read(|conn| {
            let mut query = conn.prepare_cached(OF_LAB)?;
            Ok(query.query_map(params![person, lab, limit], read)?.collect::<Result<_, _>>()?)
        })
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Run> {
    Ok(Run {
        id: row.get(0)?,
        person: row.get(1)?,
        lab: row.get(2)?,
        version: row.get(3)?,
        seed: row.get::<_, Bits>(4)?.0,
        parameters: row.get(5)?,
        summary: row.get(6)?,
        at: row.get::<_, At>(7)?.0,
    })
}
