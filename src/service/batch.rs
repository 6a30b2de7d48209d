//! Scores a file of submissions: every line gets one result, in input order.
//!
//! Lines are read and written by one thread and graded in chunks by all cores; memory holds a
//! chunk, whatever the length of the file. The outcome depends on the file, the course and the
//! language alone: the same inputs give the same bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead, Write};
use std::ops::ControlFlow;
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::submission::{Line, Submission, Submissions, Unreadable};
use crate::curriculum::Course;
use crate::digest::{Digest, Nonce};
use crate::grading::{self, Answer, Receipt, Reproduce, Status};
use crate::language::Language;

/// Lines graded together: enough to keep all cores busy, little enough to hold.
const CHUNK: usize = 2_048;

/// What grading needs besides the file.
pub struct Scorer {
    /// The curriculum with its keys.
    pub course: Arc<Course>,
    /// Repeats lab runs; without it lab answers are ungradable.
    pub labs: Option<Box<dyn Reproduce + Send>>,
    /// Language of reasons and feedback.
    pub language: Language,
}

/// One line of results.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scored {
    /// Line of the submission file.
    pub line: u64,
    /// Who answered; none if the line was illegible.
    pub learner: Option<String>,
    /// Which exercise.
    pub exercise: Option<String>,
    /// What became of it.
    pub status: Status,
    /// Points, where a grade stands.
    pub points: Option<f64>,
    /// Full points, where the exercise is known.
    pub max_points: Option<f64>,
    /// Why there are no points.
    pub reason: Option<String>,
    /// What to tell the learner.
    pub feedback: Option<String>,
    /// The proof.
    pub receipt: Option<Receipt>,
}

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Progress {
    /// Bytes of the input read.
    pub bytes: u64,
    /// Results written.
    pub lines: u64,
    /// With points.
    pub graded: u64,
    /// Left to a person.
    pub human: u64,
    /// That our side could not grade.
    pub ungradable: u64,
    /// Malformed.
    pub rejected: u64,
}

/// What came out for one exercise.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct ItemSummary {
    /// Graded answers.
    pub n: u64,
    /// Mean points.
    pub mean: f64,
    /// Full points.
    pub max_points: f64,
    /// Mean as a share of the full points: how easy it was.
    pub facility: f64,
    /// Answers by share of points: none, up to a quarter, half, three quarters, less than all, all.
    pub histogram: [u64; 6],
}

/// What came out of a whole file.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Summary {
    /// Counts.
    #[serde(flatten)]
    pub counts: Progress,
    /// By exercise.
    pub items: BTreeMap<String, ItemSummary>,
    /// Fields of the input that nothing reads.
    pub unknown_fields: BTreeSet<String>,
    /// Whether the run was stopped before the end.
    pub is_partial: bool,
}

/// How results are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Format {
    /// One JSON object a line.
    #[default]
    Jsonl,
    /// A header and one record a line; the receipt is a JSON cell.
    Csv,
}

