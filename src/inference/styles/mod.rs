//! How people write the ten digits: each style a skeleton with its own free measures.
//!
//! What is common to all writing (slant, tremor, pen, scan) is added by [`super::drawing`].
//! A digit that is read badly is mended here, by a style or a wider measure.

mod high;
mod low;

use std::cell::RefCell;

use super::dice::Dice;
use super::stroke::{Point, Stroke};

/// Draws the skeleton of `digit` (0 to 9; anything greater is drawn as 9); `wobble` is the
/// spread of every control point, in heights of the digit.
pub(super) fn skeleton(digit: u8, wobble: f32, dice: &mut Dice) -> Vec<Stroke> {
    let hand = Hand { dice: RefCell::new(dice), wobble };
    match digit {
        0 => hand.zero(),
        1 => hand.one(),
        2 => hand.two(),
        3 => hand.three(),
        4 => hand.four(),
        5 => hand.five(),
        6 => hand.six(),
        7 => hand.seven(),
        8 => hand.eight(),
        _ => hand.nine(),
    }
}

/// A writer's hand: where points land and which measures are taken today.
struct Hand<'d> {
    /// In a cell, so that measures can stand inside the arguments of other calls.
    dice: RefCell<&'d mut Dice>,
    wobble: f32,
}

impl Hand<'_> {
    /// The point `(x, y)`, missed by a little.
    fn p(&self, x: f32, y: f32) -> Point {
        [x + self.normal(self.wobble), y + self.normal(self.wobble)]
    }

    /// Uniform measure.
    fn u(&self, low: f32, high: f32) -> f32 {
        self.dice.borrow_mut().between(low, high)
    }

    /// Normal deviation.
    fn normal(&self, deviation: f32) -> f32 {
        self.dice.borrow_mut().normal(deviation)
    }

    /// True with probability `p`.
    fn chance(&self, p: f32) -> bool {
        self.dice.borrow_mut().chance(p)
    }

    /// Turns `points` about `centre`, by an angle with this deviation in radians.
    fn turn(&self, points: &mut [Point], centre: Point, deviation: f32) {
        let (sin, cos) = self.normal(deviation).sin_cos();
        for p in points {
            let (x, y) = (p[0] - centre[0], p[1] - centre[1]);
            *p = [centre[0] + x * cos - y * sin, centre[1] + x * sin + y * cos];
        }
    }

    /// Index of a style, drawn in proportion to `weights`.
    fn choose(&self, weights: &[f32]) -> usize {
        self.dice.borrow_mut().choose(weights)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inference::stroke::length;

    #[test]
    fn every_digit_is_drawn_within_reach_and_repeats() {
        for digit in 0..10 {
            for stream in 0..300 {
                let strokes = skeleton(digit, 0.03, &mut Dice::new(9, stream));
                assert!(strokes.iter().map(|s| length(s)).sum::<f32>() > 0.6, "{digit} is drawn");
                assert!(strokes.iter().flatten().flatten().all(|v| (-1.5..2.5).contains(v)));
                assert_eq!(strokes, skeleton(digit, 0.03, &mut Dice::new(9, stream)));
            }
        }
    }
}
