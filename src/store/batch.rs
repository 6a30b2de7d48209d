//! Files of submissions on the grading desk, and how far their grading is.

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, Row, params};

use super::value::{At, Bits, named};
use super::{Store, StoreError};
use crate::digest::Digest;
use crate::id::{BatchId, PersonId};

/// Where a batch is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BatchState {
    /// Not begun.
    Waiting,
    /// Being graded.
    Running,
    /// Graded to its end.
    Done,
    /// Given up, with a reason in the summary.
    Failed,
    /// Stopped by a person.
    Stopped,
}

impl BatchState {
    /// All states.
    pub const ALL: [Self; 5] = [Self::Waiting, Self::Running, Self::Done, Self::Failed, Self::Stopped];

    /// The name in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Stopped => "stopped",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}
named!(BatchState);

/// A file that was handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewBatch {
    /// Identity; names its files beside the database.
    pub id: BatchId,
    /// Who handed it in.
    pub person: PersonId,
    /// The file's name there.
    pub name: String,
    /// The course's version it is graded against.
    pub content: Digest,
    /// Its size.
    pub bytes: u64,
}

/// How far it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchProgress {
    /// Where it is.
    pub state: BatchState,
    /// Bytes of the input that are graded.
    pub bytes_read: u64,
    /// Lines that are graded.
    pub lines: u64,
    /// Language, counts, means and, for a failed one, the reason, as JSON.
    pub summary: Option<String>,
}

/// A batch with its progress.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// The file.
    pub file: NewBatch,
    /// How far it is.
    pub progress: BatchProgress,
    /// When it was handed in.
    pub created_at: Timestamp,
    /// When it last moved.
    pub updated_at: Timestamp,
}

const INSERT: &str = "INSERT INTO batch
    (id, person, name, content, bytes, state, bytes_read, lines, summary, created_at, updated_at)
    VALUES ($1, $2, $3, $4, $5, 'waiting', 0, 0, $6, $7, $7)";
const MOVE: &str = "UPDATE batch SET state = $1, bytes_read = $2, lines = $3, summary = $4, updated_at = $5
    WHERE id = $6";
const BY_ID: &str = "SELECT id, person, name, content, bytes, state, bytes_read, lines, summary,
    created_at, updated_at FROM batch WHERE id = $1";
const ALL: &str = "SELECT id, person, name, content, bytes, state, bytes_read, lines, summary,
    created_at, updated_at FROM batch ORDER BY created_at DESC, id DESC LIMIT $1";
const NEXT: &str = "SELECT id, person, name, content, bytes, state, bytes_read, lines, summary,
    created_at, updated_at FROM batch WHERE state IN ('waiting', 'running')
    ORDER BY created_at, id LIMIT 1";
const DELETE: &str = "DELETE FROM batch WHERE id = $1";

impl Store {
    /// Adds a batch, waiting, with what is known of it already.
    pub fn add_batch(
        &self,
        new: NewBatch,
        summary: Option<String>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.write(move |conn| {
            conn.prepare_cached(INSERT)?.execute(params![
                new.id,
                new.person,
                new.name,
                new.content,
                Bits(new.bytes),
                summary,
                At(now)
            ])?;
            Ok(())
        })
    }

    /// Notes how far a batch is.
    pub fn set_batch_progress(
        &self,
        id: BatchId,
        progress: BatchProgress,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.write(move |conn| {
            let moved = conn.prepare_cached(MOVE)?.execute(params![
                progress.state,
                Bits(progress.bytes_read),
                Bits(progress.lines),
                progress.summary,
                At(now),
                id
            ])?;
            if moved == 0 { Err(StoreError::Missing("batch")) } else { Ok(()) }
        })
    }

    /// The oldest batch that is not finished: waiting, or interrupted while it was graded.
    pub fn next_batch(&self) -> Result<Option<Batch>, StoreError> {
        self.read(|conn| Ok(conn.prepare_cached(NEXT)?.query_row([], read).optional()?))
    }

    /// Forgets a batch.
    pub fn remove_batch(&self, id: BatchId) -> Result<(), StoreError> {
        self.write(move |conn| {
            conn.prepare_cached(DELETE)?.execute([id])?;
            Ok(())
        })
    }

    /// One batch.
    pub fn batch(&self, id: BatchId) -> Result<Option<Batch>, StoreError> {
        self.read(|conn| Ok(conn.prepare_cached(BY_ID)?.query_row([id], read).optional()?))
    }

    /// The latest batches, the newest first, `limit` at most.
    pub fn batches(&self, limit: u32) -> Result<Vec<Batch>, StoreError> {
        self.read(|conn| {
            Ok(conn.prepare_cached(ALL)?.query_map([limit], read)?.collect::<Result<_, _>>()?)
        })
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Batch> {
    Ok(Batch {
        file: NewBatch {
            id: row.get(0)?,
            person: row.get(1)?,
            name: row.get(2)?,
            content: row.get(3)?,
            bytes: row.get::<_, Bits>(4)?.0,
        },
        progress: BatchProgress {
            state: row.get(5)?,
            bytes_read: row.get::<_, Bits>(6)?.0,
            lines: row.get::<_, Bits>(7)?.0,
            summary: row.get(8)?,
        },
        created_at: row.get::<_, At>(9)?.0,
        updated_at: row.get::<_, At>(10)?.0,
    })
}
