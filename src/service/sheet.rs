//! The answer sheet of an attempt: options stand under positions in an order of the attempt's
//! own, and positions are turned back into the letters of the file.
//!
//! Pure. The order depends on the attempt's seed and on nothing secret.

use std::collections::{BTreeMap, BTreeSet};

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

use crate::curriculum::{Exercise, Form, Kind, Letter, Solution};
use crate::digest::Digest;
use crate::grading::Answer;
use crate::id::PersonId;

/// The order in which one attempt shows options.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// Display position to index of the public form.
    shown: Vec<usize>,
}

/// The seed of a sheet: stable while the learner reloads the page, another one after each answer.
pub fn seed(person: PersonId, exercise: &Exercise, attempts: u32) -> u64 {
    let digest = Digest::of_json(&("sheet", person, &exercise.id, exercise.version, attempts));
    u64::from_le_bytes(digest.bytes()[..8].try_into().expect("a digest has more than eight bytes"))
}

impl Sheet {
    /// The sheet of `exercise` for this seed.
    pub fn new(exercise: &Exercise, seed: u64) -> Self {
        let entries = match &exercise.form {
            Form::Options { options } => options.len(),
            Form::Order { entries } => entries.len(),
            Form::Match { right, .. } => right.len(),
            Form::Numeric { .. } | Form::Text | Form::Lab { .. } => 0,
        };
        let mut shown: Vec<usize> = (0..entries).collect();
        // Entries of `order` and `match` stand in a canonical order: that one must not show.
        let is_fixed = matches!(exercise.form, Form::Options { .. }) && !exercise.shuffle;
        if !is_fixed {
            let mut random = ChaCha8Rng::seed_from_u64(seed);
            for last in (1..entries).rev() {
                // Modulo bias is below 2^-58 for at most 26 entries.
                let at = (random.next_u64() % (last as u64 + 1)) as usize;
                shown.swap(last, at);
            }
        }
        Self { shown }
    }

    /// Indices of the public form in the order of display.
    pub fn shown(&self) -> &[usize] {
        &self.shown
    }

    /// The display position of the option with this letter.
    pub fn position(&self, solution: &Solution, letter: Letter) -> Option<usize> {
        self.shown.iter().position(|&index| solution.letters.get(index) == Some(&letter))
    }

    /// Reads the fields of a posted form as an answer in letters.
    ///
    /// # Errors
    /// [`SheetError`] when a field does not fit the sheet.
    pub fn read(
        &self,
        exercise: &Exercise,
        solution: &Solution,
        fields: &[(String, String)],
    ) -> Result<Answer, SheetError> {
        let values = |name: &str| {
            fields
                .iter()
                .filter(move |(field, _)| field == name)
                .map(|(_, value)| value.as_str())
                .collect::<Vec<_>>()
        };
        let first = |name: &str| values(name).first().copied().unwrap_or_default();
        match exercise.kind {
            Kind::Choice => match values("answer").as_slice() {
                [] => Err(SheetError::Nothing),
                [one] => self.letter(solution, one).map(Answer::Choice),
                _ => Err(SheetError::Malformed),
            },
            Kind::Multiple => {
                let ticked: BTreeSet<_> = values("answer")
                    .into_iter()
                    .map(|value| self.letter(solution, value))
                    .collect::<Result<_, _>>()?;
                // At least one option is right, so nothing ticked is nothing answered.
                if ticked.is_empty() { Err(SheetError::Nothing) } else { Ok(Answer::Multiple(ticked)) }
            }
            Kind::Order => self.order(solution, fields, first("answer")),
            Kind::Match => {
                let mut pairs = BTreeMap::new();
                for (name, value) in fields {
                    let Some(row) = name.strip_prefix("pair-") else { continue };
                    let row = row.parse::<u32>().map_err(|_| SheetError::Malformed)?;
                    if !value.is_empty() {
                        pairs.insert(row, self.letter(solution, value)?);
                    }
                }
                if pairs.is_empty() { Err(SheetError::Nothing) } else { Ok(Answer::Match(pairs)) }
            }
            Kind::Numeric => bounded(first("answer")).map(Answer::Numeric),
            Kind::Text => bounded(first("answer")).map(Answer::Text),
            Kind::Lab => Err(SheetError::Malformed),
        }
    }

    fn letter(&self, solution: &Solution, position: &str) -> Result<Letter, SheetError> {
        let position: usize = position.trim().parse().map_err(|_| SheetError::Malformed)?;
        let index = self.shown.get(position).ok_or(SheetError::Malformed)?;
        solution.letters.get(*index).copied().ok_or(SheetError::Malformed)
    }

    /// `answer=2,0,1` as the page with scripts posts it, or `rank-<position>=<n>` as the plain
    /// form does.
    fn order(
        &self,
        solution: &Solution,
        fields: &[(String, String)],
        list: &str,
    ) -> Result<Answer, SheetError> {
        let positions: Vec<String> = if list.is_empty() {
            let mut ranks = Vec::new();
            for (name, value) in fields {
                let Some(position) = name.strip_prefix("rank-") else { continue };
                if value.is_empty() {
                    return Err(SheetError::Unranked);
                }
                ranks.push((
                    value.parse::<usize>().map_err(|_| SheetError::Malformed)?,
                    position.to_owned(),
                ));
            }
            ranks.sort();
            if ranks.windows(2).any(|pair| pair[0].0 == pair[1].0) {
                return Err(SheetError::SameRank);
            }
            ranks.into_iter().map(|(_, position)| position).collect()
        } else {
            list.split(',').map(str::to_owned).collect()
        };
        let letters: Vec<Letter> =
            positions.iter().map(|position| self.letter(solution, position)).collect::<Result<_, _>>()?;
        if letters.is_empty() {
            return Err(SheetError::Nothing);
        }
        if letters.len() != self.shown.len()
            || letters.iter().collect::<BTreeSet<_>>().len() != letters.len()
        {
            return Err(SheetError::Unranked);
        }
        Ok(Answer::Order(letters))
    }
}

fn bounded(text: &str) -> Result<String, SheetError> {
    if text.trim().is_empty() {
        return Err(SheetError::Nothing);
    }
    if text.chars().count() > 2_000 {
        return Err(SheetError::TooLong);
    }
    Ok(text.to_owned())
}

/// Why a posted form is no answer; each is a mistake that the learner can mend, and costs no
/// attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SheetError {
    /// Nothing chosen or written.
    #[error("nothing was answered")]
    Nothing,
    /// Not every entry has a place.
    #[error("not every entry has a place")]
    Unranked,
    /// Two entries have one place.
    #[error("two entries have the same place")]
    SameRank,
    /// Too long.
    #[error("the answer is longer than 2,000 characters")]
    TooLong,
    /// No page of ours posts this.
    #[error("the form is malformed")]
    Malformed,
}
