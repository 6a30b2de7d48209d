//! A file that is coming in: written to the disk piece by piece, a batch once it is whole.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::sync::Arc;

use super::bench::Bench;
use super::folder::{Folder, Part};
use super::{DeskError, Looks, Report};
use crate::id::{BatchId, PersonId};
use crate::language::Language;
use crate::store::NewBatch;

/// The largest file that is taken, in bytes.
pub const MAX_BYTES: u64 = 256 << 20;

/// The longest name that is kept, in characters.
const MAX_NAME: usize = 120;

/// Bytes by which a mistaken file is known.
const HEAD: usize = 8;

/// What goes with the file.
#[derive(Debug, Clone)]
pub struct Upload {
    /// Who hands it in.
    pub person: PersonId,
    /// Its name there, as the browser says it.
    pub name: String,
    /// Language of reasons and feedback.
    pub language: Language,
}

/// A file that is coming in. Dropped before [`finish`](Self::finish), it leaves nothing behind.
pub struct Intake {
    bench: Arc<Bench>,
    id: BatchId,
    folder: Folder,
    /// None once it is a batch.
    file: Option<BufWriter<File>>,
    head: Vec<u8>,
    bytes: u64,
}

impl Intake {
    pub(super) fn new(bench: Arc<Bench>) -> Result<Self, DeskError> {
        let id = BatchId::new();
        let folder = Folder::new(bench.home(), id);
        folder.make()?;
        let file = BufWriter::new(folder.create(Part::Input)?);
        Ok(Self { bench, id, folder, file: Some(file), head: Vec::new(), bytes: 0 })
    }

    /// Takes the next piece.
    ///
    /// # Errors
    /// [`DeskError::TooLarge`] past [`MAX_BYTES`], or when the disk fails.
    pub fn write(&mut self, piece: &[u8]) -> Result<(), DeskError> {
        self.bytes += piece.len() as u64;
        if self.bytes > MAX_BYTES {
            return Err(DeskError::TooLarge);
        }
        let missing = HEAD.saturating_sub(self.head.len()).min(piece.len());
        self.head.extend_from_slice(&piece[..missing]);
        if let Some(file) = &mut self.file {
            file.write_all(piece)?;
        }
        Ok(())
    }

    /// Makes the file durable and puts its batch into the queue.
    ///
    /// # Errors
    /// When the disk or the store fails.
    pub fn finish(mut self, upload: Upload) -> Result<BatchId, DeskError> {
        if let Some(file) = self.file.take() {
            let kept = self.keep(file, upload);
            if kept.is_err() {
                self.folder.remove()?;
            }
            kept?;
        }
        Ok(self.id)
    }

    fn keep(&self, file: BufWriter<File>, upload: Upload) -> Result<(), DeskError> {
        file.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?;
        self.folder.keep(Part::Input)?;
        self.folder.sync()?;
        let Upload { person, name, language } = upload;
        let report = Report { language, looks_like: Looks::of(&self.head), ..Report::default() };
        let new = NewBatch {
            id: self.id,
            person,
            name: tidy_name(&name),
            content: self.bench.course_version(language),
            bytes: self.bytes,
        };
        self.bench.add(new, &report)
    }
}

impl Drop for Intake {
    fn drop(&mut self) {
        if self.file.take().is_some()
            && let Err(error) = self.folder.remove()
        {
            tracing::warn!(batch.id = %self.id, "an abandoned upload could not be removed: {error}");
        }
    }
}

/// The last part of the path that some browsers send, without control characters.
fn tidy_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|c| !c.is_control()).take(MAX_NAME).collect();
    let clean = clean.trim();
    if clean.is_empty() { "submissions".to_owned() } else { clean.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_last_part_of_a_path() {
        assert_eq!(tidy_name("C:\\fakepath\\秋季班.csv"), "秋季班.csv");
        assert_eq!(tidy_name("a/b\u{7}c.jsonl"), "bc.jsonl");
        assert_eq!(tidy_name("  "), "submissions");
        assert_eq!(tidy_name(&"长".repeat(500)).chars().count(), MAX_NAME);
    }
}
