//! `lab`: a run that meets the author's conditions, and that comes out again when repeated.

use std::collections::BTreeMap;

use super::{Grade, LabAnswer, Note};
use crate::curriculum::{Comparison, Condition, Exercise};

/// Why a claimed run does not count.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Irreproducible(pub String);

/// What a lab exercise needs from a machine: repeat a run, and say whether the claim agrees.
pub trait Reproduce: Sync {
    /// The values of the run, parameters and summary by name, if the claim holds.
    ///
    /// # Errors
    /// [`Irreproducible`] with a sentence, if it does not.
    fn reproduce(&self, claim: &LabAnswer) -> Result<BTreeMap<String, f64>, Irreproducible>;
}

pub(super) fn grade(
    exercise: &Exercise,
    requires: &BTreeMap<String, Condition>,
    claim: &LabAnswer,
    runs: Option<&dyn Reproduce>,
) -> Grade {
    let Some(runs) = runs else {
        let reason = "no lab can be run here to repeat it".to_owned();
        return Grade::ungradable(exercise, Note::Unrepeated(reason));
    };
    let values = match runs.reproduce(claim) {
        Ok(values) => values,
        Err(reason) => {
            return Grade::graded(exercise, 0.0, vec![Note::Wrong, Note::Unrepeated(reason.to_string())]);
        }
    };
    let conditions: Vec<Note> = requires
        .iter()
        .map(|(name, condition)| {
            let got = values.get(name).copied();
            let met = got.is_some_and(|got| holds(condition, got));
            Note::Condition { name: name.clone(), required: condition.to_string(), got, met }
        })
        .collect();
    let met = conditions.iter().filter(|note| matches!(note, Note::Condition { met: true, .. })).count();
    let verdict = if met == conditions.len() { Note::Right } else { Note::Wrong };
    let share = met as f64 / conditions.len().max(1) as f64;
    Grade::graded(exercise, share, std::iter::once(verdict).chain(conditions).collect())
}

fn holds(condition: &Condition, got: f64) -> bool {
    match condition.comparison {
        Comparison::Less => got < condition.bound,
        Comparison::AtMost => got <= condition.bound,
        Comparison::Greater => got > condition.bound,
        Comparison::AtLeast => got >= condition.bound,
        Comparison::Equal => got == condition.bound,
    }
}

impl std::fmt::Display for Condition {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = match self.comparison {
            Comparison::Less => "<",
            Comparison::AtMost => "<=",
            Comparison::Greater => ">",
            Comparison::AtLeast => ">=",
            Comparison::Equal => "==",
        };
        write!(f, "{sign} {}", self.bound)
    }
}
