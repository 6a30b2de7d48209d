//! A trainee's path through the site: read, answer, be told, see it count.

use axum::http::StatusCode;
use yanxi::id::ExerciseId;
use yanxi::store::Role;

use crate::world::World;

const CHOICE: &str = "/zh/exercises/ml-kinds-choice";

/// The value of a hidden field in a page.
fn hidden(page: &str, name: &str) -> String {
    let at = page.find(&format!("name=\"{name}\"")).unwrap_or_else(|| panic!("{name} is a field"));
    let value = &page[at..page[at..].find('>').unwrap() + at];
    value.split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

/// The position under which an option with these words stands.
fn position(card: &str, words: &str) -> String {
    let at = card.find(words).unwrap_or_else(|| panic!("{words} is an option"));
    let input = card[..at].rfind("<input").unwrap();
    card[input..at].split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[test]
fn a_right_answer_counts_and_is_explained() {
    let world = World::new();
    let card = world.get(Some(Role::Trainee), CHOICE);
    assert_eq!(card.status, StatusCode::OK);
    let page = card.text();
    assert!(!page.contains("步长超过上限就会发散"), "no explanation before the answer");
    let (seed, version) = (hidden(&page, "seed"), hidden(&page, "version"));
    let right = position(&page, "步长太大");
    let fields = [("answer", right.as_str()), ("seed", &seed), ("version", &version)];
    let reply = world.post_json(Some(Role::Trainee), CHOICE, &fields);
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    assert!(reply.text().contains("步长超过上限就会发散"), "{}", reply.text());
    let learner = world.person(Role::Trainee);
    let standings = world.store.standings(learner.id).unwrap();
    assert_eq!((standings.len(), standings[0].best), (1, 1.0));
    assert!(world.store.learner_state(learner.id).unwrap().is_some());
}

#[test]
fn a_wrong_answer_is_told_why_without_the_right_one() {
    let world = World::new();
    let page = world.get(Some(Role::Trainee), CHOICE).text();
    let (seed, version) = (hidden(&page, "seed"), hidden(&page, "version"));
    let wrong = position(&page, "数据太少");
    let fields = [("answer", wrong.as_str()), ("seed", &seed), ("version", &version)];
    let text = world.post_json(Some(Role::Trainee), CHOICE, &fields).text();
    assert!(text.contains("数据少不会突然发散"), "{text}");
    assert!(!text.contains("对，越过了谷底"), "the right option's words stay home");
    assert!(!text.contains("步长超过上限就会发散"), "so does the explanation");
}

#[test]
fn the_plain_form_works_without_scripts() {
    let world = World::new();
    let page = world.get(Some(Role::Trainee), CHOICE).text();
    let (seed, version) = (hidden(&page, "seed"), hidden(&page, "version"));
    let right = position(&page, "步长太大");
    let fields = [("answer", right.as_str()), ("seed", &seed), ("version", &version)];
    let reply = world.post(Some(Role::Trainee), CHOICE, &fields);
    assert!([StatusCode::OK, StatusCode::SEE_OTHER].contains(&reply.status), "{}", reply.status);
    assert_eq!(world.store.attempts().unwrap(), 1);
    let page = match reply.header("location") {
        "" => reply.text(),
        place => world.get(Some(Role::Trainee), place.split('#').next().unwrap()).text(),
    };
    assert!(page.contains("步长超过上限就会发散"));
}

#[test]
fn an_incomplete_form_costs_no_attempt() {
    let world = World::new();
    let reply = world.post_json(Some(Role::Trainee), "/zh/exercises/ml-kinds-assessed", &[("seed", "1")]);
    assert!(reply.status.is_client_error(), "{}", reply.status);
    assert_eq!(world.store.attempts().unwrap(), 0);
}

#[test]
fn an_assessed_item_is_answered_once_and_tells_nothing() {
    let world = World::new();
    let path = "/en/exercises/ml-kinds-assessed";
    let first = world.post_json(Some(Role::Trainee), path, &[("answer", "0"), ("seed", "1")]);
    assert_eq!(first.status, StatusCode::OK, "{}", first.text());
    for secret in ["nothing to do with it", "size of the gradient", "Right", "Not right"] {
        assert!(!first.text().contains(secret), "{secret}: {}", first.text());
    }
    let second = world.post_json(Some(Role::Trainee), path, &[("answer", "1"), ("seed", "1")]);
    assert!(second.status.is_client_error(), "{}", second.status);
    let learner = world.person(Role::Trainee);
    let exercise = ExerciseId::from("ml-kinds-assessed");
    assert_eq!(world.store.attempt_count(learner.id, &exercise).unwrap(), 1);
}

#[test]
fn an_open_lesson_is_logged_at_the_servers_time() {
    let world = World::new();
    let page = world.get(Some(Role::Trainee), "/zh/lessons/ml-kinds").text();
    let course = yanxi::service::check::check(&crate::world::fixture_course()).0;
    let version = course.lesson("ml-kinds").unwrap().version.to_string();
    assert!(page.contains(&version), "the page knows which version it shows");
    let before = yanxi::clock::now();
    let fields = [("event", "open"), ("lesson", "ml-kinds"), ("version", &version)];
    let reply = world.post_json(Some(Role::Trainee), "/api/study", &fields);
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    let learner = world.person(Role::Trainee);
    let events = world.store.study_events(learner.id, jiff::Timestamp::UNIX_EPOCH).unwrap();
    assert_eq!(events.len(), 1, "{events:?}");
    assert_eq!(events[0].lesson.as_str(), "ml-kinds");
    assert!(events[0].at.as_millisecond() >= before.as_millisecond());
}
