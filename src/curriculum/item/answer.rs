//! Keys as they are written in a fence or in a key file.

use std::collections::{BTreeMap, BTreeSet};

use crate::curriculum::tree::{Fields, Node, Reader, Value};
use crate::curriculum::{Comparison, Condition, Kind, Letter, NumericKey, Tolerance, codes};

/// `answer`, `tolerance`, `unit`, `units` of a numeric item.
pub(crate) fn numeric(fields: &Fields<'_, '_>, reader: Reader<'_>) -> Option<NumericKey> {
    let answer_node = fields.need("answer")?;
    let answer = reader.number(answer_node);
    let tolerance = match fields.get("tolerance") {
        Some(node) => tolerance(node, reader),
        None => {
            if answer.is_some_and(|answer| answer.fract() != 0.0) {
                reader
                    .notes
                    .add(
                        codes::W0215,
                        answer_node.at,
                        "without `tolerance` only exactly this fraction is right",
                        "没有 `tolerance` 时，只有与此小数完全相等才算对",
                    )
                    .help(
                        "add `tolerance: 0.01` or `tolerance: 2%`",
                        "请加上 `tolerance: 0.01` 或 `tolerance: 2%`",
                    );
            }
            Some(Tolerance::Absolute(0.0))
        }
    };
    let unit = fields.get("unit").map(|node| reader.text(node));
    let units = match fields.get("units") {
        Some(node) => units(node, reader),
        None => Some(BTreeMap::new()),
    };
    if let (Some(entry), None) = (fields.entry("units"), &unit) {
        reader.notes.add(
            reader.family.missing(),
            entry.at,
            "`units` converts into `unit`, which is missing",
            "`units` 换算到 `unit`，但缺少 `unit`",
        );
        return None;
    }
    let (answer, tolerance) = (answer?, tolerance?);
    if answer == 0.0
        && matches!(tolerance, Tolerance::Relative(_))
        && let Some(node) = fields.get("tolerance")
    {
        reader.wrong(node, "an absolute tolerance, as the answer is 0", "绝对容差（答案是 0）");
        return None;
    }
    let unit = unit.map_or(Some(None), |unit| unit.map(Some))?;
    Some(NumericKey { answer, tolerance, unit, units: units? })
}

/// `0.01`, or `2%` of the answer.
fn tolerance(node: &Node, reader: Reader<'_>) -> Option<Tolerance> {
    let read = match &node.value {
        Value::Scalar { text, .. } => match text.trim().strip_suffix(['%', '％']) {
            Some(percent) => {
                percent.trim().parse::<f64>().ok().map(|percent| Tolerance::Relative(percent / 100.0))
            }
            None => text.trim().parse::<f64>().ok().map(Tolerance::Absolute),
        },
        _ => None,
    };
    let good = read.filter(|tolerance| {
        let (Tolerance::Absolute(size) | Tolerance::Relative(size)) = *tolerance;
        size.is_finite() && size >= 0.0
    });
    if good.is_none() {
        reader.wrong(node, "a tolerance such as `0.01` or `2%`", "形如 `0.01` 或 `2%` 的容差");
    }
    good
}

fn units(node: &Node, reader: Reader<'_>) -> Option<BTreeMap<String, f64>> {
    let fields = reader.fields(node)?;
    let mut units = BTreeMap::new();
    for entry in fields.entries() {
        let factor = reader.number(&entry.node)?;
        if factor <= 0.0 {
            reader.wrong(&entry.node, "a factor above 0", "大于 0 的换算系数");
            return None;
        }
        units.insert(entry.key.trim().to_owned(), factor);
    }
    Some(units)
}

/// `accept` and `typos` of a text item.
pub(crate) fn text(fields: &Fields<'_, '_>, reader: Reader<'_>) -> Option<(Vec<String>, u8)> {
    let accept = fields.need("accept").and_then(|node| {
        let accept = reader.texts(node)?;
        if accept.is_empty() {
            reader.wrong(node, "at least one accepted form", "至少一种可接受的写法");
            return None;
        }
        Some(accept)
    });
    let typos = fields.get("typos").map_or(Some(0), |node| reader.integer(node, 0..=3));
    Some((accept?, u8::try_from(typos?).ok()?))
}