/// Grades every line of `input` into `output`. After each chunk `on_progress` may stop the run.
///
/// # Errors
/// When reading or writing fails. Bad lines are results, not errors.
pub fn score(
    input: impl BufRead,
    output: &mut dyn Write,
    scorer: &Scorer,
    format: Format,
    on_progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> io::Result<Summary> {
    let mut submissions = Submissions::open(input)?;
    let mut summary = Summary::default();
    if format == Format::Csv {
        output.write_all(CSV_HEADER.as_bytes())?;
    }
    loop {
        let mut chunk = Vec::with_capacity(CHUNK);
        while chunk.len() < CHUNK {
            let Some(line) = submissions.next_line()? else { break };
            chunk.push(line);
        }
        if chunk.is_empty() {
            break;
        }
        let results: Vec<(Scored, Vec<u8>)> = chunk
            .into_par_iter()
            .map(|line| {
                let scored = scorer.score(line);
                let bytes = match format {
                    Format::Jsonl => jsonl(&scored),
                    Format::Csv => csv_record(&scored),
                };
                (scored, bytes)
            })
            .collect();
        for (scored, bytes) in &results {
            output.write_all(bytes)?;
            summary.count(scored);
        }
        summary.counts.bytes = submissions.bytes();
        if on_progress(summary.counts).is_break() {
            summary.is_partial = true;
            break;
        }
    }
    output.flush()?;
    summary.counts.bytes = submissions.bytes();
    summary.unknown_fields = submissions.unknown().clone();
    Ok(summary)
}

impl Scorer {
    /// The result of one line.
    pub fn score(&self, line: Line) -> Scored {
        match line.content {
            Ok(submission) => self.score_submission(line.number, submission),
            Err(Unreadable { learner, exercise, reason }) => Scored {
                reason: Some(numbered(line.number, &reason)),
                ..rejected(line.number, learner, exercise)
            },
        }
    }

    fn score_submission(&self, number: u64, submission: Submission) -> Scored {
        let Submission { learner, exercise: id, answer, version, seed, nonce, at: _ } = submission;
        let refuse = |id: String, learner: String, reason: &str| Scored {
            reason: Some(numbered(number, reason)),
            ..rejected(number, Some(learner), Some(id))
        };
        let (Some(exercise), Some(solution)) = (self.course.exercise(&id), self.course.solution(&id))
        else {
            let reason = match self.nearest(&id) {
                Some(near) => format!("there is no exercise `{id}`; did you mean `{near}`?"),
                None => format!("there is no exercise `{id}` in this curriculum"),
            };
            return refuse(id, learner, &reason);
        };
        if let Some(version) = version
            && !names_version(&version, &exercise.version)
            && !names_version(&version, &solution.content)
        {
            let reason = format!(
                "the content version `{}` is not the one graded here ({}): grade it with the curriculum it was answered in",
                version.chars().take(20).collect::<String>(),
                exercise.version.short(12),
            );
            return refuse(id, learner, &reason);
        }
        let answer = match Answer::from_json(exercise, &answer) {
            Ok(answer) => answer,
            Err(error) => return refuse(id, learner, &error.to_string()),
        };
        let nonce = nonce
            .and_then(|text| Nonce::parse(&text))
            .unwrap_or_else(|| grading::attempt_nonce(self.course.secret(), &learner, &id, number));
        let grade = grading::grade(
            exercise,
            solution,
            &answer,
            self.labs.as_deref().map(|labs| labs as &dyn Reproduce),
        );
        let has_points = grade.status == Status::Graded;
        let receipt = has_points.then(|| Receipt::new(exercise, solution, &answer, &grade, seed, &nonce));
        Scored {
            line: number,
            learner: Some(learner),
            exercise: Some(id),
            status: grade.status,
            points: has_points.then_some(grade.points),
            max_points: Some(grade.max_points),
            reason: grade.reason(self.language),
            feedback: has_points.then(|| grade.feedback_text(solution, self.language)),
            receipt,
        }
    }

    fn nearest(&self, id: &str) -> Option<&str> {
        if id.len() > 200 {
            return None;
        }
        self.course
            .exercises()
            .map(|exercise| (strsim::osa_distance(exercise.id.as_str(), id), exercise))
            .filter(|(distance, _)| *distance <= 3)
            .min_by_key(|(distance, _)| *distance)
            .map(|(_, exercise)| exercise.id.as_str())
    }
}

/// A version may be given whole or by its first eight digits or more.
fn names_version(text: &str, version: &Digest) -> bool {
    text.len() >= 8 && version.to_string().starts_with(&text.to_ascii_lowercase())
}

fn numbered(line: u64, reason: &str) -> String {
    format!("line {line}: {reason}")
}

const fn rejected(line: u64, learner: Option<String>, exercise: Option<String>) -> Scored {
    Scored {
        line,
        learner,
        exercise,
        status: Status::Rejected,
        points: None,
        max_points: None,
        reason: None,
        feedback: None,
        receipt: None,
    }
}

impl Summary {
    fn count(&mut self, scored: &Scored) {
        self.counts.lines += 1;
        match scored.status {
            Status::Graded => self.counts.graded += 1,
            Status::Human => self.counts.human += 1,
            Status::Ungradable => self.counts.ungradable += 1,
            Status::Rejected => self.counts.rejected += 1,
        }
        let (Some(id), Some(points), Some(max_points)) =
            (&scored.exercise, scored.points, scored.max_points)
        else {
            return;
        };
        // `entry` would allocate the id for every line.
        if !self.items.contains_key(id) {
            self.items.insert(id.clone(), ItemSummary { max_points, ..ItemSummary::default() });
        }
        if let Some(item) = self.items.get_mut(id) {
            item.n += 1;
            item.mean += (points - item.mean) / item.n as f64;
            item.facility = item.mean / item.max_points;
            let share = points / max_points;
            let bin = if share >= 1.0 {
                5
            } else if share <= 0.0 {
                0
            } else {
                1 + ((share * 4.0) as usize).min(3)
            };
            item.histogram[bin] += 1;
        }
    }
}

fn jsonl(scored: &Scored) -> Vec<u8> {
    let mut bytes = serde_json::to_vec(scored).expect("a result holds only texts, numbers and digests");
    bytes.push(b'\n');
    bytes
}

/// The header of CSV results.
pub const CSV_HEADER: &str = "line,learner,exercise,status,points,max_points,reason,feedback,receipt\n";

/// A result as a CSV record, safe to open in a spreadsheet.
pub fn csv_record(scored: &Scored) -> Vec<u8> {
    let number = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
    let receipt = scored.receipt.as_ref().map_or_else(String::new, |receipt| {
        serde_json::to_string(receipt).expect("a receipt holds only texts, numbers and digests")
    });
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::with_capacity(512));
    let record = [
        scored.line.to_string(),
        inert(scored.learner.as_deref()),
        inert(scored.exercise.as_deref()),
        scored.status.name().to_owned(),
        number(scored.points),
        number(scored.max_points),
        inert(scored.reason.as_deref()),
        inert(scored.feedback.as_deref()),
        receipt,
    ];
    writer.write_record(&record).expect("writing to memory cannot fail");
    writer.into_inner().expect("flushing memory cannot fail")
}

/// A spreadsheet runs a cell that begins like a formula; an apostrophe makes it text.
fn inert(text: Option<&str>) -> String {
    let text = text.unwrap_or_default();
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}
