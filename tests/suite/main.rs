//! The integration tests: one binary, one module a use case.

mod layers;
mod store;
