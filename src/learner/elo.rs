//! Elo rating of a learner on each component against authored difficulty.
//!
//! An answer is a game between learner and exercise: the chance of success is a logistic
//! function of the difference, and the rating moves by the surprise, in steps that shrink with
//! evidence (Pelánek 2016, "Applications of the Elo rating system in adaptive educational
//! systems", DOI 10.1016/j.compedu.2016.03.017).

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::id::ComponentId;

/// Logits between neighbouring authored difficulties.
const DIFFICULTY_STEP: f64 = 0.8;

/// The step of a first answer, and how fast it shrinks: `STEP / (1 + DECAY·n)`.
const STEP: f64 = 1.0;
const DECAY: f64 = 0.12;

/// Success on an item of middle difficulty from which a component counts as mastered, and how
/// many answers that takes at least.
const MASTERED: f64 = 0.80;
const MASTERED_ANSWERS: u32 = 3;

/// Days without practice after which a mastered component is due for review.
const REVIEW_DAYS: i64 = 14;

/// One graded answer, as the learner model sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Observation {
    /// Main component of the exercise.
    pub component: ComponentId,
    /// Authored difficulty, 1 to 5.
    pub difficulty: u8,
    /// Share of the points, 0 to 1.
    pub share: f64,
    /// When.
    pub at: Timestamp,
}

/// What is kept of one component.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct Rating {
    /// Ability in logits; 0 solves a middle exercise half of the time.
    logit: f64,
    /// Answers so far.
    answers: u32,
    /// Of them with full points.
    right: u32,
    /// The last one.
    last: Timestamp,
}

/// Everything the model keeps of a learner: a fold over observations, so replaying a log gives
/// the same state bit for bit.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct State {
    ratings: BTreeMap<ComponentId, Rating>,
}

/// How a component stands, as the map shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// No answer yet.
    New,
    /// On the way.
    Learning,
    /// Known.
    Mastered,
    /// Known once, not practised for long.
    Due,
}

/// What we believe of one component.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Mastery {
    /// Estimated chance to solve an exercise of middle difficulty, 0 to 1.
    pub chance: f64,
    /// Answers it rests on.
    pub answers: u32,
    /// Of them with full points.
    pub right: u32,
    /// How it stands.
    pub standing: Standing,
    /// Whole days since the last answer.
    pub days_ago: Option<i64>,
}

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

fn difficulty_logit(difficulty: u8) -> f64 {
    (f64::from(difficulty) - 3.0) * DIFFICULTY_STEP
}

impl State {
    /// Folds one answer in.
    pub fn observe(&mut self, seen: &Observation) {
        let rating = self.ratings.entry(seen.component.clone()).or_insert(Rating {
            logit: 0.0,
            answers: 0,
            right: 0,
            last: seen.at,
        });
        let expected = logistic(rating.logit - difficulty_logit(seen.difficulty));
        let step = STEP / (1.0 + DECAY * f64::from(rating.answers));
        rating.logit += step * (seen.share.clamp(0.0, 1.0) - expected);
        rating.answers += 1;
        rating.right += u32::from(seen.share >= 1.0);
        rating.last = rating.last.max(seen.at);
    }

    /// What we believe of `component` at `now`.
    pub fn mastery(&self, component: &str, now: Timestamp) -> Mastery {
        let Some(rating) = self.ratings.get(component) else {
            return Mastery { chance: 0.5, answers: 0, right: 0, standing: Standing::New, days_ago: None };
        };
        let chance = logistic(rating.logit);
        let days = (now.as_second() - rating.last.as_second()).max(0) / 86_400;
        let standing = if chance < MASTERED || rating.answers < MASTERED_ANSWERS {
            Standing::Learning
        } else if days >= REVIEW_DAYS {
            Standing::Due
        } else {
            Standing::Mastered
        };
        Mastery { chance, answers: rating.answers, right: rating.right, standing, days_ago: Some(days) }
    }

    /// Estimated chance to solve an exercise of this component and difficulty, 0 to 1.
    pub fn chance(&self, component: &str, difficulty: u8) -> f64 {
        let logit = self.ratings.get(component).map_or(0.0, |rating| rating.logit);
        logistic(logit - difficulty_logit(difficulty))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(share: f64, at: i64) -> Observation {
        Observation {
            component: "M08".into(),
            difficulty: 3,
            share,
            at: Timestamp::from_second(at).unwrap(),
        }
    }

    #[test]
    fn right_answers_raise_and_wrong_ones_lower() {
        let now = Timestamp::from_second(0).unwrap();
        let mut state = State::default();
        let before = state.mastery("M08", now).chance;
        state.observe(&seen(1.0, 0));
        let raised = state.mastery("M08", now).chance;
        state.observe(&seen(0.0, 1));
        assert!(raised > before && state.mastery("M08", now).chance < raised);
    }

    #[test]
    fn mastery_needs_several_answers_and_fades_to_due() {
        let mut state = State::default();
        for i in 0..8 {
            let now = Timestamp::from_second(i).unwrap();
            if i < i64::from(MASTERED_ANSWERS) {
                assert_ne!(state.mastery("M08", now).standing, Standing::Mastered);
            }
            state.observe(&seen(1.0, i));
        }
        assert_eq!(state.mastery("M08", Timestamp::from_second(60).unwrap()).standing, Standing::Mastered);
        let later = Timestamp::from_second(15 * 86_400).unwrap();
        assert_eq!(state.mastery("M08", later).standing, Standing::Due);
    }

    #[test]
    fn a_replayed_log_gives_the_same_state() {
        let log: Vec<_> = (0..50).map(|i| seen(f64::from(u8::from(i % 3 > 0)), i)).collect();
        let fold = || {
            log.iter().fold(State::default(), |mut state, seen| {
                state.observe(seen);
                state
            })
        };
        let text = serde_json::to_string(&fold()).unwrap();
        assert_eq!(text, serde_json::to_string(&fold()).unwrap());
        assert_eq!(serde_json::from_str::<State>(&text).unwrap(), fold());
    }
}
