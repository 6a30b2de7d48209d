//! Experiments that stream frames.
//!
//! A lab knows numbers and tensors, nothing of people, pages or storage. The same run (seed,
//! parameters, data) gives the same curve bit for bit on the same CPU features, and one that
//! agrees within a declared tolerance elsewhere: that is what makes a run usable as evidence.
//! `service::lab` gives runs their threads; `ARCHITECTURE.md` tells how to add a lab.

mod agreement;
mod change;
mod error;
mod network;
mod parameter;
pub mod playground;
mod points;

pub use agreement::{TOLERANCES, Tolerance, agrees};
pub use change::{Outcome, set_name, what_changed};
pub use error::LabError;
pub use parameter::{MAX_SEED, PARAMETERS, Parameter, Scale, parameter, written};
pub use playground::{PlaygroundRun, Summary};
pub use points::{EXTENT, Point, Points};
