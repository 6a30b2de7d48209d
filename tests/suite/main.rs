//! The integration tests: one binary, one module a use case.

mod desk;
mod labs;
mod layers;
mod people;
mod store;
mod study;
