//! Architecture that is not checked is decoration: imports go one way, rules touch no machine.

use std::fs;
use std::path::{Path, PathBuf};

/// Rooms from the ground up; a room may use those before it in its own line or in lines below.
const ROOTS: [&str; 4] = ["clock", "digest", "id", "language"];
const RULES: [&str; 3] = ["curriculum", "grading", "learner"];
const MACHINES: [&str; 3] = ["inference", "labs", "store"];

/// What the rules and machines must not name.
const RULES_AVOID: [&str; 8] =
    ["std::fs", "std::net", "std::thread", "tokio", "axum", "rusqlite", "crate::clock", "SystemTime"];
const MACHINES_AVOID: [&str; 2] = ["axum", "crate::clock"];

/// The rooms that `room` may import.
fn allowed(room: &str) -> Vec<&'static str> {
    let mut rooms: Vec<&str> = ROOTS.to_vec();
    match room {
        room if ROOTS.contains(&room) => {}
        "curriculum" => rooms.push("curriculum"),
        "grading" => rooms.extend(["curriculum", "grading"]),
        "learner" => rooms.extend(RULES),
        "inference" => rooms.extend(RULES.iter().chain(&["inference"])),
        "labs" => rooms.extend(RULES.iter().chain(&["inference", "labs"])),
        "store" => rooms.extend(RULES.iter().chain(&["store"])),
        "service" => rooms.extend(RULES.iter().chain(&MACHINES).chain(&["service"])),
        "web" => rooms.extend(RULES.iter().chain(&MACHINES).chain(&["service", "web"])),
        "cli" => rooms.extend(RULES.iter().chain(&MACHINES).chain(&["service", "web", "cli"])),
        other => panic!("src/{other} is a new room: say here what it may import"),
    }
    rooms
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
}

/// Rooms named by `crate::ROOM` and `crate::{ROOM, …}` in a file, with their lines.
fn imports(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut lines = text.lines().enumerate().peekable();
    while let Some((number, line)) = lines.next() {
        let code = line.split("//").next().unwrap_or_default();
        for (at, _) in code.match_indices("crate::") {
            let before = code[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
                continue;
            }
            let rest = &code[at + "crate::".len()..];
            if let Some(group) = rest.strip_prefix('{') {
                let mut group = group.to_owned();
                while !group.contains("};") {
                    let Some((_, more)) = lines.next() else { break };
                    group.push_str(more);
                }
                let mut depth = 0;
                let mut name = String::new();
                for c in group.chars().chain([',']) {
                    match c {
                        '{' => depth += 1,
                        '}' => depth -= 1,
                        ',' if depth <= 0 => {
                            let room = name.trim().split("::").next().unwrap_or_default().to_owned();
                            if !room.is_empty() {
                                found.push((number + 1, room));
                            }
                            name.clear();
                        }
                        c if depth == 0 => name.push(c),
                        _ => {}
                    }
                }
            } else {
                let room: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                found.push((number + 1, room));
            }
        }
    }
    found
}

#[test]
fn imports_go_one_way() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&root, &mut files);
    let (mut checked, mut wrong) = (0, Vec::new());
    for path in &files {
        let relative = path.strip_prefix(&root).unwrap();
        let first = relative.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
        let room = first.trim_end_matches(".rs").to_owned();
        if ["lib", "main"].contains(&room.as_str()) {
            continue;
        }
        let text = fs::read_to_string(path).unwrap();
        let rooms = allowed(&room);
        for (line, import) in imports(&text) {
            checked += 1;
            if !rooms.contains(&import.as_str()) {
                wrong.push(format!(
                    "src/{}:{line}: {room} must not import crate::{import}",
                    relative.display()
                ));
            }
        }
        let avoid: &[&str] = if RULES.contains(&room.as_str()) {
            &RULES_AVOID
        } else if MACHINES.contains(&room.as_str()) {
            &MACHINES_AVOID
        } else {
            &[]
        };
        for (number, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            for word in avoid {
                if code.contains(word) {
                    wrong.push(format!(
                        "src/{}:{}: {room} must not name {word}",
                        relative.display(),
                        number + 1
                    ));
                }
            }
        }
    }
    assert!(checked > 50, "the test reads imports at all: {checked}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_upward_import_is_seen() {
    let text = "use crate::{id::X, web::{a, b},\n  store};\nfn f() { crate::service::g(); }\n";
    let rooms: Vec<String> = imports(text).into_iter().map(|(_, room)| room).collect();
    assert_eq!(rooms, ["id", "web", "store", "service"]);
}

#[test]
fn files_stay_small() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&root, &mut files);
    let long: Vec<String> = files
        .iter()
        .map(|path| (fs::read_to_string(path).unwrap().lines().count(), path))
        .filter(|(lines, _)| *lines > 600)
        .map(|(lines, path)| format!("{} has {lines} lines: look for its second noun", path.display()))
        .collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}
