//! The body of an exercise in one language: question, hints, explanation, and the list or table
//! that is the answer sheet.

use comrak::nodes::{AlertType, ListType, NodeValue};

use crate::curriculum::markdown::{Node, Page, Visibility, place};
use crate::curriculum::section::Item;
use crate::curriculum::{Html, Kind, Position, codes};

/// What stands in a body.
#[derive(Debug, Default)]
pub(crate) struct Body {
    pub(crate) prompt: Html,
    pub(crate) hints: Vec<Html>,
    pub(crate) explanation: Option<(Html, Position)>,
    pub(crate) sheet: Sheet,
}

/// The list or table of a body.
#[derive(Debug, Default)]
pub(crate) enum Sheet {
    /// None is wanted.
    #[default]
    None,
    /// One is wanted but cannot be used; this has been reported.
    Broken,
    /// Options of `choice` and `multiple`.
    Options(Vec<Choice>),
    /// Entries of `order`.
    Entries(Vec<Entry>),
    /// Rows of `match`.
    Pairs([Html; 2], Vec<Row>),
}

/// An option.
#[derive(Debug)]
pub(crate) struct Choice {
    pub(crate) html: Html,
    pub(crate) ticked: bool,
    pub(crate) feedback: Option<Html>,
    pub(crate) at: Position,
}

/// An entry of an ordered list.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) html: Html,
    pub(crate) at: Position,
}

/// A row of a table of pairs; an empty cell is none.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) left: Option<Html>,
    pub(crate) right: Option<Html>,
    pub(crate) at: Position,
}

/// Reads the body of an item.
pub(crate) fn read<'a>(page: &mut Page<'a>, kind: Kind, item: &Item<'a>) -> Body {
    let (mut hints, mut notes, mut rest) = (Vec::new(), Vec::new(), Vec::new());
    for &node in &item.body {
        match alert(node) {
            Some(AlertType::Tip) => hints.push(node),
            Some(AlertType::Note) => notes.push(node),
            _ => rest.push(node),
        }
    }
    let sheet_node = find_sheet(page, kind, item, &mut rest);
    let id = &item.id;
    // The public parts first, in the order of the page: their footnotes are numbered through.
    let prompt = page.fragment(&rest, id, Visibility::Public);
    if prompt.is_empty() {
        page.notes.add(codes::E0309, item.at, "there is no question", "没有题目");
    }
    let hints = hints
        .iter()
        .enumerate()
        .map(|(index, node)| {
            page.fragment(&children(node), &format!("{id}-hint-{}", index + 1), Visibility::Public)
        })
        .collect();
    let sheet = sheet_node.map_or(Sheet::None, |found| match found {
        Some(node) => sheet(page, kind, id, node),
        None => Sheet::Broken,
    });
    let explanation = notes.first().map(|first| {
        let nodes: Vec<Node<'a>> = notes.iter().flat_map(|node| children(node)).collect();
        (page.fragment(&nodes, &format!("{id}-note"), Visibility::Secret), place(first))
    });
    Body { prompt, hints, explanation, sheet }
}

fn alert(node: Node<'_>) -> Option<AlertType> {
    match &node.data().value {
        NodeValue::Alert(alert) => Some(alert.alert_type),
        _ => None,
    }
}

fn children<'a>(node: &Node<'a>) -> Vec<Node<'a>> {
    node.children().collect()
}

/// Takes the answer sheet out of the nodes. None: the kind wants none; `Some(None)`: it is
/// missing, which has been reported.
#[expect(clippy::option_option, reason = "not wanted, wanted but missing, and found are three things")]
fn find_sheet<'a>(
    page: &Page<'a>,
    kind: Kind,
    item: &Item<'a>,
    rest: &mut Vec<Node<'a>>,
) -> Option<Option<Node<'a>>> {
    let notes = page.notes;
    let missing = |en: &str, zh: &str, help_en: &str, help_zh: &str| {
        notes
            .add(
                codes::E0301,
                item.at,
                format!("this {} exercise has no {en}", kind.name()),
                format!("这道 {} 题没有{zh}", kind.name()),
            )
            .help(help_en, help_zh);
        Some(None)
    };
    let task_lists: Vec<usize> = (0..rest.len()).filter(|&index| has_boxes(rest[index])).collect();
    match kind {
        Kind::Choice | Kind::Multiple => match task_lists.as_slice() {
            [] => missing(
                "options",
                "选项",
                "write them as `- [ ] option`, the right ones as `- [x] option`",
                "请写作 `- [ ] 选项`，正确的写作 `- [x] 选项`",
            ),
            [only] => Some(Some(rest.remove(*only))),
            [_, second, ..] => {
                notes
                    .add(
                        codes::E0302,
                        notes.file.at_line(place(rest[*second]).line),
                        "a second list of options begins here",
                        "这里开始了第二个选项列表",
                    )
                    .help(
                        "text between two options ends the list; indent it",
                        "选项之间的文字会中断列表，请缩进",
                    );
                rest.retain(|node| !has_boxes(node));
                Some(None)
            }
        },
        Kind::Order => match rest.iter().rposition(|node| is_ordered(node)) {
            Some(index) => Some(Some(rest.remove(index))),
            None => missing(
                "numbered list",
                "编号列表",
                "write `1. first`, `2. second` … in the right order",
                "请按正确顺序写 `1. 第一`、`2. 第二`……",
            ),
        },
        Kind::Match => match rest.iter().rposition(|node| matches!(node.data().value, NodeValue::Table(_)))
        {
            Some(index) => Some(Some(rest.remove(index))),
            None => missing(
                "table of pairs",
                "配对表格",
                "write a table of two columns, each row a right pair",
                "请写一个两列的表格，每行是一个正确的配对",
            ),
        },
        Kind::Numeric | Kind::Text | Kind::Lab => {
            if let Some(&index) = task_lists.first() {
                notes.add(
                    codes::E0308,
                    notes.file.at_line(place(rest[index]).line),
                    format!("a {} exercise has no options", kind.name()),
                    format!("{} 题没有选项", kind.name()),
                );
            }
            None
        }
    }
}

