//! Whatever is handed in ends in a batch with a result for every line.

use proptest::prelude::*;
use yanxi::id::BatchId;
use yanxi::service::desk::{DeskError, Export, Filter, Looks, MAX_BYTES};
use yanxi::store::BatchState;

use super::{World, line, many};

#[test]
fn an_empty_file_is_a_finished_batch_without_rows() {
    let world = World::new();
    for text in ["", "\n \n", "\u{feff}", "learner,exercise,answer\r\n"] {
        let batch = world.finished(world.upload(text));
        assert_eq!((batch.state, batch.counts.lines), (BatchState::Done, 0), "{text:?}");
        let page = world.desk.page(&batch, &Filter::default(), 1).unwrap();
        assert_eq!((page.rows.len(), page.pages()), (0, 1));
        assert_eq!(batch.mean(), None);
    }
}

#[test]
fn csv_and_jsonl_give_the_same_points() {
    let world = World::new();
    let csv = "\u{feff}learner,exercise,answer\r\ns1,choice,b\r\n\"s,2\",number,0.5\r\n";
    let jsonl = line("s1", "choice", "\"b\"") + &line("s,2", "number", "\"0.5\"");
    let [csv, jsonl] = [csv, &jsonl].map(|text| world.finished(world.upload(text)));
    assert_eq!(csv.report.summary.unwrap().items, jsonl.report.summary.unwrap().items);
}

#[test]
fn a_byte_order_mark_costs_no_line() {
    let world = World::new();
    let batch = world.finished(world.upload(format!("\u{feff}{}", many(2))));
    assert_eq!((batch.counts.graded, batch.counts.rejected), (2, 0));
}

#[test]
fn a_workbook_is_named_as_what_it_is() {
    let world = World::new();
    for (head, looks) in [
        (&b"PK\x03\x04\x14\x00rest"[..], Some(Looks::Workbook)),
        (b"\x1f\x8b\x08rest", Some(Looks::Gzip)),
        (b"\xff\xfe{\x00", Some(Looks::Utf16)),
        (b"{}", None),
    ] {
        let batch = world.finished(world.upload(head));
        assert_eq!((batch.state, batch.report.looks_like), (BatchState::Done, looks));
    }
}

#[test]
fn an_upload_that_breaks_off_leaves_nothing() {
    let world = World::new();
    let mut intake = world.desk.receive().unwrap();
    intake.write(b"half a li").unwrap();
    drop(intake);
    assert_eq!(std::fs::read_dir(world.folder.path().join("batches")).unwrap().count(), 0);
}

#[test]
fn what_no_batch_owns_is_removed_at_the_start() {
    let world = World::new();
    let kept = world.upload(many(2));
    world.finished(kept);
    let orphan = BatchId::new();
    std::fs::create_dir(world.file(orphan, "")).unwrap();
    std::fs::write(world.file(orphan, "input.tmp"), "half").unwrap();
    let world = world.restart();
    assert!(!world.file(orphan, "").exists());
    assert_eq!(world.export(kept, Export::Csv).lines().count(), 3);
}

#[test]
fn a_file_past_the_limit_is_refused() {
    let world = World::new();
    let mut intake = world.desk.receive().unwrap();
    let piece = vec![b'\n'; 1 << 20];
    for _ in 0..MAX_BYTES >> 20 {
        intake.write(&piece).unwrap();
    }
    assert!(matches!(intake.write(b"x"), Err(DeskError::TooLarge)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_end_in_a_finished_batch(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        let world = World::new();
        check(&world, &bytes);
    }

    #[test]
    fn anything_like_a_submission_ends_in_a_finished_batch(
        text in "(\\{\"learner\":(\"[a-z=\\\\u]{0,4}\"|1|null),\"exercise\":\"(choice|number|lab|\\PC{0,3})\",\"answer\":(\"b\"|2|\\[\\]|\\{\\})\\}?[\r\n]{1,2}){0,9}"
    ) {
        let world = World::new();
        check(&world, text.as_bytes());
    }

    #[test]
    fn any_csv_ends_in_a_finished_batch(body in "([a-z\"',;\r\n=+@0-9\u{feff}]|choice){0,120}") {
        let world = World::new();
        check(&world, format!("learner,exercise,answer\n{body}").as_bytes());
    }
}

/// Every row is there, in input order, on the pages and in the downloads.
fn check(world: &World, bytes: &[u8]) {
    let id = world.upload(bytes);
    let batch = world.finished(id);
    assert_eq!(batch.state, BatchState::Done, "{:?}", batch.report.failure);
    let counts = batch.counts;
    assert_eq!(counts.lines, counts.graded + counts.human + counts.ungradable + counts.rejected);
    let mut rows = Vec::new();
    for number in 1..=counts.lines.div_ceil(200) {
        rows.extend(world.desk.page(&batch, &Filter::default(), number).unwrap().rows);
    }
    assert_eq!(rows.len() as u64, counts.lines);
    assert!(rows.windows(2).all(|pair| pair[0].line < pair[1].line));
    assert_eq!(world.results(id).lines().count() as u64, counts.lines);
    assert_eq!(world.export(id, Export::Rejected).lines().count() as u64, counts.rejected);
    world.export(id, Export::Csv);
}
