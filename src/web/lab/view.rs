//! The markup where a lab stands in a lesson. Without JavaScript it shows the data of the
//! lesson's own start and says what it is; with it the island takes over in place.

use std::fmt::Write as _;

use askama::Template;

use super::words::Words;
use crate::curriculum::{DataSet, Lab, LabSpec, LabText, PlaygroundSpec};
use crate::labs::{EXTENT, MAX_SEED, PARAMETERS, Parameter, PlaygroundRun, Point, set_name, written};
use crate::language::Language;

/// Side of the drawings' grid.
const GRID: f64 = 480.0;

/// A lab as markup for the lesson's page. `has_exercise`: an exercise on the page asks for a run.
pub fn render(lab: &Lab, language: Language, has_exercise: bool) -> Result<String, askama::Error> {
    let text = lab.text.get(language);
    let shown = lab.text.language(language);
    let (w, id) = (Words::of(language), lab.id.as_str());
    match &lab.spec {
        LabSpec::Playground(spec) => {
            Playground::of(id, w, text, spec, [language, shown], has_exercise).render()
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
    at: usize,
    value: String,
}

impl Control {
    fn of(parameter: &Parameter, value: f64, language: Language) -> Self {
        let mut stops = parameter.stops();
        // A lesson may start between two stops.
        if !stops.contains(&value) {
            stops.push(value);
            stops.sort_by(f64::total_cmp);
        }
        let at = stops.iter().position(|&stop| stop == value).unwrap_or_default();
        let texts: Vec<String> = stops.iter().map(f64::to_string).collect();
        Self {
            name: parameter.name,
            label: parameter.label(language),
            last: stops.len() - 1,
            stops: texts.join(" "),
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
    set: &'static str,
    seed: u64,
    max_seed: u64,
    /// Path data of the points: class 0 and 1 of training, then of validation.
    points: [String; 4],
}

impl<'a> Playground<'a> {
    fn of(
        id: &'a str,
        w: &'static Words,
        text: &'a LabText,
        spec: &PlaygroundSpec,
        [language, shown]: [Language; 2],
        has_exercise: bool,
    ) -> Self {
        // The parser has checked the lesson's values; should one be wrong all the same, the
        // defaults stand in for it and the run says why it is refused.
        let start = PlaygroundRun::start(spec).or_else(|_| PlaygroundRun::new(spec.set, &[].into(), 1));
        let (seed, value): (u64, Box<dyn Fn(&Parameter) -> f64>) = match &start {
            Ok(run) => (run.seed(), Box::new(|parameter: &Parameter| run.value(parameter.name))),
            Err(_) => (1, Box::new(|parameter: &Parameter| parameter.default)),
        };
        let free = |name: &str| spec.controls.iter().any(|control| control == name);
        let controls = PARAMETERS
            .iter()
            .filter(|parameter| free(parameter.name))
            .map(|parameter| Control::of(parameter, value(parameter), language))
            .collect();
        let fixed = PARAMETERS
            .iter()
            .filter(|parameter| !free(parameter.name))
            .map(|parameter| format!("{}={}", parameter.name, value(parameter)))
            .collect::<Vec<_>>()
            .join("&");
        let sets = if free("set") { sets(spec.set, language) } else { Vec::new() };
        let points = start.as_ref().map(PlaygroundRun::points).map_or_else(
            |_| Default::default(),
            |points| {
                let [train, validation] = [points.train, points.validation];
                [path(&train, 0), path(&train, 1), path(&validation, 0), path(&validation, 1)]
            },
        );
        Self {
            id,
            w,
            text,
            language,
            shown,
            has_exercise,
            controls,
            fixed,
            sets,
            set: slug(spec.set),
            seed,
            max_seed: MAX_SEED,
            points,
        }
    }
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

fn sets(chosen: DataSet, language: Language) -> Vec<Choice> {
    [DataSet::Moons, DataSet::Circles, DataSet::Xor, DataSet::Spiral]
        .map(|set| Choice { value: slug(set), label: set_name(set, language), selected: set == chosen })
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
        let html = render(&lab, Language::English, true).expect("it renders");
        assert!(html.contains("Two &#60;moons&#62;") && html.contains("<b>up</b>"));
        assert!(html.contains(r#"name="learning_rate""#) && html.contains("0.03 0.04 0.05"));
        assert!(!html.contains(r#"name="noise""#) && html.contains("noise=0.2"));
        assert!(html.contains(r#"value="spiral""#));
        assert!(html.contains("Training needs JavaScript"));
        assert!(!html.contains("style=") && !html.contains("<script"));
        assert!(html.matches("h0").count() > 100);
    }

    #[test]
    fn a_lab_with_wrong_values_still_stands_on_its_page() {
        let lab = playground(&["hidden"], &[("hidden", -3.0)]);
        assert!(render(&lab, Language::Chinese, false).is_ok());
    }

    #[test]
    fn both_labs_speak_both_languages() {
        for language in Language::ALL {
            let digits = render(&lab(LabSpec::Digits { model: "digits".into() }), language, false);
            let html = digits.expect("it renders");
            assert!(html.contains("<yx-digits") && html.contains(Words::of(language).draw_here));
            assert!(!html.contains("style="));
        }
    }
}
