//! The one thread that writes, and its group commit.
//!
//! Work arrives over a bounded channel. The thread begins a transaction, runs each piece in a
//! savepoint of its own for as long as more is waiting, commits with one fsync, and only then
//! answers every waiter: what was answered is on the disk. While it waits for the disk the next
//! group gathers by itself. A piece that fails or panics takes back its savepoint alone.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::thread::JoinHandle;

use rusqlite::Connection;

use super::StoreError;

/// Writes that may wait; the next one is answered "busy".
const QUEUE: usize = 512;

/// Writes in one commit at most, so that the first of them does not wait for ever.
const GROUP: usize = 256;

/// The sending side; shared by all clones of a store.
pub(super) struct Writer {
    queue: RwLock<Option<SyncSender<Box<dyn Job>>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    /// Gives `conn` to a thread of its own.
    pub(super) fn start(conn: Connection) -> std::io::Result<Self> {
        let (sender, queue) = sync_channel(QUEUE);
        let thread =
            std::thread::Builder::new().name("store-writer".into()).spawn(move || serve(&conn, &queue))?;
        Ok(Self { queue: RwLock::new(Some(sender)), thread: Mutex::new(Some(thread)) })
    }

    /// Runs `work` in the next group; returns when it is durable, or that nothing of it was kept.
    pub(super) fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (reply, answer) = sync_channel(1);
        let job = Box::new(Write { work: Some(work), result: None, reply });
        {
            let queue = self.queue.read().unwrap_or_else(PoisonError::into_inner);
            queue.as_ref().ok_or(StoreError::Closed)?.try_send(job).map_err(|error| match error {
                TrySendError::Full(_) => StoreError::Busy,
                TrySendError::Disconnected(_) => StoreError::Closed,
            })?;
        }
        answer.recv().unwrap_or(Err(StoreError::Closed))
    }

    /// Takes no more work, commits what was accepted, and waits for the thread to end.
    pub(super) fn close(&self) {
        drop(self.queue.write().unwrap_or_else(PoisonError::into_inner).take());
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread
            && thread.join().is_err()
        {
            tracing::error!("the writer thread panicked");
        }
    }
}

/// A piece of work with its waiter; the types of both are known only to [`Write`].
trait Job: Send {
    /// Runs the work in a savepoint and remembers what came of it.
    fn run(&mut self, conn: &Connection);
    /// Answers the waiter, once the fate of the group is known.
    fn answer(self: Box<Self>, committed: Result<(), &Arc<rusqlite::Error>>);
}

struct Write<F, T> {
    work: Option<F>,
    result: Option<Result<T, StoreError>>,
    reply: SyncSender<Result<T, StoreError>>,
}

impl<F, T> Job for Write<F, T>
where
    F: FnOnce(&Connection) -> Result<T, StoreError> + Send,
    T: Send,
{
    fn run(&mut self, conn: &Connection) {
        self.result = self.work.take().map(|work| in_savepoint(conn, work));
    }

    fn answer(self: Box<Self>, committed: Result<(), &Arc<rusqlite::Error>>) {
        let result = match (self.result, committed) {
            (Some(Err(own)), _) => Err(own),
            (_, Err(error)) => Err(StoreError::Commit(error.clone())),
            (Some(Ok(value)), Ok(())) => Ok(value),
            (None, Ok(())) => Err(StoreError::Closed),
        };
        // A waiter that went away is no failure: its write stands.
        let _ = self.reply.send(result);
    }
}

fn serve(conn: &Connection, queue: &Receiver<Box<dyn Job>>) {
    while let Ok(first) = queue.recv() {
        if let Err(error) = conn.execute_batch("BEGIN IMMEDIATE") {
            tracing::error!(%error, "no transaction could be begun: {error}");
            first.answer(Err(&Arc::new(error)));
            continue;
        }
        let (group, outcome) = run_group(conn, first, queue);
        if let Err(error) = &outcome {
            tracing::error!(%error, group.size = group.len(), "a group of writes was lost: {error}");
        }
        for job in group {
            job.answer(outcome.as_ref().copied());
        }
    }
}

/// What became of a group.
type Outcome = Result<(), Arc<rusqlite::Error>>;

/// Runs jobs until none is waiting, then commits.
fn run_group(
    conn: &Connection,
    first: Box<dyn Job>,
    queue: &Receiver<Box<dyn Job>>,
) -> (Vec<Box<dyn Job>>, Outcome) {
    let mut group = Vec::new();
    let mut next = Some(first);
    while let Some(mut job) = next {
        job.run(conn);
        group.push(job);
        // A full disk or an I/O error takes the whole transaction back, not the savepoint alone.
        if conn.is_autocommit() {
            return (
                group,
                Err(Arc::new(rusqlite::Error::SqliteFailure(
                    rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_ABORT_ROLLBACK),
                    Some("another write of the same group met an error of the disk".into()),
                ))),
            );
        }
        next = if group.len() < GROUP { queue.try_recv().ok() } else { None };
    }
    let outcome = conn.execute_batch("COMMIT").map_err(Arc::new);
    if outcome.is_err() && !conn.is_autocommit() {
        let _ = conn.execute_batch("ROLLBACK");
    }
    (group, outcome)
}

fn in_savepoint<T>(
    conn: &Connection,
    work: impl FnOnce(&Connection) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    conn.prepare_cached("SAVEPOINT piece")?.execute([])?;
    // Nothing that the closure can leave half-changed outlives it but the database, and that is
    // taken back.
    let result = catch_unwind(AssertUnwindSafe(|| work(conn))).unwrap_or(Err(StoreError::Panicked));
    if result.is_err() && !conn.is_autocommit() {
        conn.prepare_cached("ROLLBACK TO piece")?.execute([])?;
    }
    if !conn.is_autocommit() {
        conn.prepare_cached("RELEASE piece")?.execute([])?;
    }
    result
}
