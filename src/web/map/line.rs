//! Lines between circles: up into the lane's gutter, along it, down between two columns, and
//! into the other circle from above. Corners are round.

use crate::web::ink::n;

/// A circle on the map.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// Centre.
    pub(super) x: f64,
    /// Centre.
    pub(super) y: f64,
    /// Upper edge of its lane.
    pub(super) gutter: f64,
    /// Radius, with what stands around it.
    pub(super) radius: f64,
}

/// The path from one circle to another; `depth` is how far below a lane's edge it runs.
pub(super) fn path(from: &Place, to: &Place, pitch: f64, depth: f64) -> String {
    let start = (from.x, from.y - from.radius - 1.0);
    let end = (to.x, to.y - to.radius - 2.0);
    let (above, below) = (from.gutter + depth, to.gutter + depth);
    let mut points = vec![start, (from.x, above)];
    if (above - below).abs() > 1.0 {
        // Half a column aside, where no lane has a circle; on the side that is nearer.
        let channel = to.x + if from.x <= to.x { -pitch } else { pitch } / 2.0;
        points.extend([(channel, above), (channel, below)]);
    }
    points.extend([(to.x, below), end]);
    rounded(&points, 6.0)
}

/// A polyline with round corners.
fn rounded(points: &[(f64, f64)], radius: f64) -> String {
    let mut path = format!("M{} {}", n(points[0].0), n(points[0].1));
    for window in points.windows(3) {
        let [a, b, c] = [window[0], window[1], window[2]];
        let (before, after) = (toward(b, a, radius), toward(b, c, radius));
        path += &format!(
            "L{} {}Q{} {} {} {}",
            n(before.0),
            n(before.1),
            n(b.0),
            n(b.1),
            n(after.0),
            n(after.1)
        );
    }
    let last = points[points.len() - 1];
    path + &format!("L{} {}", n(last.0), n(last.1))
}

/// The point `distance` from `from` towards `to`, at most half of the way.
fn toward(from: (f64, f64), to: (f64, f64), distance: f64) -> (f64, f64) {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = (dx * dx + dy * dy).sqrt();
    if length == 0.0 {
        return from;
    }
    let share = (distance / length).min(0.5);
    (from.0 + dx * share, from.1 + dy * share)
}
