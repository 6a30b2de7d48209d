//! What a learner knows, why we think so, what comes next.
//!
//! A plain Elo rating per component for now: [`State`] is folded over observations by
//! [`State::observe`], read by [`State::mastery`], and [`plan::next_steps`] ranks what to do.
//! A richer model takes over behind these three.

mod elo;
pub mod plan;

pub use elo::{Mastery, Observation, Standing, State};
