//! Finds rows in a file of results without reading it.
//!
//! While results are written, [`Indexer`] notes eight bytes a row (where it begins, its status,
//! its exercise) and the learner's name in lower case on a line of its own. A page of a million
//! rows is then one seek, a filtered one a pass over 8 MB, a search one over the names.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};

use serde::Deserialize;

use super::folder::{Folder, Part};
use crate::curriculum::Course;
use crate::grading::Status;
use crate::service::batch::Scored;

/// Rows on one page.
pub const PAGE: usize = 200;

/// Bytes a row takes in the index.
const ENTRY: u64 = 8;
/// Lowest bit of the status; below it 40 bits say where the row begins (up to 1 TiB).
const STATUS: u32 = 40;
/// Lowest bit of the exercise's number; 0 stands for one that the course does not have.
const EXERCISE: u32 = 43;

/// Which rows are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// With this status alone.
    pub status: Option<Status>,
    /// Of this exercise alone; the empty name stands for exercises that the course does not have.
    pub exercise: Option<String>,
    /// Whose learner's name contains this text, in any case.
    pub learner: Option<String>,
}

/// Some rows of a result.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Page {
    /// The rows, in input order.
    pub rows: Vec<Scored>,
    /// How many rows pass the filter.
    pub total: u64,
    /// The page's number, from 1; a number past the end has been brought back to the last page.
    pub number: u64,
}

impl Page {
    /// How many pages there are; at least one.
    pub fn pages(&self) -> u64 {
        self.total.div_ceil(PAGE as u64).max(1)
    }
}

/// What the indexer reads of a row.
#[derive(Deserialize)]
struct Head {
    learner: Option<String>,
    exercise: Option<String>,
    status: Status,
}

/// A writer of results that writes the index beside them.
pub(super) struct Indexer {
    results: BufWriter<File>,
    rows: BufWriter<File>,
    learners: BufWriter<File>,
    /// Where the row that is being written begins.
    begins: u64,
    /// That row as far as it has come.
    row: Vec<u8>,
    /// Exercises of the course; a number once one has occurred.
    numbers: BTreeMap<String, u64>,
    occurred: Vec<String>,
}

impl Indexer {
    /// Opens the three files under their temporary names.
    pub(super) fn create(folder: &Folder, course: &Course) -> io::Result<Self> {
        Ok(Self {
            results: BufWriter::with_capacity(1 << 18, folder.create(Part::Results)?),
            rows: BufWriter::new(folder.create(Part::Rows)?),
            learners: BufWriter::new(folder.create(Part::Learners)?),
            begins: 0,
            row: Vec::new(),
            numbers: course.exercises().map(|exercise| (exercise.id.as_str().to_owned(), 0)).collect(),
            occurred: Vec::new(),
        })
    }

    /// Puts everything on the disk under its final name. The results come last: where they
    /// stand, the index does too. Returns the exercises in the order of their numbers.
    pub(super) fn finish(self, folder: &Folder) -> io::Result<Vec<String>> {
        for file in [self.rows, self.learners, self.results] {
            file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        }
        for part in [Part::Rows, Part::Learners, Part::Results] {
            folder.keep(part)?;
        }
        folder.sync()?;
        Ok(self.occurred)
    }

    fn end_row(&mut self) -> io::Result<()> {
        let head: Head = serde_json::from_slice(&self.row)?;
        let number = match head.exercise.as_ref().and_then(|name| self.numbers.get_mut(name)) {
            None => 0,
            Some(number) => {
                if *number == 0 {
                    self.occurred.extend(head.exercise);
                    *number = self.occurred.len() as u64;
                }
                *number
            }
        };
        let entry = self.begins | code(head.status) << STATUS | number << EXERCISE;
        self.rows.write_all(&entry.to_le_bytes())?;
        let name = head.learner.unwrap_or_default().to_lowercase().replace(['\n', '\r'], " ");
        self.learners.write_all(name.as_bytes())?;
        self.learners.write_all(b"\n")?;
        self.begins += self.row.len() as u64;
        self.row.clear();
        Ok(())
    }
}

impl Write for Indexer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.results.write_all(bytes)?;
        for piece in bytes.split_inclusive(|&byte| byte == b'\n') {
            self.row.extend_from_slice(piece);
            if piece.ends_with(b"\n") {
                self.end_row()?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.results.flush()
    }
}