/// `requires` of a lab item: conditions such as `"< 0.3"` by name.
pub(crate) fn requires(fields: &Fields<'_, '_>, reader: Reader<'_>) -> Option<BTreeMap<String, Condition>> {
    let node = fields.need("requires")?;
    let map = reader.fields(node)?;
    if map.entries().is_empty() {
        reader.wrong(node, "at least one condition", "至少一个条件");
        return None;
    }
    let mut conditions = BTreeMap::new();
    for entry in map.entries() {
        conditions.insert(entry.key.clone(), condition(&entry.node, reader)?);
    }
    Some(conditions)
}

fn condition(node: &Node, reader: Reader<'_>) -> Option<Condition> {
    // The longer sign first: `<` begins `<=`.
    const SIGNS: [(&str, Comparison); 7] = [
        ("<=", Comparison::AtMost),
        (">=", Comparison::AtLeast),
        ("==", Comparison::Equal),
        ("<", Comparison::Less),
        (">", Comparison::Greater),
        ("≤", Comparison::AtMost),
        ("≥", Comparison::AtLeast),
    ];
    let read = match &node.value {
        Value::Scalar { text, .. } => SIGNS.iter().find_map(|&(sign, comparison)| {
            let bound = text.trim().strip_prefix(sign)?.trim().parse::<f64>().ok()?;
            bound.is_finite().then_some(Condition { comparison, bound })
        }),
        _ => None,
    };
    if read.is_none() {
        reader.wrong(node, "a condition such as `\"< 0.3\"`", "形如 `\"< 0.3\"` 的条件").help(
            "the signs are <, <=, >, >=, ==; quote the text",
            "可用的符号是 <、<=、>、>=、==，文字要加引号",
        );
    }
    read
}

/// `wrong`: answers that must lose points, as in a submission.
pub(crate) fn wrong(
    fields: &Fields<'_, '_>,
    kind: Kind,
    reader: Reader<'_>,
) -> Option<Vec<serde_json::Value>> {
    let Some(node) = fields.get("wrong") else { return Some(Vec::new()) };
    let items = reader.list(node)?;
    Some(
        items
            .iter()
            .map(|item| match (&item.value, kind) {
                (Value::Scalar { text, .. }, Kind::Text | Kind::Choice) => text.clone().into(),
                (value, _) => value.to_json(),
            })
            .collect(),
    )
}

/// One letter of `count`.
pub(crate) fn letter(node: &Node, count: usize, reader: Reader<'_>) -> Option<Letter> {
    let read = match &node.value {
        Value::Scalar { text, .. } => Letter::parse(text).filter(|letter| letter.index() < count),
        _ => None,
    };
    if read.is_none() {
        let last = Letter::new(count.saturating_sub(1)).map_or('z', Letter::as_char);
        reader.wrong(node, &format!("a letter from a to {last}"), &format!("a 到 {last} 之间的字母"));
    }
    read
}

/// Some letters of `count`, each once.
pub(crate) fn letters(node: &Node, count: usize, reader: Reader<'_>) -> Option<Vec<Letter>> {
    let items = reader.list(node)?;
    let letters: Vec<Letter> =
        items.iter().map(|item| letter(item, count, reader)).collect::<Option<_>>()?;
    let distinct: BTreeSet<Letter> = letters.iter().copied().collect();
    if distinct.len() != letters.len() {
        reader.wrong(node, "each letter once", "每个字母只出现一次");
        return None;
    }
    Some(letters)
}

/// Left row number to right letter.
pub(crate) fn pairs(
    node: &Node,
    left: usize,
    right: usize,
    reader: Reader<'_>,
) -> Option<BTreeMap<u32, Letter>> {
    let fields = reader.fields(node)?;
    let mut pairs = BTreeMap::new();
    for entry in fields.entries() {
        let row = entry.key.trim().parse::<u32>().ok().filter(|&row| row >= 1 && row as usize <= left);
        let Some(row) = row else {
            reader.notes.add(
                reader.family.wrong(),
                entry.at,
                format!("expected a row from 1 to {left}, found `{}`", entry.key),
                format!("应为 1 到 {left} 之间的行号，实际是 `{}`", entry.key),
            );
            return None;
        };
        pairs.insert(row, letter(&entry.node, right, reader)?);
    }
    if pairs.len() != left {
        reader.wrong(
            node,
            &format!("a letter for each of the {left} rows"),
            &format!("为 {left} 行各给一个字母"),
        );
        return None;
    }
    Some(pairs)
}
