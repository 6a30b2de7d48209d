//! Use cases, each told once from start to end: check permission, decide, persist, answer.

pub mod app;
pub mod batch;
pub mod check;
pub mod classroom;
pub mod desk;
pub mod evidence;
pub mod given;
pub mod lab;
pub mod library;
pub mod password;
pub mod people;
pub mod progress;
pub mod qr;
pub mod sample;
pub mod session;
pub mod sheet;
pub mod study;
pub mod submission;
pub mod submit;
pub mod throttle;
pub mod verify;

pub use app::{App, Config};
