//! One file being rendered: what its fragments share.

use std::collections::{BTreeSet, HashMap};

use comrak::nodes::NodeValue;

use super::render::Writer;
use super::{AnchorUse, Anchors, Files, Node};
use crate::curriculum::Html;
use crate::curriculum::notes::Notes;
use crate::id::LessonId;
use crate::language::Language;

/// Who may see a fragment before an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Visibility {
    /// Everyone: its footnotes are numbered through the page.
    Public,
    /// Who has answered: it must not touch anything public, so it counts for itself.
    Secret,
}

/// One file being rendered in one language.
pub(crate) struct Page<'a> {
    /// Where findings go.
    pub(crate) notes: Notes<'a>,
    /// The language of the file.
    pub(crate) language: Language,
    /// Anchors and outline.
    pub(crate) anchors: Anchors,
    /// Links whose anchors must still be verified.
    pub(crate) anchor_uses: Vec<AnchorUse>,
    /// Pictures in use.
    pub(crate) images: BTreeSet<String>,
    /// A formula stands in a public fragment.
    pub(crate) has_math: bool,
    /// The lesson that the file belongs to.
    pub(super) lesson: LessonId,
    pub(super) files: &'a Files,
    pub(super) folder: String,
    pub(super) footnotes: HashMap<String, Node<'a>>,
    pub(super) numbers: Vec<String>,
}

impl<'a> Page<'a> {
    /// The page of a parsed document.
    pub(crate) fn new(
        root: Node<'a>,
        lesson: LessonId,
        language: Language,
        files: &'a Files,
        notes: Notes<'a>,
    ) -> Self {
        let footnotes = root
            .children()
            .filter_map(|node| match &node.data().value {
                NodeValue::FootnoteDefinition(definition) => Some((definition.name.clone(), node)),
                _ => None,
            })
            .collect();
        let folder =
            notes.file.path.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_owned());
        Self {
            notes,
            language,
            anchors: Anchors::of(root, notes),
            anchor_uses: Vec::new(),
            images: BTreeSet::new(),
            has_math: false,
            lesson,
            files,
            folder: folder.trim_start_matches("keys/").to_owned(),
            footnotes,
            numbers: Vec::new(),
        }
    }

    /// Markup of some blocks, with the footnotes that they use at the end. `prefix` keeps ids of
    /// footnotes apart on a page that shows several fragments.
    pub(crate) fn fragment(&mut self, nodes: &[Node<'a>], prefix: &str, visibility: Visibility) -> Html {
        let mut writer = Writer::new(self, prefix, visibility);
        writer.blocks(nodes);
        writer.finish()
    }

    /// The same for what stands in a list item or a cell: one paragraph is written without its
    /// `p`, however loosely the author set the list.
    pub(crate) fn inline_fragment(
        &mut self,
        nodes: &[Node<'a>],
        prefix: &str,
        visibility: Visibility,
    ) -> Html {
        let mut writer = Writer::new(self, prefix, visibility);
        writer.contents(nodes);
        writer.finish()
    }
}
