//! A few connections that read. WAL lets them see the last commit while the writer works.

use std::path::Path;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::Connection;

use super::{StoreError, connection};

/// More readers than cores only queue for the cores.
const CONNECTIONS: usize = 4;

/// How long a read waits for a free connection before it answers "busy".
const PATIENCE: Duration = Duration::from_secs(5);

/// The pool.
pub(super) struct Readers {
    idle: Mutex<Idle>,
    returned: Condvar,
}

struct Idle {
    connections: Vec<Connection>,
    closed: bool,
}

impl Readers {
    /// Opens the connections; the database is there and in WAL mode.
    pub(super) fn open(path: &Path) -> Result<Self, StoreError> {
        let connections = (0..CONNECTIONS).map(|_| connection::reading(path)).collect::<Result<_, _>>()?;
        Ok(Self { idle: Mutex::new(Idle { connections, closed: false }), returned: Condvar::new() })
    }

    /// Runs `work` on one connection, as one consistent view of the database.
    pub(super) fn read<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let borrowed = self.borrow()?;
        let view = borrowed.connection().unchecked_transaction()?;
        let result = work(&view);
        drop(view);
        result
    }

    /// Closes the idle connections at once and the others when they come back.
    pub(super) fn close(&self) {
        let mut idle = self.lock();
        idle.closed = true;
        idle.connections.clear();
        self.returned.notify_all();
    }

    fn borrow(&self) -> Result<Borrowed<'_>, StoreError> {
        let (mut idle, _) = self
            .returned
            .wait_timeout_while(self.lock(), PATIENCE, |idle| idle.connections.is_empty() && !idle.closed)
            .unwrap_or_else(PoisonError::into_inner);
        if idle.closed {
            return Err(StoreError::Closed);
        }
        let connection = idle.connections.pop().ok_or(StoreError::Busy)?;
        Ok(Borrowed { readers: self, connection: Some(connection) })
    }

    fn lock(&self) -> MutexGuard<'_, Idle> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection that goes back when it is dropped, also by a panic of the reader.
struct Borrowed<'a> {
    readers: &'a Readers,
    connection: Option<Connection>,
}

impl Borrowed<'_> {
    fn connection(&self) -> &Connection {
        self.connection.as_ref().expect("it is taken out only by drop")
    }
}

impl Drop for Borrowed<'_> {
    fn drop(&mut self) {
        let mut idle = self.readers.lock();
        if !idle.closed {
            idle.connections.extend(self.connection.take());
        }
        drop(idle);
        self.readers.returned.notify_one();
    }
}
