//! What every database behind [`Store`] must do; another one adds a line to `against!`.

use jiff::SignedDuration;
use yanxi::digest::Digest;
use yanxi::id::{BatchId, ClassId, RunId, StudyId};
use yanxi::store::{
    BatchProgress, BatchState, Class, EventKind, LinkKind, LinkState, NewBatch, NewLink, NewPerson, Role,
    Run, Store, StoreError,
};

use super::{Scratch, at, attempt, counting, trainee};

/// Runs each function of this file as a test of the store that the first argument opens.
macro_rules! against {
    ($database:ident, $open:expr, $($name:ident)+) => {
        mod $database {
            $(#[test]
            fn $name() {
                let open = $open;
                super::$name(&open.store);
            })+
        }
    };
}
against! { sqlite, super::Scratch::new(),
    values_by_name
    people_have_roles_classes_and_unique_names
    a_password_change_ends_the_sessions
    sessions_end_when_they_run_out_and_can_be_extended
    a_link_works_once_in_time_and_from_the_right_place
    a_new_link_voids_the_old_one
    an_invitation_sets_the_password_or_nothing
    attempts_change_the_learner_state_with_them
    attempts_are_limited_where_they_are_counted
    standings_tell_the_latest_and_the_best
    the_study_log_belongs_to_whoever_started_it
    runs_come_back_newest_first
    batches_move
    unknown_parents_are_refused
}

const HOUR: SignedDuration = SignedDuration::from_hours(1);

fn values_by_name(store: &Store) {
    assert_eq!(store.meta("public_url").unwrap(), None);
    store.set_meta("public_url", "http://a").unwrap();
    store.set_meta("public_url", "http://b").unwrap();
    assert_eq!(store.meta("public_url").unwrap().as_deref(), Some("http://b"));
}

fn people_have_roles_classes_and_unique_names(store: &Store) {
    assert!(!store.has_people().unwrap());
    let class = Class { id: ClassId::new(), name: "秋季一班".into(), city: "沈阳".into() };
    store.add_class(class.clone(), at(0)).unwrap();
    let twin = Class { id: ClassId::new(), ..class.clone() };
    assert!(matches!(store.add_class(twin, at(0)), Err(StoreError::NameTaken(_))));

    let new = NewPerson {
        name: "Wang Lan".into(),
        roles: [Role::Instructor, Role::Grader].into(),
        class: Some(class.id),
    };
    let id = store.add_person(new.clone(), at(1)).unwrap();
    let other = trainee(store, "林晓");
    assert!(store.has_people().unwrap());
    let again = NewPerson { name: "ｗａｎｇ  lan".into(), ..new };
    assert!(matches!(store.add_person(again, at(2)), Err(StoreError::NameTaken(_))));

    let person = store.person(id).unwrap().unwrap();
    assert_eq!(person, store.person_by_name(" WANG lan").unwrap().unwrap());
    assert!(person.is(Role::Grader) && !person.is(Role::Administrator) && !person.has_password);
    assert_eq!(store.people().unwrap().iter().map(|p| p.id).collect::<Vec<_>>(), [other, id]);
    assert_eq!(store.people_of(class.id).unwrap(), [person]);
    assert_eq!(store.classes().unwrap(), [class]);

    store.set_roles(id, [Role::Administrator].into()).unwrap();
    assert_eq!(store.person(id).unwrap().unwrap().roles, [Role::Administrator].into());
    assert_eq!(store.person_by_name("nobody").unwrap(), None);
}

fn a_password_change_ends_the_sessions(store: &Store) {
    let id = trainee(store, "林晓");
    let token = Digest::of(b"token");
    store.new_session(id, token, at(0), at(0) + HOUR).unwrap();
    assert!(store.session(&token, at(1)).unwrap().is_some());
    store.set_password(id, "$argon2id$…".into()).unwrap();
    assert_eq!(store.session(&token, at(1)).unwrap(), None);
    let credential = store.password_hash("林晓").unwrap().unwrap();
    assert!(credential.person == id && credential.password.as_deref() == Some("$argon2id$…"));
    assert!(store.password_hash("林小").unwrap().is_none());
}

fn sessions_end_when_they_run_out_and_can_be_extended(store: &Store) {
    let id = trainee(store, "林晓");
    let (first, second) = (Digest::of(b"1"), Digest::of(b"2"));
    store.new_session(id, first, at(0), at(10)).unwrap();
    assert_eq!(store.session(&first, at(9)).unwrap().unwrap().person.id, id);
    assert_eq!(store.session(&first, at(10)).unwrap(), None);
    store.extend_session(first, at(20)).unwrap();
    store.extend_session(first, at(15)).unwrap();
    assert_eq!(store.session(&first, at(10)).unwrap().unwrap().expires_at, at(20));
    store.new_session(id, second, at(30), at(40)).unwrap();
    assert_eq!(store.session(&first, at(10)).unwrap(), None, "what has run out is forgotten");
    store.end_session(second).unwrap();
    assert_eq!(store.session(&second, at(31)).unwrap(), None);
}

