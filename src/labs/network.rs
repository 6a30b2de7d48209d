//! A small network of tanh layers for two classes, trained by candle with AdamW.
//!
//! In double precision: the work is bound by the number of operations, not by their width, and
//! curves from two kinds of CPU stay together for longer.

use candle_core::{DType, Device, Result, Tensor, Var};
use candle_nn::{AdamW, Optimizer as _, ParamsAdamW};

use super::points::{EXTENT, Point, Random, Stream};

/// Pixels along one side of a decision field.
pub(super) const FIELD_SIDE: usize = 48;

/// Rows in one pass over the field. At most 64 units wide, a block stays below the size at which
/// candle splits element-wise work over its spinning pool.
const FIELD_BLOCK: usize = 576;

struct Layer {
    weights: Var,
    bias: Var,
}

/// The network and its optimisers.
pub(super) struct Network {
    layers: Vec<Layer>,
    /// Decay acts on the weights; biases are left alone.
    optimisers: [AdamW; 2],
    grid: Vec<Tensor>,
}

impl Network {
    /// Layers 2 → `hidden` (`depth` times) → 1, with weights from the seed's own stream.
    pub(super) fn new(
        hidden: usize,
        depth: usize,
        learning_rate: f64,
        weight_decay: f64,
        seed: u64,
    ) -> Result<Self> {
        // candle cannot seed its CPU generator, so the first weights are drawn here.
        let mut random = Random::new(seed, Stream::Weights);
        let widths: Vec<usize> =
            std::iter::once(2).chain(std::iter::repeat_n(hidden, depth)).chain([1]).collect();
        let mut layers = Vec::with_capacity(depth + 1);
        for pair in widths.windows(2) {
            let [from, to] = [pair[0], pair[1]];
            // Glorot's uniform range; biases spread the first layer's bends over the picture.
            let range = (6.0 / (from + to) as f64).sqrt();
            let mut draw = |count: usize, range: f64| -> Vec<f64> {
                (0..count).map(|_| range * (2.0 * random.unit() - 1.0)).collect()
            };
            layers.push(Layer {
                weights: Var::from_vec(draw(from * to, range), (from, to), &Device::Cpu)?,
                bias: Var::from_vec(draw(to, 1.0 / (from as f64).sqrt()), to, &Device::Cpu)?,
            });
        }
        let optimiser = |vars: Vec<Var>, weight_decay: f64| {
            AdamW::new(vars, ParamsAdamW { lr: learning_rate, weight_decay, ..ParamsAdamW::default() })
        };
        let weights = layers.iter().map(|layer| layer.weights.clone()).collect();
        let biases = layers.iter().map(|layer| layer.bias.clone()).collect();
        let optimisers = [optimiser(weights, weight_decay)?, optimiser(biases, 0.0)?];
        Ok(Self { layers, optimisers, grid: grid()? })
    }

    /// One value a row of `inputs` (n × 2): above zero means class 1.
    pub(super) fn logits(&self, inputs: &Tensor) -> Result<Tensor> {
        let mut values = inputs.clone();
        for (i, layer) in self.layers.iter().enumerate() {
            if i > 0 {
                values = values.tanh()?;
            }
            values = values.matmul(&layer.weights)?.broadcast_add(&layer.bias)?;
        }
        values.squeeze(1)
    }

    /// One step of AdamW down the gradient of `loss`.
    pub(super) fn descend(&mut self, loss: &Tensor) -> Result<()> {
        let gradients = loss.backward()?;
        for optimiser in &mut self.optimisers {
            optimiser.step(&gradients)?;
        }
        Ok(())
    }

    /// The probability of class 1 over the picture, row by row from the top left, 0 … 255.
    pub(super) fn field(&self) -> Result<Vec<u8>> {
        let mut field = Vec::with_capacity(FIELD_SIDE * FIELD_SIDE);
        for block in &self.grid {
            let logits = self.logits(block)?.to_vec1::<f64>()?;
            field.extend(logits.iter().map(|logit| (255.0 / (1.0 + (-logit).exp())).round() as u8));
        }
        Ok(field)
    }
}

/// Points and classes as tensors.
pub(super) struct Batch {
    pub(super) inputs: Tensor,
    classes: Tensor,
}

impl Batch {
    pub(super) fn of(points: &[Point]) -> Result<Self> {
        let inputs: Vec<f64> = points.iter().flat_map(|point| [point.x, point.y]).collect();
        let classes: Vec<f64> = points.iter().map(|point| f64::from(point.class)).collect();
        Ok(Self {
            inputs: Tensor::from_vec(inputs, (points.len(), 2), &Device::Cpu)?,
            classes: Tensor::from_vec(classes, points.len(), &Device::Cpu)?,
        })
    }

    /// Mean binary cross-entropy, in the form that neither overflows nor takes log 0:
    /// max(z, 0) − z·y + log(1 + e^−|z|).
    pub(super) fn loss(&self, logits: &Tensor) -> Result<Tensor> {
        let soft = (logits.abs()?.neg()?.exp()? + 1.0)?.log()?;
        ((logits.relu()? - (logits * &self.classes)?)? + soft)?.mean_all()
    }

    /// The share of rows on the right side.
    pub(super) fn accuracy(&self, logits: &Tensor) -> Result<f64> {
        let above = logits.gt(0.0)?.to_dtype(DType::F64)?;
        above.eq(&self.classes)?.to_dtype(DType::F64)?.mean_all()?.to_scalar()
    }
}

/// The centres of the field's pixels.
fn grid() -> Result<Vec<Tensor>> {
    let at = |i: usize| EXTENT * (2.0 * (i as f64 + 0.5) / FIELD_SIDE as f64 - 1.0);
    let centres: Vec<f64> =
        (0..FIELD_SIDE * FIELD_SIDE).flat_map(|i| [at(i % FIELD_SIDE), -at(i / FIELD_SIDE)]).collect();
    centres
        .chunks(2 * FIELD_BLOCK)
        .map(|block| Tensor::from_slice(block, (block.len() / 2, 2), &Device::Cpu))
        .collect()
}
