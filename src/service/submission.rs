//! Reads a file of submissions, JSONL or CSV, one at a time: memory stays flat, a bad line costs
//! itself alone, and line numbers are those that an editor shows.

use std::collections::BTreeSet;
use std::io::{self, BufRead};

use serde::Deserialize;
use serde_json::Value;

/// The longest line that is read, in bytes; a longer one is rejected and skipped unread.
pub const MAX_LINE: usize = 1 << 20;

/// Physical lines that one quoted CSV record may span.
const MAX_RECORD_LINES: usize = 1_000;

/// One submission as it stands in a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Submission {
    /// Who answered.
    pub learner: String,
    /// Which exercise.
    pub exercise: String,
    /// The answer, not yet read against the exercise.
    pub answer: Value,
    /// When, RFC 3339.
    pub at: Option<String>,
    /// The content version that the learner saw.
    pub version: Option<String>,
    /// Seed of the variant.
    pub seed: Option<u64>,
    /// The attempt's nonce, where the file carries it.
    pub nonce: Option<String>,
}

/// A line of the file: what it holds, or why it cannot be read.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Number, from 1.
    pub number: u64,
    /// The submission, or a sentence.
    pub content: Result<Submission, Unreadable>,
}

/// Why a line is no submission, with what could be read of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Unreadable {
    /// The learner, if that much was legible.
    pub learner: Option<String>,
    /// The exercise, likewise.
    pub exercise: Option<String>,
    /// The sentence.
    pub reason: String,
}

/// Wide enough for what is found in files: identifiers that are numbers, seeds that are text.
#[derive(Deserialize)]
struct Wire {
    learner: Option<Value>,
    exercise: Option<Value>,
    answer: Option<Value>,
    at: Option<Value>,
    version: Option<Value>,
    seed: Option<Value>,
    nonce: Option<Value>,
    #[serde(flatten)]
    other: std::collections::BTreeMap<String, serde::de::IgnoredAny>,
}

#[derive(Debug, Clone)]
enum Format {
    Jsonl,
    Csv { header: Vec<String> },
}

/// An iterator over the lines of a submission file.
pub struct Submissions<R> {
    reader: R,
    format: Format,
    /// The next physical line's number.
    next: u64,
    /// Lines read ahead: by format detection, or by a CSV record that never closed its quote.
    ahead: std::collections::VecDeque<(u64, RawLine)>,
    bytes: u64,
    unknown: BTreeSet<String>,
}

#[derive(Debug, Clone)]
enum RawLine {
    Bytes(Vec<u8>),
    TooLong,
}

