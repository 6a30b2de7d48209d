//! Checks a curriculum: what the parser says, and the self-proof of every exercise.
//!
//! The reference answer must get full points, an empty answer none, and each answer listed as
//! `wrong` must lose some. An exercise that cannot do that would fail its learners.

use serde_json::Value;

use crate::curriculum::{self, Course, Diagnostic, Exercise, Key, Severity, Solution, Sources};
use crate::grading::{self, Answer, Status};

/// Parses `sources` and proves its exercises; diagnostics come in the order of files and lines.
pub fn check(sources: &Sources) -> (Course, Vec<Diagnostic>) {
    let (course, mut diagnostics) = curriculum::parse(sources);
    for exercise in course.exercises() {
        if let Some(solution) = course.solution(exercise.id.as_str()) {
            for flaw in prove(exercise, solution) {
                diagnostics.push(flaw.at(exercise));
            }
        }
    }
    diagnostics.sort_by(|a, b| {
        (&a.file, a.position.line, a.position.column).cmp(&(&b.file, b.position.line, b.position.column))
    });
    (course, diagnostics)
}

/// What an exercise fails to prove.
#[derive(Debug, Clone, PartialEq)]
enum Flaw {
    /// The reference answer does not get full points.
    Reference,
    /// An empty answer gets points.
    Empty,
    /// An answer listed as wrong gets full points.
    WrongIsRight(String),
    /// An answer listed as wrong is no answer to this exercise.
    WrongIsUnreadable(String, String),
}

fn prove(exercise: &Exercise, solution: &Solution) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    let Some(reference) = reference(&solution.key) else { return flaws };
    if !grading::grade(exercise, solution, &reference, None).is_full() {
        flaws.push(Flaw::Reference);
    }
    if let Some(empty) = empty(&solution.key)
        && grading::grade(exercise, solution, &empty, None).points > 0.0
    {
        flaws.push(Flaw::Empty);
    }
    for wrong in &solution.wrong {
        match Answer::from_json(exercise, wrong) {
            Ok(answer) => {
                let grade = grading::grade(exercise, solution, &answer, None);
                if grade.status == Status::Graded && grade.is_full() {
                    flaws.push(Flaw::WrongIsRight(wrong.to_string()));
                }
            }
            Err(error) => flaws.push(Flaw::WrongIsUnreadable(wrong.to_string(), error.to_string())),
        }
    }
    flaws
}

/// The answer that the key names; none for a lab, whose reference is a run.
fn reference(key: &Key) -> Option<Answer> {
    Some(match key {
        Key::Choice(letter) => Answer::Choice(*letter),
        Key::Multiple(letters) => Answer::Multiple(letters.clone()),
        Key::Order(letters) => Answer::Order(letters.clone()),
        Key::Match(pairs) => Answer::Match(pairs.clone()),
        Key::Numeric(key) => Answer::Numeric(Value::from(key.answer).to_string()),
        Key::Text { accept, .. } => Answer::Text(accept.first()?.clone()),
        Key::Lab { .. } => return None,
    })
}

fn empty(key: &Key) -> Option<Answer> {
    Some(match key {
        Key::Choice(_) | Key::Lab { .. } => return None,
        Key::Multiple(_) => Answer::Multiple(Default::default()),
        Key::Order(_) => Answer::Order(Vec::new()),
        Key::Match(_) => Answer::Match(Default::default()),
        Key::Numeric(_) => Answer::Numeric(String::new()),
        Key::Text { .. } => Answer::Text(String::new()),
    })
}

impl Flaw {
    fn at(&self, exercise: &Exercise) -> Diagnostic {
        let (code, message, message_zh) = match self {
            Self::Reference => (
                "E0801",
                "the reference answer does not get full points".to_owned(),
                "参考答案没有得到满分".to_owned(),
            ),
            Self::Empty => {
                ("E0802", "an empty answer gets points".to_owned(), "空答案得到了分数".to_owned())
            }
            Self::WrongIsRight(answer) => (
                "E0803",
                format!("the answer {answer} is listed under `wrong` but gets full points"),
                format!("答案 {answer} 列在 `wrong` 里，却得到了满分"),
            ),
            Self::WrongIsUnreadable(answer, reason) => (
                "E0804",
                format!("the answer {answer} under `wrong` is no answer to this exercise: {reason}"),
                format!("`wrong` 里的 {answer} 不是这道题的答案：{reason}"),
            ),
        };
        Diagnostic {
            file: exercise.place.file.clone(),
            position: exercise.place.position,
            severity: Severity::Error,
            code,
            message: format!("{}: {message}", exercise.id),
            message_zh: format!("{}：{message_zh}", exercise.id),
            label: None,
            label_zh: None,
            help: Some("grade the key yourself: key, tolerance and accepted forms must agree".to_owned()),
            help_zh: Some("请自己核对：答案、容差与可接受的写法要一致".to_owned()),
            snippet: exercise.place.snippet.clone(),
        }
    }
}
