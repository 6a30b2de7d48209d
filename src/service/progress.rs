//! How a learner stands: solved exercises, mastery of components, the next step.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::app::App;
use super::submit::state_of;
use crate::curriculum::{Course, Lesson};
use crate::id::{ExerciseId, PersonId};
use crate::learner::{Mastery, State, plan};
use crate::store::{Standing, StoreError};

/// A learner's standing in the current course.
#[derive(Debug, Clone)]
pub struct Progress {
    /// The course it speaks of.
    pub course: Arc<Course>,
    /// How each tried exercise stands.
    pub standings: BTreeMap<ExerciseId, Standing>,
    /// What the learner model keeps.
    pub state: State,
    /// When it was read.
    pub now: Timestamp,
}

/// Reads how `person` stands.
///
/// # Errors
/// When the store fails.
pub fn progress(app: &App, person: PersonId, now: Timestamp) -> Result<Progress, StoreError> {
    let standings = app
        .store
        .standings(person)?
        .into_iter()
        .map(|standing| (standing.exercise.clone(), standing))
        .collect();
    let state = state_of(app.store.learner_state(person)?);
    Ok(Progress { course: app.library.course(), standings, state, now })
}

impl Progress {
    /// Whether an exercise has been answered with full points.
    pub fn is_solved(&self, exercise: &str) -> bool {
        self.standings.get(exercise).is_some_and(|standing| standing.best >= 1.0)
    }

    /// Solved exercises of a lesson, and all of them.
    pub fn of_lesson(&self, lesson: &Lesson) -> (usize, usize) {
        let solved = lesson.exercises().filter(|id| self.is_solved(id.as_str())).count();
        (solved, lesson.exercises().count())
    }

    /// Solved exercises of a module, and all of them.
    pub fn of_module(&self, module: &str) -> (usize, usize) {
        self.course
            .lessons()
            .filter(|lesson| lesson.module.as_str() == module && !lesson.draft)
            .map(|lesson| self.of_lesson(lesson))
            .fold((0, 0), |sum, lesson| (sum.0 + lesson.0, sum.1 + lesson.1))
    }

    /// What we believe of a component.
    pub fn mastery(&self, component: &str) -> Mastery {
        self.state.mastery(component, self.now)
    }

    /// What to do next, the best first.
    pub fn next_steps(&self) -> Vec<plan::Step> {
        let solved = self
            .standings
            .values()
            .filter(|standing| standing.best >= 1.0)
            .map(|standing| standing.exercise.as_str());
        plan::next_steps(&self.course, &self.state, &solved.collect(), self.now)
    }
}
