//! Results are read: pages, filters, the search, downloads.

use serde_json::Value;
use yanxi::grading::Status;
use yanxi::service::desk::{DeskError, Export, Filter, PAGE};

use super::{World, line, many};

fn learner(name: &str) -> Filter {
    Filter { learner: Some(name.into()), ..Filter::default() }
}

#[test]
fn pages_follow_the_input() {
    let world = World::new();
    let batch = world.finished(world.upload(many(450)));
    let page = |number| world.desk.page(&batch, &Filter::default(), number).unwrap();
    assert_eq!((page(1).rows.len(), page(1).total, page(1).pages()), (PAGE, 450, 3));
    assert_eq!(page(2).rows[0].line, 201);
    assert_eq!(page(3).rows.len(), 50);
    // A number past the end, as in an old link, gives the last page.
    assert_eq!((page(99).number, page(99).rows.len()), (3, 50));
    assert_eq!(page(0).number, 1);
}

#[test]
fn filters_by_status_exercise_and_learner() {
    let world = World::new();
    let text = many(300)
        + &line("Zhang Wei", "number", "0.5")
        + "oops\n"
        + &line("zhang 敏", "nowhere", "1")
        + &line("s9999", "number", "\"0.7\"");
    let batch = world.finished(world.upload(text));
    let total = |filter: Filter| world.desk.page(&batch, &filter, 1).unwrap().total;
    let status = |status| Filter { status: Some(status), ..Filter::default() };
    let exercise = |name: &str| Filter { exercise: Some(name.into()), ..Filter::default() };

    assert_eq!((total(status(Status::Graded)), total(status(Status::Rejected))), (302, 2));
    assert_eq!(total(status(Status::Human)), 0);
    assert_eq!((total(exercise("choice")), total(exercise("number")), total(exercise(""))), (300, 2, 2));
    assert_eq!(total(exercise("text")), 0);
    assert_eq!((total(learner("ZHANG")), total(learner("敏")), total(learner("s029"))), (2, 1, 10));
    assert_eq!(total(learner("  ")), 304);
    let both = Filter { status: Some(Status::Graded), exercise: Some("number".into()), ..learner("zhang") };
    let page = world.desk.page(&batch, &both, 1).unwrap();
    assert_eq!((page.total, page.rows[0].line, page.rows[0].points), (1, 301, Some(2.0)));
    let beyond = world.desk.page(&batch, &exercise("choice"), 7).unwrap();
    assert_eq!((beyond.number, beyond.rows.len()), (2, 100));
}

#[test]
fn a_spreadsheet_gets_utf8_and_no_formula() {
    let world = World::new();
    let id = world.upload(line("=HYPERLINK(1)", "choice", "\"b\"") + &line("李雷", "text", "\"过拟合\""));
    world.finished(id);
    let csv = world.export(id, Export::Csv);
    assert!(csv.starts_with("\u{feff}line,learner,"));
    assert!(csv.contains("\n1,'=HYPERLINK(1),choice,graded,2,2,"), "{csv}");
    assert!(csv.contains("\n2,李雷,text,graded,2,2,"));
    assert_eq!(csv.lines().count(), 3);
}

#[test]
fn rejected_lines_come_with_what_stood_there() {
    let world = World::new();
    let long = "x".repeat(9_000);
    let text = [&many(2), "\n{\"learner\": 破\n", &many(1), "not \u{1F600} json\r\n", &long].concat();
    let id = world.upload(text);
    world.finished(id);
    let rows: Vec<Value> = world
        .export(id, Export::Rejected)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let (lines, inputs): (Vec<_>, Vec<_>) =
        rows.iter().map(|row| (row["line"].as_u64().unwrap(), row["input"].as_str().unwrap())).unzip();
    assert_eq!(lines, [4, 6, 7]);
    assert_eq!(inputs[..2], ["{\"learner\": 破", "not \u{1F600} json"]);
    assert_eq!(inputs[2].len(), 4_000);
    assert!(rows.iter().all(|row| row["status"] == "rejected" && row["reason"].is_string()));
}

#[test]
fn files_that_are_gone_are_told_apart_from_a_batch_that_is() {
    let world = World::new();
    let id = world.upload(many(3));
    let batch = world.finished(id);
    std::fs::remove_dir_all(world.file(id, "")).unwrap();
    let page = world.desk.page(&batch, &Filter::default(), 1);
    assert!(matches!(page, Err(DeskError::FilesMissing)));
    assert!(matches!(world.desk.export(id, Export::Csv, &mut Vec::new()), Err(DeskError::FilesMissing)));
    world.desk.delete(id).unwrap();
}