fn link(store: &Store, name: &str, kind: LinkKind, token: &[u8], loopback_only: bool) -> NewLink {
    let person = store.person_by_name(name).unwrap().unwrap().id;
    NewLink { person, kind, token_hash: Digest::of(token), expires_at: at(100), loopback_only }
}

fn a_link_works_once_in_time_and_from_the_right_place(store: &Store) {
    trainee(store, "林晓");
    let new = link(store, "林晓", LinkKind::SignIn, b"t", true);
    store.new_link(new, at(0)).unwrap();
    let take = |kind, local, now| store.take_link(new.token_hash, kind, local, at(now)).unwrap();

    assert_eq!(take(LinkKind::Invitation, true, 1), None, "it is of another kind");
    assert_eq!(take(LinkKind::SignIn, false, 1).unwrap().1, LinkState::Elsewhere);
    assert_eq!(take(LinkKind::SignIn, true, 100).unwrap().1, LinkState::Expired);
    assert_eq!(take(LinkKind::SignIn, true, 99).unwrap().1, LinkState::Good);
    assert_eq!(take(LinkKind::SignIn, true, 99).unwrap().1, LinkState::Taken);
    assert_eq!(store.link(&new.token_hash).unwrap().unwrap().taken_at, Some(at(99)));
    assert_eq!(store.take_link(Digest::of(b"other"), LinkKind::SignIn, true, at(1)).unwrap(), None);
}

fn a_new_link_voids_the_old_one(store: &Store) {
    trainee(store, "林晓");
    trainee(store, "周航");
    let old = link(store, "林晓", LinkKind::Invitation, b"old", false);
    let others = link(store, "周航", LinkKind::Invitation, b"others", false);
    let new = link(store, "林晓", LinkKind::Invitation, b"new", false);
    for link in [old, others, new] {
        store.new_link(link, at(0)).unwrap();
    }
    assert_eq!(store.link(&old.token_hash).unwrap(), None);
    assert!(store.link(&new.token_hash).unwrap().is_some());
    assert!(store.link(&others.token_hash).unwrap().is_some());
}

fn an_invitation_sets_the_password_or_nothing(store: &Store) {
    trainee(store, "林晓");
    let new = link(store, "林晓", LinkKind::Invitation, b"t", false);
    store.new_link(new, at(0)).unwrap();
    let accept = |hash: &str, now| {
        let taken = store.accept_invitation(new.token_hash, hash.into(), false, at(now)).unwrap();
        (taken.unwrap().1, store.password_hash("林晓").unwrap().unwrap().password)
    };
    assert_eq!(accept("late", 100), (LinkState::Expired, None));
    assert_eq!(accept("first", 1), (LinkState::Good, Some("first".into())));
    assert_eq!(accept("second", 2), (LinkState::Taken, Some("first".into())));
}

fn attempts_change_the_learner_state_with_them(store: &Store) {
    let id = trainee(store, "林晓");
    assert_eq!(store.learner_state(id).unwrap(), None);
    let (first, second) = (attempt(id, "a", 0.0), attempt(id, "a", 1.0));
    assert_eq!(store.record_attempt(first.clone(), None, counting).unwrap(), "1");
    assert_eq!(store.record_attempt(second.clone(), None, counting).unwrap(), "2");
    assert!(store.record_attempt(first.clone(), None, counting).is_err(), "one identity, one attempt");
    assert_eq!(store.learner_state(id).unwrap().as_deref(), Some("2"));
    assert_eq!(store.attempt(first.id).unwrap(), Some(first.clone()));
    assert_eq!(store.attempts_of(id, &"a".into()).unwrap(), [first, second]);
    assert_eq!(store.attempts_of(id, &"b".into()).unwrap(), []);
    assert_eq!(store.attempts().unwrap(), 2);
}

fn attempts_are_limited_where_they_are_counted(store: &Store) {
    let id = trainee(store, "林晓");
    let record = || store.record_attempt(attempt(id, "a", 0.0), Some(2), counting);
    record().unwrap();
    record().unwrap();
    assert!(matches!(record(), Err(StoreError::NoAttemptLeft)));
    assert_eq!(store.attempt_count(id, &"a".into()).unwrap(), 2);
    assert_eq!(store.learner_state(id).unwrap().as_deref(), Some("2"));
    store.record_attempt(attempt(id, "b", 0.0), Some(2), counting).unwrap();
}

fn standings_tell_the_latest_and_the_best(store: &Store) {
    let class = Class { id: ClassId::new(), name: "一班".into(), city: "沈阳".into() };
    store.add_class(class.clone(), at(0)).unwrap();
    let new = NewPerson { name: "林晓".into(), roles: [Role::Trainee].into(), class: Some(class.id) };
    let id = store.add_person(new, at(0)).unwrap();
    let outsider = trainee(store, "周航");
    for (person, exercise, points) in [(id, "a", 1.0), (id, "a", 0.5), (id, "b", 0.0), (outsider, "c", 1.0)]
    {
        store.record_attempt(attempt(person, exercise, points), None, counting).unwrap();
    }
    let standings = store.standings(id).unwrap();
    let told: Vec<_> =
        standings.iter().map(|s| (s.exercise.as_str(), s.attempts, s.best, s.points)).collect();
    assert_eq!(told, [("a", 2, 1.0, 0.5), ("b", 1, 0.0, 0.0)]);

    let tallies = store.tallies(class.id).unwrap();
    assert_eq!(tallies.len(), 1, "who is of no class or has tried nothing is left out");
    assert_eq!(
        (tallies[0].person, tallies[0].tried, tallies[0].solved, tallies[0].attempts),
        (id, 2, 1, 3)
    );
    assert_eq!(store.learner_states(class.id).unwrap(), [(id, "3".to_owned())]);
}

