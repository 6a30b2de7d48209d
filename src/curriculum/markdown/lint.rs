//! What stands in a text but should not: raw HTML, half-width marks among Chinese, emphasis that
//! a plain CommonMark host would show as asterisks, headings out of order, lost footnotes.

use std::collections::BTreeSet;

use comrak::nodes::{NodeValue, Sourcepos};

use super::heading::explicit_id;
use super::{Arena, Node, is_cjk, parse_with, place};
use crate::curriculum::{Position, codes, notes::Notes};
use crate::language::Language;

/// Looks through a document; `text` is its source.
pub(crate) fn lint(root: Node<'_>, text: &str, language: Language, notes: Notes<'_>) {
    for node in root.descendants() {
        match &node.data().value {
            NodeValue::HtmlBlock(html) => raw_html(&html.literal, place(node), notes),
            NodeValue::HtmlInline(html) => raw_html(html, place(node), notes),
            NodeValue::Text(written) => {
                lost_footnote(written, place(node), notes);
                if language == Language::Chinese {
                    punctuation(node, written, notes);
                }
            }
            _ => {}
        }
    }
    headings(root, notes);
    if language == Language::Chinese && text.contains(['*', '~']) {
        emphasis(root, text, notes);
    }
}

/// The markdown that does what an HTML element does.
fn instead_of(element: &str) -> (&'static str, &'static str) {
    match element {
        "b" | "strong" => ("write `**bold**`", "请写 `**粗体**`"),
        "i" | "em" => ("write `*emphasis*`", "请写 `*强调*`"),
        "s" | "del" | "strike" => ("write `~~struck~~`", "请写 `~~删除~~`"),
        "br" => (
            "end the line with `\\`, or begin a new paragraph with an empty line",
            "在行末写 `\\`，或空一行另起一段",
        ),
        "img" => ("write `![what it shows](file.png)`", "请写 `![图中内容](file.png)`"),
        "a" => ("write `[text](address)`", "请写 `[文字](地址)`"),
        "code" | "kbd" | "tt" => ("write `` `code` ``", "请写 `` `代码` ``"),
        "pre" => ("write a fenced block: ```` ``` ````", "请用围栏代码块：```` ``` ````"),
        "sub" | "sup" => ("write a formula: `$x_i$`, `$x^2$`", "请写公式：`$x_i$`、`$x^2$`"),
        "hr" => ("write `---` on a line of its own", "请单独一行写 `---`"),
        "blockquote" => ("begin the lines with `> `", "请在行首写 `> `"),
        "details" | "summary" | "aside" => ("write a call-out: `> [!NOTE]`", "请用提示块：`> [!NOTE]`"),
        "ul" | "li" => ("begin the lines with `- `", "请在行首写 `- `"),
        "ol" => ("begin the lines with `1. `", "请在行首写 `1. `"),
        "table" | "tr" | "td" | "th" => ("write a table: `| a | b |`", "请写表格：`| a | b |`"),
        "p" | "div" | "span" | "center" | "font" | "u" => {
            ("leave it out; an empty line parts paragraphs", "请删去；段落之间空一行即可")
        }
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => ("begin the line with `##`", "请在行首写 `##`"),
        "!--" => ("leave the comment out", "请删去注释"),
        _ => (
            "write markdown instead; a `<` that is meant as such is written `\\<`",
            "请改用 markdown；若只是小于号，请写 `\\<`",
        ),
    }
}

fn raw_html(html: &str, at: Position, notes: Notes<'_>) {
    let name = html.trim_start().trim_start_matches(['<', '/']);
    let name = if name.starts_with("!--") {
        "!--".to_owned()
    } else {
        name.chars().take_while(char::is_ascii_alphanumeric).collect::<String>().to_lowercase()
    };
    // The closing half says nothing new.
    if html.starts_with("</") {
        return;
    }
    let (en, zh) = instead_of(&name);
    let shown: String = html.trim().chars().take(30).take_while(|&c| c != '\n').collect();
    notes
        .add(
            codes::E0701,
            at,
            format!("raw HTML is not allowed: `{shown}`"),
            format!("不允许直接写 HTML：`{shown}`"),
        )
        .help(en, zh);
}

