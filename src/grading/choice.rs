//! `choice` and `multiple`: which options are ticked.

use std::collections::BTreeSet;

use super::{Grade, Note};
use crate::curriculum::{Exercise, Letter};

pub(super) fn single(exercise: &Exercise, right: Letter, given: Letter) -> Grade {
    let verdict = if given == right { Note::Right } else { Note::Wrong };
    Grade::graded(exercise, f64::from(given == right), vec![verdict, Note::Option(given)])
}

/// Partial credit is (right ticks − wrong ticks) / ticks of the key, never below zero, so that
/// ticking everything gains nothing.
pub(super) fn multiple(exercise: &Exercise, right: &BTreeSet<Letter>, given: &BTreeSet<Letter>) -> Grade {
    let hits = given.intersection(right).count();
    let misses = given.difference(right).count();
    let all_right = given == right;
    let share =
        if all_right { 1.0 } else { hits.saturating_sub(misses) as f64 / right.len().max(1) as f64 };
    let mut notes = vec![if all_right { Note::Right } else { Note::Wrong }];
    if exercise.partial && !all_right {
        notes.push(Note::Parts { right: hits, all: right.len() });
    }
    notes.extend(given.iter().copied().map(Note::Option));
    // A wrong tick beside all right ones must not be full.
    let share = if all_right { 1.0 } else { share.min(0.999_999) };
    Grade::graded(exercise, share, notes)
}