/// Whether a node is a list with at least one box.
pub(crate) fn has_boxes(node: Node<'_>) -> bool {
    matches!(node.data().value, NodeValue::List(_))
        && node.children().any(|item| matches!(item.data().value, NodeValue::TaskItem(_)))
}

fn is_ordered(node: Node<'_>) -> bool {
    matches!(node.data().value, NodeValue::List(list) if list.list_type == ListType::Ordered)
}

fn sheet<'a>(page: &mut Page<'a>, kind: Kind, id: &str, node: Node<'a>) -> Sheet {
    match kind {
        Kind::Choice | Kind::Multiple => {
            Sheet::Options(node.children().enumerate().map(|(n, item)| choice(page, id, n, item)).collect())
        }
        Kind::Order => {
            let entries = node.children().enumerate().map(|(n, item)| Entry {
                html: page.inline_fragment(&children(&item), &format!("{id}-{n}"), Visibility::Public),
                at: page.notes.file.at_line(place(item).line),
            });
            Sheet::Entries(entries.collect())
        }
        Kind::Match => pairs(page, id, node),
        Kind::Numeric | Kind::Text | Kind::Lab => Sheet::None,
    }
}

fn choice<'a>(page: &mut Page<'a>, id: &str, index: usize, item: Node<'a>) -> Choice {
    let at = page.notes.file.at_line(place(item).line);
    let ticked = match item.data().value {
        NodeValue::TaskItem(task) => task.symbol.is_some(),
        _ => {
            page.notes
                .add(codes::E0306, at, "this option has no box", "这个选项前没有方框")
                .help("write `- [ ] option`", "请写作 `- [ ] 选项`");
            false
        }
    };
    let (quotes, text): (Vec<Node<'a>>, Vec<Node<'a>>) =
        item.children().partition(|child| matches!(child.data().value, NodeValue::BlockQuote));
    let html = page.inline_fragment(&text, &format!("{id}-{index}"), Visibility::Public);
    let said: Vec<Node<'a>> = quotes.iter().flat_map(children).collect();
    let feedback =
        (!said.is_empty()).then(|| page.fragment(&said, &format!("{id}-{index}-note"), Visibility::Secret));
    Choice { html, ticked, feedback, at }
}

fn pairs<'a>(page: &mut Page<'a>, id: &str, table: Node<'a>) -> Sheet {
    let mut titles = [Html::default(), Html::default()];
    let mut rows = Vec::new();
    for (n, row) in table.children().enumerate() {
        let at = page.notes.file.at_line(place(row).line);
        let cells: Vec<Node<'a>> = row.children().collect();
        let [left, right] = cells.as_slice() else {
            page.notes.add(
                codes::E0307,
                at,
                format!("a table of pairs has two columns, this one has {}", cells.len()),
                format!("配对表格应有两列，这里有 {} 列", cells.len()),
            );
            return Sheet::Broken;
        };
        let mut cell = |cell: &Node<'a>, side: &str| {
            page.inline_fragment(&children(cell), &format!("{id}-{n}{side}"), Visibility::Public)
        };
        let (left, right) = (cell(left, "l"), cell(right, "r"));
        if matches!(row.data().value, NodeValue::TableRow(true)) {
            titles = [left, right];
        } else {
            let filled = |html: Html| (!html.is_empty()).then_some(html);
            rows.push(Row { left: filled(left), right: filled(right), at });
        }
    }
    Sheet::Pairs(titles, rows)
}
