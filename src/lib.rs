//! Yanxi (研习): a platform on which people learn AI engineering, practise it on real models,
//! are graded fairly and can show for it.
//!
//! Imports go one way: `web`, `cli` → [`service`] → machines ([`store`], [`labs`],
//! [`inference`]) → rules ([`learner`], [`grading`], [`curriculum`]). Rules are functions from
//! values to values: no I/O, no clock, no HTTP, no SQL. `ARCHITECTURE.md` is the map; the test
//! `layers` holds the direction.

pub mod clock;
pub mod digest;
pub mod id;
pub mod language;

pub mod curriculum;
pub mod grading;
pub mod learner;

pub mod inference;
pub mod labs;
pub mod store;

pub mod service;

pub mod cli;
pub mod web;
