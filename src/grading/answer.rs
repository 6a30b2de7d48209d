//! What a learner gave, parsed from a submission against its exercise.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use unicode_normalization::UnicodeNormalization as _;

use crate::curriculum::{DataSet, Exercise, Form, Kind, Letter};

/// The longest text answer that is read, in characters.
const MAX_TEXT: usize = 2_000;

/// A lab run as claimed by a submission.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LabAnswer {
    /// The lab item.
    pub lab: String,
    /// Which data, where the lab lets the learner choose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set: Option<DataSet>,
    /// Seed of the run.
    pub seed: u64,
    /// Parameters by name; what is missing has the lab's starting value.
    #[serde(default)]
    pub parameters: BTreeMap<String, f64>,
    /// What came out, by name.
    pub summary: BTreeMap<String, f64>,
}

/// An answer in the form of submissions: letters are those of the primary file.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Answer {
    /// `"b"`
    Choice(Letter),
    /// `["a","c"]`
    Multiple(BTreeSet<Letter>),
    /// `["c","a","b"]`
    Order(Vec<Letter>),
    /// `{"1":"b","2":"a"}`
    Match(BTreeMap<u32, Letter>),
    /// A number as written, with its unit if one was written.
    Numeric(String),
    /// Text as written.
    Text(String),
    /// A run.
    Lab(LabAnswer),
}

/// Why a value is not an answer to this exercise.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    /// The JSON type is wrong.
    #[error("a {kind} exercise takes {expected}, not {found}")]
    Shape {
        /// Kind of the exercise.
        kind: &'static str,
        /// What is wanted.
        expected: &'static str,
        /// What stood there.
        found: String,
    },
    /// A letter that the exercise does not have.
    #[error("`{letter}` is not one of its options a to {last}")]
    NoSuchOption {
        /// As given.
        letter: String,
        /// The last letter there is.
        last: char,
    },
    /// A letter twice.
    #[error("`{0}` is given twice")]
    Twice(char),
    /// An order that leaves entries out.
    #[error("{given} of {all} entries are given; an order names each once")]
    Incomplete {
        /// Entries given.
        given: usize,
        /// Entries there are.
        all: usize,
    },
    /// A left row that does not exist.
    #[error("`{row}` is not a row number from 1 to {rows}")]
    NoSuchRow {
        /// As given.
        row: String,
        /// Rows there are.
        rows: usize,
    },
    /// Too long.
    #[error("the text is longer than {MAX_TEXT} characters")]
    TooLong,
    /// A run of another lab.
    #[error("the run is one of `{given}`; this exercise asks for `{asked}`")]
    OtherLab {
        /// As given.
        given: String,
        /// As asked.
        asked: String,
    },
}

