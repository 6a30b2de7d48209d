//! The exercise card as a view: the question, the answer sheet, and after an answer its feedback.
//!
//! Built from the public [`Exercise`]; what is right arrives only through the feedback that the
//! service allows.

use std::collections::BTreeMap;

use askama::Template;

use super::sheet::{Entered, SheetView};
use crate::curriculum::{Exercise, FeedbackPolicy, Html};
use crate::language::Language;
use crate::service::sheet::{Sheet, SheetError};
use crate::service::submit::{Feedback, Outcome, SubmitError};
use crate::store::Standing;
use crate::web::icon;
use crate::web::look::Look;
use crate::web::messages::{Messages, fill};
use crate::web::text::bare_title;

/// Digits of a version in a form: enough to tell the versions of one exercise apart.
pub(super) const SHORT: usize = 16;

/// A tag in the card's head that says how the learner stands.
pub(super) struct State {
    /// Its colour.
    pub class: &'static str,
    /// Its word.
    pub label: &'static str,
}

/// What is told after an answer.
pub(super) struct FeedbackView {
    /// `good`, `part`, `bad` or nothing.
    pub class: &'static str,
    /// A drawing.
    pub icon: &'static str,
    /// The verdict.
    pub verdict: String,
    /// More sentences of the grader.
    pub sentences: Vec<String>,
    /// The explanation.
    pub explanation: Option<Html>,
}

/// An exercise card.
#[derive(Template)]
#[template(path = "part/exercise.html")]
pub struct Card {
    t: &'static Messages,
    /// The exercise, and the card's anchor.
    pub id: String,
    action: String,
    again: String,
    number: String,
    /// Its place in the lesson, for short ids of its parts.
    place: usize,
    title: String,
    /// The language of the content, where it is not the page's.
    lang: Option<&'static str>,
    kind: &'static str,
    kind_label: &'static str,
    level: u8,
    level_label: String,
    state: Option<State>,
    prompt: Html,
    /// Each with its name.
    hints: Vec<(String, Html)>,
    version: String,
    seed: u64,
    sheet: SheetView,
    feedback: Option<FeedbackView>,
    problem: Option<&'static str>,
    foot: Vec<String>,
    may_try: bool,
}

/// What a card shows beside the question itself.
#[derive(Default)]
pub struct Occasion<'a> {
    /// The exercise's place in its lesson, from 1.
    pub number: usize,
    /// How the learner stands with it.
    pub standing: Option<&'a Standing>,
    /// An answer to show with its feedback.
    pub outcome: Option<&'a Outcome>,
    /// Why an answer was not accepted, with the fields as they were posted.
    pub problem: Option<(&'static str, Entered)>,
    /// The learner's runs of the lab that the exercise asks for, as id and words.
    pub runs: Vec<(String, String)>,
}

impl Card {
    /// The card of `exercise` with a sheet for this seed.
    pub fn new(look: &Look, exercise: &Exercise, seed: u64, occasion: Occasion<'_>) -> Self {
        let language = look.language;
        let t = Messages::of(language);
        let text = exercise.text.get(language);
        let shown_in = exercise.text.language(language);
        let feedback = occasion.outcome.map(|outcome| outcome.feedback(language));
        let seed = occasion.outcome.map_or(seed, |outcome| outcome.seed);
        let sheet = Sheet::new(exercise, seed);
        let attempts = occasion.standing.map_or(0, |standing| standing.attempts);
        let attempts = occasion.outcome.map_or(attempts, |outcome| outcome.attempts);
        let left = exercise.attempts.map(|allowed| allowed.saturating_sub(attempts));
        let state = state(t, exercise, occasion.standing, occasion.outcome);
        let sheet = match (occasion.outcome, &feedback) {
            (Some(outcome), Some(feedback)) => {
                let said = said(outcome, feedback);
                SheetView::answered(
                    t,
                    language,
                    exercise,
                    &sheet,
                    &outcome.given(),
                    feedback.is_right,
                    &said,
                )
            }
            _ => {
                let entered = occasion.problem.as_ref().map(|(_, entered)| entered);
                SheetView::blank(t, language, exercise, &sheet, entered, occasion.runs, look)
            }
        };
        Self {
            id: exercise.id.to_string(),
            action: look.href(&format!("exercises/{}", exercise.id)),
            again: look.href(&format!("lessons/{}?again={}#{}", exercise.lesson, exercise.id, exercise.id)),
            place: occasion.number,
            number: fill(t.exercise_number, &[("n", &occasion.number)]),
            title: bare_title(&text.title),
            lang: (shown_in != language).then(|| shown_in.tag()),
            kind: exercise.kind.name(),
            kind_label: t.kind(exercise.kind),
            level: exercise.difficulty,
            level_label: fill(t.difficulty, &[("n", &exercise.difficulty)]),
            state,
            prompt: text.prompt.clone(),
            hints: if feedback.is_some() { Vec::new() } else { hints(t, &text.hints) },
            version: exercise.version.short(SHORT),
            seed,
            sheet,
            foot: foot(t, exercise, attempts, left, occasion.outcome),
            problem: occasion.problem.map(|(problem, _)| problem),
            may_try: left != Some(0),
            feedback: feedback.zip(occasion.outcome).map(|(said, outcome)| feedback_view(t, said, outcome)),
            t,
        }
    }

