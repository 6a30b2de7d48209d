//! The anchors of a page: explicit `{#id}` or a slug of the heading's text.

use std::collections::{BTreeSet, HashMap};

use comrak::nodes::NodeValue;

use super::{Node, place, plain_text};
use crate::curriculum::{Heading, codes, notes::Notes};

/// The anchors of one file, and its outline.
#[derive(Debug, Default)]
pub(crate) struct Anchors {
    /// Headings of level 2 and 3 in order.
    pub(crate) outline: Vec<Heading>,
    /// Ids that the author wrote, in order.
    pub(crate) explicit: Vec<String>,
    all: BTreeSet<String>,
    by_line: HashMap<usize, String>,
}

impl Anchors {
    /// Collects the headings that stand at the top level of the document; the others (in quotes
    /// and lists) have no anchor.
    pub(crate) fn of(root: Node<'_>, notes: Notes<'_>) -> Self {
        let mut anchors = Self::default();
        for node in root.children() {
            let Some(id) = explicit_id(node) else { continue };
            if !anchors.all.insert(id.clone()) {
                notes.add(
                    codes::E0114,
                    place(node),
                    format!("the id `{id}` stands twice in this file"),
                    format!("id `{id}` 在本文件中出现了两次"),
                );
            }
            anchors.explicit.push(id);
        }
        for node in root.children() {
            let NodeValue::Heading(heading) = node.data().value else { continue };
            let text = plain_text(node);
            let anchor = explicit_id(node).unwrap_or_else(|| anchors.fresh(&slug(&text)));
            anchors.by_line.insert(node.data().sourcepos.start.line, anchor.clone());
            let level = heading.level.max(2);
            if level <= 3 {
                anchors.outline.push(Heading { anchor, text, level });
            }
        }
        anchors
    }

    fn fresh(&mut self, slug: &str) -> String {
        let mut id = slug.to_owned();
        let mut count = 1;
        while !self.all.insert(id.clone()) {
            id = format!("{slug}-{count}");
            count += 1;
        }
        id
    }

    /// The anchor of a heading node.
    pub(crate) fn at(&self, node: Node<'_>) -> Option<&str> {
        self.by_line.get(&node.data().sourcepos.start.line).map(String::as_str)
    }

    /// Whether a page has this anchor.
    pub(crate) fn has(&self, anchor: &str) -> bool {
        self.all.contains(anchor)
    }
}

/// The id that an author gave to a heading.
pub(crate) fn explicit_id(node: Node<'_>) -> Option<String> {
    let data = node.data();
    matches!(data.value, NodeValue::Heading(_)).then_some(())?;
    data.attrs.as_ref()?.id.clone()
}

/// A heading's text as code hosts make anchors of it.
fn slug(text: &str) -> String {
    let slug: String = text
        .to_lowercase()
        .chars()
        .filter_map(|c| match c {
            ' ' | '-' => Some('-'),
            '_' => Some('_'),
            c if c.is_alphanumeric() => Some(c),
            _ => None,
        })
        .collect();
    if slug.is_empty() { "section".into() } else { slug }
}
