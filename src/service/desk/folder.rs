//! The files of one batch, in a directory of its own.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::id::BatchId;

/// A file of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// What was handed in.
    Input,
    /// One result a line.
    Results,
    /// Where each result begins.
    Rows,
    /// Learners' names, one a line, for the search.
    Learners,
}

impl Part {
    const ALL: [Self; 4] = [Self::Input, Self::Results, Self::Rows, Self::Learners];

    const fn name(self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::Results => "results.jsonl",
            Self::Rows => "results.rows",
            Self::Learners => "results.learners",
        }
    }
}

/// The directory of a batch. A file is written under a temporary name and renamed when it is
/// whole, so that what stands under its own name is always complete.
#[derive(Debug, Clone)]
pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) fn new(batches: &Path, id: BatchId) -> Self {
        Self(batches.join(id.to_string()))
    }

    pub(super) fn make(&self) -> io::Result<()> {
        fs::create_dir_all(&self.0)
    }

    fn path(&self, part: Part) -> PathBuf {
        self.0.join(part.name())
    }

    fn temporary(&self, part: Part) -> PathBuf {
        self.0.join(format!("{}.tmp", part.name()))
    }

    pub(super) fn open(&self, part: Part) -> io::Result<File> {
        File::open(self.path(part))
    }

    /// Begins a file anew, under its temporary name.
    pub(super) fn create(&self, part: Part) -> io::Result<File> {
        File::create(self.temporary(part))
    }

    /// Gives a finished file its own name.
    pub(super) fn keep(&self, part: Part) -> io::Result<()> {
        fs::rename(self.temporary(part), self.path(part))
    }

    /// Makes the renames durable.
    pub(super) fn sync(&self) -> io::Result<()> {
        File::open(&self.0)?.sync_all()
    }

    /// Removes what an interrupted run has left.
    pub(super) fn tidy(&self) {
        for part in Part::ALL {
            let _ = fs::remove_file(self.temporary(part));
        }
    }

    pub(super) fn remove(&self) -> io::Result<()> {
        match fs::remove_dir_all(&self.0) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            result => result,
        }
    }
}