fn lost_footnote(text: &str, at: Position, notes: Notes<'_>) {
    let Some((_, rest)) = text.split_once("[^") else { return };
    let Some((name, _)) = rest.split_once(']') else { return };
    if name.is_empty() || name.contains(char::is_whitespace) {
        return;
    }
    notes
        .add(
            codes::W0709,
            at,
            format!("the footnote `{name}` has no text"),
            format!("脚注 `{name}` 没有内容"),
        )
        .help(format!("add a line `[^{name}]: …`"), format!("请加一行 `[^{name}]: ……`"));
}

/// Half-width marks that touch a Chinese character.
fn punctuation(node: Node<'_>, text: &str, notes: Notes<'_>) {
    let chars: Vec<char> = text.chars().collect();
    for (index, &mark) in chars.iter().enumerate() {
        let Some(full) = full_width(mark) else { continue };
        let before = index.checked_sub(1).map(|before| chars[before]);
        let after = chars.get(index + 1).copied();
        let touches = match mark {
            // A stop may belong to a number or a file name that follows.
            '.' => before.is_some_and(is_cjk) && !after.is_some_and(|c| c.is_ascii_alphanumeric()),
            '(' => before.is_some_and(is_cjk) || after.is_some_and(is_cjk),
            _ => before.is_some_and(is_cjk) || after.is_some_and(is_cjk),
        };
        if !touches {
            continue;
        }
        let at = character(node, index, mark, notes);
        notes
            .add(
                codes::W0706,
                at,
                format!("a half-width `{mark}` in Chinese text"),
                format!("中文里用了半角的 `{mark}`"),
            )
            .label(format!("write `{full}`"), format!("请写 `{full}`"));
    }
}

const fn full_width(mark: char) -> Option<char> {
    Some(match mark {
        ',' => '，',
        ';' => '；',
        ':' => '：',
        '!' => '！',
        '?' => '？',
        '(' => '（',
        ')' => '）',
        '.' => '。',
        _ => return None,
    })
}

/// The place of a character of a text node. Escapes and entities shift columns, so the character
/// is looked for on the line.
fn character(node: Node<'_>, index: usize, mark: char, notes: Notes<'_>) -> Position {
    let start = place(node);
    let guess = start.column + index;
    let found = notes
        .file
        .line(start.line)
        .chars()
        .enumerate()
        .skip(guess.saturating_sub(1))
        .find(|&(_, c)| c == mark)
        .map_or(start.column, |(column, _)| column + 1);
    Position { line: start.line, column: found, length: 1 }
}

fn headings(root: Node<'_>, notes: Notes<'_>) {
    let mut last = 1;
    for node in root.children() {
        let NodeValue::Heading(heading) = node.data().value else { continue };
        if heading.level == 1 {
            notes
                .add(
                    codes::W0708,
                    place(node),
                    "the title stands in the front matter; sections begin with `##`",
                    "标题已写在 front matter 中，小节从 `##` 开始",
                )
                .help("write `##`", "请写 `##`");
        } else if heading.level > last + 1 && !(last == 1 && explicit_id(node).is_some()) {
            notes.add(
                codes::W0708,
                place(node),
                format!("a level {} heading follows one of level {last}", heading.level),
                format!("{} 级标题直接跟在 {last} 级之后", heading.level),
            );
        }
        last = heading.level.max(1);
    }
}

/// Emphasis that stands only because of the CJK-friendly rule.
fn emphasis(root: Node<'_>, text: &str, notes: Notes<'_>) {
    let arena = Arena::new();
    let plain = parse_with(&arena, text, false, notes);
    let known: BTreeSet<(Sourcepos, u8)> = marked(plain).map(|(_, key)| key).collect();
    for (node, key) in marked(root) {
        if known.contains(&key) {
            continue;
        }
        notes
            .add(
                codes::W0707,
                place(node),
                "a plain CommonMark host shows this emphasis as asterisks",
                "普通的 CommonMark 网站会把这里的强调显示成星号",
            )
            .help(
                "put the full-width mark outside the asterisks, or a space after them",
                "把全角标点移到星号外面，或在星号后加一个空格",
            );
    }
}

fn marked<'a>(root: Node<'a>) -> impl Iterator<Item = (Node<'a>, (Sourcepos, u8))> {
    root.descendants().filter_map(|node| {
        let data = node.data();
        let kind = match data.value {
            NodeValue::Emph => 0,
            NodeValue::Strong => 1,
            NodeValue::Strikethrough => 2,
            _ => return None,
        };
        Some((node, (data.sourcepos, kind)))
    })
}
