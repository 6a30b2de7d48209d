//! The store itself: one writer, a few readers, one data directory.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;

use super::lock::Lock;
use super::readers::Readers;
use super::writer::Writer;
use super::{StoreError, connection, migrate};

/// The database of a data directory. Clones share it; the last one closes it.
#[derive(Clone)]
pub struct Store(Arc<Open>);

struct Open {
    folder: PathBuf,
    writer: Writer,
    readers: Readers,
    lock: Mutex<Option<Lock>>,
}

impl Store {
    /// Opens the database of `folder` for a server: creates what is missing, migrates what is
    /// old, and keeps every other server out until it is closed.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        create_folder(folder)?;
        let lock = Lock::take(folder)?;
        Self::assemble(folder, Some(lock))
    }

    /// Opens the database of `folder` for a command of the terminal, beside a server that may
    /// be running. Migrates it only if none is.
    pub fn open_beside(folder: &Path) -> Result<Self, StoreError> {
        let path = connection::file(folder);
        if !path.is_file() {
            return Err(StoreError::NoDatabase(folder.to_owned()));
        }
        match Lock::try_take(folder)? {
            Some(lock) => migrate::migrate(&connection::writing(&path)?).map(|()| drop(lock))?,
            None => match migrate::found(&connection::reading(&path)?)? {
                migrate::KNOWN => {}
                found => return Err(StoreError::OtherRelease { found, known: migrate::KNOWN }),
            },
        }
        Self::assemble(folder, None)
    }

    /// Commits what was accepted, closes all connections and lets the directory go. Later calls
    /// on any clone answer [`StoreError::Closed`]; closing twice does nothing.
    pub fn close(&self) {
        self.0.close();
    }

    /// The data directory.
    pub fn folder(&self) -> &Path {
        &self.0.folder
    }

    /// Runs `work` on the writer thread in a savepoint; returns when it is durable.
    pub(super) fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.0.writer.write(work)
    }

    /// Runs `work` on a connection that reads, as one consistent view.
    pub(super) fn read<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.0.readers.read(work)
    }

    fn assemble(folder: &Path, lock: Option<Lock>) -> Result<Self, StoreError> {
        let path = connection::file(folder);
        let conn = connection::writing(&path)?;
        migrate::migrate(&conn)?;
        let readers = Readers::open(&path)?;
        let writer = Writer::start(conn).map_err(StoreError::file(folder))?;
        Ok(Self(Arc::new(Open { folder: folder.to_owned(), writer, readers, lock: Mutex::new(lock) })))
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Store").field(&self.0.folder).finish()
    }
}

impl Open {
    /// Readers first: the last connection to close is the writer's, which then folds the
    /// write-ahead log into the database.
    fn close(&self) {
        self.readers.close();
        self.writer.close();
        drop(self.lock.lock().unwrap_or_else(PoisonError::into_inner).take());
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.close();
    }
}

/// The data directory holds password hashes and answers: its owner alone may enter.
fn create_folder(folder: &Path) -> Result<(), StoreError> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(StoreError::file(folder))
}
