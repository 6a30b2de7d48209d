//! Experiments that stream frames; built on `inference`.
