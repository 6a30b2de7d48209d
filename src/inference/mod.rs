//! Models: find, verify, load, run, train. Tensors live here and in `labs`.
//!
//! [`registry`] hands out models whose files are those of their manifest; [`digits`] puts one to
//! work. Nothing here knows learners, grades or pages.
//!
//! How to add a model: a folder `models/NAME/` with `model.toml` and its files; an architecture
//! beside [`network`] that accepts weights only after checking every tensor; a variant of
//! [`registry::Task`]; a noun like [`digits`] that turns an input into an answer; and, where the
//! weights are ours, a recipe like [`train`] with its subcommand in `cli::models`.

mod convolution;
pub mod dice;
pub mod digits;
pub mod drawing;
pub mod evaluate;
pub mod idx;
pub mod network;
pub mod picture;
pub mod publish;
pub mod registry;
mod stroke;
mod styles;
pub mod train;
