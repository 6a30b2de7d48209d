//! `order`: entries in the right order.

use super::{Grade, Note};
use crate::curriculum::{Exercise, Letter};

/// Partial credit is the share of the longest run of entries that stand in the right relative
/// order (longest increasing subsequence), rescaled so that one entry alone is worth nothing: one
/// misplaced entry costs one step, not all that follow it.
pub(super) fn grade(exercise: &Exercise, right: &[Letter], given: &[Letter]) -> Grade {
    if given == right {
        return Grade::graded(exercise, 1.0, vec![Note::Right]);
    }
    let places: Vec<usize> =
        given.iter().filter_map(|letter| right.iter().position(|other| other == letter)).collect();
    let kept = longest_increasing(&places);
    let share = kept.saturating_sub(1) as f64 / right.len().saturating_sub(1).max(1) as f64;
    let mut notes = vec![Note::Wrong];
    if exercise.partial {
        notes.push(Note::Parts { right: kept, all: right.len() });
    }
    Grade::graded(exercise, share.min(0.999_999), notes)
}

fn longest_increasing(places: &[usize]) -> usize {
    // tails[k] is the smallest end of an increasing run of length k + 1.
    let mut tails: Vec<usize> = Vec::new();
    for &place in places {
        let at = tails.partition_point(|&tail| tail < place);
        if at == tails.len() {
            tails.push(place);
        } else {
            tails[at] = place;
        }
    }
    tails.len()
}

#[cfg(test)]
mod tests {
    use super::longest_increasing;

    #[test]
    fn one_misplaced_entry_keeps_the_others() {
        assert_eq!(longest_increasing(&[0, 1, 2, 3]), 4);
        assert_eq!(longest_increasing(&[3, 0, 1, 2]), 3);
        assert_eq!(longest_increasing(&[3, 2, 1, 0]), 1);
    }
}
