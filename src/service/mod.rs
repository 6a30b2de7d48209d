//! Use cases, each told once from start to end: check permission, decide, persist, answer.

pub mod check;
