//! The integration tests: one binary, one module a use case.

#![expect(
    clippy::unwrap_used,
    unreachable_pub,
    reason = "a test fails by panicking, and nobody imports it"
)]

mod content;
mod desk;
mod grades;
mod keys;
mod labs;
mod layers;
mod learning;
mod people;
mod routes;
mod server;
mod store;
mod study;
mod submissions;
mod world;
