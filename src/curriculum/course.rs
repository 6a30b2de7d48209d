//! The immutable whole: what `parse` returns and everything else reads.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Components, Exercise, Lab, Lesson, Module, Solution, Track};
use crate::digest::Digest;
use crate::id::{ExerciseId, LabId, LessonId, ModuleId};

/// The parts of a course, before they are sealed.
#[derive(Debug, Default)]
pub struct CourseParts {
    /// The frame.
    pub track: Track,
    /// The graph.
    pub components: Components,
    /// Modules in order.
    pub modules: Vec<Module>,
    /// Lessons.
    pub lessons: Vec<Lesson>,
    /// Exercises with their solutions.
    pub exercises: Vec<(Exercise, Solution)>,
    /// Labs.
    pub labs: Vec<Lab>,
    /// Pictures that lessons show, by path.
    pub assets: BTreeMap<String, Arc<[u8]>>,
    /// The course's secret: nonces of keys and of offline attempts are derived from it.
    pub secret: Vec<u8>,
}

/// A parsed curriculum. Public content and solutions are reached by different methods, so that
/// a page cannot take hold of a key by accident.
#[derive(Debug)]
pub struct Course {
    /// The frame.
    pub track: Track,
    /// The graph of components.
    pub components: Components,
    /// Modules in order.
    pub modules: Vec<Module>,
    /// Digest of all public content.
    pub version: Digest,
    /// Pictures that lessons show, by path; served as `/content/PATH`.
    pub assets: BTreeMap<String, Arc<[u8]>>,
    lessons: BTreeMap<LessonId, Arc<Lesson>>,
    exercises: BTreeMap<ExerciseId, Arc<Exercise>>,
    solutions: BTreeMap<ExerciseId, Arc<Solution>>,
    labs: BTreeMap<LabId, Arc<Lab>>,
    reading_order: Vec<LessonId>,
    secret: Vec<u8>,
}

impl Course {
    /// Seals the parts; of two items with one id the first stands (the parser has reported it).
    pub fn new(parts: CourseParts) -> Self {
        let mut lessons = BTreeMap::new();
        for lesson in parts.lessons {
            lessons.entry(lesson.id.clone()).or_insert_with(|| Arc::new(lesson));
        }
        let mut exercises = BTreeMap::new();
        let mut solutions = BTreeMap::new();
        for (exercise, solution) in parts.exercises {
            solutions.entry(exercise.id.clone()).or_insert_with(|| Arc::new(solution));
            exercises.entry(exercise.id.clone()).or_insert_with(|| Arc::new(exercise));
        }
        let mut labs = BTreeMap::new();
        for lab in parts.labs {
            labs.entry(lab.id.clone()).or_insert_with(|| Arc::new(lab));
        }
        let reading_order: Vec<LessonId> = parts
            .modules
            .iter()
            .flat_map(|module| module.units.iter().flat_map(|unit| unit.lessons.iter().cloned()))
            .collect();
        let version = Digest::of_json(
            &lessons.values().map(|lesson: &Arc<Lesson>| lesson.version).collect::<Vec<_>>(),
        );
        Self {
            track: parts.track,
            components: parts.components,
            modules: parts.modules,
            version,
            assets: parts.assets,
            lessons,
            exercises,
            solutions,
            labs,
            reading_order,
            secret: parts.secret,
        }
    }

    /// The lesson with this id.
    pub fn lesson(&self, id: &str) -> Option<&Arc<Lesson>> {
        self.lessons.get(id)
    }

    /// The module with this id.
    pub fn module(&self, id: &str) -> Option<&Module> {
        self.modules.iter().find(|module| module.id.as_str() == id)
    }

    /// The module that a lesson belongs to.
    pub fn module_of(&self, id: &ModuleId) -> Option<&Module> {
        self.module(id.as_str())
    }

    /// The exercise with this id, without its key.
    pub fn exercise(&self, id: &str) -> Option<&Arc<Exercise>> {
        self.exercises.get(id)
    }

    /// The key and what is said afterwards. For grading alone.
    pub fn solution(&self, id: &str) -> Option<&Arc<Solution>> {
        self.solutions.get(id)
    }

    /// The lab item with this id.
    pub fn lab(&self, id: &str) -> Option<&Arc<Lab>> {
        self.labs.get(id)
    }

    /// Lessons in the order of the track.
    pub fn lessons(&self) -> impl Iterator<Item = &Arc<Lesson>> {
        self.reading_order.iter().filter_map(|id| self.lessons.get(id))
    }

    /// Exercises, by id.
    pub fn exercises(&self) -> impl Iterator<Item = &Arc<Exercise>> {
        self.exercises.values()
    }

    /// Lab items, by id.
    pub fn labs(&self) -> impl Iterator<Item = &Arc<Lab>> {
        self.labs.values()
    }

    /// The secret from which nonces are derived.
    pub fn secret(&self) -> &[u8] {
        &self.secret
    }
}