/// Page `number` of the rows that pass `filter`. `exercises` is what [`Indexer::finish`] gave.
pub(super) fn page(
    folder: &Folder,
    exercises: &[String],
    filter: &Filter,
    number: u64,
) -> io::Result<Page> {
    let wanted = Wanted::new(exercises, filter);
    let number = number.max(1);
    let (mut begins, total) = wanted.find(folder, number)?;
    let last = total.div_ceil(PAGE as u64).max(1);
    if number > last {
        (begins, _) = wanted.find(folder, last)?;
    }
    let mut results = BufReader::new(folder.open(Part::Results)?);
    let rows = begins.into_iter().map(|at| read_row(&mut results, at)).collect::<io::Result<_>>()?;
    Ok(Page { rows, total, number: number.min(last) })
}

/// Every row with this status, in input order; the others are not read.
pub(super) fn rows_with(
    folder: &Folder,
    status: Status,
) -> io::Result<impl Iterator<Item = io::Result<Scored>>> {
    let mut entries = BufReader::with_capacity(1 << 16, folder.open(Part::Rows)?);
    let mut results = BufReader::new(folder.open(Part::Results)?);
    let mut next = move || -> io::Result<Option<Scored>> {
        while let Some(entry) = next_entry(&mut entries)? {
            if entry >> STATUS & 0b111 == code(status) {
                return read_row(&mut results, begin(entry)).map(Some);
            }
        }
        Ok(None)
    };
    Ok(std::iter::from_fn(move || next().transpose()))
}

/// A filter in the terms of the index.
struct Wanted {
    status: Option<u64>,
    exercise: Option<u64>,
    learner: Option<String>,
}

impl Wanted {
    fn new(exercises: &[String], filter: &Filter) -> Self {
        Self {
            status: filter.status.map(code),
            exercise: filter.exercise.as_ref().map(|wanted| match wanted.as_str() {
                "" => 0,
                // A name that never occurred has the number after the last: no row has it.
                name => {
                    exercises.iter().position(|other| other == name).unwrap_or(exercises.len()) as u64 + 1
                }
            }),
            learner: filter
                .learner
                .as_ref()
                .map(|text| text.trim().to_lowercase())
                .filter(|text| !text.is_empty()),
        }
    }

    /// Where the rows of a page begin, and how many rows pass in all.
    fn find(&self, folder: &Folder, number: u64) -> io::Result<(Vec<u64>, u64)> {
        let first = (number - 1).saturating_mul(PAGE as u64);
        let mut rows = folder.open(Part::Rows)?;
        if self.status.is_none() && self.exercise.is_none() && self.learner.is_none() {
            let total = rows.metadata()?.len() / ENTRY;
            rows.seek(SeekFrom::Start(first.min(total) * ENTRY))?;
            let mut bytes = Vec::new();
            rows.take(PAGE as u64 * ENTRY).read_to_end(&mut bytes)?;
            return Ok((
                bytes.as_chunks::<8>().0.iter().map(|entry| begin(u64::from_le_bytes(*entry))).collect(),
                total,
            ));
        }
        let mut rows = BufReader::with_capacity(1 << 16, rows);
        let mut learners = BufReader::with_capacity(1 << 16, folder.open(Part::Learners)?);
        let (mut begins, mut total, mut name) = (Vec::new(), 0, String::new());
        while let Some(entry) = next_entry(&mut rows)? {
            if self.learner.is_some() {
                name.clear();
                learners.read_line(&mut name)?;
            }
            if self.admits(entry, &name) {
                if total >= first && begins.len() < PAGE {
                    begins.push(begin(entry));
                }
                total += 1;
            }
        }
        Ok((begins, total))
    }

    fn admits(&self, entry: u64, name: &str) -> bool {
        self.status.is_none_or(|status| entry >> STATUS & 0b111 == status)
            && self.exercise.is_none_or(|exercise| entry >> EXERCISE == exercise)
            && self.learner.as_ref().is_none_or(|text| name.contains(text.as_str()))
    }
}

/// The status in the index; files hold it, so a code never changes.
const fn code(status: Status) -> u64 {
    match status {
        Status::Graded => 0,
        Status::Human => 1,
        Status::Ungradable => 2,
        Status::Rejected => 3,
    }
}

fn next_entry(rows: &mut impl BufRead) -> io::Result<Option<u64>> {
    let mut entry = [0; ENTRY as usize];
    if rows.fill_buf()?.is_empty() {
        return Ok(None);
    }
    rows.read_exact(&mut entry)?;
    Ok(Some(u64::from_le_bytes(entry)))
}

/// Where the row of an entry begins.
const fn begin(entry: u64) -> u64 {
    entry & ((1 << STATUS) - 1)
}

fn read_row(results: &mut (impl BufRead + Seek), at: u64) -> io::Result<Scored> {
    results.seek(SeekFrom::Start(at))?;
    let mut row = Vec::new();
    results.read_until(b'\n', &mut row)?;
    Ok(serde_json::from_slice(&row)?)
}
