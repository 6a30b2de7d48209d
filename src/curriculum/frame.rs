//! `track.toml`, `module.toml`, `unit.toml`.

use super::notes::Notes;
use super::slug::check_id;
use super::tree::{Family, Node, Reader, parse_toml};
use super::{Module, Track, Unit};
use crate::id::ModuleId;

/// The track, and the folders of its modules as it lists them.
#[derive(Debug, Default)]
pub(crate) struct TrackFile {
    pub(crate) track: Track,
    pub(crate) modules: Option<Vec<String>>,
}

fn tree(notes: Notes<'_>) -> Option<Node> {
    parse_toml(&notes.file.text, 1, notes, Family::Front)
}

/// Reads `track.toml`.
pub(crate) fn track(notes: Notes<'_>) -> Option<TrackFile> {
    let node = tree(notes)?;
    let reader = Reader { notes, family: Family::Front };
    let fields = reader.fields(&node)?;
    fields.known(
        &["id", "title", "occupation_codes", "levels", "modules", "hours", "pass_marks"],
        "`track.toml`",
        "`track.toml` ",
    );
    let id = fields.need("id").and_then(|node| {
        let id = reader.text(node)?;
        check_id(&id, node.at, Family::Front.wrong(), notes).then_some(id)
    });
    let title = fields.need("title").and_then(|node| reader.localised(node));
    let occupation_codes = fields.get("occupation_codes").and_then(|node| reader.texts(node));
    let modules = fields.get("modules").and_then(|node| reader.texts(node));
    if let Some(levels) = fields.get("levels").and_then(|node| reader.list(node)) {
        let known = [("J", ()), ("I", ()), ("S", ())];
        levels.iter().for_each(|level| {
            let _ = reader.word(level, &known);
        });
    }
    let track = Track {
        id: id.unwrap_or_default(),
        title: title.unwrap_or_default(),
        occupation_codes: occupation_codes.unwrap_or_default(),
    };
    Some(TrackFile { track, modules })
}

/// Reads a `module.toml`; its units come later.
pub(crate) fn module(folder: &str, notes: Notes<'_>) -> Option<Module> {
    let node = tree(notes)?;
    let reader = Reader { notes, family: Family::Front };
    let fields = reader.fields(&node)?;
    fields.known(&["title", "code", "order", "hours", "level"], "`module.toml`", "`module.toml` ");
    let title = fields.need("title").and_then(|node| reader.localised(node));
    let code = fields.need("code").and_then(|node| reader.text(node));
    let order = fields.need("order").and_then(|node| reader.integer(node, 1..=1_000));
    let hours = fields.need("hours").and_then(|node| reader.integer(node, 0..=10_000));
    if let Some(level) = fields.get("level") {
        let _ = reader.word(level, &[("J", ()), ("I", ()), ("S", ())]);
    }
    Some(Module {
        id: ModuleId::from(folder),
        code: code.unwrap_or_else(|| folder.to_uppercase()),
        title: title.unwrap_or_default(),
        order: order.unwrap_or(1_000),
        hours: hours.unwrap_or_default(),
        units: Vec::new(),
    })
}

/// Reads a `unit.toml`; its lessons come later.
pub(crate) fn unit(folder: &str, notes: Notes<'_>) -> Option<Unit> {
    let node = tree(notes)?;
    let reader = Reader { notes, family: Family::Front };
    let fields = reader.fields(&node)?;
    fields.known(&["title", "order", "hours"], "`unit.toml`", "`unit.toml` ");
    let title = fields.need("title").and_then(|node| reader.localised(node));
    let order = fields.need("order").and_then(|node| reader.integer(node, 1..=1_000));
    let hours = fields.need("hours").and_then(|node| reader.integer(node, 0..=10_000));
    Some(Unit {
        folder: folder.to_owned(),
        title: title.unwrap_or_default(),
        order: order.unwrap_or(1_000),
        hours: hours.unwrap_or_default(),
        lessons: Vec::new(),
    })
}
