//! Exercises and labs: the fence, the body in both languages, the key.

mod align;
mod answer;
mod body;
mod exercise;
mod fence;
mod form;
mod key;
mod keyfile;
mod lab;

pub(crate) use exercise::{Context, Draft, read as read_exercise};
pub(crate) use fence::known_component;
pub(crate) use lab::read as read_lab;

use super::Html;
use super::markdown::Page;
use super::section::Item;

/// An item in the primary file and, if it stands there, in the translation.
pub(crate) struct Pair<'i, 'a> {
    pub(crate) zh: &'i Item<'a>,
    pub(crate) en: Option<&'i Item<'a>>,
}

/// The pages that an item's two halves stand on.
pub(crate) struct Pages<'p, 'a> {
    pub(crate) zh: &'p mut Page<'a>,
    pub(crate) en: Option<&'p mut Page<'a>>,
}

impl Html {
    /// Whether there is nothing to read.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.trim().is_empty()
    }
}
