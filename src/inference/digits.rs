//! Reads a drawn digit: ten probabilities, and which pixels they hang on.
//!
//! Every picture is looked at a few times, with more or less of its slant taken out, and the
//! answers are averaged. A value is shared by all threads; a reading takes milliseconds.

use candle_core::{Device, Tensor, Var};
use rayon::prelude::*;
use thiserror::Error;

use super::network::{ARCHITECTURE, CLASSES, Network, NetworkError};
use super::picture::{Canvas, Empty, Frame, PIXELS, Picture, to_picture};
use super::registry::{Manifest, Model, RegistryError};
use crate::digest::Digest;

/// Name of the file of weights.
pub const WEIGHTS: &str = "model.safetensors";

/// Pictures computed at once when many are read.
const BATCH: usize = 64;

/// A model that reads digits.
#[derive(Debug, Clone)]
pub struct Digits {
    network: Network,
    views: Vec<f32>,
    digest: Digest,
}

/// What was read from a picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// Probability of each digit; their sum is 1.
    pub probabilities: [f32; CLASSES],
    /// For each pixel of the picture given, how much the answer hangs on it, `0.0..=1.0`.
    pub saliency: Vec<f32>,
    /// The picture as the network saw it, upright and centred.
    pub normalised: Picture,
}

