//! The tree into markup. Every element that a page may contain is written here.

use std::fmt::Write as _;

use comrak::html::escape_href;
use comrak::nodes::{AlertType, ListType, NodeCodeBlock, NodeLink, NodeList, NodeMath, NodeValue};

use super::highlight::{highlight, push_escaped};
use super::links::{Target, picture, resolve};
use super::{AnchorUse, Node, Page, Visibility, is_cjk, maths, place, plain_text};
use crate::curriculum::{Html, codes};

/// Writes one fragment of a page.
pub(super) struct Writer<'p, 'a> {
    pub(super) page: &'p mut Page<'a>,
    pub(super) out: String,
    pub(super) prefix: &'p str,
    pub(super) visibility: Visibility,
    /// Footnotes of this fragment by name, and how often each was referred to.
    pub(super) used: Vec<(String, usize)>,
    /// Numbers of a secret fragment.
    pub(super) own: Vec<String>,
}

impl<'p, 'a> Writer<'p, 'a> {
    pub(super) const fn new(page: &'p mut Page<'a>, prefix: &'p str, visibility: Visibility) -> Self {
        Self { page, out: String::new(), prefix, visibility, used: Vec::new(), own: Vec::new() }
    }

    /// Appends the footnotes and returns the markup.
    pub(super) fn finish(mut self) -> Html {
        self.footnotes();
        self.out.truncate(self.out.trim_end().len());
        Html(self.out)
    }

