//! Markdown into a tree and from there into markup that passes the strict content security
//! policy: no raw HTML, no inline style, no script.

mod footnote;
mod heading;
mod highlight;
mod links;
mod lint;
mod maths;
mod page;
mod render;
mod table;
#[cfg(test)]
mod tests;

pub(crate) use comrak::{Arena, Node};
pub(crate) use heading::{Anchors, explicit_id};
pub(crate) use links::{AnchorUse, Files};
pub(crate) use lint::lint;
pub(crate) use page::{Page, Visibility};

use comrak::nodes::NodeValue;
use comrak::{Options, parse_document};

use super::Position;
use super::codes;
use super::notes::Notes;

/// Deeper trees are refused: rendering is recursive.
const MAX_DEPTH: usize = 48;

/// The options of the dialect: CommonMark, GFM and what `content.md` adds.
fn options(cjk_friendly: bool) -> Options<'static> {
    let mut options = Options::default();
    let extension = &mut options.extension;
    extension.table = true;
    extension.tasklist = true;
    extension.footnotes = true;
    extension.strikethrough = true;
    extension.alerts = true;
    extension.math_dollars = true;
    extension.header_attributes = true;
    extension.cjk_friendly_emphasis = cjk_friendly;
    options.parse.sourcepos_chars = true;
    options
}

/// Parses `text`. A tree that is too deep is reported and comes back empty.
pub(crate) fn parse<'a>(arena: &'a Arena<'a>, text: &str, notes: Notes<'_>) -> Node<'a> {
    parse_with(arena, text, true, notes)
}

fn parse_with<'a>(arena: &'a Arena<'a>, text: &str, cjk_friendly: bool, notes: Notes<'_>) -> Node<'a> {
    let options = options(cjk_friendly);
    let empty = |en: &str, zh: &str| {
        notes.add(codes::E0705, Position::START, en, zh);
        parse_document(arena, "", &options)
    };
    let parsed = guarded(|| parse_document(arena, text, &options));
    let Some(root) = parsed else {
        return empty("the text cannot be read as markdown", "这段文本无法作为 markdown 读取");
    };
    match first_too_deep(root) {
        None => root,
        Some(node) => {
            notes.add(
                codes::E0704,
                place(node),
                format!("more than {MAX_DEPTH} levels of nesting"),
                format!("嵌套超过 {MAX_DEPTH} 层"),
            );
            parse_document(arena, "", &options)
        }
    }
}

/// Runs a function of a third party over an author's text. Their parsers are tested against
/// hostile input, but a page of one author must not take the server down if they still fail.
fn guarded<T>(read: impl FnOnce() -> T) -> Option<T> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(read)).ok()
}

fn first_too_deep<'a>(root: Node<'a>) -> Option<Node<'a>> {
    let mut stack = vec![(root, 0)];
    while let Some((node, depth)) = stack.pop() {
        if depth > MAX_DEPTH {
            return Some(node);
        }
        stack.extend(node.children().map(|child| (child, depth + 1)));
    }
    None
}

/// Where a node begins, underlined to the end of its first line.
pub(crate) fn place(node: Node<'_>) -> Position {
    let pos = node.data().sourcepos;
    let length = if pos.start.line == pos.end.line {
        (pos.end.column + 1).saturating_sub(pos.start.column).max(1)
    } else {
        1
    };
    Position { line: pos.start.line.max(1), column: pos.start.column.max(1), length }
}

/// The plain text of a node: what a screen reader would say of it.
pub(crate) fn plain_text(node: Node<'_>) -> String {
    let mut text = String::new();
    for node in node.descendants() {
        match &node.data().value {
            NodeValue::Text(part) => text.push_str(part),
            NodeValue::Code(code) => text.push_str(&code.literal),
            NodeValue::Math(math) => text.push_str(&math.literal),
            NodeValue::SoftBreak | NodeValue::LineBreak => text.push(' '),
            _ => {}
        }
    }
    text.trim().to_owned()
}

/// A Han character, or one of the full-width marks that stand among them.
pub(crate) const fn is_cjk(c: char) -> bool {
    matches!(c,
        '\u{2e80}'..='\u{303e}' | '\u{3041}'..='\u{33ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}'
        | '\u{ff00}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}' | '\u{20000}'..='\u{3fffd}')
}
