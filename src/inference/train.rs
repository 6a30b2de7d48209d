//! Teaches the digit network from drawings made on the fly.
//!
//! The recipe and the seed decide every weight: the same pair gives the same bytes on CPUs with
//! the same features. Nothing here touches files or the clock.

use std::sync::mpsc;

use candle_core::{Device, Tensor};
use candle_nn::{AdamW, Optimizer as _, ParamsAdamW};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::dice::Dice;
use super::drawing::draw;
use super::network::{CLASSES, Network, NetworkError};
use super::picture::{Canvas, Frame, PIXELS, Picture};

/// Streams from here on are never trained on: they are the examples for measuring.
const HELD_OUT: u64 = 1 << 60;

/// Stream of the initial weights.
const WEIGHTS: u64 = 1 << 61;

/// Stream of the dropout.
const DROPOUT: u64 = 1 << 62;

/// How to train.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipe {
    /// New drawings in each epoch.
    pub examples: usize,
    /// Rounds; each draws new examples.
    pub epochs: usize,
    /// Examples in one step.
    pub batch: usize,
    /// Highest learning rate; it warms up and then falls along a cosine.
    pub rate: f64,
    /// Weight decay of AdamW.
    pub weight_decay: f64,
    /// Share of the target spread over all classes.
    pub smoothing: f32,
    /// Share of the last hidden layer silenced in each step.
    pub dropout: f32,
}

impl Default for Recipe {
    fn default() -> Self {
        Self {
            examples: 60_000,
            epochs: 8,
            batch: 64,
            rate: 2e-3,
            weight_decay: 0.02,
            smoothing: 0.05,
            dropout: 0.25,
        }
    }
}

/// How far training has come.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    /// Round, from 1.
    pub epoch: usize,
    /// Examples seen, over all rounds.
    pub seen: usize,
    /// Examples to see, over all rounds.
    pub total: usize,
    /// Loss, averaged over the last steps.
    pub loss: f32,
}

/// Trains a network.
pub fn train(
    recipe: &Recipe,
    seed: u64,
    progress: &mut dyn FnMut(Progress),
) -> Result<Network, NetworkError> {
    let (network, variables) = Network::fresh(&mut Dice::new(seed, WEIGHTS))?;
    let parameters =
        ParamsAdamW { lr: recipe.rate, weight_decay: recipe.weight_decay, ..ParamsAdamW::default() };
    let mut optimiser = AdamW::new(variables, parameters)?;
    let mut dropout = Dice::new(seed, DROPOUT);
    let batch = recipe.batch.max(1);
    let total = recipe.examples * recipe.epochs;
    let steps = total.div_ceil(batch);
    keep_freed_memory();
    let mut average = f32::NAN;
    // One thread draws while this one learns; a short queue, so that it never runs far ahead.
    std::thread::scope(|scope| {
        let (sender, drawn) = mpsc::sync_channel(4);
        scope.spawn(move || {
            for step in 0..steps {
                let numbers = step * batch..total.min((step + 1) * batch);
                let examples: Vec<_> = numbers.map(|number| example(seed, number as u64)).collect();
                if sender.send(examples).is_err() {
                    return;
                }
            }
        });
        for (step, examples) in drawn.iter().enumerate() {
            optimiser.set_learning_rate(recipe.rate * schedule(step, steps));
            let (pictures, targets) = tensors(&examples, recipe.smoothing)?;
            let scores = network.forward(&pictures, Some((recipe.dropout, &mut dropout)))?;
            let log = candle_nn::ops::log_softmax(&scores, 1)?;
            let loss = (log * targets)?.sum_all()?.affine(-1.0 / examples.len() as f64, 0.0)?;
            optimiser.backward_step(&loss)?;
            let now = loss.to_scalar::<f32>()?;
            average = if average.is_nan() { now } else { average * 0.98 + now * 0.02 };
            let seen = total.min((step + 1) * batch);
            progress(Progress { epoch: seen.div_ceil(recipe.examples.max(1)), seen, total, loss: average });
        }
        Ok(network)
    })
}

