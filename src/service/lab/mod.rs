//! Live runs: a learner starts one, watches it, stops it; its end is kept as evidence.
//!
//! Training never sits on the async runtime: each live run has a compute thread, their number is
//! capped, and whoever comes beyond it hears when to ask again. What a run has shown stays in a
//! `Record` of bounded size, from which any number of subscribers read at their
//! own pace; a run does not notice whether anyone does. Runs are forgotten ten minutes after
//! their start.

mod keep;
mod record;
mod runs;
mod subscription;

pub use keep::keep_in;
pub use record::{End, Event, Field, Opening};
pub use runs::{Finished, Keep, Order, Runs, StartError};
pub use subscription::Subscription;
