//! Copies a database while it is in use, and puts a copy back.

use std::fs::{File, OpenOptions};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};

use super::lock::Lock;
use super::{StoreError, connection, migrate};

/// What a restore did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// Where the database that stood there before is kept.
    pub before: Option<PathBuf>,
}

/// Copies the database of `folder` to `file` as of one moment; a server may be running and
/// writing. `file` appears whole, checked and on the disk, or not at all.
pub fn backup(folder: &Path, file: &Path, replace: bool) -> Result<(), StoreError> {
    let database = connection::file(folder);
    if !database.is_file() {
        return Err(StoreError::NoDatabase(folder.to_owned()));
    }
    if !replace && file.exists() {
        return Err(StoreError::Exists(file.to_owned()));
    }
    let source = connection::reading(&database)?;
    migrate::found(&source)?;
    copy(&source, &beside(file, ".tmp"), file)
}

/// Puts a backup in the place of the database of `folder`, which no server may have open. What
/// stood there is kept beside it.
pub fn restore(file: &Path, folder: &Path) -> Result<Restored, StoreError> {
    if !file.is_file() {
        let error = std::io::Error::from(std::io::ErrorKind::NotFound);
        return Err(StoreError::File { path: file.to_owned(), error });
    }
    std::fs::create_dir_all(folder).map_err(StoreError::file(folder))?;
    let _lock = Lock::take(folder)?;

    let source = connection::reading(file)?;
    if migrate::found(&source)? == 0 {
        return Err(StoreError::Foreign);
    }
    check(&source)?;

    let database = connection::file(folder);
    let coming = beside(&database, ".restoring");
    copy(&source, &beside(&coming, ".tmp"), &coming)?;
    let before = if database.exists() { Some(set_aside(&database)?) } else { None };
    rename(&coming, &database)?;
    Ok(Restored { before })
}

/// Copies into `scratch`, brings it to the disk, and gives it its name.
fn copy(source: &Connection, scratch: &Path, file: &Path) -> Result<(), StoreError> {
    remove_if_there(scratch)?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(scratch).map_err(StoreError::file(scratch))?;

    let mut target = connection::existing(scratch)?;
    // All pages in one step: one view of the source, and a writer beside it never waits.
    match Backup::new(source, &mut target)?.step(-1)? {
        StepResult::Done => {}
        _ => return Err(StoreError::Busy),
    }
    check(&target)?;
    // The copy stands alone: no write-ahead log belongs to it.
    target.pragma_update(None, "journal_mode", "delete")?;
    target.close().map_err(|(_, error)| error)?;
    File::open(scratch).and_then(|file| file.sync_all()).map_err(StoreError::file(scratch))?;
    rename(scratch, file)
}

fn check(conn: &Connection) -> Result<(), StoreError> {
    let verdict: String = conn.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if verdict == "ok" { Ok(()) } else { Err(StoreError::Damaged(verdict)) }
}

/// Keeps the old database under the first free name, its write-ahead log folded in. Where that
/// cannot be (it is damaged) the log moves along under the name that SQLite expects.
fn set_aside(database: &Path) -> Result<PathBuf, StoreError> {
    let aside = (1u32..)
        .map(|n| beside(database, &format!(".before-restore-{n}")))
        .find(|path| !path.exists())
        .expect("some number is free");
    if is_database(database) {
        let settled = connection::existing(database)
            .and_then(|conn| Ok(conn.pragma_update_and_check(None, "journal_mode", "delete", |_| Ok(()))?));
        if let Err(error) = settled {
            tracing::warn!(%error, "the old database is set aside as it is: {error}");
        }
    }
    for tail in ["-wal", "-shm"] {
        let (from, to) = (beside(database, tail), beside(&aside, tail));
        if from.exists() {
            rename(&from, &to)?;
        }
    }
    // A second name first: at no moment is there no database, which a server would take for an
    // empty data directory. Where links are not known it is moved.
    if std::fs::hard_link(database, &aside).is_err() {
        rename(database, &aside)?;
    }
    Ok(aside)
}

/// Whether the file begins as one of SQLite's; opening another would remove the write-ahead log
/// that stands beside it, and with it what could still be saved.
fn is_database(path: &Path) -> bool {
    let mut head = [0; 16];
    File::open(path).and_then(|mut file| file.read_exact(&mut head)).is_ok()
        && &head == b"SQLite format 3\0"
}

fn rename(from: &Path, to: &Path) -> Result<(), StoreError> {
    std::fs::rename(from, to).map_err(StoreError::file(to))?;
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // The name is on the disk once its folder is; where folders cannot be opened there is no
    // such call.
    #[cfg(unix)]
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(StoreError::file(folder))?;
    Ok(())
}

fn remove_if_there(path: &Path) -> Result<(), StoreError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(StoreError::File { path: path.to_owned(), error })
        }
        _ => Ok(()),
    }
}

/// `path` with `tail` after its last letter.
fn beside(path: &Path, tail: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(tail);
    name.into()
}
