//! Who may call what: every route of the table, for every role and for nobody.

use axum::http::{Method, StatusCode};
use yanxi::store::Role;
use yanxi::web::route;

use crate::world::World;

/// A path with something that exists, or an id that does not, in place of each parameter.
fn filled(path: &str) -> String {
    path.replace("{module}", "ml")
        .replace("{lesson}", "ml-kinds")
        .replace("{exercise}", "ml-kinds-choice")
        .replace("{lab}", "ml-kinds-moons")
        .replace("{name}", "nothing.js")
        .replace("{*path}", "nothing.png")
        .replace("{token}", "nothing")
        .replace("{format}", "jsonl")
        .split('/')
        .map(|part| if part.starts_with('{') { "01920000-0000-7000-8000-000000000000" } else { part })
        .collect::<Vec<_>>()
        .join("/")
}

#[test]
fn only_who_may_comes_in() {
    let world = World::new();
    let mut wrong = Vec::new();
    let mut checked = 0;
    for route in route::table() {
        for path in route.paths() {
            // Signing out ends the very session that the test uses.
            if path == "/sign-out" {
                continue;
            }
            let path = filled(&path);
            for method in route.methods {
                for role in Role::ALL {
                    let person = world.person(role);
                    let reply = world.ask(Some(role), method.clone(), &path, form(method), "text/html");
                    let is_refused = reply.status == StatusCode::FORBIDDEN;
                    checked += 1;
                    if is_refused == route.who.allows(&person) {
                        wrong.push(format!("{method} {path} as {}: {}", role.name(), reply.status));
                    }
                    if reply.status.is_server_error() {
                        wrong.push(format!("{method} {path} as {}: {}", role.name(), reply.status));
                    }
                }
                let reply = world.ask(None, method.clone(), &path, form(method), "text/html");
                let is_open = route.who == route::Who::Anyone;
                let is_sent_away =
                    [StatusCode::SEE_OTHER, StatusCode::UNAUTHORIZED].contains(&reply.status);
                if !is_open && !is_sent_away {
                    wrong.push(format!("{method} {path} as nobody: {}", reply.status));
                }
            }
        }
    }
    assert!(checked > 100, "the table is walked: {checked}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn form(method: &Method) -> Option<String> {
    (method != Method::GET).then(String::new)
}

#[test]
fn a_trainee_stays_out_of_the_desk_the_class_and_the_people() {
    let world = World::new();
    for path in ["/zh/desk", "/en/desk", "/zh/teach", "/zh/people"] {
        assert_eq!(world.get(Some(Role::Trainee), path).status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(world.get(Some(Role::Grader), "/zh/teach").status, StatusCode::FORBIDDEN);
    assert_eq!(world.get(Some(Role::Instructor), "/zh/people").status, StatusCode::FORBIDDEN);
}

#[test]
fn every_page_carries_the_strict_policy() {
    let world = World::new();
    for path in ["/zh/", "/en/lessons/ml-kinds", "/zh/sign-in", "/zh/desk", "/nowhere"] {
        let reply = world.get(Some(Role::Trainee), path);
        let policy = reply.header("content-security-policy").to_owned();
        assert!(policy.starts_with("default-src 'none'"), "{path}: {policy}");
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        assert!(!reply.text().contains(" style="), "{path} has an inline style");
        assert!(!reply.text().contains("<script>"), "{path} has an inline script");
        assert_eq!(reply.header("x-content-type-options"), "nosniff", "{path}");
    }
}

#[test]
fn another_site_cannot_post() {
    let world = World::new();
    let reply = world.cross_site(Role::Trainee, "/zh/exercises/ml-kinds-choice", "answer=0&seed=1");
    assert_eq!(reply.status, StatusCode::FORBIDDEN);
    assert_eq!(world.store.attempts().unwrap(), 0);
}
