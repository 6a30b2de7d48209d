//! Identifiers: UUID v7 for what happens, authored slugs for content. No two can be swapped.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! event_id {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new identifier; sortable by the time of its making.
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }

            /// Reads the usual text form.
            pub fn parse(text: &str) -> Option<Self> {
                Uuid::try_parse(text).ok().map(Self)
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

event_id! {
    /// A person who can sign in.
    PersonId;
    /// A class (a cohort with a name and a city).
    ClassId;
    /// One answer of one learner to one exercise at one moment.
    AttemptId;
    /// One execution of a lab.
    RunId;
    /// One file of submissions on the grading desk.
    BatchId;
    /// One stretch of active study.
    StudyId;
}

macro_rules! slug_id {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(std::sync::Arc<str>);

        impl $name {
            /// Wraps authored text; the curriculum parser has checked its form.
            pub fn new(text: impl Into<std::sync::Arc<str>>) -> Self {
                Self(text.into())
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self::new(text)
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    )+};
}

slug_id! {
    /// A lesson, `ml-overfitting`.
    LessonId;
    /// An exercise, `ml-overfitting-lambda`.
    ExerciseId;
    /// A lab item of a lesson, `ml-overfitting-moons`.
    LabId;
    /// A knowledge component, `M08`.
    ComponentId;
    /// A module, `ml`.
    ModuleId;
}
