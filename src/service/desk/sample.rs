//! A small file of submissions to begin with: real exercises, made-up learners.

use serde_json::{Value, json};

use crate::curriculum::{Course, Exercise, Form, Kind, Letter};

/// One line of it.
#[derive(Debug, Clone, PartialEq)]
pub struct SampleLine {
    /// Who answers.
    pub learner: String,
    /// Which exercise.
    pub exercise: String,
    /// The answer: of the right form, chosen without a look at the key.
    pub answer: Value,
}

/// A line for the first exercise of each kind that has answers without a run.
pub fn sample(course: &Course) -> Vec<SampleLine> {
    Kind::ALL
        .into_iter()
        .filter_map(|kind| course.exercises().find(|exercise| exercise.kind == kind && !exercise.assessed))
        .filter_map(|exercise| Some((exercise, answer(exercise)?)))
        .enumerate()
        .map(|(n, (exercise, answer))| SampleLine {
            learner: format!("s{:03}", n / 2 + 1),
            exercise: exercise.id.to_string(),
            answer,
        })
        .collect()
}

/// The sample as JSONL.
pub fn jsonl(lines: &[SampleLine]) -> String {
    lines
        .iter()
        .map(|line| {
            let [learner, exercise] =
                [&line.learner, &line.exercise].map(|text| Value::from(text.as_str()));
            format!("{{\"learner\":{learner},\"exercise\":{exercise},\"answer\":{}}}\n", line.answer)
        })
        .collect()
}

/// The sample as CSV; lists and objects are written as JSON inside a cell.
pub fn csv(lines: &[SampleLine]) -> String {
    let mut text = "learner,exercise,answer\r\n".to_owned();
    for SampleLine { learner, exercise, answer } in lines {
        let cell = match answer {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let cell =
            if cell.contains(['"', ',']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell };
        text.push_str(&format!("{learner},{exercise},{cell}\r\n"));
    }
    text
}

fn answer(exercise: &Exercise) -> Option<Value> {
    let letters = |count: usize| (0..count).filter_map(Letter::new).map(String::from);
    match &exercise.form {
        Form::Options { .. } if exercise.kind == Kind::Choice => Some(json!("a")),
        Form::Options { options } => Some(letters(options.len()).step_by(2).collect()),
        Form::Order { entries } => Some(letters(entries.len()).rev().collect()),
        Form::Match { left, .. } => Some(
            (1..=left.len()).map(|row| row.to_string()).zip(letters(left.len()).map(Value::from)).collect(),
        ),
        Form::Numeric { .. } => Some(json!(0.5)),
        Form::Text => Some(json!("overfitting")),
        Form::Lab { .. } => None,
    }
}
