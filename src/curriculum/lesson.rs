//! A lesson as learners read it.

use serde::Serialize;

use crate::digest::Digest;
use crate::id::{ComponentId, ExerciseId, LabId, LessonId, ModuleId};
use crate::language::Localised;

/// Markup that this crate made: escaped, without scripts, inline styles or raw author HTML, so
/// that it passes the strict content security policy as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(transparent)]
pub struct Html(pub String);

/// A level of the occupation standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Default)]
pub enum Level {
    /// 初级.
    #[default]
    J,
    /// 中级.
    I,
    /// 高级.
    S,
}

/// A work that a lesson leans on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Source {
    /// Title.
    pub title: String,
    /// Address, if it has one.
    pub url: Option<String>,
    /// Edition or year.
    pub edition: Option<String>,
    /// The day it was read, ISO 8601.
    pub read: Option<String>,
    /// Chapter, clause, remark.
    pub note: Option<String>,
}

/// A piece of a lesson's page, in reading order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Block {
    /// Rendered prose.
    Prose(Html),
    /// An exercise card stands here.
    Exercise(ExerciseId),
    /// A lab stands here.
    Lab(LabId),
}

/// An entry of "on this page".
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Heading {
    /// The element's id.
    pub anchor: String,
    /// Its text, plain.
    pub text: String,
    /// 2 or 3.
    pub level: u8,
}

/// A lesson in its languages.
#[derive(Debug, Clone)]
pub struct Lesson {
    /// Id.
    pub id: LessonId,
    /// Its module.
    pub module: ModuleId,
    /// Folder of its unit.
    pub unit: String,
    /// Title.
    pub title: Localised<String>,
    /// Components it teaches, the main one first.
    pub components: Vec<ComponentId>,
    /// Minutes of a first pass.
    pub minutes: u32,
    /// Level.
    pub level: Level,
    /// Needs offline practice.
    pub skill: bool,
    /// Not shown to trainees.
    pub draft: bool,
    /// Lessons required beyond the component graph.
    pub requires: Vec<LessonId>,
    /// Works it leans on.
    pub sources: Vec<Source>,
    /// The page.
    pub body: Localised<Vec<Block>>,
    /// Headings of the page.
    pub outline: Localised<Vec<Heading>>,
    /// Whether any formula stands in it: then the page loads the maths font.
    pub has_math: bool,
    /// Digest of everything public in it; keys, option feedback and explanations do not enter.
    pub version: Digest,
    /// Path of the primary file, for diagnostics.
    pub path: String,
}

impl Lesson {
    /// Its exercises in reading order.
    pub fn exercises(&self) -> impl Iterator<Item = &ExerciseId> {
        self.body.zh.iter().filter_map(|block| match block {
            Block::Exercise(id) => Some(id),
            _ => None,
        })
    }

    /// Its labs in reading order.
    pub fn labs(&self) -> impl Iterator<Item = &LabId> {
        self.body.zh.iter().filter_map(|block| match block {
            Block::Lab(id) => Some(id),
            _ => None,
        })
    }
}