    fn is_answered(&self) -> bool {
        self.feedback.is_some()
    }
}

/// What the author says to the chosen options, by position.
fn said(outcome: &Outcome, feedback: &Feedback) -> BTreeMap<usize, Html> {
    feedback
        .options
        .iter()
        .filter_map(|(letter, html)| Some((outcome.position(*letter)?, html.clone())))
        .collect()
}

fn state(
    t: &Messages,
    exercise: &Exercise,
    standing: Option<&Standing>,
    outcome: Option<&Outcome>,
) -> Option<State> {
    if exercise.feedback == FeedbackPolicy::Never {
        let is_tried = standing.is_some() || outcome.is_some();
        return is_tried.then_some(State { class: "indigo", label: t.state_recorded });
    }
    let best = standing.map_or(0.0, |standing| standing.best);
    let now = outcome.map_or(0.0, |outcome| outcome.grade.share());
    match best.max(now) {
        share if share >= 1.0 => Some(State { class: "jade", label: t.state_right }),
        share if share > 0.0 => Some(State { class: "ochre", label: t.state_part }),
        _ if standing.is_some() || outcome.is_some() => Some(State { class: "", label: t.state_wrong }),
        _ => None,
    }
}

fn foot(
    t: &Messages,
    exercise: &Exercise,
    attempts: u32,
    left: Option<u32>,
    outcome: Option<&Outcome>,
) -> Vec<String> {
    let mut foot = Vec::new();
    match outcome {
        Some(outcome) => {
            foot.push(fill(t.attempt, &[("n", &attempts)]));
            if exercise.feedback != FeedbackPolicy::Never {
                let max: &dyn std::fmt::Display = &outcome.grade.max_points;
                foot.push(fill(t.points, &[("points", &round(outcome.grade.points)), ("max", max)]));
            }
        }
        None if exercise.points == 1.0 => foot.push(t.points_max_one.to_owned()),
        None => foot.push(fill(t.points_max, &[("max", &exercise.points)])),
    }
    match left {
        Some(0) => foot.push(t.attempts_none.to_owned()),
        Some(1) => foot.push(t.attempts_left_one.to_owned()),
        Some(left) => foot.push(fill(t.attempts_left, &[("n", &left)])),
        None => {}
    }
    foot
}

fn hints(t: &Messages, hints: &[Html]) -> Vec<(String, Html)> {
    let name =
        |i: usize| if hints.len() > 1 { fill(t.hint_number, &[("n", &i)]) } else { t.hint.to_owned() };
    hints.iter().enumerate().map(|(i, html)| (name(i + 1), html.clone())).collect()
}

fn round(points: f64) -> f64 {
    (points * 100.0).round() / 100.0
}

fn feedback_view(t: &Messages, said: Feedback, outcome: &Outcome) -> FeedbackView {
    let (class, icon) = match said.is_right {
        None => ("", icon::TICK),
        Some(true) => ("good", icon::TICK),
        Some(false) if outcome.grade.points > 0.0 => ("part", icon::PART),
        Some(false) => ("bad", icon::CROSS),
    };
    let mut sentences = said.sentences.into_iter();
    FeedbackView {
        class,
        icon,
        verdict: sentences.next().unwrap_or_else(|| t.state_recorded.to_owned()),
        sentences: sentences.collect(),
        explanation: said.explanation,
    }
}

/// Why an answer was not accepted, in words; `None` where it is not the learner's to mend.
pub(super) fn problem(error: &SubmitError, language: Language) -> Option<&'static str> {
    let t = Messages::of(language);
    match error {
        SubmitError::Sheet(SheetError::Nothing) => Some(t.problem_nothing),
        SubmitError::Sheet(SheetError::Unranked) => Some(t.problem_unranked),
        SubmitError::Sheet(SheetError::SameRank) => Some(t.problem_same_rank),
        SubmitError::Sheet(SheetError::TooLong) => Some(t.problem_too_long),
        SubmitError::Sheet(SheetError::Malformed) => Some(t.problem_malformed),
        SubmitError::Changed => Some(t.problem_changed),
        SubmitError::NoRun => Some(t.problem_no_run),
        SubmitError::NoAttemptLeft => Some(t.problem_no_attempt),
        SubmitError::Unknown | SubmitError::Store(_) => None,
    }
}
