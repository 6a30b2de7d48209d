//! Digests of what everyone may see, and of what a receipt covers.

use serde::Serialize;

use super::{Exercise, Html, Key, Lab, Lesson, Letter};
use crate::digest::{Digest, Nonce};
use crate::language::Localised;
use std::collections::BTreeMap;

/// Digest of an exercise as the learner may see it.
pub(crate) fn exercise_version(exercise: &Exercise) -> Digest {
    #[derive(Serialize)]
    struct Public<'e> {
        id: &'e crate::id::ExerciseId,
        lesson: &'e crate::id::LessonId,
        kind: super::Kind,
        component: &'e crate::id::ComponentId,
        difficulty: u8,
        points: f64,
        partial: bool,
        shuffle: bool,
        assessed: bool,
        attempts: Option<u32>,
        feedback: super::FeedbackPolicy,
        text: &'e Localised<super::ExerciseText>,
        form: &'e super::Form,
    }
    Digest::of_json(&Public {
        id: &exercise.id,
        lesson: &exercise.lesson,
        kind: exercise.kind,
        component: &exercise.component,
        difficulty: exercise.difficulty,
        points: exercise.points,
        partial: exercise.partial,
        shuffle: exercise.shuffle,
        assessed: exercise.assessed,
        attempts: exercise.attempts,
        feedback: exercise.feedback,
        text: &exercise.text,
        form: &exercise.form,
    })
}

/// Digest of a lab's declaration and words.
pub(crate) fn lab_version(lab: &Lab) -> Digest {
    Digest::of_json(&(&lab.id, &lab.lesson, &lab.spec, &lab.text))
}

/// Digest of a lesson's page, its exercises and labs; of keys nothing enters.
pub(crate) fn lesson_version(lesson: &Lesson, items: &BTreeMap<String, Digest>) -> Digest {
    #[derive(Serialize)]
    struct Public<'l> {
        id: &'l crate::id::LessonId,
        title: &'l Localised<String>,
        components: &'l [crate::id::ComponentId],
        minutes: u32,
        level: super::Level,
        skill: bool,
        draft: bool,
        requires: &'l [crate::id::LessonId],
        sources: &'l [super::Source],
        body: &'l Localised<Vec<super::Block>>,
        outline: &'l Localised<Vec<super::Heading>>,
        items: &'l BTreeMap<String, Digest>,
    }
    Digest::of_json(&Public {
        id: &lesson.id,
        title: &lesson.title,
        components: &lesson.components,
        minutes: lesson.minutes,
        level: lesson.level,
        skill: lesson.skill,
        draft: lesson.draft,
        requires: &lesson.requires,
        sources: &lesson.sources,
        body: &lesson.body,
        outline: &lesson.outline,
        items,
    })
}

/// The server's side of an exercise, as hashed.
#[derive(Serialize)]
pub(crate) struct Secret<'s> {
    pub(crate) key: &'s Key,
    pub(crate) letters: &'s [Letter],
    pub(crate) feedback: &'s BTreeMap<Letter, Localised<Html>>,
    pub(crate) explanation: &'s Option<Localised<Html>>,
}

/// The content version that a receipt names: everything that decides a grade and what is said of
/// it, together with a nonce, so that nobody can find the key by trying.
pub(crate) fn content_version(nonce: Nonce, public: Digest, secret: &Secret<'_>) -> Digest {
    Digest::of_json(&(nonce.hex(), public, plain(secret)))
}

/// As plain JSON, in which keys of maps are strings.
pub(crate) fn plain(value: &impl Serialize) -> serde_json::Value {
    serde_json::to_value(value).expect("keys of maps are numbers and letters, which become strings")
}
