//! The mastery map: a lane a module, a circle a component, in the order of the syllabus.
//!
//! Components that a lesson teaches are large, named and lead there; the others wait as small
//! dotted circles. Lines lead from the next step's component to those that it opens and back to
//! those that it needs; they run above the circles and between them, never through.

mod line;

use super::ink::{Ink, n};
use super::look::Look;
use super::messages::{Messages, fill, percent};
use crate::curriculum::{Component, Course, Lesson};
use crate::learner::Standing;
use crate::service::progress::Progress;
use line::Place;

const WIDTH: f64 = 1120.0;
const LANE: f64 = 88.0;
const GAP: f64 = 8.0;
const FIRST: f64 = 240.0;
const LAST: f64 = 1088.0;
const NODE: f64 = 36.0;
const RADIUS: f64 = 13.0;
const DOT: f64 = 5.5;

/// A component on the map.
pub struct Node {
    /// Its lesson's address; none while no lesson teaches it.
    pub href: Option<String>,
    /// Its name.
    pub name: String,
    /// What its circle says, as words.
    pub standing: &'static str,
    /// Estimated mastery, once there are answers.
    pub percent: Option<String>,
    /// Answers it rests on.
    pub answers: u32,
    /// The circle for lists.
    pub picture: String,
    /// Whether it is the next step.
    pub is_next: bool,
    /// The shapes on the map.
    pub shapes: String,
    /// Lines of the name on the map, with their place; none where there is no room.
    pub label: Vec<Label>,
    /// Class of a small circle: none, `opens` or `needs`.
    pub relation: &'static str,
    /// Centre.
    pub x: String,
    /// Centre.
    pub y: String,
}

/// A line of text on the map.
pub struct Label {
    /// Centre.
    pub x: String,
    /// Base line.
    pub y: String,
    /// Text.
    pub text: String,
}

/// A module on the map.
pub struct Lane {
    /// Its title.
    pub title: String,
    /// Its title in lines that fit the lane's head.
    pub title_lines: Vec<Label>,
    /// "1 / 4 mastered".
    pub count: String,
    /// Where the count stands.
    pub count_y: String,
    /// Upper edge.
    pub top: String,
    /// The rail behind the circles.
    pub rail: [String; 3],
    /// Its components.
    pub nodes: Vec<Node>,
    /// How many of them wait for a lesson.
    pub later: Option<String>,
}

/// The whole map.
pub struct Map {
    /// Height of the picture.
    pub height: String,
    /// Modules in order.
    pub lanes: Vec<Lane>,
    /// Paths of what the next step opens.
    pub opens: Vec<String>,
    /// Paths of what it needs.
    pub needs: Vec<String>,
    /// Left edge, upper edge and middle of the flag at the next step.
    pub flag: Option<[String; 4]>,
    /// Components in all.
    pub count: usize,
}