/// Teaches the allocator to keep what a step frees. Every step frees and asks again for the same
/// tens of megabytes; glibc would hand them back to the system each time, and the page faults cost
/// more than the learning. Freeing one large block raises its threshold; elsewhere it is harmless.
fn keep_freed_memory() {
    drop(std::hint::black_box(vec![0_u8; 31 << 20]));
}

/// Drawings that no training with this seed has seen, with their digits.
pub fn held_out(seed: u64, count: usize) -> Vec<(Picture, u8)> {
    let one = |number: usize| {
        let digit = (number % CLASSES) as u8;
        (draw(digit, &mut Dice::new(seed, HELD_OUT + number as u64)), digit)
    };
    (0..count).into_par_iter().map(one).collect()
}

/// One example as the network sees it. Some keep part of their slant, since no rule sets every
/// hand upright.
fn example(seed: u64, number: u64) -> (Vec<f32>, u8) {
    let mut dice = Dice::new(seed, number);
    let digit = dice.below(CLASSES) as u8;
    loop {
        let canvas = Canvas::of(&draw(digit, &mut dice));
        let upright = if dice.chance(0.5) { 1.0 } else { dice.unit() };
        if let Ok(frame) = Frame::of(&canvas, upright) {
            // A speck or a stray end shifts the box; the network should not mind.
            let (x, y, zoom) = (dice.normal(0.5), dice.normal(0.5), dice.normal(0.05).exp());
            return (frame.off_by(x, y, zoom).normalise(&canvas), digit);
        }
    }
}

/// Share of the highest rate: a short warm-up, then half a cosine.
fn schedule(step: usize, steps: usize) -> f64 {
    let warm = (steps / 20).max(1);
    if step < warm {
        return (step + 1) as f64 / warm as f64;
    }
    let t = (step - warm) as f64 / (steps - warm).max(1) as f64;
    0.5 * (1.0 + (std::f64::consts::PI * t).cos())
}

fn tensors(examples: &[(Vec<f32>, u8)], smoothing: f32) -> Result<(Tensor, Tensor), NetworkError> {
    let n = examples.len();
    let pictures: Vec<f32> = examples.iter().flat_map(|(picture, _)| picture.iter().copied()).collect();
    let mut targets = vec![smoothing / CLASSES as f32; n * CLASSES];
    for (row, (_, digit)) in examples.iter().enumerate() {
        targets[row * CLASSES + usize::from(*digit)] += 1.0 - smoothing;
    }
    let pictures = Tensor::from_vec(pictures, (n, PIXELS), &Device::Cpu)?;
    Ok((pictures, Tensor::from_vec(targets, (n, CLASSES), &Device::Cpu)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::Digest;

    const TINY: Recipe = Recipe {
        examples: 96,
        epochs: 2,
        batch: 32,
        rate: 2e-3,
        weight_decay: 0.02,
        smoothing: 0.05,
        dropout: 0.25,
    };

    #[test]
    fn the_same_seed_gives_the_same_weights() {
        let digest = |seed| {
            let network = train(&TINY, seed, &mut |_| {}).unwrap();
            Digest::of(&network.to_safetensors().unwrap())
        };
        assert_eq!(digest(4), digest(4));
        assert_ne!(digest(4), digest(5));
    }

    #[test]
    fn progress_ends_at_the_total() {
        let mut last = None;
        train(&Recipe { examples: 40, epochs: 1, ..TINY }, 1, &mut |p| last = Some(p)).unwrap();
        let last = last.unwrap();
        assert_eq!((last.epoch, last.seen, last.total), (1, 40, 40));
        assert!(last.loss.is_finite());
    }

    #[test]
    fn the_rate_warms_up_and_falls() {
        assert!(schedule(0, 1000) < 0.05);
        assert!((schedule(50, 1000) - 1.0).abs() < 1e-6);
        assert!(schedule(999, 1000) < 0.001);
    }
}