    pub(super) fn blocks(&mut self, nodes: &[Node<'a>]) {
        for node in nodes {
            self.block(node, false);
        }
    }

    /// The contents of a list item or a cell: one paragraph stands without `p`.
    pub(super) fn contents(&mut self, nodes: &[Node<'a>]) {
        match nodes {
            [only] if matches!(only.data().value, NodeValue::Paragraph) => self.paragraph(only, true),
            [only] if !only.data().value.block() => self.inline(only),
            _ if nodes.iter().any(|node| node.data().value.block()) => self.blocks(nodes),
            _ => nodes.iter().for_each(|node| self.inline(node)),
        }
    }

    fn block(&mut self, node: Node<'a>, tight: bool) {
        let value = node.data().value.clone();
        match value {
            NodeValue::Paragraph => self.paragraph(node, tight),
            NodeValue::Heading(heading) => {
                let level = heading.level.max(2);
                let _ = write!(self.out, "<h{level}");
                if let Some(anchor) = self.page.anchors.at(node) {
                    self.out.push_str(" id=\"");
                    push_escaped(&mut self.out, anchor);
                    self.out.push('"');
                }
                self.out.push('>');
                self.inlines(node);
                let _ = writeln!(self.out, "</h{level}>");
            }
            NodeValue::BlockQuote => {
                self.out.push_str("<blockquote>\n");
                self.children(node);
                self.out.push_str("</blockquote>\n");
            }
            NodeValue::Alert(alert) => self.alert(node, alert.alert_type, alert.title.as_deref()),
            NodeValue::List(list) => self.list(node, &list),
            NodeValue::CodeBlock(code) => self.code_block(&code),
            NodeValue::Table(table) => self.table(node, &table.alignments),
            NodeValue::ThematicBreak => self.out.push_str("<hr>\n"),
            // Reported by `lint`; shown as the author wrote it.
            NodeValue::HtmlBlock(html) => {
                self.out.push_str("<p>");
                push_escaped(&mut self.out, html.literal.trim());
                self.out.push_str("</p>\n");
            }
            // Written where they are referred to.
            NodeValue::FootnoteDefinition(_) => {}
            _ if value.block() => self.children(node),
            _ => self.inline(node),
        }
    }

    fn children(&mut self, node: Node<'a>) {
        for child in node.children() {
            self.block(child, false);
        }
    }

    fn list(&mut self, node: Node<'a>, list: &NodeList) {
        let tag = if list.list_type == ListType::Ordered { "ol" } else { "ul" };
        self.out.push('<');
        self.out.push_str(tag);
        if list.list_type == ListType::Ordered && list.start != 1 {
            let _ = write!(self.out, " start=\"{}\"", list.start);
        }
        self.out.push_str(">\n");
        for item in node.children() {
            let value = item.data().value.clone();
            if let NodeValue::TaskItem(task) = value {
                self.out.push_str(if task.symbol.is_some() {
                    "<li class=\"task\">☑ "
                } else {
                    "<li class=\"task\">☐ "
                });
            } else {
                self.out.push_str("<li>");
            }
            let mut first = true;
            for child in item.children() {
                let inline = list.tight && matches!(child.data().value, NodeValue::Paragraph);
                if !inline && (first || !self.out.ends_with('\n')) {
                    self.out.push('\n');
                }
                self.block(child, list.tight);
                first = false;
            }
            self.out.push_str("</li>\n");
        }
        let _ = writeln!(self.out, "</{tag}>");
    }

    /// A paragraph; display formulas stand between its parts, as a `div` may not stand in a `p`.
    fn paragraph(&mut self, node: Node<'a>, bare: bool) {
        let children: Vec<Node<'a>> = node.children().collect();
        let is_display =
            |node: &Node<'a>| matches!(&node.data().value, NodeValue::Math(math) if math.display_math);
        if !children.iter().any(is_display) {
            if !bare {
                self.out.push_str("<p>");
            }
            children.iter().for_each(|child| self.inline(child));
            if !bare {
                self.out.push_str("</p>\n");
            }
            return;
        }
        for part in children.split_inclusive(is_display) {
            let (text, formula) = match part.split_last() {
                Some((last, text)) if is_display(last) => (text, Some(*last)),
                _ => (part, None),
            };
            let is_break =
                |node: &Node<'a>| matches!(node.data().value, NodeValue::SoftBreak | NodeValue::LineBreak);
            let start = text.iter().position(|node| !is_break(node)).unwrap_or(text.len());
            let end = text.iter().rposition(|node| !is_break(node)).map_or(start, |last| last + 1);
            if start < end {
                self.out.push_str("<p>");
                text[start..end].iter().for_each(|child| self.inline(child));
                self.out.push_str("</p>\n");
            }
            if let Some(node) = formula
                && let NodeValue::Math(math) = &node.data().value
            {
                self.math(node, math, "div");
                self.out.push('\n');
            }
        }
    }

    fn alert(&mut self, node: Node<'a>, kind: AlertType, title: Option<&str>) {
        let (class, zh, en) = match kind {
            AlertType::Note => ("note", "说明", "Note"),
            AlertType::Tip => ("tip", "提示", "Tip"),
            AlertType::Important => ("important", "要点", "Important"),
            AlertType::Warning => ("warning", "警告", "Warning"),
            AlertType::Caution => ("caution", "当心", "Caution"),
        };
        let title = title.unwrap_or_else(|| self.page.language.pick(zh, en));
        // The role keeps an `aside` from being a landmark of its own.
        let _ = write!(
            self.out,
            "<aside class=\"callout callout-{class}\" role=\"note\">\n<p class=\"callout-title\">"
        );
        push_escaped(&mut self.out, title);
        self.out.push_str("</p>\n");
        self.children(node);
        self.out.push_str("</aside>\n");
    }

    /// Code scrolls sideways, so the keyboard must reach it.
    fn code_block(&mut self, code: &NodeCodeBlock) {
        let language = code.info.split_whitespace().next().unwrap_or_default();
        self.out.push_str("<pre class=\"code\" tabindex=\"0\"><code");
        if !language.is_empty() {
            self.out.push_str(" class=\"language-");
            push_escaped(&mut self.out, language);
            self.out.push('"');
        }
        self.out.push('>');
        self.out.push_str(&highlight(language, &code.literal));
        self.out.push_str("</code></pre>\n");
    }

    pub(super) fn inlines(&mut self, node: Node<'a>) {
        for child in node.children() {
            self.inline(child);
        }
    }

    fn wrapped(&mut self, node: Node<'a>, tag: &str) {
        let _ = write!(self.out, "<{tag}>");
        self.inlines(node);
        let _ = write!(self.out, "</{tag}>");
    }

    pub(super) fn inline(&mut self, node: Node<'a>) {
        match &node.data().value {
            NodeValue::Text(text) => push_escaped(&mut self.out, text),
            NodeValue::SoftBreak => self.soft_break(node),
            NodeValue::LineBreak => self.out.push_str("<br>\n"),
            NodeValue::Code(code) => {
                self.out.push_str("<code>");
                push_escaped(&mut self.out, &code.literal);
                self.out.push_str("</code>");
            }
            NodeValue::Emph => self.wrapped(node, "em"),
            NodeValue::Strong => self.wrapped(node, "strong"),
            NodeValue::Strikethrough => self.wrapped(node, "del"),
            NodeValue::Link(link) => self.link(node, link),
            NodeValue::Image(link) => self.image(node, link),
            NodeValue::Math(math) => self.math(node, math, "span"),
            NodeValue::FootnoteReference(reference) => self.footnote_reference(&reference.name),
            NodeValue::HtmlInline(html) => push_escaped(&mut self.out, html),
            _ => self.inlines(node),
        }
    }

    /// A line break of the source is a blank on the page, but not between Chinese characters.
    fn soft_break(&mut self, node: Node<'a>) {
        let before = self.out.chars().next_back().is_some_and(is_cjk);
        let after = node.next_sibling().is_some_and(|next| match &next.data().value {
            NodeValue::Text(text) => text.chars().next().is_some_and(is_cjk),
            _ => false,
        });
        if !(before && after) {
            self.out.push('\n');
        }
    }

    fn math(&mut self, node: Node<'a>, math: &NodeMath, tag: &str) {
        match maths::typeset(&math.literal, math.display_math) {
            Ok(formula) => {
                if self.visibility == Visibility::Public {
                    self.page.has_math = true;
                }
                // A wide formula scrolls sideways in its frame, so the keyboard must reach it.
                let (class, focus) = if tag == "div" { ("eq", " tabindex=\"0\"") } else { ("tex", "") };
                let _ = write!(self.out, "<{tag} class=\"{class}\" data-tex=\"");
                push_escaped(&mut self.out, &formula.tex);
                let _ = write!(self.out, "\"{focus}>{}</{tag}>", formula.mathml);
                self.glue(node);
            }
            Err(error) => {
                self.page.notes.add(
                    codes::E0702,
                    place(node),
                    format!("this formula cannot be read: {}", error.en),
                    format!("公式无法读取：{}", error.zh),
                );
                self.out.push_str("<code>");
                push_escaped(&mut self.out, math.literal.trim());
                self.out.push_str("</code>");
            }
        }
    }

    /// Browsers may break a line after a formula even before a comma; a word joiner forbids it.
    fn glue(&mut self, formula: Node<'a>) {
        const CLOSING: &str = "，。、；：？！）》”’,.;:?!)";
        let is_closed = formula.next_sibling().is_some_and(|next| match &next.data().value {
            NodeValue::Text(text) => text.chars().next().is_some_and(|first| CLOSING.contains(first)),
            _ => false,
        });
        if is_closed {
            self.out.push('\u{2060}');
        }
    }

    fn link(&mut self, node: Node<'a>, link: &NodeLink) {
        let notes = self.page.notes;
        let target = resolve(self.page.files, &self.page.folder, &link.url);
        let (href, outside) = match target {
            Target::Web => (link.url.clone(), true),
            Target::Here(anchor) => {
                let used = AnchorUse {
                    file: notes.file.path.clone(),
                    at: place(node),
                    lesson: self.page.lesson.clone(),
                    language: self.page.language,
                    anchor: anchor.clone(),
                };
                self.page.anchor_uses.push(used);
                (format!("#{anchor}"), false)
            }
            Target::Lesson(lesson, anchor) => {
                let mut href = format!("/{}/lessons/{lesson}", self.page.language.slug());
                if let Some(anchor) = anchor {
                    let _ = write!(href, "#{anchor}");
                    let (file, at) = (notes.file.path.clone(), place(node));
                    let language = self.page.language;
                    self.page.anchor_uses.push(AnchorUse { file, at, lesson, language, anchor });
                }
                (href, false)
            }
            Target::Missing(path) => {
                notes.add(
                    codes::E0401,
                    place(node),
                    format!("there is no lesson file `{path}`"),
                    format!("没有课程文件 `{path}`"),
                );
                return self.inlines(node);
            }
            Target::NotALesson(path) => {
                notes
                    .add(
                        codes::E0401,
                        place(node),
                        format!("`{path}` is not a lesson"),
                        format!("`{path}` 不是一课"),
                    )
                    .help(
                        "link to a lesson's `.zh-CN.md` or `.en.md` file",
                        "请链接到某课的 `.zh-CN.md` 或 `.en.md` 文件",
                    );
                return self.inlines(node);
            }
            Target::Refused(en, zh) => {
                notes
                    .add(codes::E0409, place(node), "this address is not allowed", "不允许这个地址")
                    .help(en, zh);
                return self.inlines(node);
            }
        };
        self.out.push_str("<a href=\"");
        let _ = escape_href(&mut self.out, &href, false);
        self.out.push('"');
        if !link.title.is_empty() {
            self.out.push_str(" title=\"");
            push_escaped(&mut self.out, &link.title);
            self.out.push('"');
        }
        if outside {
            self.out.push_str(" rel=\"noopener noreferrer\"");
        }
        self.out.push('>');
        self.inlines(node);
        self.out.push_str("</a>");
    }

    fn image(&mut self, node: Node<'a>, link: &NodeLink) {
        let notes = self.page.notes;
        let alt = plain_text(node);
        if alt.is_empty() {
            notes.add(codes::E0703, place(node), "the image has no description", "图片没有替代文字").help(
                "write what it shows between the brackets: `![…](…)`",
                "在方括号里写明图中内容：`![……](……)`",
            );
        }
        if self.visibility == Visibility::Secret {
            // Files are served to everyone, and this one would tell what the explanation says.
            notes.add(
                codes::E0204,
                place(node),
                "pictures in feedback and explanations are not built yet",
                "反馈与解析中的图片尚未实现",
            );
            return push_escaped(&mut self.out, &alt);
        }
        let found = picture(&self.page.folder, &link.url);
        match found.filter(|path| self.page.files.images.contains_key(path)) {
            Some(path) => {
                self.out.push_str("<img src=\"/content/");
                let _ = escape_href(&mut self.out, &path, false);
                self.out.push_str("\" alt=\"");
                push_escaped(&mut self.out, &alt);
                self.out.push_str("\" loading=\"lazy\">");
                self.page.images.insert(path);
            }
            None => {
                notes
                    .add(
                        codes::E0403,
                        place(node),
                        format!("there is no image `{}`", link.url),
                        format!("没有图片 `{}`", link.url),
                    )
                    .help(
                        "images are png, jpg or webp files of the curriculum, by relative path",
                        "图片须是课程中的 png、jpg 或 webp 文件，用相对路径引用",
                    );
                push_escaped(&mut self.out, &alt);
            }
        }
    }
}
