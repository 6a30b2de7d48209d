//! Golden grades: what each kind's grader gives for fixed answers. A file belongs to a grader's
//! version and is never edited: another outcome needs another version.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use yanxi::curriculum::{Course, Kind};
use yanxi::grading::{self, Answer, Irreproducible, LabAnswer, Reproduce};
use yanxi::service::check;

use crate::world::fixture_course;

/// Believes every claim: the grader is under test, not the lab.
struct Believer;

impl Reproduce for Believer {
    fn reproduce(
        &self,
        claim: &LabAnswer,
    ) -> Result<std::collections::BTreeMap<String, f64>, Irreproducible> {
        if claim.seed == 13 {
            return Err(Irreproducible("it does not come out again".to_owned()));
        }
        Ok(claim.parameters.clone().into_iter().chain(claim.summary.clone()).collect())
    }
}

fn answers(kind: Kind) -> (&'static str, Vec<Value>) {
    let run = |seed: u64, hidden: f64, val_loss: f64| json!({"lab": "ml-kinds-moons", "seed": seed, "parameters": {"hidden": hidden}, "summary": {"val_loss": val_loss}});
    match kind {
        Kind::Choice => (
            "ml-kinds-choice",
            vec![json!("a"), json!("b"), json!(" B "), json!("ｃ"), json!("d"), json!(2), json!(null)],
        ),
        Kind::Multiple => (
            "ml-kinds-multiple",
            vec![
                json!(["a", "b"]),
                json!(["b", "a"]),
                json!(["a"]),
                json!(["a", "c"]),
                json!(["a", "b", "c"]),
                json!([]),
                json!("a,b"),
                json!(["a", "a"]),
                json!(["e"]),
                json!({}),
            ],
        ),
        Kind::Order => (
            "ml-kinds-order",
            vec![
                json!(["a", "b", "c", "d"]),
                json!(["d", "a", "b", "c"]),
                json!(["d", "c", "b", "a"]),
                json!(["b", "a", "d", "c"]),
                json!([]),
                json!(["a", "b"]),
                json!(["a", "a", "b", "c"]),
                json!("a b c d"),
            ],
        ),
        Kind::Match => (
            "ml-kinds-match",
            vec![
                json!({"1": "a", "2": "b"}),
                json!({"1": "a"}),
                json!({"1": "c", "2": "b"}),
                json!({"1": "b", "2": "a"}),
                json!({}),
                json!({"3": "a"}),
                json!({"1": "z"}),
                json!({"1": 1}),
                json!("{\"1\":\"a\",\"2\":\"b\"}"),
                json!([]),
            ],
        ),
        Kind::Numeric => (
            "ml-kinds-numeric",
            vec![
                json!(250),
                json!(255),
                json!(255.1),
                json!(244.9),
                json!("250 ms"),
                json!("0.25 s"),
                json!("０．２５ｓ"),
                json!("250,0"),
                json!("2.5e2"),
                json!("250 kg"),
                json!(-250),
                json!(0.25),
                json!("NaN"),
                json!(""),
                json!("about 250"),
                json!("1/4 s"),
                json!(true),
            ],
        ),
        Kind::Text => (
            "ml-kinds-text",
            vec![
                json!("过拟合"),
                json!(" 过 拟 合 。"),
                json!("Overfitting"),
                json!("ＯＶＥＲＦＩＴＴＩＮＧ"),
                json!("overfiting"),
                json!("over-fitting"),
                json!("underfitting"),
                json!("欠拟合"),
                json!("过度拟合"),
                json!(""),
                json!(5),
                json!([]),
            ],
        ),
        Kind::Lab => (
            "ml-kinds-evidence",
            vec![
                run(1, 8.0, 0.2),
                run(1, 9.0, 0.2),
                run(1, 8.0, 0.3),
                run(13, 8.0, 0.2),
                json!({"lab": "other", "seed": 1, "summary": {}}),
                json!("x"),
                json!({"lab": "ml-kinds-moons", "seed": 1, "summary": {"val_loss": 0.1}}),
            ],
        ),
    }
}

fn outcome(course: &Course, id: &str, answer: &Value) -> Value {
    let (exercise, solution) = (course.exercise(id).unwrap(), course.solution(id).unwrap());
    match Answer::from_json(exercise, answer) {
        Ok(read) => {
            let grade = grading::grade(exercise, solution, &read, Some(&Believer));
            assert!((0.0..=grade.max_points).contains(&grade.points), "{id} {answer}: {grade:?}");
            json!({"answer": answer, "grade": grade})
        }
        Err(error) => json!({"answer": answer, "rejected": error.to_string()}),
    }
}

#[test]
fn the_same_answers_get_the_same_grades_as_ever() {
    let (course, _) = check::check(&fixture_course());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    for kind in Kind::ALL {
        let (id, answers) = answers(kind);
        let outcomes: Vec<Value> = answers.iter().map(|answer| outcome(&course, id, answer)).collect();
        let version = grading::grader_version(kind);
        let path = folder.join(format!("{}.json", version.replace('/', "-")));
        if !path.exists() && std::env::var_os("YANXI_WRITE_GOLDEN").is_some() {
            fs::create_dir_all(&folder).unwrap();
            fs::write(&path, serde_json::to_string_pretty(&outcomes).unwrap() + "\n").unwrap();
        }
        let golden = fs::read_to_string(&path).unwrap_or_else(|_| {
            panic!("{} is missing: write it once with YANXI_WRITE_GOLDEN=1 and read it", path.display())
        });
        let golden: Vec<Value> = serde_json::from_str(&golden).unwrap();
        for (now, then) in outcomes.iter().zip(&golden) {
            assert_eq!(
                now, then,
                "the {version} grader changed: raise its version in grading::grader_version"
            );
        }
        assert_eq!(outcomes.len(), golden.len(), "{version}: answers were added; add them to a new file");
    }
}

#[test]
fn every_exercise_of_the_built_in_course_proves_itself() {
    let (course, diagnostics) = check::check(&yanxi::store::files::embedded());
    let errors: Vec<_> =
        diagnostics.iter().filter(|found| found.severity == yanxi::curriculum::Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    assert!(course.lessons().count() >= 5);
    for lesson in course.lessons() {
        assert!(lesson.exercises().count() >= 6, "{}", lesson.id);
        assert!(lesson.title.en.is_some() && lesson.body.en.is_some(), "{} is translated", lesson.id);
    }
    for kind in Kind::ALL {
        assert!(course.exercises().any(|exercise| exercise.kind == kind), "{}", kind.name());
    }
}
