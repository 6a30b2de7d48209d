//! A lab item as authored: which experiment, on what, with which controls.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Html;
use crate::digest::Digest;
use crate::id::{LabId, LessonId};
use crate::language::Localised;

/// Generated two-class data in the plane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DataSet {
    /// Two interleaved half circles.
    Moons,
    /// One circle inside another.
    Circles,
    /// Four blobs, opposite ones of one class.
    Xor,
    /// Two arms wound around each other.
    Spiral,
}

/// Values of a run's parameters by name: `learning_rate`, `hidden`, `depth`, `weight_decay`,
/// `noise`, `samples`, `steps`. The seed stands apart.
pub type Parameters = BTreeMap<String, f64>;

/// The playground as declared by a lesson.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlaygroundSpec {
    /// Which data.
    pub set: DataSet,
    /// The sliders to show, by parameter name; `seed` and `set` may stand among them.
    pub controls: Vec<String>,
    /// Starting values, `seed` included; what is not named has the lab's default.
    pub parameters: Parameters,
}

/// Which experiment.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "lowercase", tag = "kind")]
pub enum LabSpec {
    /// A small network trained live.
    Playground(PlaygroundSpec),
    /// Draw a digit and see what a convolutional network makes of it.
    Digits {
        /// Name of the model in the registry.
        model: String,
    },
}

/// The words of a lab in one language.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct LabText {
    /// Heading, plain.
    pub title: String,
    /// What to try.
    pub body: Html,
    /// Predictions to choose from before the first run; may be empty.
    pub predictions: Vec<Html>,
}

/// A lab item.
#[derive(Debug, Clone)]
pub struct Lab {
    /// Id.
    pub id: LabId,
    /// The lesson it stands in.
    pub lesson: LessonId,
    /// The experiment.
    pub spec: LabSpec,
    /// Words.
    pub text: Localised<LabText>,
    /// Digest of spec and words.
    pub version: Digest,
}