/// Draws the map of a learner, with the lesson of the next step.
pub fn draw(look: &Look, progress: &Progress, next: Option<&Lesson>) -> Map {
    let course = &progress.course;
    let t = Messages::of(look.language);
    let target =
        next.and_then(|lesson| lesson.components.first()).and_then(|id| course.components.get(id.as_str()));
    let lanes: Vec<(&str, Vec<&Component>)> = course
        .modules
        .iter()
        .map(|module| {
            let of_module = course.components.iter().filter(|component| component.module == module.code);
            (module.title.get(look.language).as_str(), of_module.collect())
        })
        .collect();
    let longest = lanes.iter().map(|(_, components)| components.len()).max().unwrap_or(1).max(2);
    let pitch = ((LAST - FIRST) / (longest - 1) as f64).min(92.0);
    let place = |lane: usize, column: usize| Place {
        x: FIRST + pitch * column as f64,
        y: lane_top(lane) + NODE,
        gutter: lane_top(lane),
        radius: DOT,
    };

    let mut map = Map {
        height: n(lanes.len() as f64 * (LANE + GAP)),
        lanes: Vec::new(),
        opens: Vec::new(),
        needs: Vec::new(),
        flag: None,
        count: lanes.iter().map(|(_, components)| components.len()).sum(),
    };
    let mut start = None;
    let mut opened = Vec::new();
    let mut needed = Vec::new();
    for (row, (title, components)) in lanes.iter().enumerate() {
        let mut nodes = Vec::new();
        for (column, component) in components.iter().enumerate() {
            let lesson = lesson_of(course, component);
            let mut at = place(row, column);
            let is_next = target.is_some_and(|target| target.id == component.id);
            let relation = match target {
                Some(target) if component.prerequisites.contains(&target.id) => "opens",
                Some(target) if target.prerequisites.contains(&component.id) => "needs",
                _ => "",
            };
            at.radius = if lesson.is_some() { RADIUS } else { DOT };
            match relation {
                "opens" => opened.push(at),
                "needs" => needed.push(at),
                _ if is_next => start = Some(Place { radius: RADIUS + 5.0, ..at }),
                _ => {}
            }
            nodes.push(node(look, progress, component, lesson, at, is_next, relation));
        }
        place_labels(&mut nodes, row);
        let here = nodes.iter().filter(|node| node.href.is_some()).count();
        let done = nodes.iter().filter(|node| node.standing == t.standing_mastered).count();
        let top = lane_top(row);
        let title_lines = wrap(title, 190.0, 15.0);
        let base = if title_lines.len() > 1 { 26.0 } else { 36.0 };
        map.lanes.push(Lane {
            title: (*title).to_owned(),
            count: fill(t.lane_count, &[("done", &done), ("here", &here), ("all", &components.len())]),
            count_y: n(top + base + 21.0 * title_lines.len() as f64),
            title_lines: title_lines
                .into_iter()
                .enumerate()
                .map(|(i, text)| Label { x: "18".to_owned(), y: n(top + base + 20.0 * i as f64), text })
                .collect(),
            top: n(top),
            rail: [n(FIRST), n(FIRST + pitch * components.len().saturating_sub(1) as f64), n(top + NODE)],
            later: (here < nodes.len()).then(|| fill(t.later_count, &[("n", &(nodes.len() - here))])),
            nodes,
        });
    }
    if let Some(start) = start {
        map.opens = opened.iter().map(|end| line::path(&start, end, pitch, 6.0)).collect();
        map.needs = needed.iter().map(|end| line::path(&start, end, pitch, 12.0)).collect();
        let (x, y) = (start.x + 21.0, start.y - 25.0);
        let width = look.language.pick(52.0, 44.0);
        map.flag = Some([n(x), n(y), n(width), n(x + width / 2.0)]);
    }
    map
}

/// The first lesson of the track that teaches a component.
pub fn lesson_of<'a>(course: &'a Course, component: &Component) -> Option<&'a Lesson> {
    course
        .lessons()
        .map(AsRef::as_ref)
        .find(|lesson: &&Lesson| !lesson.draft && lesson.components.contains(&component.id))
}

/// What the circle of a component says, and the same as a word.
pub fn ink_of(
    look: &Look,
    progress: &Progress,
    component: &Component,
    has_lesson: bool,
) -> (Ink, &'static str) {
    let t = Messages::of(look.language);
    let mastery = progress.mastery(component.id.as_str());
    let word = match mastery.standing {
        Standing::New if !has_lesson => return (Ink::Later, t.standing_later),
        Standing::New => t.standing_new,
        Standing::Learning => t.standing_learning,
        Standing::Mastered => t.standing_mastered,
        Standing::Due => t.standing_due,
    };
    (Ink::of(&mastery), word)
}

fn node(
    look: &Look,
    progress: &Progress,
    component: &Component,
    lesson: Option<&Lesson>,
    at: Place,
    is_next: bool,
    relation: &'static str,
) -> Node {
    let mastery = progress.mastery(component.id.as_str());
    let (ink, standing) = ink_of(look, progress, component, lesson.is_some());
    Node {
        href: lesson.map(|lesson| look.href(&format!("lessons/{}", lesson.id))),
        name: component.name.get(look.language).clone(),
        standing,
        percent: (mastery.answers > 0).then(|| percent(mastery.chance)),
        answers: mastery.answers,
        picture: ink.picture(),
        is_next,
        shapes: ink.shapes(at.x, at.y, at.radius),
        label: Vec::new(),
        relation,
        x: n(at.x),
        y: n(at.y),
    }
}

