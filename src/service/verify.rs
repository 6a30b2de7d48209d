//! Recomputes every receipt of a results file from the submissions and the curriculum.

use std::io::{self, BufRead};

use super::batch::{Scored, Scorer};
use super::submission::Submissions;

/// What the check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Results compared.
    pub checked: u64,
    /// Of them with a receipt.
    pub receipts: u64,
    /// The first result that does not come out again.
    pub difference: Option<Difference>,
}

/// A result that differs from what the submission gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Line of the results file.
    pub result_line: u64,
    /// Line of the submission file, where one belongs to it.
    pub submission_line: Option<u64>,
    /// What differs: a field's name, or `missing result`, `extra result`, `unreadable result`.
    pub field: String,
    /// As it stands in the results.
    pub stands: String,
    /// As recomputed.
    pub recomputed: String,
}

/// Compares `results` with what `submissions` get now, in order, and stops at the first
/// difference. Reasons and feedback are words, not part of a grade: they are not compared.
///
/// # Errors
/// When a file cannot be read.
pub fn verify(results: impl BufRead, submissions: impl BufRead, scorer: &Scorer) -> io::Result<Verdict> {
    let mut lines = Submissions::open(submissions)?;
    let mut verdict = Verdict { checked: 0, receipts: 0, difference: None };
    let mut result_line = 0;
    for bytes in results.split(b'\n') {
        let bytes = bytes?;
        result_line += 1;
        if bytes.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let differs = |submission_line: Option<u64>, field: &str, stands: String, recomputed: String| {
            Some(Difference { result_line, submission_line, field: field.to_owned(), stands, recomputed })
        };
        let stands: Scored = match serde_json::from_slice(&bytes) {
            Ok(stands) => stands,
            Err(error) => {
                verdict.difference =
                    differs(None, "unreadable result", error.to_string(), "a result".into());
                break;
            }
        };
        let Some(line) = lines.next_line()? else {
            let text = format!("line {}", stands.line);
            verdict.difference = differs(None, "extra result", text, "no submission".into());
            break;
        };
        let number = line.number;
        let again = scorer.score(line);
        verdict.checked += 1;
        verdict.receipts += u64::from(stands.receipt.is_some());
        if let Some((field, stands, recomputed)) = first_difference(&stands, &again) {
            verdict.difference = differs(Some(number), field, stands, recomputed);
            break;
        }
    }
    if verdict.difference.is_none()
        && let Some(line) = lines.next_line()?
    {
        verdict.difference = Some(Difference {
            result_line: result_line + 1,
            submission_line: Some(line.number),
            field: "missing result".to_owned(),
            stands: "nothing".to_owned(),
            recomputed: "a result".to_owned(),
        });
    }
    Ok(verdict)
}

fn first_difference(stands: &Scored, again: &Scored) -> Option<(&'static str, String, String)> {
    let show = |value: &dyn std::fmt::Debug| format!("{value:?}");
    if stands.line != again.line {
        return Some(("line", stands.line.to_string(), again.line.to_string()));
    }
    if stands.learner != again.learner {
        return Some(("learner", show(&stands.learner), show(&again.learner)));
    }
    if stands.exercise != again.exercise {
        return Some(("exercise", show(&stands.exercise), show(&again.exercise)));
    }
    if stands.status != again.status {
        return Some(("status", stands.status.name().into(), again.status.name().into()));
    }
    if stands.points != again.points {
        return Some(("points", show(&stands.points), show(&again.points)));
    }
    if stands.max_points != again.max_points {
        return Some(("max_points", show(&stands.max_points), show(&again.max_points)));
    }
    match (&stands.receipt, &again.receipt) {
        (None, None) => None,
        (Some(stands), Some(again)) => {
            let field = stands.first_difference(again)?;
            Some((receipt_field(field), stands.hash.to_string(), again.hash.to_string()))
        }
        (stands, again) => Some(("receipt", presence(stands.is_some()), presence(again.is_some()))),
    }
}

fn presence(is_there: bool) -> String {
    if is_there { "a receipt".to_owned() } else { "none".to_owned() }
}

fn receipt_field(field: &'static str) -> &'static str {
    match field {
        "exercise" => "receipt.exercise",
        "content" => "receipt.content (the exercise, its key or its nonce changed)",
        "grader" => "receipt.grader (another grader version)",
        "model" => "receipt.model",
        "seed" => "receipt.seed",
        "answer" => "receipt.answer",
        "result" => "receipt.result",
        _ => "receipt.hash",
    }
}
