//! Measures a digit model on labelled pictures: accuracy, recall, calibration, confusions.

use serde::Serialize;

use super::digits::{Digits, DigitsError, top};
use super::network::CLASSES;
use super::picture::Picture;

/// Bins of the calibration error.
pub const BINS: usize = 15;

/// What was measured.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evaluation {
    /// Pictures, empty ones included.
    pub count: usize,
    /// Pictures without ink; they count as misread.
    pub empty: usize,
    /// Share read rightly.
    pub accuracy: f64,
    /// Share of each digit's pictures read as it; `None` for a digit without pictures.
    pub recall: [Option<f64>; CLASSES],
    /// Expected calibration error: how far confidence and accuracy lie apart, over 15 bins.
    pub calibration_error: f64,
    /// Pictures of digit (row) read as digit (column).
    pub confusion: [[u64; CLASSES]; CLASSES],
}

/// Reads all `examples` and compares; labels above 9 count as misread.
pub fn evaluate(digits: &Digits, examples: &[(Picture, u8)]) -> Result<Evaluation, DigitsError> {
    let pictures: Vec<Picture> = examples.iter().map(|(picture, _)| *picture).collect();
    let answers = digits.read_all(&pictures)?;
    let labels = examples.iter().map(|(_, label)| usize::from(*label));
    Ok(Evaluation::of(answers.into_iter().zip(labels)))
}

impl Evaluation {
    /// Sums up answers (`None` for an empty picture) beside the right digits.
    pub fn of(answers: impl Iterator<Item = (Option<[f32; CLASSES]>, usize)>) -> Self {
        let mut confusion = [[0; CLASSES]; CLASSES];
        let mut totals = [0_u64; CLASSES];
        let mut bins = [(0_u64, 0.0_f64, 0_u64); BINS];
        let (mut count, mut empty, mut right) = (0, 0, 0_u64);
        for (answer, label) in answers {
            count += 1;
            if let Some(total) = totals.get_mut(label) {
                *total += 1;
            }
            let Some(probabilities) = answer else {
                empty += 1;
                continue;
            };
            let read = top(&probabilities);
            let hit = u64::from(read == label);
            right += hit;
            if let Some(row) = confusion.get_mut(label) {
                row[read] += 1;
            }
            let confidence = f64::from(probabilities[read]);
            let bin = &mut bins[((confidence * BINS as f64) as usize).min(BINS - 1)];
            *bin = (bin.0 + 1, bin.1 + confidence, bin.2 + hit);
        }
        let share = |part: f64, whole: usize| if whole == 0 { 0.0 } else { part / whole as f64 };
        let gaps = bins.iter().map(|(_, confidence, hits)| (confidence - *hits as f64).abs()).sum::<f64>();
        Self {
            count,
            empty,
            accuracy: share(right as f64, count),
            recall: std::array::from_fn(|digit| {
                (totals[digit] > 0).then(|| confusion[digit][digit] as f64 / totals[digit] as f64)
            }),
            calibration_error: share(gaps, count - empty),
            confusion,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sure(digit: usize, probability: f32) -> Option<[f32; CLASSES]> {
        Some(std::array::from_fn(|i| if i == digit { probability } else { (1.0 - probability) / 9.0 }))
    }

    #[test]
    fn the_figures_are_those_of_a_hand_count() {
        let answers =
            [(sure(1, 0.8), 1), (sure(1, 0.8), 1), (sure(2, 0.8), 1), (sure(3, 0.8), 3), (None, 3)];
        let found = Evaluation::of(answers.into_iter());
        assert_eq!((found.count, found.empty), (5, 1));
        assert!((found.accuracy - 0.6).abs() < 1e-9);
        assert_eq!(found.recall[3], Some(0.5));
        assert_eq!(found.recall[0], None);
        assert_eq!(found.confusion[1], [0, 2, 1, 0, 0, 0, 0, 0, 0, 0]);
        // Confidence 0.8 against three right of four.
        assert!((found.calibration_error - 0.05).abs() < 1e-6);
    }

    #[test]
    fn nothing_measured_is_nothing() {
        let found = Evaluation::of(std::iter::empty());
        assert_eq!((found.count, found.accuracy), (0, 0.0));
    }
}
