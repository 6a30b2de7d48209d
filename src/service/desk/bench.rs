//! The one thread that grades, the batch under its hands, and the queue in the store.

use std::io::{self, BufReader};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::batch::{Batch, Failure, Report};
use super::folder::{Folder, Part};
use super::index::Indexer;
use super::{DeskError, Tools};
use crate::digest::Digest;
use crate::id::BatchId;
use crate::language::Language;
use crate::service::batch::{Format, Progress, Scorer, Summary, score};
use crate::store::{self, BatchProgress, BatchState, NewBatch, Store, StoreError};

/// The most lines of one file. It bounds what 256 MiB of one-letter lines make of the disk.
const MAX_LINES: u64 = 5_000_000;

/// How long the thread waits before it asks a store again that has failed.
const PATIENCE: Duration = Duration::from_secs(2);

pub(super) struct Bench {
    tools: Tools,
    home: PathBuf,
    /// Grades with all cores but one, which stays for people.
    pool: rayon::ThreadPool,
    hands: Mutex<Hands>,
    wake: Condvar,
    changes: watch::Sender<u64>,
}

/// What the thread does at this moment, and what it has been told.
#[derive(Default)]
struct Hands {
    live: Option<Live>,
    has_work: bool,
    is_closing: bool,
}

struct Live {
    id: BatchId,
    counts: Progress,
    since: Instant,
    is_stopped: bool,
}

/// How a pass over a file ended.
enum Outcome {
    Done {
        summary: Summary,
        exercises: Vec<String>,
    },
    Stopped,
    /// The desk closes; the batch stays as it is and is taken up at the next start.
    Interrupted,
    Failed(Failure),
}

impl Bench {
    pub(super) fn new(tools: Tools) -> Result<Self, DeskError> {
        let home = super::home(&tools.store);
        std::fs::create_dir_all(&home)?;
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(cores.saturating_sub(1).max(1))
            .thread_name(|number| format!("desk-{number}"))
            .build()
            .map_err(|error| DeskError::Disk(io::Error::other(error)))?;
        let hands = Mutex::new(Hands { has_work: true, ..Hands::default() });
        Ok(Self { tools, home, pool, hands, wake: Condvar::new(), changes: watch::Sender::new(0) })
    }

    pub(super) const fn store(&self) -> &Store {
        &self.tools.store
    }

    pub(super) fn home(&self) -> &Path {
        &self.home
    }

    pub(super) fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    pub(super) fn announce(&self) {
        self.changes.send_modify(|count| *count += 1);
    }

    pub(super) fn course_version(&self, language: Language) -> Digest {
        (self.tools.scorer)(language).course.version
    }

    /// Removes directories that belong to no batch: uploads and deletions cut short.
    pub(super) fn tidy(&self) -> Result<(), DeskError> {
        for entry in std::fs::read_dir(&self.home)? {
            let name = entry?.file_name();
            let Some(id) = name.to_str().and_then(BatchId::parse) else { continue };
            if self.store().batch(id)?.is_none() {
                Folder::new(&self.home, id).remove()?;
            }
        }
        Ok(())
    }

    pub(super) fn add(&self, new: NewBatch, report: &Report) -> Result<(), DeskError> {
        self.store().add_batch(new, Some(report.json()), (self.tools.clock)())?;
        self.call();
        Ok(())
    }

    /// The batch of a row; of the one under our hands the counts of this moment.
    pub(super) fn seen(&self, row: store::Batch) -> Batch {
        let report = Report::read(&row);
        let mut batch = Batch {
            id: row.file.id,
            name: row.file.name,
            person: row.file.person,
            created_at: row.created_at,
            bytes: row.file.bytes,
            state: row.progress.state,
            counts: report.summary.as_ref().map_or_else(Progress::default, |summary| summary.counts),
            seconds: report.seconds,
            report,
        };
        if let Some(live) = self.hands().live.as_ref().filter(|live| live.id == batch.id)
            && batch.is_unfinished()
        {
            batch.state = BatchState::Running;
            batch.counts = live.counts;
            batch.seconds = live.since.elapsed().as_secs_f64();
        }
        batch
    }

    pub(super) fn stop(&self, id: BatchId) -> Result<(), DeskError> {
        // The lock keeps the thread from taking the batch up between the look and the write.
        let mut hands = self.hands();
        if let Some(live) = hands.live.as_mut().filter(|live| live.id == id) {
            live.is_stopped = true;
            return Ok(());
        }
        let row = self.store().batch(id)?.ok_or(DeskError::Missing)?;
        if matches!(row.progress.state, BatchState::Waiting | BatchState::Running) {
            self.set(&row, BatchState::Stopped, &Report::read(&row))?;
        }
        drop(hands);
        self.announce();
        Ok(())
    }

    pub(super) fn again(&self, id: BatchId) -> Result<(), DeskError> {
        let row = self.store().batch(id)?.ok_or(DeskError::Missing)?;
        if matches!(row.progress.state, BatchState::Stopped | BatchState::Failed) {
            let report = Report { failure: None, ..Report::read(&row) };
            self.set(&row, BatchState::Waiting, &report)?;
            self.call();
        }
        Ok(())
    }

    pub(super) fn close(&self) {
        self.hands().is_closing = true;
        self.wake.notify_all();
        self.announce();
    }

    pub(super) fn is_closing(&self) -> bool {
        self.hands().is_closing
    }

