//! The sample course, read whole.

use yanxi::curriculum::{Block, Form, Key, Kind, LabSpec, Letter};
use yanxi::language::Language;

use super::{errors, read, sample};

#[test]
fn every_kind_is_read_in_both_languages() {
    let (course, diagnostics) = read(&sample());
    assert!(errors(&diagnostics).is_empty(), "{diagnostics:#?}");
    assert_eq!(diagnostics.iter().map(|found| found.code).collect::<Vec<_>>(), ["W0502"]);
    let kinds: std::collections::BTreeSet<&str> =
        course.exercises().map(|exercise| exercise.kind.name()).collect();
    assert_eq!(kinds.len(), Kind::ALL.len());
    for exercise in course.exercises() {
        assert!(exercise.text.en.is_some(), "{}", exercise.id);
        assert!(course.solution(exercise.id.as_str()).unwrap().explanation.as_ref().unwrap().en.is_some());
    }
    let lesson = course.lesson("ml-kinds").unwrap();
    assert!(lesson.has_math);
    assert_eq!(lesson.title.get(Language::English), "One exercise of each kind");
    assert_eq!(lesson.exercises().count(), 8);
    assert_eq!(lesson.labs().count(), 1);
    let shape = |blocks: &[Block]| blocks.iter().map(std::mem::discriminant).collect::<Vec<_>>();
    assert_eq!(shape(&lesson.body.zh), shape(lesson.body.en.as_ref().unwrap()));
    assert_eq!(course.assets.keys().collect::<Vec<_>>(), ["ml/1-basics/curve.png"]);
    assert!(course.lesson("dl-tensors").unwrap().draft);
    let LabSpec::Playground(spec) = &course.lab("ml-kinds-moons").unwrap().spec else {
        panic!("no playground")
    };
    assert_eq!(spec.parameters["samples"], 300.0);
    assert_eq!(spec.parameters["seed"], 7.0);
    assert_eq!(course.lab("ml-kinds-moons").unwrap().text.zh.predictions.len(), 2);
}

#[test]
fn order_and_match_stand_in_canonical_order() {
    let (course, _) = read(&sample());
    let order = course.exercise("ml-kinds-order").unwrap();
    let solution = course.solution("ml-kinds-order").unwrap();
    let Form::Order { entries } = &order.form else { panic!("no order") };
    let shown: Vec<&str> = entries.iter().map(|entry| entry.zh.0.as_str()).collect();
    assert!(shown.is_sorted(), "{shown:?}");
    // Letters lead back to the file, whose order is right.
    let file = ["前向计算", "求损失", "反向传播", "更新参数"];
    for (text, letter) in shown.iter().zip(&solution.letters) {
        assert_eq!(*text, file[letter.index()]);
    }
    assert_eq!(solution.key, Key::Order((0..4).filter_map(Letter::new).collect()));

    let form = &course.exercise("ml-kinds-match").unwrap().form;
    let Form::Match { left, right, .. } = form else { panic!("no match") };
    assert_eq!((left.len(), right.len()), (2, 3));
    assert_eq!(left[0].en.as_ref().unwrap().0, "Spam detection");
    let letters = &course.solution("ml-kinds-match").unwrap().letters;
    let partner = letters.iter().position(|letter| letter.index() == 0).unwrap();
    assert_eq!(right[partner].zh.0, "监督学习");
    assert_eq!(right[partner].en.as_ref().unwrap().0, "Supervised");
}

#[test]
fn markup_fits_the_strict_policy() {
    let (course, _) = read(&sample());
    let lesson = course.lesson("ml-kinds").unwrap();
    let mut all = String::new();
    for blocks in [Some(&lesson.body.zh), lesson.body.en.as_ref()].into_iter().flatten() {
        for block in blocks {
            if let Block::Prose(html) = block {
                all.push_str(&html.0);
            }
        }
    }
    for wanted in [
        r#"<h2 id="step">步长</h2>"#,
        r#"<a href="/zh/lessons/dl-tensors#shape">"#,
        r#"<a href="/en/lessons/dl-tensors#shape">"#,
        r##"<a href="#step">"##,
        r#"<aside class="callout callout-warning" role="note">"#,
        r#"<p class="callout-title">Warning</p>"#,
        r#"<th scope="col" class="align-right">"#,
        r#"<code class="language-python">"#,
        r#"<span class="hl-comment">"#,
        r#"<div class="eq" data-tex="\theta \leftarrow"#,
        r#"<img src="/content/ml/1-basics/curve.png" alt="损失曲线先降后升" loading="lazy">"#,
        r#"<li id="fn-s0-1" value="1">"#,
    ] {
        assert!(all.contains(wanted), "{wanted} is missing in\n{all}");
    }
    for banned in ["style=", "<script", "onerror", "javascript:"] {
        assert!(!all.contains(banned), "{banned} stands in\n{all}");
    }
}

#[test]
fn nonces_come_from_key_files_or_from_the_secret() {
    let (course, _) = read(&sample());
    let nonce = |id: &str| course.solution(id).unwrap().nonce.hex();
    assert_eq!(nonce("ml-kinds-assessed"), "00112233445566778899aabbccddeeff");
    assert_eq!(nonce("ml-kinds-choice"), "ffeeddccbbaa99887766554433221100");
    let derived = yanxi::digest::Nonce::derive(course.secret(), b"ml-kinds-text").hex();
    assert_eq!(nonce("ml-kinds-text"), derived);
    assert_eq!(course.secret().len(), 32);

    let mut without = sample();
    without.keys.remove("secret");
    let (course, diagnostics) = read(&without);
    assert!(diagnostics.iter().any(|found| found.code == "W0615"));
    assert!(!course.secret().is_empty());
}
