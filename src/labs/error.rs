//! What may go wrong with a run, in words for the log and for the person.

use thiserror::Error;

use super::parameter::{MAX_SEED, parameter, written};
use crate::language::Language;

/// Why a run was refused or did not come to its end.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum LabError {
    /// No parameter has this name.
    #[error("there is no parameter {0:?}")]
    Unknown(String),
    /// A value outside its range.
    #[error("{name} = {value} is outside {min} … {max}")]
    Range {
        /// The parameter.
        name: &'static str,
        /// What was asked for.
        value: f64,
        /// Smallest value.
        min: f64,
        /// Largest value.
        max: f64,
    },
    /// A count that is not a whole number.
    #[error("{name} = {value} is not a whole number")]
    Whole {
        /// The parameter.
        name: &'static str,
        /// What was asked for.
        value: f64,
    },
    /// The lesson keeps this parameter as it is.
    #[error("{0} is fixed in this lab")]
    Fixed(&'static str),
    /// The lesson keeps its data.
    #[error("the data set is fixed in this lab")]
    FixedSet,
    /// A seed that is not a whole number from 0 to [`MAX_SEED`].
    #[error("the seed is a whole number from 0 to {MAX_SEED}")]
    Seed,
    /// Training left the finite numbers.
    #[error("the loss was no longer a number at step {step}")]
    Diverged {
        /// The first step without a finite loss.
        step: usize,
    },
    /// Whoever watched the frames had enough.
    #[error("stopped at step {step}")]
    Stopped {
        /// The last step that was shown.
        step: usize,
    },
    /// The tensor library gave up, or the machine has no thread left.
    #[error("the computation failed: {0}")]
    Compute(String),
}

impl LabError {
    /// One sentence that a learner can act on.
    pub fn sentence(&self, language: Language) -> String {
        let label =
            |name: &str| parameter(name).map_or("", |parameter| language.pick(parameter.zh, parameter.en));
        match (self, language) {
            (Self::Unknown(name), Language::Chinese) => format!("没有名为“{name}”的参数。"),
            (Self::Unknown(name), Language::English) => format!("There is no parameter “{name}”."),
            (Self::Range { name, value, min, max }, Language::Chinese) => {
                let (label, value, min, max) = (label(name), written(*value), written(*min), written(*max));
                format!("{label}须在 {min} 到 {max} 之间，而这里是 {value}。")
            }
            (Self::Range { name, value, min, max }, Language::English) => {
                let (label, value, min, max) = (label(name), written(*value), written(*min), written(*max));
                format!("{label} must be between {min} and {max}; {value} was asked for.")
            }
            (Self::Whole { name, value }, Language::Chinese) => {
                format!("{}须为整数，而这里是 {}。", label(name), written(*value))
            }
            (Self::Whole { name, value }, Language::English) => {
                format!("{} must be a whole number; {} was asked for.", label(name), written(*value))
            }
            (Self::Fixed(name), Language::Chinese) => {
                format!("本实验中{}是固定的，不能更改。", label(name))
            }
            (Self::Fixed(name), Language::English) => {
                format!("{} is fixed in this lab and cannot be changed.", label(name))
            }
            (Self::FixedSet, Language::Chinese) => "本实验的数据是固定的，不能更改。".to_owned(),
            (Self::FixedSet, Language::English) => "The data of this lab cannot be changed.".to_owned(),
            (Self::Seed, Language::Chinese) => format!("随机种子须为 0 到 {MAX_SEED} 之间的整数。"),
            (Self::Seed, Language::English) => {
                format!("The seed must be a whole number from 0 to {MAX_SEED}.")
            }
            (Self::Diverged { step }, Language::Chinese) => {
                format!("训练在第 {step} 步发散：损失不再是有限的数。请调小学习率或权重衰减，再试一次。")
            }
            (Self::Diverged { step }, Language::English) => format!(
                "Training diverged at step {step}: the loss is no longer a finite number. Lower the learning rate or the weight decay and try again."
            ),
            (Self::Stopped { step }, Language::Chinese) => format!("训练在第 {step} 步停止。"),
            (Self::Stopped { step }, Language::English) => format!("Training was stopped at step {step}."),
            (Self::Compute(_), Language::Chinese) => "服务器没能完成这次计算，请再试一次。".to_owned(),
            (Self::Compute(_), Language::English) => {
                "The server could not finish this computation. Please try again.".to_owned()
            }
        }
    }
}

impl From<candle_core::Error> for LabError {
    fn from(error: candle_core::Error) -> Self {
        Self::Compute(error.to_string())
    }
}
