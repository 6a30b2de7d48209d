//! The convolutional network that reads digits: its shape, its weights, its forward pass.
//!
//! Weights come from outside as safetensors and are believed only when every name, shape and
//! type is the architecture's. Knows nothing of pictures' origin or of training.

use std::collections::BTreeMap;

use candle_core::{DType, Device, Tensor, Var};
use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use thiserror::Error;

use super::convolution::{KERNEL, bias_and_ramp, convolve};
use super::dice::Dice;
use super::picture::{PIXELS, SIDE};

/// The name by which manifests ask for this network.
pub const ARCHITECTURE: &str = "yanxi-digits-cnn-1";

/// Digits to tell apart.
pub const CLASSES: usize = 10;

/// Largest file of weights that is read.
pub const MAX_BYTES: usize = 1_000_000;

/// Every tensor with its shape: weights take rows of inputs to columns of outputs. Convolutions
/// are 3 by 3 (see [`super::convolution`]); the last two of them halve the picture.
const TENSORS: [(&str, &[usize]); 10] = [
    ("conv1.weight", &[KERNEL, 16]),
    ("conv1.bias", &[16]),
    ("conv2.weight", &[KERNEL * 16, 28]),
    ("conv2.bias", &[28]),
    ("conv3.weight", &[KERNEL * 28, 48]),
    ("conv3.bias", &[48]),
    ("dense1.weight", &[7 * 7 * 48, 88]),
    ("dense1.bias", &[88]),
    ("dense2.weight", &[88, CLASSES]),
    ("dense2.bias", &[CLASSES]),
];