impl Answer {
    /// Reads the `answer` of a submission.
    ///
    /// A string that holds JSON is read as that JSON where the kind wants a list or an object,
    /// because a CSV cell has no other way to write one; `a,c` and `a c` are read as lists.
    ///
    /// # Errors
    /// [`AnswerError`] says what is wrong in a sentence for the person who made the file.
    pub fn from_json(exercise: &Exercise, value: &Value) -> Result<Self, AnswerError> {
        let kind = exercise.kind;
        let shape = |expected: &'static str, value: &Value| AnswerError::Shape {
            kind: kind.name(),
            expected,
            found: describe(value),
        };
        match (kind, &exercise.form) {
            (Kind::Choice, Form::Options { options }) => match value {
                Value::String(text) => letter(text, options.len()).map(Self::Choice),
                other => Err(shape("one option letter such as \"b\"", other)),
            },
            (Kind::Multiple, Form::Options { options }) => {
                let given = letters(value, options.len())?
                    .ok_or_else(|| shape("a list of option letters such as [\"a\",\"c\"]", value))?;
                let mut set = BTreeSet::new();
                for letter in given {
                    if !set.insert(letter) {
                        return Err(AnswerError::Twice(letter.as_char()));
                    }
                }
                Ok(Self::Multiple(set))
            }
            (Kind::Order, Form::Order { entries }) => {
                let given = letters(value, entries.len())?
                    .ok_or_else(|| shape("a list of all letters such as [\"c\",\"a\",\"b\"]", value))?;
                let mut seen = BTreeSet::new();
                if let Some(twice) = given.iter().find(|&&letter| !seen.insert(letter)) {
                    return Err(AnswerError::Twice(twice.as_char()));
                }
                // An empty list is an empty answer: it gets no points. A part is a mistake in the file.
                if !given.is_empty() && given.len() < entries.len() {
                    return Err(AnswerError::Incomplete { given: given.len(), all: entries.len() });
                }
                Ok(Self::Order(given))
            }
            (Kind::Match, Form::Match { left, right, .. }) => {
                let parsed;
                let object = match value {
                    Value::Object(object) => object,
                    Value::String(text) if text.trim().is_empty() => {
                        return Ok(Self::Match(BTreeMap::new()));
                    }
                    Value::String(text) => {
                        parsed = serde_json::from_str::<serde_json::Map<String, Value>>(text).ok();
                        parsed.as_ref().ok_or_else(|| shape("an object such as {\"1\":\"b\"}", value))?
                    }
                    other => return Err(shape("an object such as {\"1\":\"b\"}", other)),
                };
                let mut pairs = BTreeMap::new();
                for (row, cell) in object {
                    let number =
                        row.trim().parse::<u32>().ok().filter(|&n| n >= 1 && n as usize <= left.len());
                    let number = number
                        .ok_or_else(|| AnswerError::NoSuchRow { row: row.clone(), rows: left.len() })?;
                    let Value::String(text) = cell else {
                        return Err(shape("an object from row numbers to letters", cell));
                    };
                    pairs.insert(number, letter(text, right.len())?);
                }
                Ok(Self::Match(pairs))
            }
            (Kind::Numeric, _) => match value {
                Value::Number(number) => Ok(Self::Numeric(number.to_string())),
                Value::String(text) => bounded(text).map(Self::Numeric),
                other => Err(shape("a number, or a text such as \"0.25 s\"", other)),
            },
            (Kind::Text, _) => match value {
                Value::String(text) => bounded(text).map(Self::Text),
                Value::Number(number) => Ok(Self::Text(number.to_string())),
                other => Err(shape("a text", other)),
            },
            (Kind::Lab, Form::Lab { lab }) => {
                let expected = "an object with lab, seed, parameters and summary";
                let run: LabAnswer = match value {
                    Value::String(text) => serde_json::from_str(text).ok(),
                    Value::Object(_) => LabAnswer::deserialize(value).ok(),
                    _ => None,
                }
                .ok_or_else(|| shape(expected, value))?;
                if run.lab == lab.as_str() {
                    Ok(Self::Lab(run))
                } else {
                    Err(AnswerError::OtherLab { given: run.lab, asked: lab.to_string() })
                }
            }
            // The parser pairs kinds and forms; a mismatch cannot be built from a curriculum.
            _ => Err(shape("what its form asks", value)),
        }
    }

    /// Whether nothing was answered.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Choice(_) | Self::Lab(_) => false,
            Self::Multiple(letters) => letters.is_empty(),
            Self::Order(letters) => letters.is_empty(),
            Self::Match(pairs) => pairs.is_empty(),
            Self::Numeric(text) | Self::Text(text) => text.trim().is_empty(),
        }
    }
}

fn describe(value: &Value) -> String {
    match value {
        Value::Null => "nothing (null)".to_owned(),
        Value::Bool(_) => "true or false".to_owned(),
        Value::Number(number) => format!("the number {number}"),
        Value::String(text) => {
            let short: String = text.chars().take(24).collect();
            let dots = if short.len() < text.len() { "…" } else { "" };
            format!("the text \"{short}{dots}\"")
        }
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}

fn bounded(text: &str) -> Result<String, AnswerError> {
    if text.len() > MAX_TEXT && text.chars().count() > MAX_TEXT {
        return Err(AnswerError::TooLong);
    }
    Ok(text.to_owned())
}

fn letter(text: &str, options: usize) -> Result<Letter, AnswerError> {
    Letter::parse(text).filter(|letter| letter.index() < options).ok_or_else(|| AnswerError::NoSuchOption {
        letter: text.chars().take(24).collect(),
        last: Letter::new(options.saturating_sub(1)).map_or('z', Letter::as_char),
    })
}

/// Reads a list of letters; `None` if the value is neither a list nor a text that holds one.
fn letters(value: &Value, options: usize) -> Result<Option<Vec<Letter>>, AnswerError> {
    match value {
        Value::Array(items) => {
            let mut given = Vec::with_capacity(items.len().min(26));
            for item in items {
                let Value::String(text) = item else { return Ok(None) };
                given.push(letter(text, options)?);
            }
            Ok(Some(given))
        }
        Value::String(text) => {
            let text: String = text.nfkc().collect();
            if let Ok(list @ Value::Array(_)) = serde_json::from_str(&text) {
                return letters(&list, options);
            }
            text.split(|c: char| c == ',' || c == ';' || c == '、' || c.is_whitespace())
                .filter(|part| !part.is_empty())
                .map(|part| letter(part, options))
                .collect::<Result<_, _>>()
                .map(Some)
        }
        _ => Ok(None),
    }
}
