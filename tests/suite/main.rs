//! The integration tests: one binary, one module a use case.

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