/// Why weights are refused or a pass failed.
#[derive(Debug, Error)]
pub enum NetworkError {
    /// Too many bytes.
    #[error("the weights have {0} bytes, more than the {MAX_BYTES} allowed")]
    TooLarge(usize),
    /// Not safetensors.
    #[error("the weights are not a safetensors file: {0}")]
    Format(#[from] safetensors::SafeTensorError),
    /// A tensor is missing or is one too many.
    #[error("the weights do not hold exactly the tensors of {ARCHITECTURE}: {0:?} is missing or unknown")]
    Names(String),
    /// A tensor of another shape or type.
    #[error("tensor {name:?} is {found}, {ARCHITECTURE} needs {expected}")]
    Shape {
        /// Its name.
        name: String,
        /// Type and shape in the file.
        found: String,
        /// Type and shape wanted.
        expected: String,
    },
    /// Infinite or not a number.
    #[error("tensor {0:?} holds a value that is not a finite number")]
    NotFinite(String),
    /// The tensor library failed.
    #[error("computing failed: {0}")]
    Compute(#[from] candle_core::Error),
}

/// Weights in place; cheap to clone, shared between threads.
#[derive(Debug, Clone)]
pub struct Network {
    tensors: BTreeMap<&'static str, Tensor>,
}

impl Network {
    /// Random weights (He, uniform) and the variables behind them, for training.
    pub fn fresh(dice: &mut Dice) -> Result<(Self, Vec<Var>), NetworkError> {
        let mut tensors = BTreeMap::new();
        let mut variables = Vec::new();
        for (name, shape) in TENSORS {
            let count = shape.iter().product::<usize>();
            let values: Vec<f32> = if shape.len() == 1 {
                vec![0.0; count]
            } else {
                let bound = (6.0 / shape[0] as f32).sqrt();
                (0..count).map(|_| dice.between(-bound, bound)).collect()
            };
            let variable = Var::from_vec(values, shape, &Device::Cpu)?;
            tensors.insert(name, variable.as_tensor().clone());
            variables.push(variable);
        }
        Ok((Self { tensors }, variables))
    }

    /// Reads weights, trusting nothing.
    pub fn from_safetensors(bytes: &[u8]) -> Result<Self, NetworkError> {
        if bytes.len() > MAX_BYTES {
            return Err(NetworkError::TooLarge(bytes.len()));
        }
        let file = SafeTensors::deserialize(bytes)?;
        if let Some(name) = file.names().into_iter().find(|n| TENSORS.iter().all(|(known, _)| known != n)) {
            return Err(NetworkError::Names(name.to_owned()));
        }
        let mut tensors = BTreeMap::new();
        for (name, shape) in TENSORS {
            let view = file.tensor(name).map_err(|_| NetworkError::Names(name.to_owned()))?;
            if view.dtype() != Dtype::F32 || view.shape() != shape {
                return Err(NetworkError::Shape {
                    name: name.to_owned(),
                    found: format!("{:?} {:?}", view.dtype(), view.shape()),
                    expected: format!("{:?} {shape:?}", Dtype::F32),
                });
            }
            let values: Vec<f32> = view
                .data()
                .chunks_exact(4)
                .map(|b| f32::from_le_bytes(b.try_into().expect("chunks of four bytes")))
                .collect();
            if values.iter().any(|v| !v.is_finite()) {
                return Err(NetworkError::NotFinite(name.to_owned()));
            }
            tensors.insert(name, Tensor::from_vec(values, shape, &Device::Cpu)?);
        }
        Ok(Self { tensors })
    }

    /// The weights as a safetensors file; the same weights give the same bytes.
    pub fn to_safetensors(&self) -> Result<Vec<u8>, NetworkError> {
        let mut data = Vec::new();
        for (name, shape) in TENSORS {
            let values = self.get(name).flatten_all()?.to_vec1::<f32>()?;
            let bytes: Vec<u8> = values.iter().flat_map(|v| v.to_le_bytes()).collect();
            data.push((name, shape, bytes));
        }
        let views = data
            .iter()
            .map(|(name, shape, bytes)| Ok((*name, TensorView::new(Dtype::F32, shape.to_vec(), bytes)?)))
            .collect::<Result<BTreeMap<_, _>, NetworkError>>()?;
        Ok(safetensors::tensor::serialize(views, None)?)
    }

    /// How many numbers are learned.
    pub fn parameters() -> usize {
        TENSORS.iter().map(|(_, shape)| shape.iter().product::<usize>()).sum()
    }

    /// Scores before softmax, `[n, 10]`, for normalised pictures `[n, 784]`. With `dropout`, that
    /// share of the last hidden layer is silenced at random, as in training.
    pub fn forward(
        &self,
        pictures: &Tensor,
        dropout: Option<(f32, &mut Dice)>,
    ) -> Result<Tensor, NetworkError> {
        let n = pictures.dim(0)?;
        let mut x = pictures.reshape((n, SIDE, SIDE, 1))?;
        for (weight, bias, stride) in [
            ("conv1.weight", "conv1.bias", 1),
            ("conv2.weight", "conv2.bias", 2),
            ("conv3.weight", "conv3.bias", 2),
        ] {
            x = convolve(&x, self.get(weight), self.get(bias), stride)?;
        }
        let x = x.reshape((n, ()))?.matmul(self.get("dense1.weight"))?;
        let mut x = bias_and_ramp(&x, self.get("dense1.bias"))?;
        if let Some((share, dice)) = dropout {
            let keep = 1.0 / (1.0 - share);
            let mask: Vec<f32> =
                (0..x.elem_count()).map(|_| if dice.chance(share) { 0.0 } else { keep }).collect();
            x = (x.clone() * Tensor::from_vec(mask, x.shape(), &Device::Cpu)?)?;
        }
        Ok(x.matmul(self.get("dense2.weight"))?.broadcast_add(self.get("dense2.bias"))?)
    }

    /// Probabilities, one row of ten for each of `count` normalised pictures of 784 values.
    pub fn probabilities(&self, pictures: Vec<f32>) -> Result<Vec<[f32; CLASSES]>, NetworkError> {
        let count = pictures.len() / PIXELS;
        let scores = self.forward(&Tensor::from_vec(pictures, (count, PIXELS), &Device::Cpu)?, None)?;
        let rows = candle_nn::ops::softmax_last_dim(&scores)?.to_dtype(DType::F32)?.to_vec2::<f32>()?;
        Ok(rows.into_iter().map(|row| row.try_into().expect("the last layer has ten outputs")).collect())
    }

    fn get(&self, name: &str) -> &Tensor {
        self.tensors.get(name).expect("every constructor fills all names of TENSORS")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn network() -> Network {
        Network::fresh(&mut Dice::new(1, 0)).unwrap().0
    }

    #[test]
    fn weights_survive_the_file_and_stay_within_the_limit() {
        let bytes = network().to_safetensors().unwrap();
        assert!(bytes.len() <= MAX_BYTES);
        assert!(Network::parameters() * 4 < bytes.len());
        let again = Network::from_safetensors(&bytes).unwrap();
        assert_eq!(again.to_safetensors().unwrap(), bytes);
    }

    #[test]
    fn foreign_tensors_are_refused() {
        let zeros = vec![0; 4 * 16];
        let file = |name: &str, shape: Vec<usize>| {
            let view = TensorView::new(Dtype::F32, shape, &zeros).unwrap();
            safetensors::tensor::serialize([(name, view)], None).unwrap()
        };
        let refused = |bytes: &[u8]| Network::from_safetensors(bytes).unwrap_err();
        assert!(matches!(refused(&file("evil", vec![16])), NetworkError::Names(n) if n == "evil"));
        assert!(matches!(refused(&file("conv1.bias", vec![16])), NetworkError::Names(_)));
        assert!(matches!(refused(&file("conv1.weight", vec![4, 4])), NetworkError::Shape { .. }));
        assert!(matches!(refused(&vec![0; MAX_BYTES + 1]), NetworkError::TooLarge(_)));
    }

    #[test]
    fn a_value_that_is_no_number_is_refused() {
        let mut bytes = network().to_safetensors().unwrap();
        let end = bytes.len();
        bytes[end - 4..].copy_from_slice(&f32::NAN.to_le_bytes());
        assert!(matches!(Network::from_safetensors(&bytes), Err(NetworkError::NotFinite(_))));
    }

    proptest! {
        #[test]
        fn any_bytes_are_refused_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
            prop_assert!(Network::from_safetensors(&bytes).is_err());
        }
    }
}
