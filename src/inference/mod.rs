//! Models: find, verify, load, run, train. Tensors live here and in `labs`.

mod convolution;
pub mod dice;
pub mod drawing;
pub mod picture;
mod stroke;
mod styles;
pub mod network;
pub mod train;
