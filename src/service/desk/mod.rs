//! The grading desk: files of submissions, graded one after the other in durable batches.
//!
//! A file is written to the disk as it comes in ([`Intake`]); from then on its batch is a row of
//! the store and survives a restart. One thread grades, oldest first; an interrupted batch is
//! graded again from its first line, which gives the same bytes because [`batch::score`] depends
//! on the file, the course and the language alone. Knows nothing of HTTP, and leaves the
//! question who may enter to `web`.
//!
//! [`batch::score`]: crate::service::batch::score

mod batch;
mod bench;
mod export;
mod folder;
mod index;
mod intake;
pub mod sample;

use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use jiff::Timestamp;
use tokio::sync::watch;

pub use batch::{Batch, Failure, Looks, Report};
pub use export::Export;
pub use index::{Filter, PAGE, Page};
pub use intake::{Intake, MAX_BYTES, Upload};

use self::bench::Bench;
use self::folder::{Folder, Part};
use super::batch::Scorer;
use super::evidence::LabMachine;
use super::library::Library;
use crate::id::BatchId;
use crate::language::Language;
use crate::store::{BatchState, Store, StoreError};

/// Batches that the list shows.
const LISTED: u32 = 200;

/// Why the desk refuses.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// No batch has this identity.
    #[error("there is no such batch")]
    Missing,
    /// Its files are not in the data directory, as after the restore of a backup.
    #[error("the files of this batch are not in the data directory")]
    FilesMissing,
    /// The file is larger than [`MAX_BYTES`].
    #[error("the file is larger than {} MiB", MAX_BYTES >> 20)]
    TooLarge,
    /// It is being graded, or waits for it.
    #[error("the batch is not finished; stop it first")]
    Unfinished,
    /// The store fails.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The disk fails.
    #[error("the disk: {0}")]
    Disk(io::Error),
}

impl From<io::Error> for DeskError {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::NotFound { Self::FilesMissing } else { Self::Disk(error) }
    }
}

/// What the desk needs from the house.
pub struct Tools {
    /// Remembers the batches; their files stand beside its database.
    pub store: Store,
    /// The grader with the course of this moment, which speaks that language.
    pub scorer: Box<dyn Fn(Language) -> Scorer + Send + Sync>,
    /// Tells the time when a batch moves.
    pub clock: fn() -> Timestamp,
}

impl Tools {
    /// The tools of a house with this store and this library.
    pub fn new(store: Store, library: Arc<Library>, clock: fn() -> Timestamp) -> Self {
        let scorer = Box::new(move |language| {
            let course = library.course();
            Scorer { labs: Some(Box::new(LabMachine::new(Arc::clone(&course)))), course, language }
        });
        Self { store, scorer, clock }
    }
}

/// The desk. Dropping it interrupts the batch that is being graded.
pub struct Desk {
    bench: Arc<Bench>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Desk {
    /// Opens the desk, takes up what was left unfinished and removes what belongs to no batch.
    ///
    /// # Errors
    /// When the store cannot be read, the directory not be made, or no thread be started.
    pub fn open(tools: Tools) -> Result<Self, DeskError> {
        let bench = Arc::new(Bench::new(tools)?);
        bench.tidy()?;
        let worker = Arc::clone(&bench);
        let thread = std::thread::Builder::new().name("desk".into()).spawn(move || worker.serve())?;
        Ok(Self { bench, thread: Mutex::new(Some(thread)) })
    }

    /// Begins to receive a file.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn receive(&self) -> Result<Intake, DeskError> {
        Intake::new(Arc::clone(&self.bench))
    }

    /// The latest batches, the newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub fn batches(&self) -> Result<Vec<Batch>, DeskError> {
        let rows = self.bench.store().batches(LISTED)?;
        Ok(rows.into_iter().map(|row| self.bench.seen(row)).collect())
    }

    /// One batch, as far as it is at this moment.
    ///
    /// # Errors
    /// [`DeskError::Missing`], or when the store fails.
    pub fn batch(&self, id: BatchId) -> Result<Batch, DeskError> {
        let row = self.bench.store().batch(id)?.ok_or(DeskError::Missing)?;
        Ok(self.bench.seen(row))
    }

    /// Counts the moves of all batches; open pages wait on it.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.bench.changes()
    }

    /// Whether the desk is closing; open streams then end.
    pub fn is_closing(&self) -> bool {
        self.bench.is_closing()
    }

    /// A page of the results of a finished batch.
    ///
    /// # Errors
    /// When the batch or its files are gone.
    pub fn page(&self, batch: &Batch, filter: &Filter, number: u64) -> Result<Page, DeskError> {
        Ok(index::page(&self.folder(batch.id), &batch.report.exercises, filter, number)?)
    }

    /// Writes results in the form asked for.
    ///
    /// # Errors
    /// When the batch or its files are gone, or `output` takes no more.
    pub fn export(&self, id: BatchId, export: Export, output: &mut dyn Write) -> Result<(), DeskError> {
        Ok(export::write(&self.folder(id), export, output)?)
    }

    /// The file of results and its length.
    ///
    /// # Errors
    /// When there is none.
    pub fn results(&self, id: BatchId) -> Result<(File, u64), DeskError> {
        let file = self.folder(id).open(Part::Results)?;
        let length = file.metadata()?.len();
        Ok((file, length))
    }

    /// Stops a batch that waits or is being graded; a finished one stays as it is.
    ///
    /// # Errors
    /// [`DeskError::Missing`], or when the store fails.
    pub fn stop(&self, id: BatchId) -> Result<(), DeskError> {
        self.bench.stop(id)
    }

    /// Grades a stopped or failed batch again, from its first line.
    ///
    /// # Errors
    /// [`DeskError::Missing`], or when the store fails.
    pub fn again(&self, id: BatchId) -> Result<(), DeskError> {
        self.bench.again(id)
    }

    /// Deletes a finished batch with its files.
    ///
    /// # Errors
    /// [`DeskError::Unfinished`] while it waits or is being graded.
    pub fn delete(&self, id: BatchId) -> Result<(), DeskError> {
        let row = self.bench.store().batch(id)?.ok_or(DeskError::Missing)?;
        if matches!(row.progress.state, BatchState::Waiting | BatchState::Running) {
            return Err(DeskError::Unfinished);
        }
        // The row goes first: files without a row are removed at the next start.
        self.bench.store().remove_batch(id)?;
        self.folder(id).remove()?;
        self.bench.announce();
        Ok(())
    }

    /// Tells the thread to lay its work down; the next start takes it up again.
    pub fn interrupt(&self) {
        self.bench.close();
    }

    /// Interrupts the grading and waits for its thread.
    pub fn close(&self) {
        self.interrupt();
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread
            && thread.join().is_err()
        {
            tracing::error!("the thread of the grading desk panicked");
        }
    }

    fn folder(&self, id: BatchId) -> Folder {
        Folder::new(self.bench.home(), id)
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.close();
    }
}

/// Where the files of all batches stand.
fn home(store: &Store) -> PathBuf {
    store.folder().join("batches")
}
