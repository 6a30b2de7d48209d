//! A lab item out of its fence and its two bodies.

use super::body::has_boxes;
use super::{Pages, Pair};
use crate::curriculum::markdown::{Node as Markdown, Page, Visibility, place};
use crate::curriculum::notes::Notes;
use crate::curriculum::section::{Fence, Item};
use crate::curriculum::slug::check_id;
use crate::curriculum::tree::{Family, Fields, Node, Reader, parse_toml};
use crate::curriculum::version::lab_version;
use crate::curriculum::{DataSet, Html, Lab, LabSpec, LabText, Parameters, PlaygroundSpec, codes};
use crate::digest::Digest;
use crate::id::{LabId, LessonId};
use crate::language::Localised;

/// Parameters of the playground, with the values that make sense.
const PARAMETERS: [(&str, f64, f64); 8] = [
    ("learning_rate", 1e-6, 10.0),
    ("hidden", 1.0, 256.0),
    ("depth", 1.0, 8.0),
    ("weight_decay", 0.0, 10.0),
    ("noise", 0.0, 5.0),
    ("samples", 10.0, 10_000.0),
    ("steps", 1.0, 100_000.0),
    ("seed", 0.0, 9_007_199_254_740_991.0),
];
/// Those that are counted.
const WHOLE: [&str; 5] = ["hidden", "depth", "samples", "steps", "seed"];
const SETS: [(&str, DataSet); 4] = [
    ("moons", DataSet::Moons),
    ("circles", DataSet::Circles),
    ("xor", DataSet::Xor),
    ("spiral", DataSet::Spiral),
];

#[derive(Clone, Copy)]
enum LabKind {
    Playground,
    Digits,
}

/// Reads a lab item; none where its fence is wrong, which has been reported.
pub(crate) fn read<'a>(pair: &Pair<'_, 'a>, pages: &mut Pages<'_, 'a>, lesson: &LessonId) -> Option<Lab> {
    let notes = pages.zh.notes;
    let spec = spec(pair.zh.fence.as_ref()?, notes);
    let zh = text(pages.zh, pair.zh);
    let en = match (pair.en, pages.en.as_deref_mut()) {
        (Some(item), Some(page)) => {
            let en = text(page, item);
            let aligned = en.predictions.len() == zh.predictions.len();
            if !aligned {
                page.notes.add(
                    codes::E0505,
                    item.at,
                    format!(
                        "{} predictions in the translation, {} in the primary file",
                        en.predictions.len(),
                        zh.predictions.len()
                    ),
                    format!(
                        "译文有 {} 个预测选项，原文有 {} 个",
                        en.predictions.len(),
                        zh.predictions.len()
                    ),
                );
            }
            aligned.then_some(en)
        }
        _ => None,
    };
    let mut lab = Lab {
        id: LabId::from(pair.zh.id.as_str()),
        lesson: lesson.clone(),
        spec: spec?,
        text: Localised { zh, en },
        version: Digest::of(b""),
    };
    lab.version = lab_version(&lab);
    Some(lab)
}

fn spec(fence: &Fence, notes: Notes<'_>) -> Option<LabSpec> {
    let node = parse_toml(&fence.text, fence.origin.line, notes, Family::Fence)?;
    let reader = Reader { notes, family: Family::Fence };
    let mut fields = reader.fields(&node)?;
    fields.at = fence.at;
    let kinds = [("playground", LabKind::Playground), ("digits", LabKind::Digits)];
    match reader.word(fields.need("kind")?, &kinds)? {
        LabKind::Playground => playground(&fields, reader).map(LabSpec::Playground),
        LabKind::Digits => {
            fields.known(&["kind", "model"], "a digits lab", "digits 实验");
            let node = fields.need("model")?;
            let model = reader.text(node)?;
            check_id(&model, node.at, Family::Fence.wrong(), notes).then_some(LabSpec::Digits { model })
        }
    }
}

fn playground(fields: &Fields<'_, '_>, reader: Reader<'_>) -> Option<PlaygroundSpec> {
    fields.known(&["kind", "data", "controls", "parameters"], "a playground", "playground 实验");
    let mut parameters = Parameters::new();
    let data = fields.need("data").and_then(|node| reader.fields(node));
    let set = data.and_then(|data| {
        data.known(&["set", "samples", "noise"], "`data`", "`data` ");
        for key in ["samples", "noise"] {
            if let Some(node) = data.get(key) {
                parameter(key, node, &mut parameters, reader);
            }
        }
        reader.word(data.need("set")?, &SETS)
    });
    let controls = fields.need("controls").and_then(|node| {
        let mut names: Vec<(&str, ())> = PARAMETERS.iter().map(|(name, ..)| (*name, ())).collect();
        names.push(("set", ()));
        let mut controls = Vec::new();
        for item in reader.list(node)? {
            let name = reader.text(item)?;
            reader.word(item, &names)?;
            if !controls.contains(&name) {
                controls.push(name);
            }
        }
        Some(controls)
    });
    if let Some(map) = fields.get("parameters").and_then(|node| reader.fields(node)) {
        let names: Vec<&str> = PARAMETERS.iter().map(|(name, ..)| *name).collect();
        map.known(&names, "`parameters`", "`parameters` ");
        for entry in map.entries() {
            parameter(&entry.key, &entry.node, &mut parameters, reader);
        }
    }
    Some(PlaygroundSpec { set: set?, controls: controls?, parameters })
}

fn parameter(name: &str, node: &Node, parameters: &mut Parameters, reader: Reader<'_>) {
    let Some(&(_, least, most)) = PARAMETERS.iter().find(|(known, ..)| *known == name) else { return };
    let Some(value) = reader.number(node) else { return };
    let whole = WHOLE.contains(&name);
    if !(least..=most).contains(&value) || (whole && value.fract() != 0.0) {
        let (en, zh) = if whole { ("a whole number", "整数") } else { ("a number", "数") };
        reader.wrong(
            node,
            &format!("{en} from {least} to {most}"),
            &format!("{least} 到 {most} 之间的{zh}"),
        );
        return;
    }
    parameters.insert(name.to_owned(), value);
}

/// The words of a lab: a list of unticked boxes is the prediction asked for before the first run.
fn text<'a>(page: &mut Page<'a>, item: &Item<'a>) -> LabText {
    let notes = page.notes;
    let (lists, rest): (Vec<Markdown<'a>>, Vec<Markdown<'a>>) =
        item.body.iter().copied().partition(|node| has_boxes(node));
    if let Some(second) = lists.get(1) {
        let at = notes.file.at_line(place(second).line);
        notes.add(codes::E0302, at, "a second list of predictions begins here", "这里开始了第二个预测列表");
    }
    let body = page.fragment(&rest, &item.id, Visibility::Public);
    let mut predictions: Vec<Html> = Vec::new();
    for (index, option) in lists.first().into_iter().flat_map(|list| list.children()).enumerate() {
        let data = option.data();
        if let comrak::nodes::NodeValue::TaskItem(task) = &data.value
            && task.symbol.is_some()
        {
            let at = notes.file.at_line(place(option).line);
            notes.add(codes::E0303, at, "a prediction of a lab has no tick", "实验的预测不应打勾");
        }
        let children: Vec<Markdown<'a>> = option.children().collect();
        predictions.push(page.inline_fragment(
            &children,
            &format!("{}-{index}", item.id),
            Visibility::Public,
        ));
    }
    LabText { title: item.title.clone(), body, predictions }
}
