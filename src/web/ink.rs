//! Mastery as the level of ink in a circle: drawn the same on the map, in lists and in legends.
//! Shape tells as much as colour: a tick, a ring, a dashed line.

use std::fmt::Write as _;

use crate::learner::{Mastery, Standing};

/// What a circle says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Ink {
    /// No answer yet.
    Empty,
    /// On the way: the level of ink, 0 to 1.
    Level(f64),
    /// Known.
    Full,
    /// Known once, due for review: the level, 0 to 1.
    Due(f64),
    /// Not in the curriculum yet.
    Later,
}

impl Ink {
    /// The ink of what we believe of a component.
    pub const fn of(mastery: &Mastery) -> Self {
        match mastery.standing {
            Standing::New => Self::Empty,
            Standing::Learning => Self::Level(mastery.chance),
            Standing::Mastered => Self::Full,
            Standing::Due => Self::Due(mastery.chance),
        }
    }

    /// The shapes of a circle around (`x`, `y`) with radius `r`.
    pub fn shapes(self, x: f64, y: f64, r: f64) -> String {
        let circle =
            |class: &str| format!(r#"<circle cx="{}" cy="{}" r="{}" class="{class}"/>"#, n(x), n(y), n(r));
        match self {
            Self::Empty => circle("k-0"),
            Self::Later => circle("k-closed"),
            Self::Level(level) => circle("k-0") + &lower_part(x, y, r - 0.7, level, "k-fill"),
            Self::Due(level) => circle("k-due") + &lower_part(x, y, r - 0.7, level, "k-due-fill"),
            Self::Full => {
                let s = r / 8.0;
                let (a, b, c) = ((x - 3.2 * s, y + 0.4 * s), (2.4 * s, 2.6 * s), (4.4 * s, -5.0 * s));
                let tick = format!(
                    r#"<path class="k-tick" d="M{} {}l{} {} {} {}"/>"#,
                    n(a.0),
                    n(a.1),
                    n(b.0),
                    n(b.1),
                    n(c.0),
                    n(c.1)
                );
                circle("k-done") + &tick
            }
        }
    }

    /// A small picture of its own, for lists and legends.
    pub fn picture(self) -> String {
        format!(
            r#"<svg class="ink" viewBox="0 0 20 20" aria-hidden="true">{}</svg>"#,
            self.shapes(10.0, 10.0, 8.0)
        )
    }
}

/// The part of a disc below the level, as a path.
fn lower_part(x: f64, y: f64, r: f64, level: f64, class: &str) -> String {
    let level = level.clamp(0.04, 0.96);
    let rise = r - 2.0 * r * level;
    let half = (r * r - rise * rise).max(0.0).sqrt();
    let large = u8::from(level > 0.5);
    let mut path = String::new();
    // Writing into a string cannot fail.
    let _ = write!(
        path,
        r#"<path class="{class}" d="M{} {}A{r} {r} 0 {large} 0 {} {}z"/>"#,
        n(x - half),
        n(y + rise),
        n(x + half),
        n(y + rise),
        r = n(r)
    );
    path
}

/// A coordinate with at most one decimal.
pub fn n(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    if rounded == rounded.trunc() { format!("{rounded:.0}") } else { format!("{rounded:.1}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_level_is_the_height_of_the_chord() {
        let half = lower_part(10.0, 10.0, 8.0, 0.5, "k-fill");
        assert!(half.contains("M2 10A8 8 0 0 0 18 10z"), "{half}");
        let most = lower_part(10.0, 10.0, 8.0, 0.9, "k-fill");
        assert!(most.contains(" 0 1 0 "), "{most}");
    }

    #[test]
    fn coordinates_are_short() {
        assert_eq!(
            (n(3.0), n(3.04), n(3.06), n(-0.02)),
            ("3".into(), "3".into(), "3.1".into(), "-0".into())
        );
    }
}
