//! Models: find, verify, load, run, train. Tensors live here and in `labs`.
