//! Two-class data in the plane, drawn from a seed.
//!
//! Each half (training, validation) and the network's first weights have streams of their own,
//! so that turning one slider changes nothing else: more samples keep the former ones, and
//! noise moves each point along its own direction.

use std::f64::consts::{PI, TAU};

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

use crate::curriculum::DataSet;

/// Pictures show the square from `-EXTENT` to `EXTENT`.
pub const EXTENT: f64 = 2.0;

/// A labelled point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Across, to the right.
    pub x: f64,
    /// Up.
    pub y: f64,
    /// Class, 0 or 1.
    pub class: u8,
}

/// The data of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Points {
    /// What the network learns from.
    pub train: Vec<Point>,
    /// What it never sees.
    pub validation: Vec<Point>,
}

impl Points {
    /// Draws `samples` points, the first half for training.
    pub fn draw(set: DataSet, samples: usize, noise: f64, seed: u64) -> Self {
        let half = |count: usize, stream| {
            let mut random = Random::new(seed, stream);
            (0..count).map(|i| point(set, i, noise, &mut random)).collect()
        };
        let train = samples - samples / 2;
        Self { train: half(train, Stream::Train), validation: half(samples - train, Stream::Validation) }
    }
}

/// What a stream of randomness is for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stream {
    Train = 1,
    Validation = 2,
    Weights = 3,
}

/// Portable seeded randomness.
pub(super) struct Random(ChaCha8Rng);

impl Random {
    pub(super) fn new(seed: u64, stream: Stream) -> Self {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        generator.set_stream(stream as u64);
        Self(generator)
    }

    /// Evenly from 0 (included) to 1 (excluded), 53 bits.
    pub(super) fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 * (-53f64).exp2()
    }

    /// Two independent standard normal numbers (Box and Muller).
    fn normal_pair(&mut self) -> (f64, f64) {
        let radius = (-2.0 * (1.0 - self.unit()).ln()).sqrt();
        let angle = TAU * self.unit();
        (radius * angle.cos(), radius * angle.sin())
    }
}

/// The `i`-th point; always draws the same number of random values.
fn point(set: DataSet, i: usize, noise: f64, random: &mut Random) -> Point {
    let (u, v) = (random.unit(), random.unit());
    let (dx, dy) = random.normal_pair();
    let class = (i % 2) as u8;
    let (x, y) = match (set, class) {
        (DataSet::Moons, 0) => ((PI * u).cos() - 0.5, (PI * u).sin() - 0.25),
        (DataSet::Moons, _) => (0.5 - (PI * u).cos(), 0.25 - (PI * u).sin()),
        (DataSet::Circles, _) => {
            let radius = if class == 0 { 1.4 } else { 0.6 } + 0.2 * (v - 0.5);
            (radius * (TAU * u).cos(), radius * (TAU * u).sin())
        }
        (DataSet::Xor, _) => {
            // Discs on the four diagonals; the two on one diagonal are of one class.
            let side = if i % 4 < 2 { 1.0 } else { -1.0 };
            let radius = 0.6 * v.sqrt();
            let mirror = if class == 0 { 1.0 } else { -1.0 };
            (0.85 * side + radius * (TAU * u).cos(), 0.85 * side * mirror + radius * (TAU * u).sin())
        }
        (DataSet::Spiral, _) => {
            let along = 0.12 + 0.88 * u.sqrt();
            let angle = 1.25 * TAU * along + f64::from(class) * PI;
            (1.6 * along * angle.cos(), 1.6 * along * angle.sin())
        }
    };
    // An arm of the spiral is narrow: the same slider must not erase it.
    let noise = if set == DataSet::Spiral { 0.5 * noise } else { noise };
    Point { x: x + noise * dx, y: y + noise * dy, class }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETS: [DataSet; 4] = [DataSet::Moons, DataSet::Circles, DataSet::Xor, DataSet::Spiral];

    #[test]
    fn halves_are_even_balanced_and_inside_the_picture() {
        for set in SETS {
            let points = Points::draw(set, 200, 0.0, 7);
            assert_eq!((points.train.len(), points.validation.len()), (100, 100));
            for half in [&points.train, &points.validation] {
                assert_eq!(half.iter().filter(|point| point.class == 1).count(), 50);
                assert!(half.iter().all(|point| point.x.abs() < EXTENT && point.y.abs() < EXTENT));
            }
        }
    }

    #[test]
    fn one_slider_moves_one_thing() {
        for set in SETS {
            let few = Points::draw(set, 100, 0.1, 3);
            let many = Points::draw(set, 300, 0.1, 3);
            assert_eq!(few.train[..], many.train[..50]);
            assert_eq!(few.validation[..], many.validation[..50]);
            assert_ne!(few.train, few.validation);
            assert_ne!(few, Points::draw(set, 100, 0.1, 4));
            let calm = Points::draw(set, 100, 0.0, 3);
            let drift = few.train[9].x - calm.train[9].x;
            let wild = Points::draw(set, 100, 0.2, 3);
            assert!((wild.train[9].x - calm.train[9].x - 2.0 * drift).abs() < 1e-12);
        }
    }
}
