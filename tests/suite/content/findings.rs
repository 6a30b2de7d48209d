//! Every mistake is found, where it stands, under its code.

use yanxi::curriculum::{Diagnostic, codes, primary_hash};
use yanxi::language::Language;

use super::{LESSON, TRANSLATION, edit, edited, read, sample};

const KEY: &str = "keys/ml/1-basics/ml-kinds-assessed.yaml";

/// The finding of a code after a passage was replaced.
fn finding(path: &str, from: &str, to: &str, code: &str) -> Diagnostic {
    let (_, diagnostics) = read(&edited(path, from, to));
    diagnostics
        .iter()
        .find(|found| found.code == code)
        .unwrap_or_else(|| panic!("{to:?} should give {code}, gives {diagnostics:#?}"))
        .clone()
}

#[test]
fn the_sample_of_the_design_reads_as_drawn() {
    let found = finding(LESSON, "difficulty: 2\nwrong", "dificulty: 2\nwrong", "E0207");
    assert_eq!(
        found.render_human(false, Language::English),
        "\
ml/1-basics/ml-kinds.zh-CN.md:37:1
error[E0207]: unknown key `dificulty`
   37 | dificulty: 2
      | ^^^^^^^^^ did you mean `difficulty`?
help: the keys of a choice exercise are kind, component, difficulty, points, shuffle, assessed, section, attempts, feedback, wrong
"
    );
    assert_eq!(
        found.render_human(false, Language::Chinese),
        "\
ml/1-basics/ml-kinds.zh-CN.md:37:1
错误[E0207]: 未知的键 `dificulty`
   37 | dificulty: 2
      | ^^^^^^^^^ 是不是 `difficulty`？
建议: choice 练习的键有：kind、component、difficulty、points、shuffle、assessed、section、attempts、feedback、wrong
"
    );
    assert!(found.render_human(true, Language::English).contains("\x1b[1;31merror[E0207]"));
}

