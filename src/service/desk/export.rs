//! Results in the forms that people take home.

use std::io::{self, BufRead, BufReader, Write};

use serde::Serialize;

use super::folder::{Folder, Part};
use super::index;
use crate::grading::Status;
use crate::service::batch::{CSV_HEADER, Scored, csv_record};

/// How much of a bad line is given back.
const EXCERPT: usize = 4_000;

/// A form of results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Export {
    /// A record a row, with a byte order mark so that spreadsheet programs read it as UTF-8.
    Csv,
    /// The rejected rows alone as JSONL, each with the line that it came from.
    Rejected,
}

/// A rejected row with what stood in the file.
#[derive(Serialize)]
struct Rejected<'a> {
    #[serde(flatten)]
    row: &'a Scored,
    input: String,
}

pub(super) fn write(folder: &Folder, export: Export, output: &mut dyn Write) -> io::Result<()> {
    match export {
        Export::Csv => csv(folder, output)?,
        Export::Rejected => rejected(folder, output)?,
    }
    output.flush()
}

fn csv(folder: &Folder, output: &mut dyn Write) -> io::Result<()> {
    let mut results = BufReader::with_capacity(1 << 18, folder.open(Part::Results)?);
    output.write_all("\u{feff}".as_bytes())?;
    output.write_all(CSV_HEADER.as_bytes())?;
    let mut line = Vec::new();
    while results.read_until(b'\n', &mut line)? > 0 {
        let row: Scored = serde_json::from_slice(&line)?;
        output.write_all(&csv_record(&row))?;
        line.clear();
    }
    Ok(())
}

fn rejected(folder: &Folder, output: &mut dyn Write) -> io::Result<()> {
    let mut input = InputLines { reader: BufReader::new(folder.open(Part::Input)?), passed: 0 };
    for row in index::rows_with(folder, Status::Rejected)? {
        let row = row?;
        let input = input.line(row.line)?;
        serde_json::to_writer(&mut *output, &Rejected { row: &row, input })?;
        output.write_all(b"\n")?;
    }
    Ok(())
}

/// Walks through the input once, line by line, holding an excerpt alone.
struct InputLines<R> {
    reader: R,
    passed: u64,
}

impl<R: BufRead> InputLines<R> {
    /// The beginning of line `number`, which lies after every line asked for before.
    fn line(&mut self, number: u64) -> io::Result<String> {
        let mut text = Vec::new();
        while self.passed < number {
            let chunk = self.reader.fill_buf()?;
            if chunk.is_empty() {
                break;
            }
            let end = chunk.iter().position(|&byte| byte == b'\n');
            let used = end.map_or(chunk.len(), |at| at + 1);
            if self.passed + 1 == number {
                let room = EXCERPT.saturating_sub(text.len()).min(used);
                text.extend_from_slice(&chunk[..room]);
            }
            self.reader.consume(used);
            self.passed += u64::from(end.is_some());
        }
        Ok(String::from_utf8_lossy(&text).trim_end_matches(['\r', '\n']).to_owned())
    }
}
