//! Checking a curriculum: what an author, a server at start and a watcher ask for alike.

use crate::curriculum::{self, Course, Diagnostic, Sources};

/// Reads the sources and reports everything that is wrong with them.
pub fn check(sources: &Sources) -> (Course, Vec<Diagnostic>) {
    curriculum::parse(sources)
}
