//! Turns a trained digit network into a model's folder: measured, described, with digests.

use std::io;
use std::path::Path;

use thiserror::Error;

use super::digits::{Digits, DigitsError, WEIGHTS};
use super::evaluate::{Evaluation, evaluate};
use super::network::{ARCHITECTURE, Network, NetworkError};
use super::registry::{FileEntry, Input, Manifest, Measured, Place, Registry, Task, Training, write};
use super::train::{Recipe, held_out};
use crate::digest::Digest;

/// Drawings on which a trained model is measured.
pub const HELD_OUT: usize = 10_000;

/// How much slant is taken out, once for each view of a picture.
pub const VIEWS: [f32; 3] = [0.0, 0.5, 1.0];

/// Why nothing was published.
#[derive(Debug, Error)]
pub enum PublishError {
    /// Measuring failed.
    #[error(transparent)]
    Digits(#[from] DigitsError),
    /// The weights cannot be written down.
    #[error(transparent)]
    Network(#[from] NetworkError),
    /// The folder cannot be written.
    #[error("the folder cannot be written: {0}")]
    Io(#[from] io::Error),
}

/// Measures `network` on `count` drawings held out and writes model `name` into `folder`.
pub fn publish(
    network: Network,
    name: &str,
    training: (Recipe, u64),
    count: usize,
    folder: &Path,
) -> Result<Evaluation, PublishError> {
    let (recipe, seed) = training;
    let weights = network.to_safetensors()?;
    let digits = Digits::new(network, VIEWS.to_vec())?;
    let found = evaluate(&digits, &held_out(seed, count))?;
    let manifest = Manifest {
        id: name.to_owned(),
        revision: next_revision(folder, name, &weights),
        task: Task::DigitClassification,
        architecture: ARCHITECTURE.to_owned(),
        licence: env!("CARGO_PKG_LICENSE").to_owned(),
        origin:
            "trained by `yanxi models train digits` on digits drawn by a program; no picture of a person's \
                 writing was used"
                .to_owned(),
        input: Input {
            width: 28,
            height: 28,
            values: "0 is paper, 255 is ink".to_owned(),
            normalisation:
                "slant taken out by second moments, fitted into 20x20 keeping proportions, centred by \
                            mass in 28x28, darkest pixel 1"
                    .to_owned(),
            views: VIEWS.to_vec(),
        },
        measured: Measured {
            set: "drawings held out".to_owned(),
            count: found.count,
            accuracy: rounded(found.accuracy),
            calibration_error: rounded(found.calibration_error),
        },
        training: Training { seed, parameters: Network::parameters(), recipe },
        files: vec![FileEntry {
            name: WEIGHTS.to_owned(),
            bytes: weights.len() as u64,
            sha256: Digest::of(&weights),
        }],
    };
    write(folder, &manifest, &[(WEIGHTS, &weights)])?;
    Ok(found)
}

/// The revision of the model already there, raised if the weights differ from it.
fn next_revision(folder: &Path, name: &str, weights: &[u8]) -> u32 {
    let (Some(above), Some(own)) = (folder.parent(), folder.file_name()) else { return 1 };
    if own != name {
        return 1;
    }
    match Registry::new(Some(above.to_owned())).load(name) {
        Ok(old) if matches!(old.place, Place::Folder(_)) => {
            old.manifest.revision + u32::from(old.file(WEIGHTS) != Some(weights))
        }
        _ => 1,
    }
}

/// Four decimals are what ten thousand pictures tell.
fn rounded(share: f64) -> f64 {
    (share * 10_000.0).round() / 10_000.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inference::dice::Dice;

    #[test]
    fn what_is_published_loads_and_its_revision_grows_with_the_weights() {
        let above = tempfile::tempdir().unwrap();
        let folder = above.path().join("mine");
        let registry = Registry::new(Some(above.path().to_owned()));
        let publish = |seed| {
            let network = Network::fresh(&mut Dice::new(seed, 0)).unwrap().0;
            publish(network, "mine", (Recipe::default(), seed), 20, &folder).unwrap();
            let model = registry.load("mine").unwrap();
            Digits::load(&model).unwrap();
            (model.manifest.revision, model.manifest.training.seed, model.manifest.measured.count)
        };
        assert_eq!(publish(3), (1, 3, 20));
        assert_eq!(publish(3), (1, 3, 20));
        assert_eq!(publish(4), (2, 4, 20));
    }
}
