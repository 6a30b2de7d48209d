//! `match`: each left row with its right cell.

use std::collections::BTreeMap;

use super::{Grade, Note};
use crate::curriculum::{Exercise, Letter};

/// Partial credit is the share of rows with the right partner; a row left open is not right.
pub(super) fn grade(
    exercise: &Exercise,
    right: &BTreeMap<u32, Letter>,
    given: &BTreeMap<u32, Letter>,
) -> Grade {
    let hits = right.iter().filter(|(row, cell)| given.get(row) == Some(cell)).count();
    if hits == right.len() {
        return Grade::graded(exercise, 1.0, vec![Note::Right]);
    }
    let mut notes = vec![Note::Wrong];
    if exercise.partial {
        notes.push(Note::Parts { right: hits, all: right.len() });
    }
    Grade::graded(exercise, hits as f64 / right.len().max(1) as f64, notes)
}
