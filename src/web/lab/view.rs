//! The markup where a lab stands in a lesson. Without JavaScript it shows the data of the
//! lesson's own start and says what it is; with it the island takes over in place.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use askama::Template;

use super::words::Words;
use crate::curriculum::{DataSet, Lab, LabSpec, LabText, Parameters, PlaygroundSpec};
use crate::labs::{
    EXTENT, MAX_SEED, PARAMETERS, Parameter, PlaygroundRun, Point, parameter, set_name, written,
};
use crate::language::Language;

/// Side of the drawings' grid.
const GRID: f64 = 480.0;

/// A lab as markup for the lesson's page. `has_exercise`: an exercise on the page asks for a run.
/// `query` is that of the page's address: a permalink opens the lab with its seed and parameters.
pub fn render(
    lab: &Lab,
    language: Language,
    has_exercise: bool,
    query: Option<&str>,
) -> Result<String, askama::Error> {
    let text = lab.text.get(language);
    let shown = lab.text.language(language);
    let (w, id) = (Words::of(language), lab.id.as_str());
    match &lab.spec {
        LabSpec::Playground(spec) => {
            // The parser has checked the lesson's values; should one be wrong all the same, the
            // defaults stand in for it and the run says why it is refused.
            let default = || PlaygroundRun::new(spec.set, &Parameters::new(), 1);
            let Ok(start) = PlaygroundRun::start(spec).or_else(|_| default()) else {
                return Err(askama::Error::Fmt);
            };
            let chosen = query.and_then(|query| asked(id, spec, query)).unwrap_or_else(|| start.clone());
            let free = |name: &str| spec.controls.iter().any(|control| control == name);
            let (controls, fixed): (Vec<_>, Vec<_>) =
                PARAMETERS.iter().partition(|parameter| free(parameter.name));
            let points = chosen.points();
            let page = Playground {
                id,
                w,
                text,
                language,
                shown,
                has_exercise,
                controls: controls
                    .into_iter()
                    .map(|parameter| Control::of(parameter, &start, &chosen, language))
                    .collect(),
                fixed: fixed
                    .into_iter()
                    .map(|parameter| format!("{}={}", parameter.name, start.value(parameter.name)))
                    .collect::<Vec<_>>()
                    .join("&"),
                sets: if free("set") { sets(chosen.set(), language) } else { Vec::new() },
                start_set: slug(start.set()),
                start_seed: start.seed(),
                seed: chosen.seed(),
                max_seed: MAX_SEED,
                points: [
                    path(&points.train, 0),
                    path(&points.train, 1),
                    path(&points.validation, 0),
                    path(&points.validation, 1),
                ],
            };
            page.render()
        }
        LabSpec::Digits { .. } => Digits { id, w, text, language, shown }.render(),
    }
}

/// A slider.
struct Control {
    name: &'static str,
    label: &'static str,
    /// Values of its stops, separated by blanks.
    stops: String,
    last: usize,
    /// Position of the lesson's value.
    start: usize,
    /// Position now.
    at: usize,
    value: String,
}

impl Control {
    fn of(
        parameter: &Parameter,
        start: &PlaygroundRun,
        chosen: &PlaygroundRun,
        language: Language,
    ) -> Self {
        let mut stops = parameter.stops();
        let (start, value) = (start.value(parameter.name), chosen.value(parameter.name));
        // A lesson may start between two stops.
        for value in [start, value] {
            if !stops.contains(&value) {
                stops.push(value);
                stops.sort_by(f64::total_cmp);
            }
        }
        let position = |value: f64| stops.iter().position(|&stop| stop == value).unwrap_or_default();
        let (start, at) = (position(start), position(value));
        let texts: Vec<String> = stops.iter().map(f64::to_string).collect();
        Self {
            name: parameter.name,
            label: parameter.label(language),
            last: stops.len() - 1,
            stops: texts.join(" "),
            start,
            at,
            value: written(value),
        }
    }
}

struct Choice {
    value: &'static str,
    label: &'static str,
    selected: bool,
}

#[derive(Template)]
#[template(path = "lab/playground.html")]
struct Playground<'a> {
    id: &'a str,
    w: &'static Words,
    text: &'a LabText,
    language: Language,
    shown: Language,
    has_exercise: bool,
    controls: Vec<Control>,
    /// All parameters that have no slider, as `name=value` pairs of a query.
    fixed: String,
    sets: Vec<Choice>,
    start_set: &'static str,
    start_seed: u64,
    seed: u64,
    max_seed: u64,
    /// Path data of the points: class 0 and 1 of training, then of validation.
    points: [String; 4],
}

#[derive(Template)]
#[template(path = "lab/digits.html")]
struct Digits<'a> {
    id: &'a str,
    w: &'static Words,
    text: &'a LabText,
    language: Language,
    shown: Language,
}

