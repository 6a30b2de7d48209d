//! Keys stay home: two courses that differ in keys, option feedback and explanations alone give a
//! trainee the same bytes on every route before an answer.

use std::fs;
use std::path::Path;

use yanxi::clock;
use yanxi::curriculum::{Form, Sources};
use yanxi::service::{check, sample};
use yanxi::store::{Role, Store};
use yanxi::web::route;

use crate::world::{Reply, World, fixture_course};

/// The fixture with every key, option feedback and explanation changed, and nothing else.
fn other_keys() -> Sources {
    let mut sources = fixture_course();
    let edit = |sources: &mut Sources, path: &str, from: &str, to: &str| {
        let bytes = sources.files.get_mut(path).unwrap_or_else(|| panic!("{path} is there"));
        let text = String::from_utf8(bytes.clone()).unwrap();
        assert!(text.contains(from), "{path} holds {from:?}");
        *bytes = text.replacen(from, to, 1).into_bytes();
    };
    let zh = "ml/1-basics/ml-kinds.zh-CN.md";
    for (from, to) in [
        ("- [ ] 数据太少\n  > 数据少不会突然发散。", "- [x] 数据太少\n  > 别的说法。"),
        ("- [x] 步长太大\n  > 对，越过了谷底。", "- [ ] 步长太大\n  > 再别的说法。"),
        ("wrong: [a, c]", "wrong: [b]"),
        ("> 步长超过上限就会发散。", "> 换一种解释。"),
        ("- [x] 分类\n- [x] 回归\n- [ ] 聚类", "- [ ] 分类\n- [x] 回归\n- [x] 聚类"),
        (
            "1. 前向计算\n2. 求损失\n3. 反向传播\n4. 更新参数",
            "1. 更新参数\n2. 反向传播\n3. 求损失\n4. 前向计算",
        ),
        (
            "| 垃圾邮件识别 | 监督学习 |\n| 客户分群 | 无监督学习 |\n| | 强化学习 |",
            "| 垃圾邮件识别 | 强化学习 |\n| 客户分群 | 监督学习 |\n| | 无监督学习 |",
        ),
        ("answer: 250\ntolerance: 2%", "answer: 300\ntolerance: 1"),
        ("units: {s: 1000}\nwrong: [90, 25]", "units: {us: 0.001}\nwrong: [7]"),
        ("accept: [过拟合, overfitting]\ntypos: 1\nwrong: [欠拟合]", "accept: [记忆]\nwrong: [过拟合]"),
        (r#"requires: {val_loss: "< 0.3", hidden: "<= 8"}"#, r#"requires: {gap: "< 0.1"}"#),
        ("> $30 / 120 = 0.25$ 秒。", "> 另一个算式 $1 + 1$。"),
    ] {
        edit(&mut sources, zh, from, to);
    }
    // The translation's lists follow the primary file's order.
    let en = "ml/1-basics/ml-kinds.en.md";
    let text = String::from_utf8(sources.files[en].clone()).unwrap();
    let text = reversed_list(&text);
    let text = rotated_cells(&text);
    sources.files.insert(en.to_owned(), text.into_bytes());
    let assessed = "ml/1-basics/ml-kinds-assessed.yaml";
    let key = String::from_utf8(sources.keys[assessed].clone()).unwrap();
    let key =
        key.replace("answer: a", "answer: b").replace("b: {zh: 层数与步长无关。", "a: {zh: 另一句话。");
    sources.keys.insert(assessed.to_owned(), key.into_bytes());
    sources.keys.insert(
        "secret".to_owned(),
        b"ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff".to_vec(),
    );
    sources
}

/// Turns the order of the one numbered list around.
fn reversed_list(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let from = lines.iter().position(|line| line.starts_with("1. ")).unwrap();
    let count = lines[from..].iter().take_while(|line| line.contains(". ")).count();
    let mut turned: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
    for at in 0..count {
        let words = lines[from + count - 1 - at].split_once(". ").unwrap().1;
        turned[from + at] = format!("{}. {words}", at + 1);
    }
    turned.join("\n") + "\n"
}

/// Moves the right cells of the last three-row table as the primary file's were moved.
fn rotated_cells(text: &str) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let last = lines.iter().rposition(|line| line.starts_with("| |") || line.starts_with("|  |")).unwrap();
    let right = |line: &str| line.trim_end_matches('|').rsplit('|').next().unwrap().trim().to_owned();
    let left = |line: &str| line.split('|').nth(1).unwrap().trim().to_owned();
    let cells: Vec<(String, String)> =
        lines[last - 2..=last].iter().map(|line| (left(line), right(line))).collect();
    for (at, from) in [(0, 2), (1, 0), (2, 1)] {
        lines[last - 2 + at] = format!("| {} | {} |", cells[at].0, cells[from].1);
    }
    lines.join("\n") + "\n"
}

