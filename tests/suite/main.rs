//! The integration tests: one binary, one module a use case.

mod content;
mod desk;
mod layers;
mod people;
mod store;
mod study;