    /// Grades batches, the oldest first, until the desk closes.
    pub(super) fn serve(&self) {
        while let Some(row) = self.next() {
            let started = Instant::now();
            let outcome = self.take_up(&row);
            if let Err(error) = self.put_down(&row, outcome, started.elapsed()) {
                // It stands as unfinished and will be taken up again; the same bytes come out.
                tracing::error!(batch.id = %row.file.id, "a batch could not be put down: {error}");
                self.rest();
            }
        }
    }

    /// The next batch, once there is one. `None` when the desk closes.
    fn next(&self) -> Option<store::Batch> {
        let mut hands = self.hands();
        loop {
            if hands.is_closing {
                return None;
            }
            if !hands.has_work {
                hands = self.wake.wait(hands).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            match self.store().next_batch() {
                Ok(Some(row)) => {
                    let (counts, since) = (Progress::default(), Instant::now());
                    hands.live = Some(Live { id: row.file.id, counts, since, is_stopped: false });
                    return Some(row);
                }
                Ok(None) => hands.has_work = false,
                Err(error) => {
                    tracing::error!("the queue of the grading desk cannot be read: {error}");
                    let waited = self.wake.wait_timeout(hands, PATIENCE);
                    hands = waited.unwrap_or_else(PoisonError::into_inner).0;
                }
            }
        }
    }

    fn take_up(&self, row: &store::Batch) -> (Digest, Outcome) {
        let report = Report::read(row);
        let scorer = (self.tools.scorer)(report.language);
        if let Err(error) = self.set(row, BatchState::Running, &report) {
            tracing::warn!(batch.id = %row.file.id, "a batch begins without a note of it: {error}");
        }
        self.announce();
        let folder = Folder::new(&self.home, row.file.id);
        folder.tidy();
        // A defect in a grader must cost this batch alone, not the desk.
        let graded = catch_unwind(AssertUnwindSafe(|| self.pool.install(|| self.grade(&folder, &scorer))));
        folder.tidy();
        let outcome = match graded {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(error)) if error.kind() == io::ErrorKind::NotFound => {
                Outcome::Failed(Failure::InputLost)
            }
            Ok(Err(error)) => Outcome::Failed(Failure::Disk(error.to_string())),
            Err(_) => Outcome::Failed(Failure::Inside),
        };
        (scorer.course.version, outcome)
    }

    fn grade(&self, folder: &Folder, scorer: &Scorer) -> io::Result<Outcome> {
        let input = BufReader::with_capacity(1 << 18, folder.open(Part::Input)?);
        let mut output = Indexer::create(folder, &scorer.course)?;
        let mut ending = None;
        let summary = score(input, &mut output, scorer, Format::Jsonl, &mut |counts| {
            ending = self.advance(counts);
            if ending.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        match ending {
            Some(ending) => Ok(ending),
            None => Ok(Outcome::Done { summary, exercises: output.finish(folder)? }),
        }
    }

    /// Notes how far the batch is; says how it must end if it must not go on. Nothing of this is
    /// stored: a restart begins again, so that half a pass is worth nothing.
    fn advance(&self, counts: Progress) -> Option<Outcome> {
        let mut hands = self.hands();
        let is_closing = hands.is_closing;
        let is_stopped = hands.live.as_mut().is_some_and(|live| {
            live.counts = counts;
            live.is_stopped
        });
        drop(hands);
        self.announce();
        if is_closing {
            Some(Outcome::Interrupted)
        } else if is_stopped {
            Some(Outcome::Stopped)
        } else if counts.lines > MAX_LINES {
            Some(Outcome::Failed(Failure::TooManyLines(MAX_LINES)))
        } else {
            None
        }
    }

    fn put_down(
        &self,
        row: &store::Batch,
        (version, outcome): (Digest, Outcome),
        took: Duration,
    ) -> Result<(), StoreError> {
        let id = row.file.id;
        let mut report = Report {
            version: Some(version),
            seconds: took.as_secs_f64(),
            failure: None,
            summary: None,
            ..Report::read(row)
        };
        let state = match outcome {
            Outcome::Interrupted => {
                self.hands().live = None;
                return Ok(());
            }
            Outcome::Done { summary, exercises } => {
                let lines = summary.counts.lines;
                tracing::info!(batch.id = %id, batch.lines = lines, "graded {lines} lines in {took:.1?}");
                (report.summary, report.exercises) = (Some(summary), exercises);
                BatchState::Done
            }
            Outcome::Stopped => BatchState::Stopped,
            Outcome::Failed(failure) => {
                tracing::warn!(batch.id = %id, "a batch failed: {}", failure.sentence(Language::English));
                report.failure = Some(failure);
                BatchState::Failed
            }
        };
        let result = self.set(row, state, &report);
        self.hands().live = None;
        self.announce();
        result
    }

    fn set(&self, row: &store::Batch, state: BatchState, report: &Report) -> Result<(), StoreError> {
        let counts = report.summary.as_ref().map_or_else(Progress::default, |summary| summary.counts);
        let progress = BatchProgress {
            state,
            bytes_read: counts.bytes,
            lines: counts.lines,
            summary: Some(report.json()),
        };
        match self.store().set_batch_progress(row.file.id, progress, (self.tools.clock)()) {
            // A batch that was deleted meanwhile wants nothing noted.
            Err(StoreError::Missing(_)) => Ok(()),
            result => result,
        }
    }

    /// Tells the thread that something waits.
    fn call(&self) {
        self.hands().has_work = true;
        self.wake.notify_all();
        self.announce();
    }

    fn rest(&self) {
        let hands = self.hands();
        if !hands.is_closing {
            drop(self.wake.wait_timeout(hands, PATIENCE));
        }
    }

    fn hands(&self) -> MutexGuard<'_, Hands> {
        self.hands.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