/// Removes what is drawn anew for each request: ids of events and of the request.
fn settled(reply: &Reply) -> String {
    let mut headers: Vec<String> = reply
        .headers
        .iter()
        .filter(|(name, _)| !["date", "x-request-id"].contains(&name.as_str()))
        .map(|(name, value)| format!("{name}: {value:?}"))
        .collect();
    headers.sort();
    let text = String::from_utf8_lossy(&reply.body);
    let mut body = String::with_capacity(text.len());
    let mut rest = text.as_ref();
    while let Some(at) = rest.find("-7") {
        // xxxxxxxx-xxxx-7xxx-xxxx-xxxxxxxxxxxx: version 7 ids carry time and chance alone.
        let start = at.checked_sub(13).filter(|&start| rest.is_char_boundary(start));
        let id = start.and_then(|start| rest.get(start..start + 36));
        let is_id = id.is_some_and(|id| {
            id.char_indices()
                .all(|(i, c)| if [8, 13, 18, 23].contains(&i) { c == '-' } else { c.is_ascii_hexdigit() })
        });
        match (is_id, start) {
            (true, Some(start)) => {
                body.push_str(&rest[..start]);
                body.push_str("ID");
                rest = &rest[start + 36..];
            }
            _ => {
                body.push_str(&rest[..at + 2]);
                rest = &rest[at + 2..];
            }
        }
    }
    body.push_str(rest);
    format!("{}\n{}\n\n{body}", reply.status, headers.join("\n"))
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_file() {
            fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

#[test]
fn nothing_betrays_a_key_before_an_answer() {
    let (one, two) = (fixture_course(), other_keys());
    let (first, _) = check::check(&one);
    let (second, diagnostics) = check::check(&two);
    let errors: Vec<_> =
        diagnostics.iter().filter(|found| found.severity == yanxi::curriculum::Severity::Error).collect();
    assert!(errors.is_empty(), "the other keys are sound: {errors:?}");
    let mut differing = 0;
    for exercise in first.exercises() {
        let id = exercise.id.as_str();
        assert_eq!(exercise.version, second.exercise(id).unwrap().version, "{id}");
        let solutions = [&first, &second].map(|course| course.solution(id).unwrap());
        // The key of an order or a match is in letters of the file: what differs is whose they are.
        let right = solutions.map(|solution| (&solution.key, &solution.letters));
        differing += usize::from(right[0] != right[1]);
        assert_ne!(solutions[0].content, solutions[1].content, "{id}: the content version covers the key");
    }
    assert_eq!(differing, first.exercises().count(), "every key differs, or the test proves nothing");

    let (folder, twin) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let store = Store::open(folder.path()).unwrap();
    sample::create(&store, false, clock::now()).unwrap();
    store.close();
    copy(folder.path(), twin.path());
    let open = |folder: &tempfile::TempDir| Store::open(folder.path()).unwrap();
    let (store, twin_store) = (open(&folder), open(&twin));
    let (one, two) = (World::over(folder, store, &one), World::over(twin, twin_store, &two));

    let mut paths: Vec<String> = route::table()
        .filter(|route| route.methods.contains(&axum::http::Method::GET))
        .flat_map(route::Route::paths)
        .flat_map(|path| expanded(&path, &first))
        .collect();
    paths.extend(["/".to_owned(), "/nowhere".to_owned()]);
    assert!(paths.len() > 40, "{paths:?}");
    for path in &paths {
        for accept in ["text/html", "application/json"] {
            let ask = |world: &World| {
                settled(&world.ask(Some(Role::Trainee), axum::http::Method::GET, path, None, accept))
            };
            let (left, right) = (ask(&one), ask(&two));
            if left != right {
                let at = left.bytes().zip(right.bytes()).position(|(a, b)| a != b).unwrap_or_default();
                let from =
                    (0..=at.saturating_sub(80)).rev().find(|&i| left.is_char_boundary(i)).unwrap_or(0);
                panic!("{path} betrays a key near: {}", left[from..].chars().take(200).collect::<String>());
            }
        }
    }
    // Forms that are no answer tell nothing either.
    for exercise in first.exercises() {
        let path = format!("/zh/exercises/{}", exercise.id);
        // A written answer may be anything; a position past the last one is no option.
        let is_written = matches!(exercise.form, Form::Numeric { .. } | Form::Text);
        let far = if is_written { &[][..] } else { &[("answer", "99"), ("seed", "5")][..] };
        for fields in [&[][..], far, &[("answer", ""), ("version", "x")][..]] {
            let ask = |world: &World| settled(&world.post_json(Some(Role::Trainee), &path, fields));
            assert_eq!(ask(&one), ask(&two), "{path} {fields:?}");
        }
    }
    assert_eq!(one.store.attempts().unwrap(), 0, "nothing of this was an answer");
}

/// A route's path with everything that the course holds in place of its parameter.
fn expanded(path: &str, course: &yanxi::curriculum::Course) -> Vec<String> {
    let each = |name: &str, values: Vec<String>| -> Vec<String> {
        values.into_iter().map(|value| path.replace(name, &value)).collect()
    };
    if path.contains("{lesson}") {
        each("{lesson}", course.lessons().map(|lesson| lesson.id.to_string()).collect())
    } else if path.contains("{exercise}") {
        each("{exercise}", course.exercises().map(|exercise| exercise.id.to_string()).collect())
    } else if path.contains("{module}") {
        each("{module}", course.modules.iter().map(|module| module.id.to_string()).collect())
    } else if path.contains("{lab}") {
        each("{lab}", course.labs().map(|lab| lab.id.to_string()).collect())
    } else if path.contains("{*path}") {
        each("{*path}", course.assets.keys().cloned().collect())
    } else if path.contains('{') {
        each(&path[path.find('{').unwrap()..=path.find('}').unwrap()], vec!["nothing".to_owned()])
    } else {
        vec![path.to_owned()]
    }
}
