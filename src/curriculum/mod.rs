//! Markdown in, a typed [`Course`] and diagnostics out, HTML of its texts.
//!
//! Pure: sources come as paths and text, nothing is read from a disk here. What a learner may
//! see ([`Exercise`], [`Lesson`], [`Lab`]) and what stays on the server ([`Solution`]) are
//! different types; a page is made from the first alone.

mod assemble;
pub mod codes;
mod components;
mod course;
mod diagnostic;
mod exercise;
mod frame;
mod front;
mod item;
mod lab;
mod layout;
mod lesson;
mod markdown;
mod notes;
mod parse;
mod seal;
mod section;
mod slug;
mod solution;
mod source;
mod track;
mod tree;
mod verify;
mod version;

pub use assemble::primary_hash;
pub use course::{Course, CourseParts};
pub use diagnostic::{Diagnostic, Place, Position, Severity};
pub use exercise::{Exercise, ExerciseText, FeedbackPolicy, Form, Kind, Letter};
pub use lab::{DataSet, Lab, LabSpec, LabText, Parameters, PlaygroundSpec};
pub use lesson::{Block, Heading, Html, Lesson, Level, Source};
pub use parse::parse;
pub use solution::{Comparison, Condition, Key, NumericKey, Solution, Tolerance};
pub use source::Sources;
pub use track::{Component, Components, Module, Track, Unit};
