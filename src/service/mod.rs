//! Use cases, each told once from start to end: check permission, decide, persist, answer.

pub mod app;
pub mod batch;
pub mod classroom;
pub mod evidence;
pub mod given;
pub mod lab;
pub mod library;
pub mod progress;
pub mod sheet;
pub mod submission;
pub mod submit;
pub mod verify;

pub use app::{App, Config};
