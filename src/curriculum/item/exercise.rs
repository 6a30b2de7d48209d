//! An exercise out of its fence, its two bodies and its key file.

use std::collections::BTreeMap;

use super::align::aligned;
use super::body::{self, Body};
use super::fence::{self, Head};
use super::form::{self, Sheets};
use super::key::{Keyed, hidden, shown};
use super::{Pages, Pair};
use crate::curriculum::markdown::Files;
use crate::curriculum::notes::Notes;
use crate::curriculum::tree::{Family, Fields, Reader, Value};
use crate::curriculum::version::exercise_version;
use crate::curriculum::{
    Components, Exercise, ExerciseText, Form, Html, Key, Kind, Letter, Place, Position, codes,
};
use crate::digest::{Digest, Nonce};
use crate::id::{ExerciseId, LabId, LessonId};
use crate::language::Localised;

/// An exercise whose nonce is not settled yet.
#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) exercise: Exercise,
    pub(crate) key: Key,
    pub(crate) letters: Vec<Letter>,
    pub(crate) feedback: BTreeMap<Letter, Localised<Html>>,
    pub(crate) explanation: Option<Localised<Html>>,
    pub(crate) wrong: Vec<serde_json::Value>,
    pub(crate) nonce: Option<Nonce>,
    /// The lab that it asks for, and where: verified once all labs are known.
    pub(crate) wants_lab: Option<(LabId, Position)>,
}

/// What an exercise is read with.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) lesson: &'a LessonId,
    pub(crate) components: &'a Components,
    pub(crate) files: &'a Files,
    /// The pad of the item's key file, if there is one.
    pub(crate) key_notes: Option<Notes<'a>>,
}

/// Reads an exercise; none where too much of it is wrong, which has been reported.
pub(crate) fn read<'a>(
    pair: &Pair<'_, 'a>,
    pages: &mut Pages<'_, 'a>,
    context: Context<'_>,
) -> Option<Draft> {
    let notes = pages.zh.notes;
    let fence = pair.zh.fence.as_ref()?;
    let node = fence::tree(fence, notes)?;
    let reader = Reader { notes, family: Family::Fence };
    let mut fields = reader.fields(&node)?;
    fields.at = fence.at;
    let head = fence::head(&fields, context.components, notes);
    // The bodies are read even where the fence is wrong, so that their mistakes show too.
    let kind = head.as_ref().map(|head| head.kind).or_else(|| written_kind(&fields))?;
    let mut zh = body::read(pages.zh, kind, pair.zh);
    let mut en = match (pair.en, pages.en.as_deref_mut()) {
        (Some(item), Some(page)) => {
            let en = body::read(page, kind, item);
            aligned(&zh, &en, item.at, page.notes).then_some(en)
        }
        _ => None,
    };
    let head = head?;
    let sheets = match kind {
        Kind::Numeric | Kind::Text | Kind::Lab => None,
        _ => {
            let sheet = std::mem::take(&mut zh.sheet);
            let en_sheet = en.as_mut().map(|en| std::mem::take(&mut en.sheet));
            Some(form::build(pair.zh, sheet, en_sheet, notes)?)
        }
    };
    finish(pair, &head, (zh, en), sheets, &fields, context, notes)
}

fn written_kind(fields: &Fields<'_, '_>) -> Option<Kind> {
    let node = fields.get("kind")?;
    match &node.value {
        Value::Scalar { text, .. } => Kind::ALL.into_iter().find(|kind| kind.name() == text.trim()),
        _ => None,
    }
}

fn finish(
    pair: &Pair<'_, '_>,
    head: &Head,
    (zh, en): (Body, Option<Body>),
    sheets: Option<Sheets>,
    fields: &Fields<'_, '_>,
    context: Context<'_>,
    notes: Notes<'_>,
) -> Option<Draft> {
    let keyed = if head.assessed {
        hidden(pair, head, &zh, sheets.as_ref(), fields, context, notes)?
    } else {
        shown(pair, head, sheets.as_ref(), fields, context, notes)?
    };
    let Keyed { key, unit, said, lab } = keyed;
    let form = match (sheets.as_ref().map(|sheets| sheets.form.clone()), head.kind, &lab) {
        (Some(form), ..) => form,
        (None, Kind::Lab, Some((lab, _))) => Form::Lab { lab: lab.clone() },
        (None, Kind::Numeric, _) => Form::Numeric { unit },
        (None, ..) => Form::Text,
    };
    let (explanation, feedback) = if head.assessed {
        (said.explanation, said.feedback)
    } else {
        let zh_said = zh.explanation.map(|(html, _)| html);
        let en_said = en.as_ref().and_then(|en| en.explanation.as_ref().map(|(html, _)| html.clone()));
        let explanation = zh_said.map(|zh| Localised { zh, en: en_said });
        let feedback = sheets.as_ref().map(|sheets| sheets.feedback.clone());
        (explanation, feedback.unwrap_or_default())
    };
    if explanation.is_none() {
        notes
            .add(codes::W0310, pair.zh.at, "this exercise has no explanation", "这道练习没有解析")
            .help("write it as `> [!NOTE]`", "请写成 `> [!NOTE]`");
    }
    let en_text = en.and_then(|en| {
        let title = pair.en?.title.clone();
        Some(ExerciseText { title, prompt: en.prompt, hints: en.hints })
    });
    let text = ExerciseText { title: pair.zh.title.clone(), prompt: zh.prompt, hints: zh.hints };
    let mut exercise = Exercise {
        id: ExerciseId::from(pair.zh.id.as_str()),
        lesson: context.lesson.clone(),
        kind: head.kind,
        component: head.component.clone(),
        difficulty: head.difficulty,
        points: head.points,
        partial: head.partial,
        shuffle: head.shuffle,
        assessed: head.assessed,
        attempts: head.attempts,
        feedback: head.feedback,
        text: Localised { zh: text, en: en_text },
        form,
        version: Digest::of(b""),
        place: Place {
            file: notes.file.path.clone(),
            position: pair.zh.at,
            snippet: notes.file.line(pair.zh.at.line).to_owned(),
        },
    };
    exercise.version = exercise_version(&exercise);
    Some(Draft {
        exercise,
        key,
        letters: sheets.map(|sheets| sheets.letters).unwrap_or_default(),
        feedback,
        explanation,
        wrong: said.wrong,
        nonce: said.nonce,
        wants_lab: lab,
    })
}
