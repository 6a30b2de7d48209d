//! What a run has shown so far.

use std::collections::VecDeque;

use crate::labs::playground::Measures;
use crate::labs::{LabError, Points, Summary};

/// Pictures that one run may keep. A run is worth about [`PICTURES`] of them and a few more at
/// its beginning, so the bound is a guard, not a habit.
const KEPT: usize = 96;

/// Pictures of a whole run: played back at fifteen a second it takes four seconds.
const PICTURES: usize = 60;

/// The first steps change most: each has its picture.
const EARLY: usize = 10;

/// Pictures in one message: who is further behind gets the newest and loses the older ones.
const IN_ONE_MESSAGE: usize = 16;

/// Whether the state after `step` of `steps` updates is worth a picture.
pub(super) fn has_picture(step: usize, steps: usize) -> bool {
    step <= EARLY || step == steps || step.is_multiple_of(steps.div_ceil(PICTURES).max(1))
}

/// A decision field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// After how many updates.
    pub step: usize,
    /// `Frame::FIELD_SIDE` squared bytes, row by row from the top left.
    pub pixels: std::sync::Arc<[u8]>,
}

/// What never changes during a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Opening {
    /// Updates to come.
    pub steps: usize,
    /// The data.
    pub points: Points,
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq)]
pub enum End {
    /// It came to its last step.
    Finished {
        /// What it came to.
        summary: Summary,
        /// What changed against the learner's run before, in the learner's language.
        changed: String,
        /// Whether it is stored and may be handed in as evidence.
        kept: bool,
    },
    /// The learner stopped it, or began another.
    Stopped,
    /// It could not go on.
    Failed(LabError),
}

/// A piece of what a run shows.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// Comes first.
    Opening(Opening),
    /// Steps in order and without gaps, and the pictures among them.
    Steps {
        /// The step of the first entry of `measures`.
        from: usize,
        /// One for each step.
        measures: Vec<Measures>,
        /// Newest last; older ones are missing where the reader was slow.
        fields: Vec<Field>,
    },
    /// Comes last.
    End(End),
}

/// All that a run has shown; grows to a bound that its step count and [`KEPT`] set.
#[derive(Debug, Default)]
pub(super) struct Record {
    pub(super) opening: Option<Opening>,
    pub(super) measures: Vec<Measures>,
    fields: VecDeque<Field>,
    pub(super) end: Option<End>,
}

impl Record {
    pub(super) fn add(&mut self, measures: Measures, pixels: Option<Vec<u8>>) {
        if let Some(pixels) = pixels {
            if self.fields.len() == KEPT {
                self.fields.pop_front();
            }
            self.fields.push_back(Field { step: self.measures.len(), pixels: pixels.into() });
        }
        self.measures.push(measures);
    }

    /// The steps from `seen` on, if there are any.
    pub(super) fn since(&self, seen: usize) -> Option<Event> {
        let measures = self.measures.get(seen..).filter(|new| !new.is_empty())?.to_vec();
        let newer = self.fields.partition_point(|field| field.step < seen);
        let from = newer.max(self.fields.len().saturating_sub(IN_ONE_MESSAGE));
        let fields = self.fields.range(from..).cloned().collect();
        Some(Event::Steps { from: seen, measures, fields })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FLAT: Measures =
        Measures { train_loss: 0.5, val_loss: 0.5, train_accuracy: 0.5, val_accuracy: 0.5 };

    #[test]
    fn a_slow_reader_gets_every_loss_and_the_newest_pictures() {
        let mut record = Record::default();
        for _ in 0..300 {
            record.add(FLAT, Some(vec![0]));
        }
        let Some(Event::Steps { from, measures, fields }) = record.since(0) else { panic!("steps") };
        assert_eq!((from, measures.len(), fields.len()), (0, 300, IN_ONE_MESSAGE));
        assert_eq!(fields.last().map(|field| field.step), Some(299));
        let Some(Event::Steps { fields, .. }) = record.since(297) else { panic!("steps") };
        assert_eq!(fields.iter().map(|field| field.step).collect::<Vec<_>>(), [297, 298, 299]);
        assert_eq!(record.since(300), None);
        assert_eq!(record.since(9000), None);
    }

    #[test]
    fn a_run_is_worth_a_bounded_number_of_pictures() {
        for steps in [10, 59, 60, 61, 400, 2000] {
            let pictures = (0..=steps).filter(|&step| has_picture(step, steps)).count();
            assert!((10..=KEPT).contains(&pictures), "{steps}: {pictures}");
            assert!(has_picture(0, steps) && has_picture(steps, steps));
        }
    }
}