/// Path, passage, replacement, code. One line a mistake.
const MISTAKES: &[(&str, &str, &str, &str)] = &[
    ("track.toml", "title =", "titel =", "E0107"),
    ("track.toml", "id = \"sample\"", "id = sample", "E0105"),
    ("track.toml", "\"dl\"]", "\"nlp\"]", "E0408"),
    ("ml/module.toml", "hours = 4", "hours = \"many\"", "E0109"),
    ("ml/module.toml", "code = \"ML\"", "code = \"XX\"", "E0408"),
    ("ml/1-basics/unit.toml", "order = 1", "", "E0108"),
    ("components.csv", "M01;M02", "M01;M99", "E0404"),
    ("components.csv", "学习范式,Learning paradigms,", "学习范式,Learning paradigms,D01", "E0407"),
    ("components.csv", "id,module", "id;module", "E0106"),
    (LESSON, "---\nid:", "id:", "E0104"),
    (LESSON, "minutes: 20", "minuten: 20", "E0107"),
    (LESSON, "minutes: 20", "", "E0108"),
    (LESSON, "minutes: 20", "minutes: soon", "E0109"),
    (LESSON, "minutes: 20", "minutes: 20\nminutes: 30", "E0110"),
    (LESSON, "minutes: 20", "minutes: &m 20", "E0111"),
    (LESSON, "minutes: 20", "minutes: [[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]", "E0112"),
    (LESSON, "title: 每种", "title: \"每种", "E0105"),
    (LESSON, "id: ml-kinds", "id: ml-other", "E0113"),
    (LESSON, "id: ml-kinds", "id: ML_Kinds", "E0109"),
    (LESSON, "read: 2026-11-20", "read: 2026-13-20", "E0109"),
    (LESSON, "url: \"https://www.deeplearningbook.org\"", "url: \"javascript:x\"", "E0109"),
    (LESSON, "[M02, M01]", "[M02, M77]", "E0404"),
    ("dl/1-nets/dl-tensors.zh-CN.md", "[ml-kinds]", "[ml-kind]", "E0405"),
    ("dl/1-nets/dl-tensors.zh-CN.md", "[ml-kinds]", "[dl-tensors]", "E0407"),
    ("dl/1-nets/dl-tensors.zh-CN.md", "id: dl-tensors", "id: ml-kinds", "E0114"),
    (
        LESSON,
        "```yaml exercise\nkind: choice\ncomponent: M02\ndifficulty: 2",
        "一段话。\n\n```yaml exercise\nkind: choice\ncomponent: M02\ndifficulty: 2",
        "E0201",
    ),
    (LESSON, "单选 {#ml-kinds-choice}", "单选", "E0202"),
    (LESSON, "```yaml exercise", "```yaml exercice", "E0203"),
    (LESSON, "```python\n", "```python starter\n", "E0204"),
    (LESSON, "kind: choice", "kind: free-text", "E0204"),
    (LESSON, "difficulty: 2\nwrong", "vars: {n: int 1..2}\ndifficulty: 2\nwrong", "E0204"),
    (LESSON, "kind: choice", "kind: [choice", "E0205"),
    (LESSON, "kind: choice", "kind: chioce", "E0206"),
    (LESSON, "kind: choice\ncomponent: M02", "kind: choice", "E0208"),
    (LESSON, "difficulty: 2\nwrong", "difficulty: 9\nwrong", "E0209"),
    (LESSON, "points: 2", "points: 0", "E0209"),
    (LESSON, "tolerance: 2%", "tolerance: two", "E0209"),
    (LESSON, "answer: 250", "answer: 0", "E0209"),
    (LESSON, "answer: 250\ntolerance: 2%", "answer: 0.25", "W0215"),
    (LESSON, "unit: ms\n", "", "E0208"),
    (LESSON, "\"< 0.3\"", "\"about 0.3\"", "E0209"),
    (LESSON, "set = \"moons\"", "set = \"moon\"", "E0209"),
    (LESSON, "\"hidden\", ", "\"hiden\", ", "E0209"),
    (LESSON, "hidden = 16", "hidden = 0.5", "E0209"),
    (LESSON, "points: 2", "points: 2\npoints: 3", "E0210"),
    (LESSON, "kind: choice", "shuffle: false\npartial: true\nkind: choice", "W0213"),
    (LESSON, "{#ml-kinds-text}", "{#text}", "W0214"),
    (
        LESSON,
        "- [ ] 数据太少\n  > 数据少不会突然发散。\n- [x] 步长太大\n  > 对，越过了谷底。\n- [ ] 模型太小\n",
        "",
        "E0301",
    ),
    (LESSON, "- [ ] 数据太少\n  > 数据少不会突然发散。\n", "- [ ] 数据太少\n\n隔开。\n\n", "E0302"),
    (LESSON, "- [x] 步长太大", "- [ ] 步长太大", "E0303"),
    (LESSON, "- [x] 分类\n- [x] 回归\n", "- [ ] 分类\n- [ ] 回归\n", "E0303"),
    (LESSON, "- [ ] 曲线震荡", "- [x] 曲线震荡", "E0303"),
    (LESSON, "- [x] 分类\n- [x] 回归\n- [ ] 聚类", "- [x] 分类", "E0304"),
    (LESSON, "2. 求损失", "2. 前向计算", "E0305"),
    (LESSON, "- [ ] 聚类", "- 聚类", "E0306"),
    (LESSON, "| | 强化学习 |", "| 下棋 | |", "E0307"),
    (LESSON, "训练好、验证差，叫什么？", "训练好、验证差，叫什么？\n\n- [ ] 过拟合", "E0308"),
    (LESSON, "训练好、验证差，叫什么？", "", "E0309"),
    (LESSON, "> [!NOTE]\n> 过拟合。", "", "W0310"),
    (LESSON, "dl-tensors.zh-CN.md#shape", "dl-tensor.zh-CN.md#shape", "E0401"),
    (LESSON, "dl-tensors.zh-CN.md#shape", "dl-tensors.zh-CN.md#form", "E0402"),
    (LESSON, "[本页](#step)", "[本页](#stop)", "E0402"),
    (LESSON, "(curve.png)", "(curves.png)", "E0403"),
    (LESSON, "(curve.png)", "(https://example.org/a.png)", "E0403"),
    (LESSON, "lab: ml-kinds-moons", "lab: ml-kinds-moon", "E0406"),
    (LESSON, "[本页](#step)", "[本页](javascript:alert)", "E0409"),
    (LESSON, "[本页](#step)", "[本页](/zh/lessons/x)", "E0409"),
    (TRANSLATION, "### Exercise: a word {#ml-kinds-text}", "### Exercise: a word", "E0503"),
    (TRANSLATION, "{#ml-kinds-text}", "{#ml-kinds-texts}", "E0504"),
    (TRANSLATION, "- [ ] Clustering\n", "", "E0505"),
    (TRANSLATION, "4. Update\n", "", "E0505"),
    (TRANSLATION, "| | Reinforcement |", "| Chess | Reinforcement |", "E0505"),
    (TRANSLATION, "- [ ] Nothing changes\n", "", "E0505"),
    (TRANSLATION, "> [!TIP]\n> How far does one step go?", "", "E0505"),
    (LESSON, "数据太少", "数据太多", "W0506"),
    (TRANSLATION, "The loss becomes", "```yaml exercise\nkind: choice\n```\n\nThe loss becomes", "E0507"),
    (TRANSLATION, "- [ ] Regression", "- [x] Regression", "E0508"),
    (TRANSLATION, "## The step {#step}", "## The step", "W0509"),
    (LESSON, "assessed: true\n", "assessed: true\nwrong: [b]\n", "E0602"),
    (LESSON, "- [ ] 更大的步长", "- [x] 更大的步长", "E0602"),
    (LESSON, "- [ ] 更大的步长", "- [ ] 更大的步长\n  > 对。", "E0602"),
    (LESSON, "- [ ] 更多的层\n", "- [ ] 更多的层\n\n> [!NOTE]\n> 步长。\n", "E0602"),
    (KEY, "answer: a", "anwser: a", "E0607"),
    (KEY, "answer: a", "", "E0608"),
    (KEY, "answer: a", "answer: c", "E0609"),
    (KEY, "00112233445566778899aabbccddeeff", "001122", "E0609"),
    (KEY, "answer: a", "answer: a\nanswer: b", "E0610"),
    (KEY, "answer: a", "answer: [a", "E0605"),
    (KEY, "$\\eta$ 乘以", "$\\eta{$ 乘以", "E0702"),
    ("keys/secret", "5ec0de5ec0de", "secret: ", "E0613"),
    (LESSON, "## 小结", "<b>粗</b>\n\n## 小结", "E0701"),
    (LESSON, "## 小结", "<div>\n块\n</div>\n\n## 小结", "E0701"),
    (LESSON, "$\\eta$ 太大", "$\\eta{$ 太大", "E0702"),
    (LESSON, "![损失曲线先降后升]", "![]", "E0703"),
    (LESSON, "步长决定每一步走多远。", "步长,决定每一步走多远。", "W0706"),
    (LESSON, "**注意：** 步长", "**注意：**步长", "W0707"),
    (LESSON, "## 小结", "# 小结", "W0708"),
    (LESSON, "## 小结", "## 小结\n\n#### 细节", "W0708"),
    (LESSON, "步长决定每一步走多远。", "步长决定每一步走多远[^2]。", "W0709"),
];

