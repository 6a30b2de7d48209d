//! Files of submissions: results in input order, receipts that come out again, bad lines that
//! cost themselves alone.

use std::ops::ControlFlow;
use std::sync::Arc;

use serde_json::Value;
use yanxi::curriculum::Sources;
use yanxi::digest::Digest;
use yanxi::grading::Status;
use yanxi::language::Language;
use yanxi::service::batch::{self, Format, Scored, Scorer, Summary};
use yanxi::service::evidence::LabMachine;
use yanxi::service::{check, verify};

use crate::world::fixture_course;

fn scorer(sources: &Sources) -> Scorer {
    let course = Arc::new(check::check(sources).0);
    let labs = Box::new(LabMachine::new(Arc::clone(&course)));
    Scorer { course, labs: Some(labs), language: Language::English }
}

fn score(scorer: &Scorer, input: &[u8]) -> (Vec<u8>, Summary) {
    let mut output = Vec::new();
    let mut go = |_| ControlFlow::Continue(());
    let summary = batch::score(input, &mut output, scorer, Format::Jsonl, &mut go).unwrap();
    (output, summary)
}

fn rows(output: &[u8]) -> Vec<Scored> {
    output
        .split(|&byte| byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).unwrap())
        .collect()
}

const FILE: &str = concat!(
    r#"{"learner":"s001","exercise":"ml-kinds-choice","answer":"b"}"#,
    "\n",
    r#"{"learner":"s002","exercise":"ml-kinds-choice","answer":"a"}"#,
    "\n",
    "\n",
    "not json\n",
    r#"{"learner":"s003","exercise":"ml-kinds-chioce","answer":"a"}"#,
    "\n",
    r#"{"learner":"s004","exercise":"ml-kinds-multiple","answer":["a"]}"#,
    "\n",
    r#"{"learner":"s005","exercise":"ml-kinds-order","answer":["a","b"]}"#,
    "\n",
    r#"{"learner":"s006","exercise":"ml-kinds-numeric","answer":"0.25 s","at":"2026-11-20T08:00:00+08:00"}"#,
    "\n",
    r#"{"learner":"s007","exercise":"ml-kinds-numeric","answer":1,"at":"yesterday"}"#,
    "\n",
    r#"{"learner":"s008","exercise":"ml-kinds-text","answer":"Overfitting","version":"0123456789abcdef"}"#,
    "\n",
    r#"{"learner":"s009","exercise":"ml-kinds-text","answer":"Overfitting","note":"kept out"}"#,
);

#[test]
fn every_line_has_its_result_in_order() {
    let scorer = scorer(&fixture_course());
    let (output, summary) = score(&scorer, FILE.as_bytes());
    let rows = rows(&output);
    let statuses: Vec<(u64, &str)> = rows.iter().map(|row| (row.line, row.status.name())).collect();
    assert_eq!(
        statuses,
        [
            (1, "graded"),
            (2, "graded"),
            (4, "rejected"),
            (5, "rejected"),
            (6, "graded"),
            (7, "rejected"),
            (8, "graded"),
            (9, "rejected"),
            (10, "rejected"),
            (11, "graded"),
        ]
    );
    assert_eq!(rows[0].points, Some(1.0));
    assert_eq!(rows[1].points, Some(0.0));
    assert_eq!(rows[4].points, Some(1.0), "half of two points");
    let reason = |at: usize| rows[at].reason.clone().unwrap();
    assert!(reason(2).starts_with("line 4: "), "{}", reason(2));
    assert!(reason(3).contains("did you mean `ml-kinds-choice`"), "{}", reason(3));
    assert!(reason(8).contains("content version"), "{}", reason(8));
    assert_eq!(summary.counts.lines, 10);
    assert_eq!(summary.counts.rejected, 5);
    assert_eq!(summary.unknown_fields.iter().collect::<Vec<_>>(), ["note"]);
    assert_eq!(summary.items["ml-kinds-choice"].facility, 0.5);
}

