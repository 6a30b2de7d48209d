//! Keys stay home: what everyone sees does not depend on what nobody may see.

use yanxi::curriculum::{Course, Lesson, Sources};

use super::{LESSON, TRANSLATION, edit, errors, read, sample};

/// Everything public of a course, as text. Places are for authors and are left out.
fn public(course: &Course) -> String {
    let mut all = format!("{}\n", course.version);
    for lesson in course.lessons() {
        let Lesson { body, outline, version, has_math, title, .. } = &**lesson;
        all.push_str(&format!("{body:#?} {outline:#?} {version} {has_math} {title:?}\n"));
    }
    for exercise in course.exercises() {
        let (text, form) = (&exercise.text, &exercise.form);
        all.push_str(&format!("{} {} {text:#?} {form:#?}\n", exercise.id, exercise.version));
    }
    for lab in course.labs() {
        all.push_str(&format!("{lab:#?}\n"));
    }
    all
}

/// Path, passage, replacement.
type Edit = (&'static str, &'static str, &'static str);

/// One change to a key, to option feedback or to an explanation, for each kind.
fn changes() -> Vec<(&'static str, &'static [Edit])> {
    vec![
        (
            "ml-kinds-choice",
            &[
                (LESSON, "- [ ] 数据太少", "- [x] 数据太少"),
                (LESSON, "- [x] 步长太大", "- [ ] 步长太大"),
                (LESSON, "wrong: [a, c]", "wrong: [b, c]"),
            ],
        ),
        ("ml-kinds-choice", &[(LESSON, "> 对，越过了谷底。", "> 是的 $x < 1$[^1]。\n  >\n  > 第二段。")]),
        ("ml-kinds-choice", &[(LESSON, "  > 数据少不会突然发散。\n", "")]),
        (
            "ml-kinds-choice",
            &[(
                LESSON,
                "> 步长超过上限就会发散。",
                "> 另一种说法[^1]，$\\eta$。\n>\n> ## 标题\n>\n> - 一\n> - 二",
            )],
        ),
        ("ml-kinds-multiple", &[(LESSON, "- [x] 回归", "- [ ] 回归")]),
        (
            "ml-kinds-order",
            &[
                (LESSON, "1. 前向计算\n2. 求损失", "1. 求损失\n2. 前向计算"),
                (TRANSLATION, "1. Forward pass\n2. Loss", "1. Loss\n2. Forward pass"),
            ],
        ),
        (
            "ml-kinds-match",
            &[
                (
                    LESSON,
                    "| 垃圾邮件识别 | 监督学习 |\n| 客户分群 | 无监督学习 |",
                    "| 垃圾邮件识别 | 无监督学习 |\n| 客户分群 | 监督学习 |",
                ),
                (
                    TRANSLATION,
                    "| Spam detection | Supervised |\n| Customer segments | Unsupervised |",
                    "| Spam detection | Unsupervised |\n| Customer segments | Supervised |",
                ),
            ],
        ),
        (
            "ml-kinds-match",
            &[
                (
                    LESSON,
                    "| 客户分群 | 无监督学习 |\n| | 强化学习 |",
                    "| 客户分群 | 强化学习 |\n| | 无监督学习 |",
                ),
                (
                    TRANSLATION,
                    "| Customer segments | Unsupervised |\n| | Reinforcement |",
                    "| Customer segments | Reinforcement |\n| | Unsupervised |",
                ),
            ],
        ),
        (
            "ml-kinds-numeric",
            &[
                (LESSON, "answer: 250", "answer: 25"),
                (LESSON, "tolerance: 2%", "tolerance: 1"),
                (LESSON, "units: {s: 1000}", "units: {min: 60000}"),
            ],
        ),
        (
            "ml-kinds-text",
            &[
                (LESSON, "accept: [过拟合, overfitting]", "accept: [欠拟合]"),
                (LESSON, "typos: 1", "typos: 0"),
            ],
        ),
        ("ml-kinds-evidence", &[(LESSON, "val_loss: \"< 0.3\"", "val_loss: \">= 0.4\"")]),
        ("ml-kinds-assessed", &[("keys/ml/1-basics/ml-kinds-assessed.yaml", "answer: a", "answer: b")]),
        ("ml-kinds-assessed", &[("keys/ml/1-basics/ml-kinds-assessed.yaml", "zh: 一步的长度", "zh: 长度")]),
        (
            "ml-kinds-assessed",
            &[("keys/ml/1-basics/ml-kinds-assessed.yaml", "nonce: \"0011", "nonce: \"1111")],
        ),
        ("ml-kinds-text", &[("keys/secret", "5ec0de", "c0ffee")]),
    ]
}

fn changed(edits: &[Edit]) -> Sources {
    let mut sources = sample();
    for (path, from, to) in edits {
        edit(&mut sources, path, from, to);
    }
    sources
}

#[test]
fn what_is_public_does_not_depend_on_keys_feedback_and_explanations() {
    let (plain, _) = read(&sample());
    let expected = public(&plain);
    for (id, edits) in changes() {
        let (course, diagnostics) = read(&changed(edits));
        let tolerable = errors(&diagnostics).iter().all(|found| found.code == "E0505");
        assert!(tolerable, "{id}: {diagnostics:#?}");
        assert!(public(&course) == expected, "{id} betrays {edits:?}");
        let content = |course: &Course| course.solution(id).unwrap().content;
        assert_ne!(content(&course), content(&plain), "{id}: the content version covers {edits:?}");
    }
}

#[test]
fn all_changes_at_once_betray_nothing_either() {
    let (plain, _) = read(&sample());
    let mut sources = sample();
    for (_, edits) in changes().into_iter().filter(|(id, _)| *id != "ml-kinds-match") {
        for (path, from, to) in edits {
            edit(&mut sources, path, from, to);
        }
    }
    assert!(public(&read(&sources).0) == public(&plain));
}

#[test]
fn what_is_public_does_change_the_version() {
    let (plain, _) = read(&sample());
    let version = |course: &Course| course.exercise("ml-kinds-choice").unwrap().version;
    for (path, from, to) in [
        (LESSON, "数据太少", "数据太多"),
        (LESSON, "步长翻倍后", "步长加倍后"),
        (TRANSLATION, "Too small a model", "A model too small"),
        (LESSON, "difficulty: 2\nwrong", "difficulty: 3\nwrong"),
    ] {
        let (course, _) = read(&changed(&[(path, from, to)]));
        assert_ne!(version(&course), version(&plain), "{to}");
        assert_ne!(course.version, plain.version);
    }
}