#[test]
fn each_mistake_has_its_code_and_place() {
    for &(path, from, to, code) in MISTAKES {
        let found = finding(path, from, to, code);
        assert!(found.position.line >= 1 && found.position.column >= 1 && found.position.length >= 1);
        assert!(!found.message.is_empty() && !found.message_zh.is_empty());
        // Whatever is found can be shown.
        for language in Language::ALL {
            assert!(found.render_human(true, language).contains(code));
        }
    }
}

#[test]
fn codes_of_findings_stand_in_the_table() {
    for &(path, from, to, code) in MISTAKES {
        assert!(codes::ALL.iter().any(|known| known.id == code), "{code}");
        for found in read(&edited(path, from, to)).1 {
            assert!(codes::ALL.iter().any(|known| known.id == found.code), "{}", found.code);
        }
    }
}

#[test]
fn places_are_exact_where_it_matters() {
    let at = |path, from, to, code| {
        let found = finding(path, from, to, code);
        let snippet: Vec<char> = found.snippet.chars().collect();
        let start = found.position.column - 1;
        snippet[start..start + found.position.length].iter().collect::<String>()
    };
    assert_eq!(at(LESSON, "minutes: 20", "minuten: 20", "E0107"), "minuten");
    assert_eq!(at(LESSON, "[M02, M01]", "[M02, M77]", "E0404"), "M77");
    assert_eq!(at(LESSON, "set = \"moons\"", "set = \"moon\"", "E0209"), "\"moon\"");
    assert_eq!(at(LESSON, "$\\eta$ 太大", "$\\eta{$ 太大", "E0702"), "$\\eta{$");
    assert_eq!(at(LESSON, "步长决定每一步走多远。", "步长,决定每一步走多远。", "W0706"), ",");
    assert_eq!(at(KEY, "answer: a", "answer: c", "E0609"), "c");
    assert_eq!(at("track.toml", "\"dl\"]", "\"nlp\"]", "E0408"), "\"nlp\"");
    assert_eq!(at(LESSON, "- [ ] 聚类", "- 聚类", "E0306"), "- 聚类");
}