impl<R: BufRead> Submissions<R> {
    /// Opens a file; whether it is JSONL or CSV is told by its first line that is not blank.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn open(reader: R) -> io::Result<Self> {
        let mut this = Self {
            reader,
            format: Format::Jsonl,
            next: 1,
            ahead: std::collections::VecDeque::new(),
            bytes: 0,
            unknown: BTreeSet::new(),
        };
        while let Some((number, line)) = this.physical_line()? {
            let RawLine::Bytes(mut bytes) = line else {
                this.ahead.push_back((number, line));
                break;
            };
            if number == 1 && bytes.starts_with(b"\xef\xbb\xbf") {
                bytes.drain(..3);
            }
            if bytes.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            if let Some(header) = header(&bytes) {
                for name in &header {
                    this.note_unknown(name);
                }
                this.format = Format::Csv { header };
            } else {
                this.ahead.push_back((number, RawLine::Bytes(bytes)));
            }
            break;
        }
        Ok(this)
    }

    /// Bytes read so far, for a progress bar.
    pub const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Names of fields that were passed over because nothing here reads them.
    pub const fn unknown(&self) -> &BTreeSet<String> {
        &self.unknown
    }

    /// The next line that holds anything; `None` at the end.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn next_line(&mut self) -> io::Result<Option<Line>> {
        loop {
            let Some((number, line)) = self.take_line()? else { return Ok(None) };
            let bytes = match line {
                RawLine::TooLong => {
                    let reason = format!("the line is longer than {} KiB", MAX_LINE / 1024);
                    let content = Err(Unreadable { reason, ..Unreadable::default() });
                    return Ok(Some(Line { number, content }));
                }
                RawLine::Bytes(bytes) if bytes.iter().all(u8::is_ascii_whitespace) => continue,
                RawLine::Bytes(bytes) => bytes,
            };
            let content = match self.format.clone() {
                Format::Jsonl => self.json(&bytes),
                Format::Csv { header } => self.csv(number, bytes, &header)?,
            };
            return Ok(Some(Line { number, content }));
        }
    }

    fn take_line(&mut self) -> io::Result<Option<(u64, RawLine)>> {
        match self.ahead.pop_front() {
            Some(line) => Ok(Some(line)),
            None => self.physical_line(),
        }
    }

    /// Reads to the next line feed without ever holding more than [`MAX_LINE`] bytes.
    fn physical_line(&mut self) -> io::Result<Option<(u64, RawLine)>> {
        let mut line = Vec::new();
        let (mut is_long, mut has_any) = (false, false);
        loop {
            let chunk = match self.reader.fill_buf() {
                Ok(chunk) => chunk,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if chunk.is_empty() {
                break;
            }
            has_any = true;
            let end = chunk.iter().position(|&byte| byte == b'\n');
            let used = end.map_or(chunk.len(), |at| at + 1);
            if line.len() + used > MAX_LINE {
                is_long = true;
                line.clear();
            } else if !is_long {
                line.extend_from_slice(&chunk[..used]);
            }
            self.reader.consume(used);
            self.bytes += used as u64;
            if end.is_some() {
                break;
            }
        }
        if !has_any {
            return Ok(None);
        }
        let number = self.next;
        self.next += 1;
        Ok(Some((number, if is_long { RawLine::TooLong } else { RawLine::Bytes(line) })))
    }

    fn note_unknown(&mut self, name: &str) {
        const KNOWN: [&str; 7] = ["learner", "exercise", "answer", "at", "version", "seed", "nonce"];
        if !KNOWN.contains(&name) && self.unknown.len() < 20 {
            self.unknown.insert(name.chars().take(40).collect());
        }
    }

    fn json(&mut self, bytes: &[u8]) -> Result<Submission, Unreadable> {
        let wire: Wire = serde_json::from_slice(bytes)
            .map_err(|error| Unreadable { reason: json_error(bytes, &error), ..Unreadable::default() })?;
        for name in wire.other.keys() {
            self.note_unknown(name);
        }
        submission(wire)
    }

    fn csv(
        &mut self,
        number: u64,
        first: Vec<u8>,
        header: &[String],
    ) -> io::Result<Result<Submission, Unreadable>> {
        let refuse = |reason: String| Ok(Err(Unreadable { reason, ..Unreadable::default() }));
        let mut record = first;
        let mut swallowed = Vec::new();
        // A quoted cell may hold line breaks: an odd number of quotes means it is still open.
        while record.iter().filter(|&&byte| byte == b'"').count() % 2 == 1 {
            let more = if swallowed.len() < MAX_RECORD_LINES { self.take_line()? } else { None };
            match more {
                Some((at, RawLine::Bytes(bytes))) if record.len() + bytes.len() <= MAX_LINE => {
                    record.extend_from_slice(&bytes);
                    swallowed.push((at, bytes));
                }
                more => {
                    // The quote never closes: this line is at fault, those after it are not.
                    if let Some(line) = more {
                        self.ahead.push_front(line);
                    }
                    for (at, bytes) in swallowed.into_iter().rev() {
                        self.ahead.push_front((at, RawLine::Bytes(bytes)));
                    }
                    return refuse(format!("a quotation mark opens on line {number} and never closes"));
                }
            }
        }
        let Ok(text) = std::str::from_utf8(&record) else {
            return refuse("the line is not UTF-8; save the file as “CSV UTF-8”".to_owned());
        };
        let cells = cells(text);
        if cells.len() != header.len() {
            return refuse(format!("{} cells stand here, the header has {}", cells.len(), header.len()));
        }
        let mut wire = Wire {
            learner: None,
            exercise: None,
            answer: None,
            at: None,
            version: None,
            seed: None,
            nonce: None,
            other: Default::default(),
        };
        for (name, cell) in header.iter().zip(cells) {
            let is_answer = name == "answer";
            let value = (is_answer || !cell.is_empty()).then_some(Value::String(cell));
            match name.as_str() {
                "learner" => wire.learner = value,
                "exercise" => wire.exercise = value,
                "answer" => wire.answer = value,
                "at" => wire.at = value,
                "version" => wire.version = value,
                "seed" => wire.seed = value,
                "nonce" => wire.nonce = value,
                _ => {}
            }
        }
        Ok(submission(wire))
    }
}

/// The columns of a CSV header, if the line is one: it names learner, exercise and answer.
fn header(line: &[u8]) -> Option<Vec<String>> {
    let text = std::str::from_utf8(line).ok()?;
    if text.trim_start().starts_with('{') {
        return None;
    }
    let names: Vec<String> = cells(text).into_iter().map(|name| name.trim().to_lowercase()).collect();
    ["learner", "exercise", "answer"]
        .iter()
        .all(|name| names.iter().any(|other| other == name))
        .then_some(names)
}

