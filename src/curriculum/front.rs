//! The front matter of a lesson and of its translation.

use super::notes::Notes;
use super::slug::check_id;
use super::tree::{Family, Fields, Node, Origin, Reader, parse_yaml};
use super::{Level, Position, Source, codes};

/// A file cut in two.
#[derive(Debug)]
pub(crate) struct Cut<'t> {
    /// The YAML between the dashes.
    pub(crate) yaml: &'t str,
    /// Everything after, with empty lines in place of the front matter, so that line numbers hold.
    pub(crate) body: String,
}

/// What a primary file says of its lesson.
#[derive(Debug)]
pub(crate) struct Front {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) components: Vec<(String, Position)>,
    pub(crate) minutes: u32,
    pub(crate) level: Level,
    pub(crate) skill: bool,
    pub(crate) draft: bool,
    pub(crate) requires: Vec<(String, Position)>,
    pub(crate) sources: Vec<Source>,
    /// Where the id stands.
    pub(crate) at: Position,
}

/// What a translation says of itself.
#[derive(Debug)]
pub(crate) struct TranslationFront {
    pub(crate) id: String,
    pub(crate) id_at: Position,
    pub(crate) title: String,
    pub(crate) of: String,
    pub(crate) of_at: Position,
}

const LESSON_KEYS: [&str; 9] =
    ["id", "title", "components", "minutes", "sources", "level", "skill", "draft", "requires"];
const TRANSLATION_KEYS: [&str; 3] = ["id", "title", "of"];
const SOURCE_KEYS: [&str; 5] = ["title", "url", "edition", "read", "note"];

/// Cuts the front matter off; none where there is none (which is reported).
pub(crate) fn cut<'t>(text: &'t str, notes: Notes<'_>) -> Option<Cut<'t>> {
    let inner = text.strip_prefix("---\n");
    let end = inner.and_then(|inner| {
        if inner.starts_with("---\n") || inner == "---" {
            return Some((0, inner.get(4..).unwrap_or_default()));
        }
        let close = inner.match_indices("\n---").find(|&(index, dashes)| {
            let rest = &inner[index + dashes.len()..];
            rest.is_empty() || rest.starts_with('\n')
        })?;
        let after = close.0 + close.1.len() + 1;
        Some((close.0 + 1, inner.get(after..).unwrap_or_default()))
    });
    let (Some(inner), Some((end, rest))) = (inner, end) else {
        notes
            .add(
                codes::E0104,
                notes.file.at_line(1),
                "the file does not begin with front matter",
                "文件开头没有 front matter",
            )
            .help(
                "begin with a line `---`, then `id:`, `title:` …, then a line `---`",
                "请以一行 `---` 开头，写上 `id:`、`title:` 等，再以一行 `---` 结束",
            );
        return None;
    };
    let yaml = &inner[..end];
    let lines = yaml.matches('\n').count() + 2;
    Some(Cut { yaml, body: "\n".repeat(lines) + rest })
}

fn tree(yaml: &str, notes: Notes<'_>) -> Option<Node> {
    parse_yaml(yaml, Origin { line: 2, indent: 0 }, notes, Family::Front)
}

/// Reads the front matter of a primary file.
pub(crate) fn read(yaml: &str, notes: Notes<'_>) -> Option<Front> {
    let node = tree(yaml, notes)?;
    let reader = Reader { notes, family: Family::Front };
    let fields = reader.fields(&node)?;
    fields.known(&LESSON_KEYS, "a lesson", "一课");
    let id = id(&fields, reader);
    let title = fields.need("title").and_then(|node| reader.text(node));
    let components = fields.need("components").and_then(|node| placed_texts(node, reader));
    if let Some(list) = &components
        && list.is_empty()
        && let Some(node) = fields.get("components")
    {
        reader.wrong(node, "at least one component", "至少一个知识组件");
    }
    let minutes = fields.need("minutes").and_then(|node| reader.integer(node, 1..=600));
    let sources = fields.need("sources").and_then(|node| {
        Some(reader.list(node)?.iter().filter_map(|item| source(item, reader)).collect::<Vec<_>>())
    });
    let levels = [("J", Level::J), ("I", Level::I), ("S", Level::S)];
    let level = fields.get("level").and_then(|node| reader.word(node, &levels));
    let flag = |key| fields.get(key).and_then(|node| reader.flag(node)).unwrap_or(false);
    let (skill, draft) = (flag("skill"), flag("draft"));
    let requires = fields.get("requires").and_then(|node| placed_texts(node, reader));
    let (id, at) = id?;
    Some(Front {
        title: title.unwrap_or_else(|| id.clone()),
        id,
        components: components.unwrap_or_default(),
        minutes: minutes.unwrap_or(30),
        level: level.unwrap_or_default(),
        skill,
        draft,
        requires: requires.unwrap_or_default(),
        sources: sources.unwrap_or_default(),
        at,
    })
}

/// Reads the front matter of a translation.
pub(crate) fn read_translation(yaml: &str, notes: Notes<'_>) -> Option<TranslationFront> {
    let node = tree(yaml, notes)?;
    let reader = Reader { notes, family: Family::Front };
    let fields = reader.fields(&node)?;
    fields.known(&TRANSLATION_KEYS, "a translation", "译文");
    let id = id(&fields, reader);
    let title = fields.need("title").and_then(|node| reader.text(node));
    let of = fields.need("of").and_then(|node| Some((reader.text(node)?, node.at)));
    let (id, id_at) = id?;
    let (of, of_at) = of.unwrap_or_else(|| (String::new(), fields.at));
    Some(TranslationFront { title: title.unwrap_or_else(|| id.clone()), id, id_at, of, of_at })
}

fn id(fields: &Fields<'_, '_>, reader: Reader<'_>) -> Option<(String, Position)> {
    let node = fields.need("id")?;
    let id = reader.text(node)?;
    check_id(&id, node.at, Family::Front.wrong(), reader.notes).then_some((id, node.at))
}

fn placed_texts(node: &Node, reader: Reader<'_>) -> Option<Vec<(String, Position)>> {
    let items = reader.list(node)?;
    Some(items.iter().filter_map(|item| Some((reader.text(item)?, item.at))).collect())
}

fn source(node: &Node, reader: Reader<'_>) -> Option<Source> {
    let fields = reader.fields(node)?;
    fields.known(&SOURCE_KEYS, "a source", "参考资料");
    let title = fields.need("title").and_then(|node| reader.text(node));
    let text = |key| fields.get(key).and_then(|node| reader.text(node));
    let url = fields.get("url").and_then(|node| {
        let url = reader.text(node)?;
        let good = ["https://", "http://"].iter().any(|scheme| url.starts_with(scheme))
            && !url.contains(char::is_whitespace);
        if !good {
            reader.wrong(node, "an address that begins with https://", "以 https:// 开头的地址");
        }
        good.then_some(url)
    });
    let read = fields.get("read").and_then(|node| {
        let day = reader.text(node)?;
        let good = day.parse::<jiff::civil::Date>().is_ok();
        if !good {
            reader.wrong(node, "a day such as 2026-11-20", "形如 2026-11-20 的日期");
        }
        good.then_some(day)
    });
    Some(Source { title: title?, url, edition: text("edition"), read, note: text("note") })
}
