//! What to do next, with the reasons.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::Serialize;

use super::{Standing, State};
use crate::curriculum::{Course, Lesson};
use crate::id::{ComponentId, LessonId};

/// Why a step is proposed; worded by the page.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// It was begun: so many of its exercises are solved.
    Begun {
        /// Solved exercises.
        solved: usize,
        /// All of them.
        all: usize,
    },
    /// Nothing in the track stands before it that is not done or absent.
    FirstOfTrack,
    /// Our estimate of its main component, as a chance of success.
    Estimate {
        /// The component.
        component: ComponentId,
        /// 0 to 1.
        chance: f64,
        /// Answers it rests on.
        answers: u32,
    },
    /// Not practised for so many days.
    Due {
        /// The component.
        component: ComponentId,
        /// Days since the last answer.
        days: i64,
    },
    /// What it opens: components that need it.
    Opens {
        /// Their number.
        count: usize,
    },
}

/// A proposed step: a lesson, and why.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Step {
    /// The lesson.
    pub lesson: LessonId,
    /// Reasons, the weightiest first.
    pub reasons: Vec<Reason>,
    /// How much it is worth; only the order counts.
    pub score: f64,
}

/// Ranks the lessons of `course` for a learner who has solved `solved` exercises.
///
/// Due reviews come first, then what was begun, then the first open lesson of the track;
/// finished lessons that are not due are left out. A lesson's other merits (what it opens, an
/// estimate near the middle, where most is learned) only order lessons within these groups.
pub fn next_steps(course: &Course, state: &State, solved: &BTreeSet<&str>, now: Timestamp) -> Vec<Step> {
    let mut steps: Vec<Step> = course
        .lessons()
        .filter(|lesson| !lesson.draft)
        .enumerate()
        .filter_map(|(place, lesson)| step(course, state, solved, lesson, place, now))
        .collect();
    steps.sort_by(|a, b| b.score.total_cmp(&a.score));
    if let Some(first) = steps.first_mut()
        && !first.reasons.iter().any(|reason| matches!(reason, Reason::Begun { .. } | Reason::Due { .. }))
    {
        first.reasons.insert(0, Reason::FirstOfTrack);
    }
    steps
}

fn step(
    course: &Course,
    state: &State,
    solved: &BTreeSet<&str>,
    lesson: &Lesson,
    place: usize,
    now: Timestamp,
) -> Option<Step> {
    let all = lesson.exercises().count();
    let done = lesson.exercises().filter(|id| solved.contains(id.as_str())).count();
    let main = lesson.components.first()?;
    let mastery = state.mastery(main.as_str(), now);
    let opens = course.components.iter().filter(|other| other.prerequisites.contains(main)).count();
    let mut reasons = Vec::new();
    let mut score = -(place as f64);
    if let (Standing::Due, Some(days)) = (mastery.standing, mastery.days_ago) {
        reasons.push(Reason::Due { component: main.clone(), days });
        score += 2_000.0;
    } else if done == all && all > 0 {
        return None;
    }
    if done > 0 && done < all {
        reasons.push(Reason::Begun { solved: done, all });
        score += 1_000.0;
    }
    if mastery.answers > 0 {
        reasons.push(Reason::Estimate {
            component: main.clone(),
            chance: mastery.chance,
            answers: mastery.answers,
        });
        score += 1.0 - (mastery.chance - 0.6).abs();
    }
    if opens > 0 {
        reasons.push(Reason::Opens { count: opens });
        score += 0.01 * opens as f64;
    }
    Some(Step { lesson: lesson.id.clone(), reasons, score })
}