/// The cells of one CSV record (RFC 4180).
fn cells(record: &str) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(record.len().clamp(64, 1 << 16))
        .from_reader(record.as_bytes());
    match reader.records().next() {
        Some(Ok(record)) => record.iter().map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

fn json_error(bytes: &[u8], error: &serde_json::Error) -> String {
    let start = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    if std::str::from_utf8(bytes).is_err() {
        "the line is not UTF-8".to_owned()
    } else if start != Some(&b'{') {
        "the line is not a JSON object such as {\"learner\":\"s001\",\"exercise\":\"…\",\"answer\":\"b\"}"
            .to_owned()
    } else {
        // The line number is ours to give; serde's own counts from the start of this line.
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default();
        format!("the JSON is broken at column {}: {message}", error.column())
    }
}

fn submission(wire: Wire) -> Result<Submission, Unreadable> {
    let learner = identifier(wire.learner.as_ref());
    let exercise = identifier(wire.exercise.as_ref());
    let refuse =
        |reason: String| Unreadable { learner: learner.clone(), exercise: exercise.clone(), reason };
    let text = |name: &str, value: Option<Value>| match value {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(refuse(format!("`{name}` is not a text"))),
    };
    let (Some(who), Some(what)) = (learner.clone(), exercise.clone()) else {
        let name = if learner.is_none() { "learner" } else { "exercise" };
        return Err(refuse(format!("`{name}` is missing or not a text")));
    };
    let Some(answer) = wire.answer else { return Err(refuse("`answer` is missing".to_owned())) };
    let seed = match wire.seed {
        None | Some(Value::Null) => None,
        Some(Value::Number(number)) if number.is_u64() => number.as_u64(),
        Some(Value::String(text)) if text.trim().parse::<u64>().is_ok() => text.trim().parse().ok(),
        Some(_) => return Err(refuse("`seed` is not a whole number".to_owned())),
    };
    let at = text("at", wire.at)?;
    if let Some(at) = &at
        && at.parse::<jiff::Timestamp>().is_err()
    {
        return Err(refuse("`at` is not a time such as 2026-11-20T08:30:00+08:00 (RFC 3339)".to_owned()));
    }
    let version = text("version", wire.version)?;
    let nonce = text("nonce", wire.nonce)?;
    if let Some(nonce) = &nonce
        && crate::digest::Nonce::parse(nonce).is_none()
    {
        return Err(refuse("`nonce` is not 32 hexadecimal digits".to_owned()));
    }
    Ok(Submission { learner: who, exercise: what, answer, at, version, seed, nonce })
}

fn identifier(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(text) if !text.trim().is_empty() && text.len() <= 400 => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &[u8]) -> Vec<Line> {
        let mut submissions = Submissions::open(text).unwrap();
        std::iter::from_fn(|| submissions.next_line().unwrap()).collect()
    }

    #[test]
    fn both_formats_hold_the_same() {
        let jsonl = br#"{"learner":"s1","exercise":"e","answer":"b"}"#;
        let csv = b"\xef\xbb\xbflearner,exercise,answer\r\ns1,e,b\r\n";
        assert_eq!(all(jsonl)[0].content, all(csv)[0].content);
        assert_eq!(all(csv)[0].number, 2);
    }

    #[test]
    fn a_bad_line_costs_itself_alone() {
        let lines = all(b"{\"learner\":\"s1\",\"exercise\":\"e\",\"answer\":\"b\"}\n\noops\n{\"learner\":\"s2\",\"exercise\":\"e\",\"answer\":1}\n");
        assert_eq!(lines.iter().map(|line| line.number).collect::<Vec<_>>(), [1, 3, 4]);
        assert!(lines[1].content.is_err());
        assert!(lines[2].content.is_ok());
    }

    #[test]
    fn an_open_quote_does_not_swallow_what_follows() {
        let lines = all(b"learner,exercise,answer\ns1,e,\"b\ns2,e,a\ns3,e,c\n");
        assert_eq!(lines.len(), 3);
        assert!(lines[0].content.is_err());
        assert_eq!(lines[2].content.as_ref().unwrap().learner, "s3");
    }

    #[test]
    fn a_quoted_cell_may_hold_a_line_break() {
        let lines = all(b"learner,exercise,answer\ns1,e,\"two\nlines\"\ns2,e,a\n");
        assert_eq!(lines[0].content.as_ref().unwrap().answer, Value::String("two\nlines".into()));
        assert_eq!(lines[1].number, 4);
    }

    #[test]
    fn a_huge_line_is_refused_without_being_held() {
        let mut text = vec![b'x'; MAX_LINE + 10];
        text.extend_from_slice(b"\n{\"learner\":\"s\",\"exercise\":\"e\",\"answer\":\"a\"}\n");
        let lines = all(&text);
        assert!(lines[0].content.is_err());
        assert!(lines[1].content.is_ok());
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes: Vec<u8>) {
            let _ = all(&bytes);
        }

        #[test]
        fn any_csv_is_read_or_refused(body in "[a-z\",\n\r]{0,200}") {
            let text = format!("learner,exercise,answer\n{body}");
            let lines = all(text.as_bytes());
            proptest::prop_assert!(lines.windows(2).all(|pair| pair[0].number < pair[1].number));
        }
    }
}
