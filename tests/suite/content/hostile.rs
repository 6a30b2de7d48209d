//! Whatever the bytes: no panic, and a course or a finding.

use proptest::prelude::*;
use yanxi::language::Language;

use super::{LESSON, TRANSLATION, read, sample};

/// Reads the sample with one file replaced and shows what is found.
fn survive(path: &str, bytes: Vec<u8>) {
    let mut sources = sample();
    match path.strip_prefix("keys/") {
        Some(key) => sources.keys.insert(key.to_owned(), bytes),
        None => sources.files.insert(path.to_owned(), bytes),
    };
    let (course, diagnostics) = read(&sources);
    assert!(course.lessons().count() > 0 || !diagnostics.is_empty());
    for found in &diagnostics {
        assert!(found.position.line >= 1 && found.position.column >= 1 && found.position.length >= 1);
        found.render_human(true, Language::Chinese);
    }
    for exercise in course.exercises() {
        assert!(exercise.points.is_finite() && exercise.points > 0.0);
        assert!((1..=5).contains(&exercise.difficulty));
        assert!(course.solution(exercise.id.as_str()).is_some());
    }
}

/// Pieces that a parser stumbles over more often than over random bytes.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("\n"),
        Just("\n\n"),
        Just("---\n"),
        Just("```yaml exercise\n"),
        Just("```toml lab\n"),
        Just("```\n"),
        Just("### 题 {#ml-kinds-x}\n"),
        Just("- [x] "),
        Just("- [ ] "),
        Just("  > "),
        Just("> [!NOTE]\n> "),
        Just("> [!TIP]\n"),
        Just("| a | b |\n| --- | --- |\n"),
        Just("1. "),
        Just("$$"),
        Just("$x_{"),
        Just("\\frac{"),
        Just("}"),
        Just("[^1]"),
        Just("[^1]: "),
        Just("**"),
        Just("！"),
        Just("。"),
        Just("汉字"),
        Just("kind: choice\n"),
        Just("kind: "),
        Just("answer: "),
        Just("[a, b"),
        Just("{"),
        Just("\"< 0.3\""),
        Just("&a "),
        Just("*a"),
        Just("!!str "),
        Just("\t"),
        Just("<script>"),
        Just("<!--"),
        Just("&amp;"),
        Just("\u{0}"),
        Just("\u{202e}"),
        Just("😀"),
        Just("[a](javascript:b)"),
        Just("![](x.png)"),
        Just("](../../"),
        Just("%zz"),
        Just("~~"),
        Just("    "),
        Just("\r"),
        Just("= \"a\"\n"),
        Just("[table]\n"),
        Just("component: M01\n"),
        Just("difficulty: 2\n"),
        Just("1e999"),
        Just("-"),
        Just(","),
        Just(";"),
        Just("id"),
        Just("\\"),
        Just("`"),
        Just("#"),
    ];
    prop_oneof![
        3 => prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat()),
        1 => "\\PC{0,80}",
    ]
}

/// A file of the sample with a stretch of its bytes replaced.
fn spliced(path: &'static str) -> impl Strategy<Value = Vec<u8>> {
    let sources = sample();
    let text = match path.strip_prefix("keys/") {
        Some(key) => sources.keys[key].clone(),
        None => sources.files[path].clone(),
    };
    let length = text.len();
    (0..length, 0..60usize, pieces()).prop_map(move |(start, cut, piece)| {
        let mut bytes = text.clone();
        bytes.splice(start..(start + cut).min(length), piece.bytes());
        bytes
    })
}

const FILES: [&str; 8] = [
    "track.toml",
    "components.csv",
    "ml/module.toml",
    "ml/1-basics/unit.toml",
    LESSON,
    TRANSLATION,
    "keys/ml/1-basics/ml-kinds-assessed.yaml",
    "keys/secret",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_bytes_as_any_file(which in 0..FILES.len(), bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        survive(FILES[which], bytes);
    }

    #[test]
    fn any_pieces_as_any_file(which in 0..FILES.len(), text in pieces()) {
        survive(FILES[which], text.into_bytes());
    }

    #[test]
    fn any_pieces_after_good_front_matter(text in pieces()) {
        let head = "---\nid: ml-kinds\ntitle: 题\ncomponents: [M01]\nminutes: 1\nsources: []\n---\n";
        survive(LESSON, format!("{head}{text}").into_bytes());
    }

    #[test]
    fn any_pieces_as_a_fence(text in pieces()) {
        let head = "---\nid: ml-kinds\ntitle: 题\ncomponents: [M01]\nminutes: 1\nsources: []\n---\n";
        for role in ["yaml exercise", "toml lab"] {
            survive(LESSON, format!("{head}### 题 {{#ml-kinds-x}}\n\n```{role}\n{text}\n```\n\n题？\n").into_bytes());
        }
    }

    #[test]
    fn a_spliced_lesson(bytes in spliced(LESSON)) {
        survive(LESSON, bytes);
    }

    #[test]
    fn a_spliced_translation(bytes in spliced(TRANSLATION)) {
        survive(TRANSLATION, bytes);
    }

    #[test]
    fn a_spliced_key(bytes in spliced("keys/ml/1-basics/ml-kinds-assessed.yaml")) {
        survive("keys/ml/1-basics/ml-kinds-assessed.yaml", bytes);
    }
}

#[test]
fn depth_is_bounded() {
    let head = "---\nid: ml-kinds\ntitle: 题\ncomponents: [M01]\nminutes: 1\nsources: []\n---\n";
    for deep in [
        "> ".repeat(20_000) + "x",
        "- ".repeat(10_000) + "x",
        "*a ".repeat(20_000),
        "[".repeat(50_000),
        "**a _b ~~c ".repeat(5_000),
        format!("${}$", "{".repeat(20_000)),
        format!("${}x{}$", "\\sqrt{".repeat(39), "}".repeat(39)),
        format!("${}x$", "\\sqrt".repeat(700)),
        format!("${}x$", "\\norm".repeat(700)),
        format!("```yaml exercise\n{}\n```", "[".repeat(20_000)),
        format!("### x {{#ml-kinds-x}}\n```yaml exercise\n{}\n```", "- ".repeat(20_000)),
        format!("### x {{#ml-kinds-x}}\n```toml lab\na = {}\n```", "[".repeat(20_000)),
    ] {
        survive(LESSON, format!("{head}{deep}\n").into_bytes());
    }
}