#[test]
fn a_graders_file_gives_the_same_bytes_again() {
    let scorer = scorer(&fixture_course());
    assert_eq!(score(&scorer, FILE.as_bytes()).0, score(&scorer, FILE.as_bytes()).0);
}

#[test]
fn csv_and_jsonl_are_graded_alike() {
    let scorer = scorer(&fixture_course());
    let jsonl = concat!(
        r#"{"learner":"s1","exercise":"ml-kinds-multiple","answer":["a","b"]}"#,
        "\n",
        r#"{"learner":"s2","exercise":"ml-kinds-match","answer":{"1":"a","2":"b"}}"#,
        "\n",
        r#"{"learner":"s3","exercise":"ml-kinds-order","answer":["a","b","c","d"]}"#,
        "\n",
        r#"{"learner":"s4","exercise":"ml-kinds-numeric","answer":250}"#,
        "\n",
    );
    let csv = "learner,exercise,answer\r\ns1,ml-kinds-multiple,\"a,b\"\r\ns2,ml-kinds-match,\"{\"\"1\"\":\"\"a\"\",\"\"2\"\":\"\"b\"\"}\"\r\ns3,ml-kinds-order,\"[\"\"a\"\",\"\"b\"\",\"\"c\"\",\"\"d\"\"]\"\r\ns4,ml-kinds-numeric,250\r\n";
    let points = |input: &str| {
        rows(&score(&scorer, input.as_bytes()).0).iter().map(|row| row.points).collect::<Vec<_>>()
    };
    assert_eq!(points(jsonl), [Some(2.0), Some(1.0), Some(1.0), Some(1.0)]);
    assert_eq!(points(csv), points(jsonl));
}

