//! The fence of an exercise: what kind it is and how it counts.

use crate::curriculum::notes::Notes;
use crate::curriculum::section::Fence;
use crate::curriculum::tree::{Family, Fields, Node, Reader, parse_yaml};
use crate::curriculum::{Components, FeedbackPolicy, Kind, Position, codes};
use crate::id::ComponentId;

/// What the fence says, the key aside.
#[derive(Debug, Clone)]
pub(crate) struct Head {
    pub(crate) kind: Kind,
    pub(crate) component: ComponentId,
    pub(crate) difficulty: u8,
    pub(crate) points: f64,
    pub(crate) partial: bool,
    pub(crate) shuffle: bool,
    pub(crate) assessed: bool,
    pub(crate) attempts: Option<u32>,
    pub(crate) feedback: FeedbackPolicy,
}

const COMMON: [&str; 9] =
    ["kind", "component", "difficulty", "points", "assessed", "section", "attempts", "feedback", "wrong"];
/// Kinds of the dialect that have no grader yet.
const LATER: [&str; 5] = ["free-text", "predictions", "weights", "network", "code"];

/// Whether an order of its own can be given to a kind.
const fn may_shuffle(kind: Kind) -> bool {
    matches!(kind, Kind::Choice | Kind::Multiple | Kind::Match)
}

/// Whether part of an answer can earn part of the points.
const fn may_be_partial(kind: Kind) -> bool {
    matches!(kind, Kind::Multiple | Kind::Order | Kind::Match)
}

/// Keys that a kind adds to the common ones.
pub(crate) const fn own_keys(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Choice | Kind::Multiple | Kind::Order | Kind::Match => &[],
        Kind::Numeric => &["answer", "tolerance", "unit", "units"],
        Kind::Text => &["accept", "typos"],
        Kind::Lab => &["lab", "requires"],
    }
}

/// The keys of a kind's fence, as help lists them.
fn keys(kind: Kind) -> Vec<&'static str> {
    let mut keys = vec!["kind", "component", "difficulty", "points"];
    if may_be_partial(kind) {
        keys.push("partial");
    }
    if may_shuffle(kind) {
        keys.push("shuffle");
    }
    keys.extend(&COMMON[4..]);
    keys.extend(own_keys(kind));
    keys
}

/// The tree of a fence's YAML.
pub(crate) fn tree(fence: &Fence, notes: Notes<'_>) -> Option<Node> {
    parse_yaml(&fence.text, fence.origin, notes, Family::Fence)
}

/// Reads the head. None where the kind is unknown or a needed key is missing or wrong.
pub(crate) fn head(fields: &Fields<'_, '_>, components: &Components, notes: Notes<'_>) -> Option<Head> {
    let reader = Reader { notes, family: Family::Fence };
    let kind = kind(fields, reader)?;
    check_keys(fields, kind, reader);
    let component = component(fields, components, reader);
    let difficulty = fields.need("difficulty").and_then(|node| reader.integer(node, 1..=5));
    let points = fields.get("points").map_or(Some(1.0), |node| {
        let points = reader.number(node)?;
        if points > 0.0 && points <= 1e6 {
            return Some(points);
        }
        reader.wrong(node, "points above 0", "大于 0 的分值");
        None
    });
    let flag = |key: &str, default| match fields.get(key) {
        Some(node) => reader.flag(node),
        None => Some(default),
    };
    let (partial, shuffle, assessed) =
        (flag("partial", false), flag("shuffle", true), flag("assessed", false));
    let attempts = fields.get("attempts").map(|node| reader.integer(node, 1..=1_000));
    let policies = [
        ("always", FeedbackPolicy::Always),
        ("after", FeedbackPolicy::After),
        ("never", FeedbackPolicy::Never),
    ];
    let feedback =
        fields.get("feedback").map_or(Some(FeedbackPolicy::After), |node| reader.word(node, &policies));
    if let Some(node) = fields.get("section") {
        reader.text(node);
        no_effect(fields, "section", "exams are not built yet", "考试尚未实现", reader);
    }
    Some(Head {
        kind,
        component: component?,
        difficulty: u8::try_from(difficulty?).ok()?,
        points: points?,
        partial: partial? && may_be_partial(kind),
        shuffle: shuffle?,
        assessed: assessed?,
        attempts: attempts.map_or(Some(None), |attempts| attempts.map(Some))?,
        feedback: feedback?,
    })
}

fn kind(fields: &Fields<'_, '_>, reader: Reader<'_>) -> Option<Kind> {
    let node = fields.need("kind")?;
    let name = reader.text(node)?;
    if let Some(kind) = Kind::ALL.into_iter().find(|kind| kind.name() == name) {
        return Some(kind);
    }
    let built = Kind::ALL.map(Kind::name);
    if LATER.contains(&name.as_str()) {
        reader
            .notes
            .add(
                codes::E0204,
                node.at,
                format!("exercises of the kind `{name}` are not built yet"),
                format!("`{name}` 类型的练习尚未实现"),
            )
            .help(
                format!("the kinds are {}", built.join(", ")),
                format!("现有的类型：{}", built.join("、")),
            );
    } else {
        reader
            .notes
            .add(codes::E0206, node.at, format!("unknown kind `{name}`"), format!("未知的类型 `{name}`"))
            .suggest(&name, built.iter().copied().chain(LATER))
            .help(
                format!("the kinds are {}", built.join(", ")),
                format!("现有的类型：{}", built.join("、")),
            );
    }
    None
}

fn check_keys(fields: &Fields<'_, '_>, kind: Kind, reader: Reader<'_>) {
    // Help names only the keys that do something here; the others have findings of their own.
    fields.known_but(
        &keys(kind),
        &["vars", "partial", "shuffle"],
        &format!("a {} exercise", kind.name()),
        &format!("{} 练习", kind.name()),
    );
    if let Some(entry) = fields.entry("vars") {
        reader.notes.add(
            codes::E0204,
            entry.at,
            "variants (`vars`) are not built yet",
            "变式（`vars`）尚未实现",
        );
    }
    for (key, effective) in [("partial", may_be_partial(kind)), ("shuffle", may_shuffle(kind))] {
        if !effective {
            let (en, zh) = ("this kind does not know it", "这种类型不使用它");
            no_effect(fields, key, en, zh, reader);
        }
    }
}

fn no_effect(fields: &Fields<'_, '_>, key: &str, en: &str, zh: &str, reader: Reader<'_>) {
    if let Some(entry) = fields.entry(key) {
        reader.notes.add(
            codes::W0213,
            entry.at,
            format!("`{key}` has no effect: {en}"),
            format!("`{key}` 不起作用：{zh}"),
        );
    }
}

fn component(fields: &Fields<'_, '_>, components: &Components, reader: Reader<'_>) -> Option<ComponentId> {
    let node = fields.need("component")?;
    let id = reader.text(node)?;
    known_component(&id, node.at, components, reader.notes)
}

/// Checks that a component exists.
pub(crate) fn known_component(
    id: &str,
    at: Position,
    components: &Components,
    notes: Notes<'_>,
) -> Option<ComponentId> {
    if components.get(id).is_some() {
        return Some(ComponentId::from(id));
    }
    notes
        .add(codes::E0404, at, format!("there is no component `{id}`"), format!("没有知识组件 `{id}`"))
        .suggest(id, components.iter().map(|component| component.id.as_str()))
        .help("components stand in `components.csv`", "知识组件列在 `components.csv` 中");
    None
}
