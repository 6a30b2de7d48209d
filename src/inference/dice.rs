//! Seeded randomness for drawing and training: one small value instead of a trait zoo.
//!
//! `ChaCha8` gives the same numbers on every machine, so a model's recipe can be repeated.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

/// A stream of seeded random numbers.
#[derive(Debug, Clone)]
pub struct Dice(ChaCha8Rng);

impl Dice {
    /// Stream number `stream` of `seed`; streams of one seed do not overlap.
    pub fn new(seed: u64, stream: u64) -> Self {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        generator.set_stream(stream);
        Self(generator)
    }

    /// Uniform in `0.0..1.0`.
    pub fn unit(&mut self) -> f32 {
        // 24 bits are what an f32 holds exactly, so 1.0 is never reached by rounding.
        (self.0.next_u32() >> 8) as f32 / 16_777_216.0
    }

    /// Uniform between `low` and `high`.
    pub fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.unit()
    }

    /// Normal with this standard deviation around zero, cut at three deviations: a drawing must
    /// not fly apart because of one rare number.
    pub fn normal(&mut self, deviation: f32) -> f32 {
        let radius = (-2.0 * (1.0 - self.unit()).ln()).sqrt();
        let turn = (std::f32::consts::TAU * self.unit()).cos();
        (radius * turn).clamp(-3.0, 3.0) * deviation
    }

    /// True with probability `p`.
    pub fn chance(&mut self, p: f32) -> bool {
        self.unit() < p
    }

    /// Uniform in `0..n`; zero when `n` is zero.
    pub fn below(&mut self, n: usize) -> usize {
        ((u64::from(self.0.next_u32()) * n as u64) >> 32) as usize
    }

    /// Index into `weights`, drawn in proportion to them.
    pub fn choose(&mut self, weights: &[f32]) -> usize {
        let mut left = self.unit() * weights.iter().sum::<f32>();
        for (index, weight) in weights.iter().enumerate() {
            left -= weight;
            if left < 0.0 {
                return index;
            }
        }
        weights.len().saturating_sub(1)
    }

    /// Puts `items` in random order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_and_stream_repeat_and_others_differ() {
        let draw = |seed, stream| {
            let mut dice = Dice::new(seed, stream);
            (0..8).map(|_| dice.below(1000)).collect::<Vec<_>>()
        };
        assert_eq!(draw(1, 2), draw(1, 2));
        assert_ne!(draw(1, 2), draw(1, 3));
        assert_ne!(draw(1, 2), draw(2, 2));
    }

    #[test]
    fn numbers_keep_to_their_ranges() {
        let mut dice = Dice::new(5, 0);
        for _ in 0..10_000 {
            assert!((0.0..1.0).contains(&dice.unit()));
            assert!(dice.normal(2.0).abs() <= 6.0);
            assert!(dice.below(7) < 7);
            assert!(dice.choose(&[0.2, 0.0, 0.3]) != 1);
        }
        assert_eq!(dice.below(0), 0);
    }
}
