//! The life of a batch: waiting, running, done, stopped, failed; through a restart.

use yanxi::id::BatchId;
use yanxi::service::desk::{DeskError, Failure};
use yanxi::store::BatchState;

use super::{World, line, many, run};

#[test]
fn a_file_is_graded_and_reported() {
    let world = World::new();
    let text =
        [line("s1", "choice", "\"b\""), line("s2", "choice", "\"a\""), "oops\n".into(), run("s3")].concat();
    let batch = world.finished(world.upload_as("秋季班.jsonl", &text));

    assert_eq!((batch.state, batch.name.as_str()), (BatchState::Done, "秋季班.jsonl"));
    assert_eq!((batch.counts.lines, batch.counts.graded, batch.counts.rejected), (4, 3, 1));
    assert_eq!(batch.bytes, text.len() as u64);
    assert_eq!(batch.report.exercises, ["choice", "lab"]);
    assert!(batch.report.version.is_some());
    let summary = batch.report.summary.as_ref().unwrap();
    assert_eq!((summary.items["choice"].n, summary.items["choice"].facility), (2, 0.5));
    assert!((batch.mean().unwrap() - 2.0 / 3.0).abs() < 1e-9);
}

#[test]
fn progress_shows_while_a_batch_runs() {
    let world = World::new();
    world.gate.set(false);
    let id = world.upload(many(2_048) + &run("last"));
    let batch = world.when(id, |batch| batch.counts.lines > 0);
    assert_eq!((batch.state, batch.counts.lines, batch.counts.graded), (BatchState::Running, 2_048, 2_048));
    assert!(batch.share() > 0.9 && batch.share() < 1.0);
    world.gate.set(true);
    assert_eq!(world.finished(id).counts.lines, 2_049);
}

#[test]
fn a_restart_begins_again_and_gives_the_same_bytes() {
    let text = many(3_000) + &run("s1") + "oops\n" + &run("s2");
    let whole = World::new();
    let id = whole.upload(&text);
    whole.finished(id);
    let expected = whole.results(id);

    let world = World::new();
    world.gate.set(false);
    let (first, second) = (world.upload(&text), world.upload(many(3)));
    world.when(first, |batch| batch.counts.lines > 0);
    let world = world.restart();
    assert_eq!(world.finished(first).state, BatchState::Done);
    assert_eq!(world.finished(second).state, BatchState::Done);
    assert_eq!(world.results(first), expected);
}

#[test]
fn a_running_batch_is_stopped_and_graded_again() {
    let world = World::new();
    world.gate.set(false);
    let id = world.upload(many(2_048) + &run("last"));
    world.when(id, |batch| batch.counts.lines > 0);
    assert!(matches!(world.desk.delete(id), Err(DeskError::Unfinished)));
    world.desk.stop(id).unwrap();
    world.gate.set(true);
    let batch = world.finished(id);
    assert_eq!((batch.state, batch.report.summary), (BatchState::Stopped, None));
    assert!(!world.file(id, "results.jsonl.tmp").exists());

    world.desk.again(id).unwrap();
    assert_eq!(world.finished(id).state, BatchState::Done);
    // What is done stays done.
    world.desk.again(id).unwrap();
    world.desk.stop(id).unwrap();
    assert_eq!(world.desk.batch(id).unwrap().state, BatchState::Done);
}

#[test]
fn a_waiting_batch_is_stopped_before_its_turn() {
    let world = World::new();
    world.gate.set(false);
    let first = world.upload(run("s1"));
    world.when(first, |batch| batch.state == BatchState::Running);
    let second = world.upload(many(3));
    world.desk.stop(second).unwrap();
    assert_eq!(world.desk.batch(second).unwrap().state, BatchState::Stopped);
    world.gate.set(true);
    world.finished(first);
    let third = world.upload(many(1));
    world.finished(third);
    assert_eq!(world.desk.batch(second).unwrap().state, BatchState::Stopped);
}

#[test]
fn a_lost_file_fails_with_a_sentence_and_the_next_batch_goes_on() {
    let world = World::new();
    world.gate.set(false);
    let first = world.upload(run("s1"));
    let (second, third) = (world.upload(many(3)), world.upload(many(3)));
    std::fs::remove_file(world.file(second, "input")).unwrap();
    world.gate.set(true);
    let batch = world.finished(second);
    assert_eq!((batch.state, batch.report.failure), (BatchState::Failed, Some(Failure::InputLost)));
    assert_eq!(world.finished(third).state, BatchState::Done);
    assert_eq!(world.finished(first).state, BatchState::Done);
}

#[test]
fn a_deleted_batch_leaves_nothing() {
    let world = World::new();
    let id = world.upload(many(3));
    world.finished(id);
    world.desk.delete(id).unwrap();
    assert!(matches!(world.desk.batch(id), Err(DeskError::Missing)));
    assert!(!world.file(id, "").exists());
    assert!(matches!(world.desk.delete(BatchId::new()), Err(DeskError::Missing)));
    assert!(world.desk.batches().unwrap().is_empty());
}

#[test]
fn the_list_shows_the_newest_first() {
    let world = World::new();
    let ids = [world.upload(many(1)), world.upload(many(1)), world.upload(many(1))];
    let listed: Vec<BatchId> = world.desk.batches().unwrap().iter().map(|batch| batch.id).collect();
    assert_eq!(listed, [ids[2], ids[1], ids[0]]);
}
