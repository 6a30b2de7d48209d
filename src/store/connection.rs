//! How a connection to the database is set up.

use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::StoreError;

/// How long a statement waits for another process, `yanxi people link` beside a server, say.
const PATIENCE: Duration = Duration::from_secs(5);

/// Where the database of a data directory is.
pub(super) fn file(folder: &Path) -> PathBuf {
    folder.join("yanxi.db")
}

/// The connection that writes. Creates the database, readable by its owner alone.
pub(super) fn writing(path: &Path) -> Result<Connection, StoreError> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(StoreError::file(path))?;

    let conn = existing(path)?;
    // Grades and study hours are records that people rely on: a commit is on the disk before it
    // is answered (FULL), and the group commit of `writer` pays for that.
    let mode: String = conn.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get(0))?;
    if mode != "wal" {
        return Err(StoreError::Damaged(format!("the journal mode is {mode} and cannot become wal")));
    }
    conn.pragma_update(None, "synchronous", "full")?;
    Ok(conn)
}

/// A connection that reads.
pub(super) fn reading(path: &Path) -> Result<Connection, StoreError> {
    let conn = existing(path)?;
    conn.pragma_update(None, "query_only", true)?;
    Ok(conn)
}

/// A connection to a database that is there.
pub(super) fn existing(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags)?;
    conn.busy_timeout(PATIENCE)?;
    conn.pragma_update(None, "trusted_schema", false)?;
    conn.pragma_update(None, "foreign_keys", true)?;
    conn.set_prepared_statement_cache_capacity(64);
    Ok(conn)
}
