//! Markup of short texts, and that plain CommonMark stays what it is.

use std::cell::RefCell;

use proptest::prelude::*;

use super::{Arena, Files, Node, Page, Visibility, parse};
use crate::curriculum::notes::{Notes, SourceText};
use crate::language::Language;

fn ours(text: &str) -> String {
    let file = SourceText::new("x", text.to_owned());
    let list = RefCell::new(Vec::new());
    let notes = Notes::new(&file, &list);
    let (arena, files) = (Arena::new(), Files::default());
    let root = parse(&arena, text, notes);
    let mut page = Page::new(root, "x".into(), Language::English, &files, notes);
    let nodes: Vec<Node<'_>> = root.children().collect();
    page.fragment(&nodes, "x", Visibility::Public).0
}

/// Markup without attributes and without blanks between elements.
fn bare(html: &str) -> String {
    let mut out = String::new();
    for piece in html.split_inclusive('>') {
        let (text, tag) = piece.split_at(piece.find('<').unwrap_or(piece.len()));
        out.push_str(text.trim_matches('\n'));
        let name = tag.trim_end_matches('>').split(' ').next().unwrap_or_default();
        out.push_str(name);
        out.push_str(if name.is_empty() { "" } else { ">" });
    }
    out
}

fn words() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("word"),
        Just(" "),
        Just("\n"),
        Just("\n\n"),
        Just("*"),
        Just("**"),
        Just("_"),
        Just("`"),
        Just("- "),
        Just("1. "),
        Just("3) "),
        Just("> "),
        Just("    "),
        Just("## "),
        Just("---\n"),
        Just("[a](https://example.org)"),
        Just("]"),
        Just("\\"),
        Just("&amp;"),
        Just("```\n"),
        Just("  \n"),
        Just("1 < 2 "),
        Just("\""),
        Just("* "),
        Just("+ "),
        Just("\t"),
    ];
    prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

proptest! {
    /// What CommonMark says stays as it is. (Pictures from elsewhere do not: the dialect refuses them.)
    #[test]
    fn plain_commonmark_is_untouched(text in words()) {
        let theirs = comrak::markdown_to_html(&text, &comrak::Options::default());
        prop_assert_eq!(bare(&ours(&text)), bare(&theirs), "{}\n{}", ours(&text), theirs);
    }
}

#[test]
fn chinese_lines_join_without_a_blank() {
    assert_eq!(ours("一行\n二行"), "<p>一行二行</p>");
    assert_eq!(ours("one\ntwo"), "<p>one\ntwo</p>");
    assert_eq!(ours("**注意：**请看"), "<p><strong>注意：</strong>请看</p>");
}

#[test]
fn display_formulas_part_a_paragraph() {
    let html = ours("before\n$$x$$\nafter");
    assert!(html.starts_with("<p>before</p>\n<div class=\"eq\""), "{html}");
    assert!(html.ends_with("</div>\n<p>after</p>"), "{html}");
}

#[test]
fn html_is_shown_as_written() {
    assert_eq!(ours("a <b onclick=x>b</b>"), "<p>a &lt;b onclick=x&gt;b&lt;/b&gt;</p>");
    assert_eq!(ours("<script>alert(1)</script>"), "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>");
    assert_eq!(ours("[x](javascript:alert)"), "<p>x</p>");
}
