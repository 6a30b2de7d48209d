//! Exercise, key and answer in; grade, feedback and [`Receipt`] out.
//!
//! A grade is a pure function of the answer, the exercise's content version, the grader's
//! version, the model's digest where one is used, and the seed. One file a kind; to add a kind
//! see "How to add an exercise kind" in ARCHITECTURE.md.

mod answer;
mod choice;
mod feedback;
mod grade;
mod lab;
mod numeric;
mod order;
mod pairs;
mod receipt;
mod text;

pub use answer::{Answer, AnswerError, LabAnswer};
pub use feedback::{option_feedback, plain};
pub use grade::{Grade, Note, Status, grade, grader_version};
pub use lab::{Irreproducible, Reproduce};
pub use receipt::{Receipt, attempt_nonce};