/// Why nothing was read.
#[derive(Debug, Error)]
pub enum DigitsError {
    /// No ink.
    #[error(transparent)]
    Empty(#[from] Empty),
    /// The network refused its weights or failed.
    #[error(transparent)]
    Network(#[from] NetworkError),
    /// No such model, or not the files of its manifest.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// A model for something else.
    #[error("model {0:?} has the architecture {1:?}; {ARCHITECTURE:?} is needed to read digits")]
    Architecture(String, String),
}

impl Digits {
    /// Puts a verified model to work.
    pub fn load(model: &Model) -> Result<Self, DigitsError> {
        let Manifest { id, architecture, input, files, .. } = &model.manifest;
        let entry = files.iter().find(|entry| entry.name == WEIGHTS);
        let (Some(bytes), Some(entry), ARCHITECTURE) = (model.file(WEIGHTS), entry, architecture.as_str())
        else {
            return Err(DigitsError::Architecture(id.clone(), architecture.clone()));
        };
        Ok(Self {
            network: Network::from_safetensors(bytes)?,
            views: input.views.clone(),
            digest: entry.sha256,
        })
    }

    /// A network fresh from training.
    pub fn new(network: Network, views: Vec<f32>) -> Result<Self, DigitsError> {
        let digest = Digest::of(&network.to_safetensors()?);
        Ok(Self { network, views, digest })
    }

    /// SHA-256 of the weights.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// Reads one picture and says on which pixels the answer hangs.
    pub fn classify(&self, picture: &Picture) -> Result<Reading, DigitsError> {
        let canvas = Canvas::of(picture);
        let frames: Vec<Frame> =
            self.views.iter().map(|upright| Frame::of(&canvas, *upright)).collect::<Result<_, _>>()?;
        let seen: Vec<Vec<f32>> = frames.iter().map(|frame| frame.normalise(&canvas)).collect();
        let normalised = to_picture(seen.last().map_or(&[], Vec::as_slice));
        let (probabilities, gradients) = self.explained(&seen)?;
        let mut saliency = vec![0.0_f32; PIXELS];
        for (frame, gradient) in frames.iter().zip(gradients) {
            let strength: Vec<f32> = gradient.iter().map(|v| v.abs()).collect();
            for (sum, value) in saliency.iter_mut().zip(frame.carry_back(&strength)) {
                *sum += value;
            }
        }
        let strongest = saliency.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
        saliency.iter_mut().for_each(|value| *value /= strongest);
        Ok(Reading { probabilities, saliency, normalised })
    }

    /// Reads many pictures, on all cores; one without ink gives `None`.
    pub fn read_all(&self, pictures: &[Picture]) -> Result<Vec<Option<[f32; CLASSES]>>, DigitsError> {
        let groups: Result<Vec<_>, _> =
            pictures.par_chunks(BATCH).map(|group| self.read_group(group)).collect();
        Ok(groups?.concat())
    }

    fn read_group(&self, group: &[Picture]) -> Result<Vec<Option<[f32; CLASSES]>>, NetworkError> {
        let mut seen = Vec::with_capacity(group.len() * self.views.len() * PIXELS);
        let mut inked = Vec::with_capacity(group.len());
        for picture in group {
            let canvas = Canvas::of(picture);
            let views: Result<Vec<Frame>, Empty> =
                self.views.iter().map(|upright| Frame::of(&canvas, *upright)).collect();
            inked.push(views.is_ok());
            for frame in views.iter().flatten() {
                seen.extend(frame.normalise(&canvas));
            }
        }
        let rows = if seen.is_empty() { Vec::new() } else { self.network.probabilities(seen)? };
        let mut answers = rows.chunks(self.views.len()).map(mean);
        Ok(inked.into_iter().map(|there| if there { answers.next() } else { None }).collect())
    }

    /// Mean probabilities over the views, and for each view the gradient of the winner's score.
    fn explained(&self, seen: &[Vec<f32>]) -> Result<([f32; CLASSES], Vec<Vec<f32>>), NetworkError> {
        let shape = (seen.len(), PIXELS);
        let input = Var::from_tensor(&Tensor::from_vec(seen.concat(), shape, &Device::Cpu)?)?;
        let scores = self.network.forward(&input, None)?;
        let rows = candle_nn::ops::softmax_last_dim(&scores.detach())?.to_vec2::<f32>()?;
        let rows: Vec<[f32; CLASSES]> =
            rows.into_iter().map(|row| row.try_into().expect("the last layer has ten outputs")).collect();
        let probabilities = mean(&rows);
        let winner = top(&probabilities);
        let gradients = scores.narrow(1, winner, 1)?.sum_all()?.backward()?;
        let gradient = match gradients.get(&input) {
            Some(gradient) => gradient.to_vec2::<f32>()?,
            None => vec![vec![0.0; PIXELS]; seen.len()],
        };
        Ok((probabilities, gradient))
    }
}

/// The digit with the highest probability; the smallest of equals.
pub fn top(probabilities: &[f32; CLASSES]) -> usize {
    let mut best = 0;
    for (digit, probability) in probabilities.iter().enumerate() {
        if *probability > probabilities[best] {
            best = digit;
        }
    }
    best
}

fn mean(rows: &[[f32; CLASSES]]) -> [f32; CLASSES] {
    std::array::from_fn(|digit| rows.iter().map(|row| row[digit]).sum::<f32>() / rows.len().max(1) as f32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inference::dice::Dice;
    use crate::inference::drawing::draw;
    use crate::inference::picture::SIDE;
    use crate::inference::registry::Registry;
    use crate::inference::train::held_out;

    fn built_in() -> Digits {
        Digits::load(&Registry::default().load("digits").unwrap()).unwrap()
    }

    #[test]
    fn the_built_in_model_reads_drawings_it_never_saw() {
        let digits = built_in();
        let (pictures, labels): (Vec<_>, Vec<_>) = held_out(987, 300).into_iter().unzip();
        let answers = digits.read_all(&pictures).unwrap();
        let right =
            answers.iter().zip(&labels).filter(|(a, l)| a.is_some_and(|a| top(&a) == usize::from(**l)));
        assert!(right.count() > 270);
    }

    #[test]
    fn one_and_many_agree_and_probabilities_sum_to_one() {
        let digits = built_in();
        for (picture, _) in held_out(5, 10) {
            let reading = digits.classify(&picture).unwrap();
            let many = digits.read_all(&[[0; PIXELS], picture]).unwrap();
            assert!(many[0].is_none());
            let again = many[1].unwrap();
            let apart = again.iter().zip(&reading.probabilities).map(|(a, b)| (a - b).abs());
            assert!(apart.fold(0.0, f32::max) < 1e-4);
            assert!((reading.probabilities.iter().sum::<f32>() - 1.0).abs() < 1e-4);
        }
    }

    #[test]
    fn saliency_lies_about_the_ink() {
        // A small drawing in the upper left corner of the canvas.
        let whole = draw(3, &mut Dice::new(8, 1));
        let mut corner = [0; PIXELS];
        for (i, byte) in whole.iter().enumerate() {
            let (x, y) = (i % SIDE / 2, i / SIDE / 2);
            let there: &mut u8 = &mut corner[y * SIDE + x];
            *there = (*there).max(*byte);
        }
        let reading = built_in().classify(&corner).unwrap();
        assert_eq!(reading.saliency.len(), PIXELS);
        assert!(reading.saliency.iter().all(|v| (0.0..=1.0).contains(v)));
        let far = |i: usize| i % SIDE >= 18 || i / SIDE >= 18;
        let (inside, outside): (Vec<_>, Vec<_>) = (0..PIXELS).partition(|i| !far(*i));
        let sum = |places: &[usize]| places.iter().map(|i| reading.saliency[*i]).sum::<f32>();
        assert!(sum(&inside) > 5.0 * sum(&outside));
    }

    #[test]
    fn an_empty_picture_is_a_typed_error() {
        assert!(matches!(built_in().classify(&[0; PIXELS]), Err(DigitsError::Empty(_))));
    }
}