#[test]
fn all_mistakes_of_one_run_are_reported() {
    let mut sources = sample();
    edit(&mut sources, LESSON, "minutes: 20", "minuten: 20");
    edit(&mut sources, LESSON, "kind: multiple", "kind: multipel");
    edit(&mut sources, LESSON, "lab: ml-kinds-moons", "lab: moons");
    edit(&mut sources, "track.toml", "title =", "titel =");
    let (course, diagnostics) = read(&sources);
    let codes: Vec<&str> = diagnostics.iter().map(|found| found.code).collect();
    for wanted in ["E0107", "E0108", "E0206", "E0406"] {
        assert!(codes.contains(&wanted), "{wanted} is missing in {codes:?}");
    }
    // What could be understood stands.
    assert!(course.exercise("ml-kinds-choice").is_some());
    assert!(course.exercise("ml-kinds-multiple").is_none());
}

#[test]
fn missing_files_are_named() {
    for (path, code) in [
        ("track.toml", "E0103"),
        ("components.csv", "E0103"),
        ("ml/module.toml", "E0103"),
        ("ml/1-basics/unit.toml", "E0103"),
        (LESSON, "E0501"),
        (TRANSLATION, "W0502"),
    ] {
        let mut sources = sample();
        sources.files.remove(path).unwrap();
        let (_, diagnostics) = read(&sources);
        assert!(diagnostics.iter().any(|found| found.code == code), "{path}: {diagnostics:#?}");
    }
    let mut sources = sample();
    sources.keys.remove("ml/1-basics/ml-kinds-assessed.yaml").unwrap();
    sources.keys.insert("ml/1-basics/ml-nobody.yaml".into(), b"nonce: x".to_vec());
    sources.files.insert("notes.md".into(), b"# notes".to_vec());
    let codes: Vec<&str> = read(&sources).1.iter().map(|found| found.code).collect();
    for wanted in ["E0601", "W0614", "W0115"] {
        assert!(codes.contains(&wanted), "{wanted} is missing in {codes:?}");
    }
}

#[test]
fn assessed_order_and_match_must_not_stand_in_the_right_order() {
    let key = |answer: &str| {
        format!(
            "nonce: \"00112233445566778899aabbccddeeff\"\nanswer: {answer}\nexplanation: {{zh: 一, en: one}}\n"
        )
    };
    for (kind, leak, good) in
        [("order", "[a, b, c, d]", "[b, a, c, d]"), ("match", "{1: a, 2: b}", "{1: c, 2: a}")]
    {
        let mut sources = sample();
        edit(&mut sources, LESSON, &format!("kind: {kind}\n"), &format!("kind: {kind}\nassessed: true\n"));
        for (note, path) in [
            ("> [!NOTE]\n> 先有损失，才有梯度。", LESSON),
            ("> [!NOTE]\n> 分群没有标签。", LESSON),
            ("> [!NOTE]\n> Without a loss there is no gradient.", TRANSLATION),
            ("> [!NOTE]\n> Segments have no labels.", TRANSLATION),
        ] {
            edit(&mut sources, path, note, "");
        }
        let path = format!("ml/1-basics/ml-kinds-{kind}.yaml");
        let mut codes = |answer| {
            sources.keys.insert(path.clone(), key(answer).into_bytes());
            let (course, diagnostics) = read(&sources);
            let codes: Vec<&str> = diagnostics
                .iter()
                .filter(|found| found.code.starts_with("E06"))
                .map(|found| found.code)
                .collect();
            (codes, course.solution(&format!("ml-kinds-{kind}")).is_some())
        };
        assert_eq!(codes(leak), (vec!["E0602"], false), "{kind}");
        assert_eq!(codes(good), (vec![], true), "{kind}");
    }
}

#[test]
fn the_hash_of_a_primary_text_ignores_line_ends_and_trailing_blanks() {
    assert_eq!(primary_hash("a  \nb\n\n"), primary_hash("a\nb"));
    assert_eq!(primary_hash("a\nb").len(), 16);
    assert_ne!(primary_hash("a\nb"), primary_hash("a b"));
    let mut sources = sample();
    let windows = String::from_utf8(sources.files[LESSON].clone()).unwrap().replace('\n', "\r\n");
    sources.files.insert(LESSON.into(), format!("\u{feff}{windows}").into_bytes());
    assert!(read(&sources).1.iter().all(|found| found.code == "W0502"));
}
