//! One server a data directory: an advisory lock on `yanxi.lock`, released by the system when
//! its process ends, however it ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::time::Duration;

use super::StoreError;

const FILE: &str = "yanxi.lock";

/// How long a server waits for a command of the terminal that migrates the same directory.
const PATIENCE: [Duration; 10] = [Duration::from_millis(50); 10];

/// The held lock.
#[derive(Debug)]
pub(super) struct Lock {
    /// Closing the file releases the lock.
    _file: File,
}

impl Lock {
    /// Takes the lock of `folder`, or says who has it.
    pub(super) fn take(folder: &Path) -> Result<Self, StoreError> {
        for pause in PATIENCE {
            if let Some(lock) = Self::try_take(folder)? {
                return Ok(lock);
            }
            std::thread::sleep(pause);
        }
        let process = std::fs::read_to_string(folder.join(FILE)).ok().and_then(|id| id.trim().parse().ok());
        Err(StoreError::InUse { folder: folder.to_owned(), process })
    }

    /// Takes the lock if it is free now.
    pub(super) fn try_take(folder: &Path) -> Result<Option<Self>, StoreError> {
        let path = folder.join(FILE);
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(StoreError::file(&path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(StoreError::File { path, error }),
        }
        // The number only serves the message of `take`; the lock holds without it.
        let mut old = String::new();
        let id = std::process::id().to_string();
        if file.read_to_string(&mut old).is_ok() && old != id {
            let _ = file.set_len(0).and_then(|()| {
                use std::io::Seek as _;
                file.rewind()?;
                file.write_all(id.as_bytes())
            });
        }
        Ok(Some(Self { _file: file }))
    }
}