/// The run that a permalink's query asks for: `lab=ID&seed=7&hidden=24…`; nothing for another
/// lab's, or where a value is not allowed here.
fn asked(id: &str, spec: &PlaygroundSpec, query: &str) -> Option<PlaygroundRun> {
    let mut pairs: BTreeMap<&str, &str> =
        query.split('&').filter_map(|pair| pair.split_once('=')).collect();
    if pairs.remove("lab") != Some(id) {
        return None;
    }
    let seed = pairs.remove("seed")?.parse().ok()?;
    let set = pairs.remove("set").map(|name| SETS.into_iter().find(|&set| slug(set) == name));
    // What else stands in the address is not ours to judge.
    let parameters: Option<Parameters> = pairs
        .into_iter()
        .filter(|(name, _)| parameter(name).is_some())
        .map(|(name, value)| Some((name.to_owned(), value.parse().ok()?)))
        .collect();
    let set = set.unwrap_or(Some(spec.set))?;
    PlaygroundRun::of(spec, Some(set), &parameters?, seed).ok()
}

const SETS: [DataSet; 4] = [DataSet::Moons, DataSet::Circles, DataSet::Xor, DataSet::Spiral];

fn sets(chosen: DataSet, language: Language) -> Vec<Choice> {
    SETS.map(|set| Choice { value: slug(set), label: set_name(set, language), selected: set == chosen })
        .into()
}

const fn slug(set: DataSet) -> &'static str {
    match set {
        DataSet::Moons => "moons",
        DataSet::Circles => "circles",
        DataSet::Xor => "xor",
        DataSet::Spiral => "spiral",
    }
}

/// The points of a class as dots of one path.
fn path(points: &[Point], class: u8) -> String {
    let mut path = String::new();
    for point in points.iter().filter(|point| point.class == class) {
        let at = |value: f64| (GRID * (value + EXTENT) / (2.0 * EXTENT)).round();
        // Writing to a string cannot fail.
        let _ = write!(path, "M{} {}h0", at(point.x), at(-point.y));
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::curriculum::Html;
    use crate::digest::Digest;
    use crate::language::Localised;

    fn lab(spec: LabSpec) -> Lab {
        let text = LabText {
            title: "Two <moons>".into(),
            body: Html("<p>Try it.</p>".into()),
            predictions: vec![Html("<b>up</b>".into()), Html("down".into())],
        };
        Lab {
            id: "ml-moons".into(),
            lesson: "ml".into(),
            spec,
            text: Localised::both(text.clone(), text),
            version: Digest::of(b""),
        }
    }

    fn playground(controls: &[&str], parameters: &[(&str, f64)]) -> Lab {
        lab(LabSpec::Playground(PlaygroundSpec {
            set: DataSet::Moons,
            controls: controls.iter().map(|&name| name.to_owned()).collect(),
            parameters: parameters.iter().map(|&(name, value)| (name.to_owned(), value)).collect(),
        }))
    }

    #[test]
    fn the_page_says_something_without_javascript() {
        let lab =
            playground(&["hidden", "learning_rate", "set"], &[("seed", 7.0), ("learning_rate", 0.04)]);
        let html = render(&lab, Language::English, true, None).expect("it renders");
        assert!(html.contains("Two &#60;moons&#62;") && html.contains("<b>up</b>"));
        assert!(html.contains(r#"name="learning_rate""#) && html.contains("0.03 0.04 0.05"));
        assert!(!html.contains(r#"name="noise""#) && html.contains("noise=0.2"));
        assert!(html.contains(r#"value="spiral""#));
        assert!(html.contains("Training needs JavaScript"));
        assert!(!html.contains("style=") && !html.contains("<script"));
        assert!(html.matches("h0").count() > 100);
    }

    #[test]
    fn a_permalink_opens_the_lab_as_it_was_left() {
        let lab = playground(&["hidden"], &[("seed", 7.0), ("hidden", 24.0)]);
        let page = |query| render(&lab, Language::English, false, Some(query)).expect("it renders");
        let start = page("");
        let asked = page("lab=ml-moons&seed=9&hidden=5&noise=0.2&set=moons");
        assert!(asked.contains(r#"value="9" data-start="7""#), "{asked}");
        assert!(asked.contains(r#"value="4" data-start="23""#));
        assert_ne!(asked, start);
        for ignored in [
            "lab=another&seed=9&hidden=5",
            "lab=ml-moons&seed=-1",
            "lab=ml-moons&seed=9&hidden=5000",
            "lab=ml-moons&seed=9&noise=0.5",
            "lab=ml-moons&seed=9&set=cats",
            "seed",
        ] {
            let is_start = page(ignored) == start;
            assert!(is_start, "{ignored}");
        }
        assert!(page("lab=ml-moons&seed=9&step=2").contains(r#"value="9""#));
    }

    #[test]
    fn a_lab_with_wrong_values_still_stands_on_its_page() {
        let lab = playground(&["hidden"], &[("hidden", -3.0)]);
        assert!(render(&lab, Language::Chinese, false, None).is_ok());
    }

    #[test]
    fn both_labs_speak_both_languages() {
        for language in Language::ALL {
            let digits = render(&lab(LabSpec::Digits { model: "digits".into() }), language, false, None);
            let html = digits.expect("it renders");
            assert!(html.contains("<yx-digits") && html.contains(Words::of(language).draw_here));
            assert!(!html.contains("style="));
        }
    }
}
