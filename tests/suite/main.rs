//! The integration tests: one binary, one module a use case.

mod desk;
mod layers;
mod store;
