//! What a learner gave, back in the positions of the sheet: how a page marks the learner's own
//! answer without ever holding the key.

use std::collections::{BTreeMap, BTreeSet};

use super::sheet::Sheet;
use super::submit::Outcome;
use crate::curriculum::Letter;
use crate::grading::Answer;

/// An answer by positions of its sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    /// The options that were chosen.
    Options(BTreeSet<usize>),
    /// The entries from first to last.
    Order(Vec<usize>),
    /// Left row, from 1, to the right cell.
    Pairs(BTreeMap<u32, usize>),
    /// What was written.
    Written(String),
    /// A lab run.
    Run,
}

impl Outcome {
    /// What was answered, in positions.
    pub fn given(&self) -> Given {
        let at = |letter: &Letter| self.position(*letter);
        match &self.answer {
            Answer::Choice(letter) => Given::Options(at(letter).into_iter().collect()),
            Answer::Multiple(letters) => Given::Options(letters.iter().filter_map(at).collect()),
            Answer::Order(letters) => Given::Order(letters.iter().filter_map(at).collect()),
            Answer::Match(pairs) => {
                Given::Pairs(pairs.iter().filter_map(|(row, letter)| Some((*row, at(letter)?))).collect())
            }
            Answer::Numeric(text) | Answer::Text(text) => Given::Written(text.clone()),
            Answer::Lab(_) => Given::Run,
        }
    }

    /// Where the option with this letter stands on the sheet.
    pub fn position(&self, letter: Letter) -> Option<usize> {
        Sheet::new(&self.pinned.exercise, self.seed).position(&self.pinned.solution, letter)
    }
}
