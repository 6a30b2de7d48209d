//! What is remembered: SQLite with one writer thread and group commit.
//!
//! [`Store`] knows SQL and files, and nothing of HTTP, grades or permissions: JSON and hashes
//! pass through it unread. Every method blocks (a write returns only when it is on the disk), so
//! that callers on the async runtime go through its blocking threads. One noun a file; how a
//! write becomes durable is told in `writer`.

mod attempt;
mod backup;
mod batch;
mod class;
mod connection;
mod database;
mod error;
pub mod files;
mod learner_state;
mod link;
mod lock;
mod meta;
mod migrate;
mod person;
mod readers;
mod run;
mod session;
mod study;
mod value;
mod writer;

pub use attempt::{Attempt, Standing, Tally};
pub use backup::{Restored, backup, restore};
pub use batch::{Batch, BatchProgress, BatchState, NewBatch};
pub use class::Class;
pub use database::Store;
pub use error::StoreError;
pub use link::{Link, LinkKind, LinkState, NewLink};
pub use person::{Credential, NewPerson, Person, Role, name_key};
pub use run::Run;
pub use session::Session;
pub use study::{EventKind, StudyEvent};