fn the_study_log_belongs_to_whoever_started_it(store: &Store) {
    let (id, other) = (trainee(store, "林晓"), trainee(store, "周航"));
    let study = StudyId::new();
    let pause = SignedDuration::from_secs(10);
    store.start_study(study, id, "ml-overfitting".into(), Digest::of(b"v"), at(0)).unwrap();
    let beat = |person, kind, now| store.continue_study(study, person, kind, pause, at(now)).unwrap();
    assert!(!beat(other, EventKind::Beat, 30), "another's study");
    assert!(beat(id, EventKind::Beat, 30));
    assert!(beat(id, EventKind::Beat, 31), "too soon: agreed to, not written");
    assert!(beat(id, EventKind::End, 32));
    assert!(!beat(id, EventKind::Beat, 60), "it has ended");
    assert!(store.start_study(study, other, "x".into(), Digest::of(b"v"), at(70)).is_err(), "starts once");

    let events = store.study_events(id, at(0)).unwrap();
    let told: Vec<_> = events.iter().map(|event| (event.kind, event.at)).collect();
    assert_eq!(told, [(EventKind::Start, at(0)), (EventKind::Beat, at(30)), (EventKind::End, at(32))]);
    assert!(events.iter().all(|event| event.lesson.as_str() == "ml-overfitting" && event.study == study));
    assert_eq!(store.study_events(id, at(31)).unwrap().len(), 1);
    assert_eq!(store.study_events(other, at(0)).unwrap(), []);
}

fn runs_come_back_newest_first(store: &Store) {
    let id = trainee(store, "林晓");
    let run = |seed: u64, seconds| Run {
        id: RunId::new(),
        person: id,
        lab: "ml-overfitting-moons".into(),
        version: Digest::of(b"lab"),
        seed,
        parameters: r#"{"depth":2.0}"#.into(),
        summary: r#"{"test_loss":0.1}"#.into(),
        at: at(seconds),
    };
    let (old, new) = (run(1, 10), run(u64::MAX, 20));
    store.save_run(old.clone()).unwrap();
    store.save_run(new.clone()).unwrap();
    assert_eq!(store.run(old.id).unwrap(), Some(old.clone()));
    assert_eq!(store.runs_of(id, &old.lab, 5).unwrap(), [new.clone(), old]);
    assert_eq!(store.runs_of(id, &new.lab, 1).unwrap(), [new]);
    assert_eq!(store.run(RunId::new()).unwrap(), None);
}

fn batches_move(store: &Store) {
    let person = trainee(store, "赵宁");
    let new = NewBatch {
        id: BatchId::new(),
        person,
        name: "期中.jsonl".into(),
        content: Digest::of(b"course"),
        bytes: 12_345_678_901,
    };
    store.add_batch(new.clone(), None, at(0)).unwrap();
    assert_eq!(store.batch(new.id).unwrap().unwrap().progress.state, BatchState::Waiting);
    let progress = BatchProgress {
        state: BatchState::Done,
        bytes_read: new.bytes,
        lines: 9,
        summary: Some(r#"{"graded":9}"#.into()),
    };
    store.set_batch_progress(new.id, progress.clone(), at(5)).unwrap();
    let batches = store.batches(10).unwrap();
    assert_eq!((&batches[0].file, &batches[0].progress), (&new, &progress));
    assert_eq!((batches[0].created_at, batches[0].updated_at), (at(0), at(5)));
    let missing = store.set_batch_progress(BatchId::new(), progress, at(6));
    assert!(matches!(missing, Err(StoreError::Missing("batch"))));
}

fn unknown_parents_are_refused(store: &Store) {
    let nobody = yanxi::id::PersonId::new();
    assert!(store.record_attempt(attempt(nobody, "a", 1.0), None, counting).is_err());
    assert_eq!(store.attempts().unwrap(), 0);
    assert!(store.new_session(nobody, Digest::of(b"t"), at(0), at(9)).is_err());
    assert!(matches!(store.set_password(nobody, "hash".into()), Err(StoreError::Missing("person"))));
}

#[test]
fn what_was_written_is_there_after_a_restart() {
    let scratch = Scratch::new();
    let id = trainee(&scratch.store, "林晓");
    scratch.store.record_attempt(attempt(id, "a", 1.0), None, counting).unwrap();
    let scratch = scratch.restart();
    assert_eq!(scratch.store.person(id).unwrap().unwrap().name, "林晓");
    assert_eq!(scratch.store.learner_state(id).unwrap().as_deref(), Some("1"));
}
