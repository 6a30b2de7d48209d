//! What is right, and what is said afterwards. Never leaves the server before an answer.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{Html, Letter};
use crate::digest::{Digest, Nonce};
use crate::id::LabId;
use crate::language::Localised;

/// How far a number may be off.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Tolerance {
    /// In the answer's unit.
    Absolute(f64),
    /// As a fraction of the right answer (`2%` is 0.02).
    Relative(f64),
}

/// The key of a `numeric` item.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NumericKey {
    /// The right number, in `unit`.
    pub answer: f64,
    /// How far off is still right.
    pub tolerance: Tolerance,
    /// The unit of `answer`.
    pub unit: Option<String>,
    /// Other units a learner may write, with the factor that turns them into `unit`.
    pub units: BTreeMap<String, f64>,
}

/// How a lab's value is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Comparison {
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
    /// `==`
    Equal,
}

/// A condition on one value of a run's parameters or summary.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Condition {
    /// The comparison.
    pub comparison: Comparison,
    /// The bound.
    pub bound: f64,
}

/// What is right.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Key {
    /// The one right option.
    Choice(Letter),
    /// The right options.
    Multiple(BTreeSet<Letter>),
    /// The letters in the right order.
    Order(Vec<Letter>),
    /// Left row number (from 1, rows with a left cell only, file order) to right letter.
    Match(BTreeMap<u32, Letter>),
    /// A number.
    Numeric(NumericKey),
    /// Accepted forms.
    Text {
        /// Forms that are right, as authored.
        accept: Vec<String>,
        /// Edits (insert, delete, replace, swap neighbours) that are forgiven.
        typos: u8,
    },
    /// Conditions on a run.
    Lab {
        /// The lab item whose run is asked.
        lab: LabId,
        /// By name of a parameter or summary value.
        requires: BTreeMap<String, Condition>,
    },
}

/// The server's side of an exercise.
#[derive(Debug, Clone)]
pub struct Solution {
    /// What is right.
    pub key: Key,
    /// For `order` and `match`: the file's letter of each entry of the public form. For the
    /// other kinds with options: `a, b, c …`.
    pub letters: Vec<Letter>,
    /// What is said to who chose an option.
    pub feedback: BTreeMap<Letter, Localised<Html>>,
    /// What is said afterwards.
    pub explanation: Option<Localised<Html>>,
    /// Answers that must lose points, as in a submission.
    pub wrong: Vec<serde_json::Value>,
    /// Hashed with whatever covers the key.
    pub nonce: Nonce,
    /// Digest of the nonce, the public version, the key, option feedback and explanation: the
    /// content version that a receipt names.
    pub content: Digest,
}
