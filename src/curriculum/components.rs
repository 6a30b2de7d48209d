//! `components.csv`: the graph of knowledge components.

use std::collections::{BTreeMap, BTreeSet};

use super::codes;
use super::notes::Notes;
use super::{Component, Components, Position};
use crate::id::ComponentId;
use crate::language::Localised;

const COLUMNS: [&str; 6] = ["id", "module", "level", "zh", "en", "prerequisites"];

/// Reads the graph. What is wrong is reported and left out: the graph that comes back has
/// unique ids, known prerequisites and no circle.
pub(crate) fn read(notes: Notes<'_>) -> Components {
    let mut rows: Vec<(Component, Position)> = Vec::new();
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(notes.file.text.as_bytes());
    let mut first = true;
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let line = error.position().map_or(1, |position| position.line());
                let line = usize::try_from(line).unwrap_or(1);
                notes.add(
                    codes::E0106,
                    notes.file.at_line(line),
                    format!("this line cannot be read: {error}"),
                    format!("这一行无法读取：{error}"),
                );
                continue;
            }
        };
        let line = record.position().map_or(1, |position| position.line());
        let at = notes.file.at_line(usize::try_from(line).unwrap_or(1));
        if std::mem::take(&mut first) {
            if record.iter().ne(COLUMNS) {
                notes.add(
                    codes::E0106,
                    at,
                    format!("the columns must be {}", COLUMNS.join(",")),
                    format!("列名必须是 {}", COLUMNS.join(",")),
                );
                return Components::default();
            }
            continue;
        }
        let known = |id: &str| rows.iter().any(|(other, _)| other.id.as_str() == id);
        if let Some(component) = component(&record, known, at, notes) {
            rows.push((component, at));
        }
    }
    if first {
        notes.add(codes::E0106, Position::START, "the file is empty", "文件是空的");
    }
    check_prerequisites(&mut rows, notes);
    break_circles(&mut rows, notes);
    Components::new(rows.into_iter().map(|(component, _)| component).collect())
}

fn component(
    record: &csv::StringRecord,
    known: impl Fn(&str) -> bool,
    at: Position,
    notes: Notes<'_>,
) -> Option<Component> {
    let bad = |en: String, zh: String| {
        notes.add(codes::E0106, at, en, zh);
        None
    };
    if record.len() != COLUMNS.len() {
        return bad(
            format!("this row has {} columns, not {}", record.len(), COLUMNS.len()),
            format!("这一行有 {} 列，应为 {} 列", record.len(), COLUMNS.len()),
        );
    }
    let [id, module, level, zh, en] = [0, 1, 2, 3, 4].map(|column| record[column].trim());
    let well_formed = |text: &str| {
        !text.is_empty()
            && text.len() <= 20
            && text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
    };
    if !well_formed(id) || !well_formed(module) {
        return bad(
            format!("`{id}` and `{module}` must be capital letters and digits, as in `M08` and `ML`"),
            format!("`{id}` 与 `{module}` 须由大写字母和数字组成，如 `M08`、`ML`"),
        );
    }
    if known(id) {
        notes.add(
            codes::E0114,
            at,
            format!("the component `{id}` stands here a second time"),
            format!("知识组件 `{id}` 在这里第二次出现"),
        );
        return None;
    }
    let level = match level {
        "J" => 'J',
        "I" => 'I',
        "S" => 'S',
        _ => {
            return bad(
                format!("the level `{level}` is none of J, I, S"),
                format!("级别 `{level}` 不是 J、I、S 之一"),
            );
        }
    };
    if zh.is_empty() {
        return bad("the Chinese name is missing".into(), "缺少中文名称".into());
    }
    let prerequisites =
        record[5].split(';').map(str::trim).filter(|id| !id.is_empty()).map(ComponentId::from).collect();
    Some(Component {
        id: id.into(),
        module: module.to_owned(),
        level,
        name: Localised { zh: zh.to_owned(), en: (!en.is_empty()).then(|| en.to_owned()) },
        prerequisites,
    })
}

fn check_prerequisites(rows: &mut [(Component, Position)], notes: Notes<'_>) {
    let ids: BTreeSet<ComponentId> = rows.iter().map(|(component, _)| component.id.clone()).collect();
    for (component, at) in rows {
        component.prerequisites.retain(|wanted| {
            let known = ids.contains(wanted);
            if !known {
                notes
                    .add(
                        codes::E0404,
                        *at,
                        format!("`{}` wants `{wanted}`, which does not exist", component.id),
                        format!("`{}` 的先决条件 `{wanted}` 不存在", component.id),
                    )
                    .suggest(wanted.as_str(), ids.iter().map(ComponentId::as_str));
            }
            known
        });
    }
}

/// Takes away components in an order in which each comes after what it wants; what is left over
/// stands on a circle and loses the prerequisites that are left over too.
fn break_circles(rows: &mut [(Component, Position)], notes: Notes<'_>) {
    let mut open: BTreeMap<ComponentId, BTreeSet<ComponentId>> = rows
        .iter()
        .map(|(component, _)| (component.id.clone(), component.prerequisites.iter().cloned().collect()))
        .collect();
    loop {
        let free: Vec<ComponentId> =
            open.iter().filter(|(_, wants)| wants.is_empty()).map(|(id, _)| id.clone()).collect();
        if free.is_empty() {
            break;
        }
        for id in &free {
            open.remove(id);
        }
        for wants in open.values_mut() {
            wants.retain(|id| !free.contains(id));
        }
    }
    for (component, at) in rows {
        if !open.contains_key(&component.id) {
            continue;
        }
        notes.add(
            codes::E0407,
            *at,
            format!("`{}` stands on or behind a circle of prerequisites", component.id),
            format!("`{}` 处于先决条件的环上或环后", component.id),
        );
        component.prerequisites.retain(|wanted| !open.contains_key(wanted));
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;
    use crate::curriculum::notes::SourceText;

    fn read_text(text: &str) -> (Components, Vec<&'static str>) {
        let file = SourceText::new("components.csv", text.to_owned());
        let list = RefCell::new(Vec::new());
        let components = read(Notes::new(&file, &list));
        let codes = list
            .borrow()
            .iter()
            .map(|diagnostic: &crate::curriculum::Diagnostic| diagnostic.code)
            .collect();
        (components, codes)
    }

    const HEAD: &str = "id,module,level,zh,en,prerequisites\n";

    #[test]
    fn a_good_graph_is_read() {
        let (graph, codes) = read_text(&format!("{HEAD}A1,X,J,甲,\"First, one\",\nA2,X,J,乙,,A1\n"));
        assert!(codes.is_empty(), "{codes:?}");
        assert_eq!(graph.get("A1").unwrap().name.en.as_deref(), Some("First, one"));
        assert_eq!(graph.get("A2").unwrap().prerequisites.len(), 1);
    }

    #[test]
    fn circles_doubles_and_strangers_are_reported() {
        let (graph, codes) =
            read_text(&format!("{HEAD}A1,X,J,甲,,A2\nA2,X,J,乙,,A1;A9\nA2,X,J,丙,,\nA3,X,Q,丁,,\n"));
        assert_eq!(codes, ["E0114", "E0106", "E0404", "E0407", "E0407"]);
        assert!(graph.iter().all(|component| component.prerequisites.is_empty()));
    }
}
