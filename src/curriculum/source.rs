//! The files of a curriculum as paths and bytes, as a store read them.

use std::collections::BTreeMap;

/// What the parser reads: relative paths with forward slashes, and the bytes of each file.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// The curriculum itself: `track.toml`, `ml/3-generalisation/ml-overfitting.zh-CN.md` …
    pub files: BTreeMap<String, Vec<u8>>,
    /// Keys of assessed items and the course's secret, by path below the keys folder
    /// (`keys/` of the curriculum, or the folder of `--keys`).
    pub keys: BTreeMap<String, Vec<u8>>,
}
