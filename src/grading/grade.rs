//! The result of grading one answer, and the one place that leads from a kind to its grader.

use serde::{Deserialize, Serialize};

use super::{Answer, Reproduce, choice, lab, numeric, order, pairs, text};
use crate::curriculum::{Exercise, Key, Kind, Letter, Solution};

/// What became of a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Points stand.
    Graded,
    /// A person must decide.
    Human,
    /// Our side cannot grade it; the reason says why.
    Ungradable,
    /// The submission is malformed; the reason says how.
    Rejected,
}

impl Status {
    /// The word in results.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Graded => "graded",
            Self::Human => "human",
            Self::Ungradable => "ungradable",
            Self::Rejected => "rejected",
        }
    }
}

/// Something to tell the learner; worded by [`Note::sentence`](Self::sentence).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Note {
    /// All right.
    Right,
    /// Not right.
    Wrong,
    /// Nothing was answered.
    Empty,
    /// So many parts are right.
    Parts {
        /// Right ones.
        right: usize,
        /// All of them.
        all: usize,
    },
    /// What the author says to who chose this option.
    Option(Letter),
    /// The text is not a number that can be read.
    NotANumber,
    /// A unit that this exercise does not know.
    UnknownUnit(String),
    /// Right but for a factor of this power of ten: most likely a slip of the unit.
    PowerOfTen(i32),
    /// Right but for the sign.
    Sign,
    /// One condition on a run.
    Condition {
        /// Parameter or summary value.
        name: String,
        /// As authored, `< 0.3`.
        required: String,
        /// What the run has.
        got: Option<f64>,
        /// Whether it is met.
        met: bool,
    },
    /// The claimed run could not be repeated.
    Unrepeated(String),
}

/// Points with their reasons.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Grade {
    /// What became of it.
    pub status: Status,
    /// Points, between 0 and `max_points`.
    pub points: f64,
    /// Full points.
    pub max_points: f64,
    /// What to tell, in order.
    pub notes: Vec<Note>,
}

impl Grade {
    /// A graded answer that has `share` (0 to 1) of the points of `exercise`.
    pub(super) fn graded(exercise: &Exercise, share: f64, notes: Vec<Note>) -> Self {
        // Without partial credit a part is nothing. Six decimals keep sums of thirds tidy.
        let share = if exercise.partial || share >= 1.0 { share.clamp(0.0, 1.0) } else { 0.0 };
        let points = (share * exercise.points * 1e6).round() / 1e6;
        Self { status: Status::Graded, points, max_points: exercise.points, notes }
    }

    /// A grade that stays out, with the reason.
    pub(super) fn ungradable(exercise: &Exercise, note: Note) -> Self {
        Self { status: Status::Ungradable, points: 0.0, max_points: exercise.points, notes: vec![note] }
    }

    /// Whether it has all points.
    pub fn is_full(&self) -> bool {
        self.status == Status::Graded && self.points >= self.max_points
    }

    /// Points as a fraction of the full ones.
    pub fn share(&self) -> f64 {
        if self.max_points > 0.0 { self.points / self.max_points } else { 0.0 }
    }
}

/// The version of a kind's grader. It changes whenever the same answer to the same content may
/// get other points; the golden outputs in the tests force it.
pub const fn grader_version(kind: Kind) -> &'static str {
    match kind {
        Kind::Choice => "choice/1",
        Kind::Multiple => "multiple/1",
        Kind::Order => "order/1",
        Kind::Match => "match/1",
        Kind::Numeric => "numeric/1",
        Kind::Text => "text/1",
        Kind::Lab => "lab/1",
    }
}

/// Grades `answer`. `runs` repeats lab runs; without it a lab answer is ungradable.
pub fn grade(
    exercise: &Exercise,
    solution: &Solution,
    answer: &Answer,
    runs: Option<&dyn Reproduce>,
) -> Grade {
    if answer.is_empty() {
        return Grade::graded(exercise, 0.0, vec![Note::Empty]);
    }
    match (&solution.key, answer) {
        (Key::Choice(right), Answer::Choice(given)) => choice::single(exercise, *right, *given),
        (Key::Multiple(right), Answer::Multiple(given)) => choice::multiple(exercise, right, given),
        (Key::Order(right), Answer::Order(given)) => order::grade(exercise, right, given),
        (Key::Match(right), Answer::Match(given)) => pairs::grade(exercise, right, given),
        (Key::Numeric(key), Answer::Numeric(given)) => numeric::grade(exercise, key, given),
        (Key::Text { accept, typos }, Answer::Text(given)) => text::grade(exercise, accept, *typos, given),
        (Key::Lab { requires, .. }, Answer::Lab(given)) => lab::grade(exercise, requires, given, runs),
        // `Answer::from_json` reads an answer for its exercise, so kinds agree.
        _ => Grade::ungradable(exercise, Note::Wrong),
    }
}
