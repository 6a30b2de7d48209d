//! What is remembered: SQLite with one writer thread and group commit.

pub mod files;
