//! A learner's answer: permission, grade, receipt, mastery, and one transaction that keeps them.

use jiff::Timestamp;

use super::app::App;
use super::evidence::Kept;
use super::library::Pinned;
use super::sheet::{Sheet, SheetError};
use crate::curriculum::{FeedbackPolicy, Form, Html, Letter};
use crate::digest::{Digest, Nonce};
use crate::grading::{self, Answer, Grade, LabAnswer, Note, Receipt};
use crate::id::{AttemptId, RunId};
use crate::language::Language;
use crate::learner::{Observation, State};
use crate::store::{Attempt, Person, StoreError};

/// What a page posts.
#[derive(Debug, Clone, Default)]
pub struct Posted {
    /// The version that the learner saw; the current one if the page named none.
    pub version: Option<Digest>,
    /// Seed of the sheet.
    pub seed: u64,
    /// The fields of the form.
    pub fields: Vec<(String, String)>,
}

/// What became of it.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The exercise in the version that was answered.
    pub pinned: Pinned,
    /// The attempt.
    pub id: AttemptId,
    /// The seed of its sheet.
    pub seed: u64,
    /// What was answered.
    pub answer: Answer,
    /// Points and notes.
    pub grade: Grade,
    /// The proof.
    pub receipt: Receipt,
    /// Attempts made, this one included.
    pub attempts: u32,
}

/// Why an answer was not accepted. Nothing was recorded and no attempt is used up.
#[derive(Debug, thiserror::Error)]
pub enum SubmitError {
    /// There is no such exercise.
    #[error("there is no such exercise")]
    Unknown,
    /// The content changed and the version that was seen is no longer kept.
    #[error("the exercise has changed since the page was opened")]
    Changed,
    /// The form is incomplete or malformed.
    #[error(transparent)]
    Sheet(#[from] SheetError),
    /// A lab exercise without a run, or with somebody else's.
    #[error("there is no such run of yours of this lab")]
    NoRun,
    /// All attempts are used up.
    #[error("no attempt is left")]
    NoAttemptLeft,
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for SubmitError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NoAttemptLeft => Self::NoAttemptLeft,
            other => Self::Store(other),
        }
    }
}

/// Accepts an answer, grades it at once and records it. Returns when it is on the disk.
///
/// # Errors
/// [`SubmitError`]; then nothing was recorded.
pub fn submit(
    app: &App,
    who: &Person,
    exercise: &str,
    posted: &Posted,
    nonce: Nonce,
    now: Timestamp,
) -> Result<Outcome, SubmitError> {
    let Some(pinned) = app.library.pinned(exercise, posted.version) else {
        let is_known = app.library.course().exercise(exercise).is_some();
        return Err(if is_known { SubmitError::Changed } else { SubmitError::Unknown });
    };
    let Pinned { course, exercise, solution } = &pinned;
    let answer = match &exercise.form {
        Form::Lab { lab } => kept_run(app, who, lab, &posted.fields)?,
        _ => Sheet::new(exercise, posted.seed).read(exercise, solution, &posted.fields)?,
    };

    let grade = grading::grade(exercise, solution, &answer, Some(&Kept));
    let receipt = Receipt::new(exercise, solution, &answer, &grade, None, &nonce);
    let seen = Observation {
        component: exercise.component.clone(),
        difficulty: exercise.difficulty,
        share: grade.share(),
        at: now,
    };
    let attempt = Attempt {
        id: AttemptId::new(),
        person: who.id,
        exercise: exercise.id.clone(),
        lesson: exercise.lesson.clone(),
        version: exercise.version,
        content: course.version,
        seed: posted.seed,
        nonce,
        answer: json(&answer),
        status: grade.status.name().to_owned(),
        points: grade.points,
        max_points: grade.max_points,
        grade: json(&grade),
        receipt: json(&receipt),
        at: now,
    };
    let id = attempt.id;
    app.store.record_attempt(attempt, exercise.attempts, move |state| {
        let mut state = state_of(state);
        state.observe(&seen);
        json(&state)
    })?;
    let attempts = app.store.attempt_count(who.id, &exercise.id)?;
    Ok(Outcome { id, seed: posted.seed, answer, grade, receipt, attempts, pinned })
}

