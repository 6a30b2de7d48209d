//! What the store can fail with, in sentences that a person at the terminal can act on.

use std::path::PathBuf;
use std::sync::Arc;

/// An error of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// More work is waiting than the store takes; nothing was done.
    #[error("the database is busy; try again in a second")]
    Busy,
    /// The store was closed, as it is when the server shuts down; nothing was done.
    #[error("the database is closed")]
    Closed,
    /// Another process serves this data directory.
    #[error("{} is open in another server{}; stop it first, or choose another data directory", .folder.display(), holder(*.process))]
    InUse {
        /// The data directory.
        folder: PathBuf,
        /// Its process, where the lock file tells.
        process: Option<u32>,
    },
    /// The data directory holds no database.
    #[error("{} holds no Yanxi database", .0.display())]
    NoDatabase(PathBuf),
    /// A newer release wrote the database.
    #[error(
        "this database was written by a newer release of Yanxi (schema {found}; this release knows {known}): use that release, or restore a backup made by this one"
    )]
    Newer {
        /// Its schema.
        found: u32,
        /// The newest that this program knows.
        known: u32,
    },
    /// An older release wrote the database and its server is still running.
    #[error(
        "a server of another release (schema {found}; this release has {known}) has this database open; restart it with this release first"
    )]
    OtherRelease {
        /// Its schema.
        found: u32,
        /// That of this program.
        known: u32,
    },
    /// The file is a database of something else.
    #[error("this file is not a Yanxi database")]
    Foreign,
    /// The database fails its integrity check.
    #[error("the database is damaged: {0}")]
    Damaged(String),
    /// A file is in the way.
    #[error("{} is there already; pass --force to replace it", .0.display())]
    Exists(PathBuf),
    /// Two people would have one name.
    #[error("there is a person named {0} already; names must differ")]
    NameTaken(String),
    /// No row has this identity.
    #[error("there is no such {0}")]
    Missing(&'static str),
    /// All attempts that the exercise allows have been made.
    #[error("no attempt is left")]
    NoAttemptLeft,
    /// The work itself panicked; nothing of it was kept.
    #[error("a write failed inside; nothing of it was kept")]
    Panicked,
    /// The group of writes could not be committed; nothing of it was kept.
    #[error("the commit failed: {0}")]
    Commit(Arc<rusqlite::Error>),
    /// The database engine reports an error.
    #[error("database: {0}")]
    Engine(rusqlite::Error),
    /// A file could not be read or written.
    #[error("{}: {error}", .path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
}

impl StoreError {
    /// Wraps a file error with its path: `map_err(StoreError::file(&path))`.
    pub(super) fn file(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |error| Self::File { path, error }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DatabaseBusy) => Self::Busy,
            Some(rusqlite::ErrorCode::NotADatabase) => Self::Foreign,
            Some(rusqlite::ErrorCode::DatabaseCorrupt) => Self::Damaged(error.to_string()),
            _ => Self::Engine(error),
        }
    }
}

fn holder(process: Option<u32>) -> String {
    process.map(|id| format!(" (process {id})")).unwrap_or_default()
}