/// Writes names under the large circles as far as they do not collide, the next step first.
fn place_labels(nodes: &mut [Node], row: usize) {
    let mut taken: Vec<(f64, f64)> = Vec::new();
    let mut order: Vec<usize> = (0..nodes.len()).filter(|&i| nodes[i].href.is_some()).collect();
    order.sort_by_key(|&i| !nodes[i].is_next);
    for i in order {
        let lines = wrap(&nodes[i].name, 168.0, 13.0);
        let half = lines.iter().map(|line| width(line, 13.0)).fold(0.0, f64::max) / 2.0 + 6.0;
        let centre: f64 = nodes[i].x.parse().unwrap_or(FIRST);
        let centre = centre.clamp(FIRST - 30.0 + half.min(60.0), WIDTH - half - 4.0);
        if taken.iter().any(|(at, other)| (at - centre).abs() < half + other) {
            continue;
        }
        taken.push((centre, half));
        nodes[i].label = lines
            .into_iter()
            .enumerate()
            .map(|(j, text)| Label { x: n(centre), y: n(lane_top(row) + 66.0 + 16.0 * j as f64), text })
            .collect();
    }
}

fn lane_top(row: usize) -> f64 {
    row as f64 * (LANE + GAP)
}

/// About how wide a text is: a Han character is as wide as high, others about half.
fn width(text: &str, size: f64) -> f64 {
    text.chars().map(|c| if c < '\u{2e80}' { size * 0.54 } else { size }).sum()
}

/// Breaks a name into at most two lines: after punctuation if that leaves room, else between
/// words, near the middle; what does not fit ends in an ellipsis.
fn wrap(text: &str, room: f64, size: f64) -> Vec<String> {
    let whole = width(text, size);
    if whole <= room {
        return vec![text.to_owned()];
    }
    let pieces = pieces(text);
    let cost = |at: usize| {
        let (first, rest) = (pieces[..at].concat(), pieces[at..].concat());
        let (left, right) = (width(first.trim(), size), width(rest.trim(), size));
        let is_clause = first.trim_end().ends_with(['，', '、', '：', '；', ',', ':', '）', ')']);
        let over = (left - room).max(0.0) * 100.0 + (right - room).max(0.0) * 10.0;
        over + (left - right).abs() * if is_clause { 0.4 } else { 1.0 } + if is_clause { 0.0 } else { size }
    };
    let Some(at) = (1..pieces.len()).min_by(|a, b| cost(*a).total_cmp(&cost(*b))) else {
        return vec![text.to_owned()];
    };
    let (first, mut second) =
        (pieces[..at].concat().trim().to_owned(), pieces[at..].concat().trim().to_owned());
    if width(&second, size) > room {
        let whole = second.clone();
        while width(&second, size) > room - size {
            second.pop();
        }
        // Half a word would only be misread; Han characters stand each for itself.
        let is_in_word = whole[second.len()..].starts_with(|c: char| c.is_ascii_alphanumeric());
        if let Some(at) = second.rfind(' ').filter(|_| is_in_word) {
            second.truncate(at);
        }
        second.truncate(second.trim_end_matches([' ', ',', '、', '，']).len());
        second.push('…');
    }
    vec![first, second]
}

/// Pieces between which a line may break: words, and Han characters with the punctuation behind.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    for c in text.chars() {
        let is_han = c >= '\u{2e80}';
        let is_closing = "，、。：；）？！,.;:)".contains(c);
        let continues = pieces.last().is_some_and(|last| {
            is_closing
                || last.ends_with('（')
                || (!is_han && c != ' ' && !last.ends_with(|l: char| l >= '\u{2e80}'))
        });
        match pieces.last_mut() {
            Some(last) if continues => last.push(c),
            _ => pieces.push(c.to_string()),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_break_between_words_and_never_before_punctuation() {
        assert_eq!(wrap("算力与时延、吞吐、成本估算", 150.0, 13.0), ["算力与时延、", "吞吐、成本估算"]);
        assert_eq!(wrap("Overfitting, bias-variance", 120.0, 13.0), ["Overfitting,", "bias-variance"]);
        let long = wrap("Overfitting, bias-variance, regularisation, and more", 110.0, 13.0);
        assert!(long.len() == 2 && long[1].ends_with('…'), "{long:?}");
    }
}
