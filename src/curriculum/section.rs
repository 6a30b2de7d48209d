//! A document cut into prose and items. An item is a heading with an id, followed at once by a
//! fence with a role; it ends at the next heading of the same or a higher level.

use std::collections::BTreeSet;

use comrak::nodes::{NodeCodeBlock, NodeValue};

use super::markdown::{Node, explicit_id, place, plain_text};
use super::notes::{Notes, nearest};
use super::tree::Origin;
use super::{Position, codes};

/// What a fence is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// `yaml exercise`.
    Exercise,
    /// `toml lab`.
    Lab,
}

/// A data fence.
#[derive(Debug)]
pub(crate) struct Fence {
    pub(crate) role: Role,
    pub(crate) text: String,
    pub(crate) origin: Origin,
    pub(crate) at: Position,
}

/// An exercise or a lab before it is read.
#[derive(Debug)]
pub(crate) struct Item<'a> {
    /// Its id; empty where it has none, which has been reported.
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) at: Position,
    /// None in a translation.
    pub(crate) fence: Option<Fence>,
    pub(crate) body: Vec<Node<'a>>,
}

/// A piece of a document.
#[derive(Debug)]
pub(crate) enum Section<'a> {
    Prose(Vec<Node<'a>>),
    Item(Item<'a>),
}

/// Cuts a primary file.
pub(crate) fn primary<'a>(root: Node<'a>, notes: Notes<'_>) -> Vec<Section<'a>> {
    cut(root, |heading, next| {
        let fence = next.and_then(|next| role_fence(next, notes));
        match (heading, fence) {
            (Some(heading), Some(fence)) => {
                let id = explicit_id(heading).unwrap_or_else(|| {
                    notes
                        .add(
                            codes::E0202,
                            place(heading),
                            "the heading of an item needs an id",
                            "条目的标题需要一个 id",
                        )
                        .help("write `{#lesson-short-name}` after it", "请在标题后写 `{#课-简称}`");
                    String::new()
                });
                Some((id, Some(fence)))
            }
            (None, Some(fence)) => {
                notes
                    .add(
                        codes::E0201,
                        fence.at,
                        "this fence does not follow a heading at once",
                        "这个围栏没有紧跟在标题之后",
                    )
                    .help(
                        "put it directly under a heading with an id, `### … {#id}`",
                        "请把它放在带 id 的标题 `### … {#id}` 的正下方",
                    );
                None
            }
            _ => None,
        }
    })
}

/// Cuts a translation: its items are the headings with the ids of the primary file's items.
pub(crate) fn translation<'a>(
    root: Node<'a>,
    ids: &BTreeSet<String>,
    notes: Notes<'_>,
) -> Vec<Section<'a>> {
    for node in root.children() {
        if let Some(fence) = role_fence(node, notes) {
            notes
                .add(
                    codes::E0507,
                    fence.at,
                    "a translation repeats the text of an item, never its fence",
                    "译文只重复条目的文字，不写围栏",
                )
                .help("take the fence out", "请删去这个围栏");
        }
    }
    let sections = cut(root, |heading, _| {
        let id = explicit_id(heading?)?;
        ids.contains(&id).then_some((id, None))
    });
    sections
        .into_iter()
        .map(|section| match section {
            Section::Item(mut item) => {
                item.body.retain(|node| silent_role(node).is_none());
                Section::Item(item)
            }
            prose => prose,
        })
        .collect()
}

/// Walks over the top level. `item_at` is asked at each heading (with the node after it) and at
/// each other node (as the second argument alone) whether an item begins there.
fn cut<'a>(
    root: Node<'a>,
    mut item_at: impl FnMut(Option<Node<'a>>, Option<Node<'a>>) -> Option<(String, Option<Fence>)>,
) -> Vec<Section<'a>> {
    let nodes: Vec<Node<'a>> = root
        .children()
        .filter(|node| !matches!(node.data().value, NodeValue::FootnoteDefinition(_)))
        .collect();
    let mut sections: Vec<Section<'a>> = Vec::new();
    let mut inside: Option<u8> = None;
    let mut index = 0;
    while index < nodes.len() {
        let node = nodes[index];
        index += 1;
        let level = heading_level(node);
        let found = match level {
            Some(level) if inside.is_none_or(|item| level <= item) => {
                inside = None;
                item_at(Some(node), nodes.get(index).copied()).map(|found| (level, found))
            }
            Some(_) => None,
            None => {
                item_at(None, Some(node));
                None
            }
        };
        if let Some((level, (id, fence))) = found {
            index += usize::from(fence.is_some());
            inside = Some(level);
            let (title, at) = (plain_text(node), place(node));
            sections.push(Section::Item(Item { id, title, at, fence, body: Vec::new() }));
            continue;
        }
        match sections.last_mut() {
            Some(Section::Item(item)) if inside.is_some() => item.body.push(node),
            Some(Section::Prose(prose)) => prose.push(node),
            _ => sections.push(Section::Prose(vec![node])),
        }
    }
    sections
}

fn heading_level(node: Node<'_>) -> Option<u8> {
    match node.data().value {
        NodeValue::Heading(heading) => Some(heading.level),
        _ => None,
    }
}

/// Roles by the words of an info string; none for those that have no reader yet.
const ROLES: [(&str, &str, Option<Role>); 7] = [
    ("yaml", "exercise", Some(Role::Exercise)),
    ("toml", "lab", Some(Role::Lab)),
    ("toml", "network", None),
    ("python", "starter", None),
    ("python", "solution", None),
    ("python", "cases", None),
    ("csv", "data", None),
];

/// Whether the info string of a node names a role that has a reader.
fn silent_role(node: Node<'_>) -> Option<Role> {
    let data = node.data();
    let NodeValue::CodeBlock(code) = &data.value else { return None };
    let mut words = code.info.split_whitespace();
    let (language, role) = (words.next()?, words.next()?);
    ROLES.iter().find(|known| (known.0, known.1) == (language, role)).and_then(|known| known.2)
}

/// The data fence that a node is, if it is one; near misses are reported.
fn role_fence(node: Node<'_>, notes: Notes<'_>) -> Option<Fence> {
    let data = node.data();
    let NodeValue::CodeBlock(code) = &data.value else { return None };
    if !code.fenced {
        return None;
    }
    let start = place(node);
    let at = notes.file.at_line(start.line);
    if let Some(role) = silent_role(node) {
        if !code.closed {
            notes.add(codes::E0205, at, "this fence is not closed", "这个围栏没有结束");
        }
        return Some(fence(role, code, at));
    }
    let words: Vec<&str> = code.info.split_whitespace().collect();
    let [language, role, ..] = words.as_slice() else { return None };
    if ROLES.iter().any(|known| (known.0, known.1) == (*language, *role)) {
        notes.add(
            codes::E0204,
            at,
            format!("fences of the role `{role}` are not built yet"),
            format!("角色为 `{role}` 的围栏尚未实现"),
        );
        return None;
    }
    let near = nearest(role, ROLES.iter().map(|known| known.1))?;
    let (wanted, ..) = ROLES.iter().find(|known| known.1 == near)?;
    notes
        .add(
            codes::E0203,
            at,
            format!("unknown role `{language} {role}`"),
            format!("未知的角色 `{language} {role}`"),
        )
        .label(format!("did you mean `{wanted} {near}`?"), format!("是不是 `{wanted} {near}`？"));
    None
}

fn fence(role: Role, code: &NodeCodeBlock, at: Position) -> Fence {
    let origin = Origin { line: at.line + 1, indent: code.fence_offset };
    Fence { role, text: code.literal.clone(), origin, at }
}