/// The latest attempt of `who` at the current version of an exercise, to show its feedback again.
///
/// # Errors
/// When the store fails.
pub fn latest(app: &App, who: &Person, exercise: &str) -> Result<Option<Outcome>, StoreError> {
    let Some(pinned) = app.library.pinned(exercise, None) else { return Ok(None) };
    let last = app.store.latest_attempt(who.id, &pinned.exercise.id)?;
    let Some(last) = last.filter(|last| last.version == pinned.exercise.version) else { return Ok(None) };
    let count = app.store.attempt_count(who.id, &pinned.exercise.id)?;
    let read = || {
        let answer: serde_json::Value = serde_json::from_str(&last.answer).ok()?;
        Some(Outcome {
            id: last.id,
            seed: last.seed,
            answer: Answer::from_json(&pinned.exercise, &answer).ok()?,
            grade: serde_json::from_str(&last.grade).ok()?,
            receipt: serde_json::from_str(&last.receipt).ok()?,
            attempts: count,
            pinned: pinned.clone(),
        })
    };
    Ok(read())
}

/// The learner model's state as stored; a state that this release cannot read starts anew.
pub fn state_of(stored: Option<String>) -> State {
    stored.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

fn kept_run(
    app: &App,
    who: &Person,
    lab: &crate::id::LabId,
    fields: &[(String, String)],
) -> Result<Answer, SubmitError> {
    let named = fields.iter().find(|(name, _)| name == "run").map(|(_, value)| value.trim());
    let id = named.filter(|id| !id.is_empty()).ok_or(SheetError::Nothing)?;
    let id = RunId::parse(id).ok_or(SubmitError::NoRun)?;
    let run = app.store.run(id)?.filter(|run| run.person == who.id && run.lab == *lab);
    let run = run.ok_or(SubmitError::NoRun)?;
    let values = |text: &str| serde_json::from_str(text).unwrap_or_default();
    Ok(Answer::Lab(LabAnswer {
        lab: lab.to_string(),
        set: None,
        seed: run.seed,
        parameters: values(&run.parameters),
        summary: values(&run.summary),
    }))
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("grades, receipts and states hold only plain values")
}

/// What the learner is told after an answer, as the exercise's feedback policy allows.
#[derive(Debug, Clone)]
pub struct Feedback {
    /// Whether all points are in; none where the policy keeps that back.
    pub is_right: Option<bool>,
    /// Sentences of the grader.
    pub sentences: Vec<String>,
    /// What the author says to each chosen option.
    pub options: Vec<(Letter, Html)>,
    /// The explanation, once it may be shown.
    pub explanation: Option<Html>,
    /// Attempts left; none means without limit.
    pub attempts_left: Option<u32>,
}

impl Outcome {
    /// The feedback in `language`.
    pub fn feedback(&self, language: Language) -> Feedback {
        let Pinned { exercise, solution, .. } = &self.pinned;
        let attempts_left = exercise.attempts.map(|allowed| allowed.saturating_sub(self.attempts));
        if exercise.feedback == FeedbackPolicy::Never {
            let sentence = language.pick("答案已收到。", "Your answer is recorded.").to_owned();
            return Feedback {
                is_right: None,
                sentences: vec![sentence],
                options: Vec::new(),
                explanation: None,
                attempts_left,
            };
        }
        let is_right = self.grade.is_full();
        let may_explain =
            exercise.feedback == FeedbackPolicy::Always || is_right || attempts_left == Some(0);
        let options = self
            .grade
            .notes
            .iter()
            .filter_map(|note| match note {
                Note::Option(letter) => grading::option_feedback(solution, *letter, language)
                    .map(|html| (*letter, html.clone())),
                _ => None,
            })
            .collect();
        Feedback {
            is_right: Some(is_right),
            sentences: self.grade.notes.iter().filter_map(|note| note.sentence(language)).collect(),
            options,
            explanation: solution
                .explanation
                .as_ref()
                .filter(|_| may_explain)
                .map(|words| words.get(language).clone()),
            attempts_left,
        }
    }
}
