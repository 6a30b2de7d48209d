//! Pen paths: curves through points, arcs and lines, as dense polylines.
//!
//! Coordinates: x to the right, y down; a digit fills about the unit square.

/// A point of a path.
pub(super) type Point = [f32; 2];

/// What the pen draws without being lifted, as points close together.
pub(super) type Stroke = Vec<Point>;

/// Points put between two control points of a curve.
const STEPS: usize = 12;

/// A smooth curve through `points` (centripetal Catmull-Rom: no loops where points lie close).
pub(super) fn curve(points: &[Point]) -> Stroke {
    let n = points.len();
    if n < 3 {
        return points.to_vec();
    }
    let reflect = |end: Point, next: Point| [2.0 * end[0] - next[0], 2.0 * end[1] - next[1]];
    let at = |i: isize| -> Point {
        if i < 0 {
            reflect(points[0], points[1])
        } else if i as usize >= n {
            reflect(points[n - 1], points[n - 2])
        } else {
            points[i as usize]
        }
    };
    let mut stroke = Vec::with_capacity((n - 1) * STEPS + 1);
    for i in 0..n as isize - 1 {
        let four = [at(i - 1), at(i), at(i + 1), at(i + 2)];
        for step in 0..STEPS {
            stroke.push(between(four, step as f32 / STEPS as f32));
        }
    }
    stroke.push(points[n - 1]);
    stroke
}

/// Straight lines through `points`.
pub(super) fn lines(points: &[Point]) -> Stroke {
    points.to_vec()
}

/// One path after the other, joined where they meet: this is how a corner is made.
pub(super) fn join(mut first: Stroke, second: &[Point]) -> Stroke {
    first.extend_from_slice(second);
    first
}

/// Part of an ellipse from angle `from` to angle `to`, in degrees; -90 is the top, growing
/// angles run clockwise. `drift` widens the radius by that share along the way (a spiral).
pub(super) fn arc(centre: Point, radii: Point, from: f32, to: f32, drift: f32) -> Stroke {
    let steps = ((to - from).abs() / 8.0).ceil().max(2.0) as usize;
    (0..=steps)
        .map(|step| {
            let t = step as f32 / steps as f32;
            let angle = (from + (to - from) * t).to_radians();
            let grow = 1.0 + drift * (t - 0.5);
            [centre[0] + radii[0] * grow * angle.cos(), centre[1] + radii[1] * grow * angle.sin()]
        })
        .collect()
}

/// Cuts (`share` > 0) or prolongs (`share` < 0) the end of a stroke by that share of its length.
pub(super) fn trim_end(stroke: &mut Stroke, share: f32) {
    let Some(&last) = stroke.last() else { return };
    if share < 0.0 {
        if let Some(before) = stroke.iter().rev().find(|p| distance(**p, last) > 1e-3).copied() {
            let grow = length(stroke) * -share / distance(before, last);
            stroke.push([last[0] + (last[0] - before[0]) * grow, last[1] + (last[1] - before[1]) * grow]);
        }
        return;
    }
    let mut left = length(stroke) * share;
    while stroke.len() > 2 {
        let step = distance(stroke[stroke.len() - 1], stroke[stroke.len() - 2]);
        if step > left {
            break;
        }
        left -= step;
        stroke.pop();
    }
}

/// Length of the path.
pub(super) fn length(stroke: &[Point]) -> f32 {
    stroke.windows(2).map(|pair| distance(pair[0], pair[1])).sum()
}

/// Distance of two points.
pub(super) fn distance(a: Point, b: Point) -> f32 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

/// The Barry-Goldman pyramid: the point at share `t` between the second and third of `p`.
fn between(p: [Point; 4], t: f32) -> Point {
    let mut knots = [0.0; 4];
    for i in 1..4 {
        knots[i] = knots[i - 1] + distance(p[i - 1], p[i]).sqrt().max(1e-4);
    }
    let t = knots[1] + (knots[2] - knots[1]) * t;
    let mix = |a: Point, b: Point, ta: f32, tb: f32| -> Point {
        let w = (t - ta) / (tb - ta);
        [a[0] + (b[0] - a[0]) * w, a[1] + (b[1] - a[1]) * w]
    };
    let a1 = mix(p[0], p[1], knots[0], knots[1]);
    let a2 = mix(p[1], p[2], knots[1], knots[2]);
    let a3 = mix(p[2], p[3], knots[2], knots[3]);
    let b1 = mix(a1, a2, knots[0], knots[2]);
    let b2 = mix(a2, a3, knots[1], knots[3]);
    mix(b1, b2, knots[1], knots[2])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_passes_through_its_points() {
        let points = [[0.0, 0.0], [0.5, 0.2], [0.4, 0.9], [1.0, 1.0]];
        let stroke = curve(&points);
        for point in points {
            assert!(stroke.iter().any(|p| distance(*p, point) < 1e-4), "{point:?}");
        }
        assert!(stroke.iter().flatten().all(|v| v.is_finite()));
    }

    #[test]
    fn equal_points_do_no_harm() {
        let stroke = curve(&[[0.5, 0.5]; 5]);
        assert!(stroke.iter().flatten().all(|v| v.is_finite()));
        let mut dot = vec![[0.1, 0.1]; 3];
        trim_end(&mut dot, -0.1);
        trim_end(&mut dot, 0.5);
        assert!(!dot.is_empty());
    }

    #[test]
    fn trimming_shortens_and_prolongs() {
        let bar: Stroke = (0..=10).map(|i| [0.0, i as f32 / 10.0]).collect();
        let mut short = bar.clone();
        trim_end(&mut short, 0.3);
        assert!(length(&short) < 0.85);
        let mut long = bar;
        trim_end(&mut long, -0.2);
        assert!((length(&long) - 1.2).abs() < 1e-3);
    }
}
