//! Models: find, verify, load, run, train. Tensors live here and in `labs`.

pub mod dice;
pub mod drawing;
pub mod picture;
mod stroke;
mod styles;

pub mod digits {
    //! The digit model; on its way.

    /// Reads a drawn digit.
    #[derive(Debug)]
    pub struct Digits;
}