#[test]
fn receipts_come_out_again_and_a_changed_one_is_named() {
    let scorer = scorer(&fixture_course());
    let (output, _) = score(&scorer, FILE.as_bytes());
    let verdict = verify::verify(&output[..], FILE.as_bytes(), &scorer).unwrap();
    assert_eq!((verdict.checked, verdict.receipts, verdict.difference), (10, 5, None));

    let text = String::from_utf8(output).unwrap();
    for (from, to, field) in [
        (r#""points":0.0"#, r#""points":1.0"#, "points"),
        (r#""learner":"s004""#, r#""learner":"s044""#, "learner"),
        (r#""grader":"numeric/1""#, r#""grader":"numeric/2""#, "receipt.grader"),
    ] {
        let forged = text.replacen(from, to, 1);
        assert_ne!(forged, text, "{from} stands in the results");
        let verdict = verify::verify(forged.as_bytes(), FILE.as_bytes(), &scorer).unwrap();
        assert!(verdict.difference.unwrap().field.starts_with(field), "{field}");
    }
    let shorter = text.lines().take(3).map(|line| format!("{line}\n")).collect::<String>();
    let difference =
        verify::verify(shorter.as_bytes(), FILE.as_bytes(), &scorer).unwrap().difference.unwrap();
    assert_eq!(difference.field, "missing result");

    // Another key: the content version differs.
    let mut other = fixture_course();
    let path = "ml/1-basics/ml-kinds.zh-CN.md";
    let source = String::from_utf8(other.files[path].clone()).unwrap();
    other.files.insert(path.to_owned(), source.replace("对，越过了谷底。", "对。").into_bytes());
    let scorer = self::scorer(&other);
    let difference = verify::verify(text.as_bytes(), FILE.as_bytes(), &scorer).unwrap().difference.unwrap();
    assert!(difference.field.starts_with("receipt.content"), "{}", difference.field);
    assert_eq!(difference.submission_line, Some(1));
}

#[test]
fn a_receipt_does_not_betray_the_answer() {
    let scorer = scorer(&fixture_course());
    let line = br#"{"learner":"s001","exercise":"ml-kinds-choice","answer":"b"}"#;
    let receipt = rows(&score(&scorer, line).0).remove(0).receipt.unwrap();
    assert!(receipt.is_sealed());
    for guess in ["a", "b", "c"] {
        assert_ne!(receipt.answer, Digest::of_json(&guess));
        assert_ne!(receipt.answer, Digest::of_json(&serde_json::json!({"answer": guess})));
        assert_ne!(receipt.answer, Digest::of_json(&serde_json::json!({"answer": guess, "nonce": ""})));
    }
    // The same answer of another learner has another hash.
    let other = br#"{"learner":"s002","exercise":"ml-kinds-choice","answer":"b"}"#;
    assert_ne!(receipt.answer, rows(&score(&scorer, other).0).remove(0).receipt.unwrap().answer);
}

#[test]
fn a_lab_claim_is_run_again() {
    let scorer = scorer(&fixture_course());
    let honest = |val_loss: f64| {
        format!(
            r#"{{"learner":"s1","exercise":"ml-kinds-evidence","answer":{{"lab":"ml-kinds-moons","seed":7,"parameters":{{"hidden":8}},"summary":{{"val_loss":{val_loss}}}}}}}"#
        )
    };
    let run = yanxi::labs::PlaygroundRun::of(
        match &scorer.course.lab("ml-kinds-moons").unwrap().spec {
            yanxi::curriculum::LabSpec::Playground(spec) => spec,
            other => panic!("{other:?}"),
        },
        None,
        &[("hidden".to_owned(), 8.0)].into(),
        7,
    )
    .unwrap();
    let summary = yanxi::labs::playground::run(&run, &mut |_| ControlFlow::Continue(())).unwrap();
    let good = rows(&score(&scorer, honest(summary["val_loss"]).as_bytes()).0).remove(0);
    assert_eq!(good.status, Status::Graded);
    assert!(good.points > Some(0.0), "{good:?}");
    let forged = rows(&score(&scorer, honest(summary["val_loss"] - 0.2).as_bytes()).0).remove(0);
    assert_eq!(forged.points, Some(0.0), "{forged:?}");
}

#[test]
fn spreadsheets_run_no_formula() {
    let scorer = scorer(&fixture_course());
    let line = br#"{"learner":"=HYPERLINK(\"x\")","exercise":"ml-kinds-choice","answer":"b"}"#;
    let mut output = Vec::new();
    let mut go = |_| ControlFlow::Continue(());
    batch::score(&line[..], &mut output, &scorer, Format::Csv, &mut go).unwrap();
    let text = String::from_utf8(output).unwrap();
    assert!(text.contains("'=HYPERLINK"), "{text}");
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
    #[test]
    fn any_bytes_give_results(bytes: Vec<u8>) {
        let scorer = scorer_once();
        let (output, summary) = score(scorer, &bytes);
        proptest::prop_assert_eq!(rows(&output).len() as u64, summary.counts.lines);
    }

    #[test]
    fn any_answer_is_graded_or_rejected(text in r#"[\[\]{}"a-f0-9:, ]{0,30}"#) {
        let scorer = scorer_once();
        for id in ["choice", "multiple", "order", "match", "numeric", "text", "evidence"] {
            for answer in [serde_json::from_str(&text).unwrap_or(Value::Null), Value::String(text.clone())] {
                let line = serde_json::json!({"learner": "s", "exercise": format!("ml-kinds-{id}"), "answer": answer});
                let (output, _) = score(scorer, line.to_string().as_bytes());
                let row = rows(&output).remove(0);
                let is_settled = row.points.is_some() == (row.status == Status::Graded);
                proptest::prop_assert!(is_settled && (row.status == Status::Graded || row.reason.is_some()));
            }
        }
    }
}

fn scorer_once() -> &'static Scorer {
    static SCORER: std::sync::LazyLock<Scorer> = std::sync::LazyLock::new(|| scorer(&fixture_course()));
    &SCORER
}
