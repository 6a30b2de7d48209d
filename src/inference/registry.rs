//! The models at hand: a folder each with a manifest `model.toml` and the files that it names.
//!
//! Models are built into the binary; a folder given by the host wins over them. A manifest is
//! read strictly, and a file is handed out only when its size and SHA-256 are the manifest's.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use rust_embed::RustEmbed;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::train::Recipe;
use crate::digest::Digest;

/// Name of the manifest in a model's folder.
pub const MANIFEST: &str = "model.toml";

/// Largest manifest that is read.
const MAX_MANIFEST: u64 = 64 << 10;

/// Largest file of a model that is read.
const MAX_FILE: u64 = 64 << 20;

#[derive(RustEmbed)]
#[folder = "models/"]
struct BuiltIn;

/// What a model says of itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Name of the model, and of its folder.
    pub id: String,
    /// Raised whenever the files change.
    pub revision: u32,
    /// What it is for.
    pub task: Task,
    /// Which network the weights are for.
    pub architecture: String,
    /// SPDX expression.
    pub licence: String,
    /// Where it comes from, in a sentence.
    pub origin: String,
    /// What pictures must be like.
    pub input: Input,
    /// What was measured after training.
    pub measured: Measured,
    /// How it was trained.
    pub training: Training,
    /// Its files.
    pub files: Vec<FileEntry>,
}

/// What a model is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Task {
    /// Reads one handwritten digit.
    DigitClassification,
}

/// What pictures must be like.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// Columns.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Meaning of the bytes.
    pub values: String,
    /// What is done to a picture before the network sees it.
    pub normalisation: String,
    /// How much of the slant is taken out, once for each view; the answers are averaged.
    pub views: Vec<f32>,
}

/// What was measured after training.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measured {
    /// On what.
    pub set: String,
    /// How many pictures.
    pub count: usize,
    /// Share read rightly.
    pub accuracy: f64,
    /// Expected calibration error, 15 bins.
    pub calibration_error: f64,
}

/// How a model was trained.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Training {
    /// Seed of drawings, weights and dropout.
    pub seed: u64,
    /// Numbers learned.
    pub parameters: usize,
    /// The rest.
    pub recipe: Recipe,
}

/// A file of a model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileEntry {
    /// Name in the folder.
    pub name: String,
    /// Size.
    pub bytes: u64,
    /// Digest.
    pub sha256: Digest,
}

/// Where a model was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// In the binary.
    BuiltIn,
    /// In this folder.
    Folder(PathBuf),
}

/// A model whose files were verified.
#[derive(Debug)]
pub struct Model {
    /// The manifest.
    pub manifest: Manifest,
    /// Where it was found.
    pub place: Place,
    files: BTreeMap<String, Vec<u8>>,
}

/// Why a model is not handed out.
#[derive(Debug, Error)]
pub enum RegistryError {
    /// No model has this name.
    #[error("there is no model {0:?}")]
    Unknown(String),
    /// Not a name.
    #[error("{0:?} is not a name: lower-case letters, digits and hyphens, at most 64")]
    Name(String),
    /// Reading failed.
    #[error("cannot read {file} of model {model:?}: {error}")]
    Io {
        /// Model.
        model: String,
        /// File.
        file: String,
        /// Cause.
        error: io::Error,
    },
    /// The manifest is not understood.
    #[error("the manifest of model {model:?} is not valid: {reason}")]
    Manifest {
        /// Model.
        model: String,
        /// What is wrong.
        reason: String,
    },
    /// A file is not the one that the manifest names.
    #[error("{file} of model {model:?} is not the file that its manifest names: {reason}")]
    Changed {
        /// Model.
        model: String,
        /// File.
        file: String,
        /// What differs.
        reason: String,
    },
}

/// The models at hand.
#[derive(Debug, Clone, Default)]
pub struct Registry {
    folder: Option<PathBuf>,
}

impl Registry {
    /// The built-in models, and those in `folder`, which win.
    pub fn new(folder: Option<PathBuf>) -> Self {
        Self { folder }
    }

    /// Names of all models, sorted.
    pub fn names(&self) -> Vec<String> {
        let mut names: BTreeSet<String> = BuiltIn::iter()
            .filter_map(|path| Some(path.strip_suffix(MANIFEST)?.strip_suffix('/')?.to_owned()))
            .collect();
        if let Some(entries) = self.folder.as_ref().and_then(|folder| fs::read_dir(folder).ok()) {
            let folders = entries.flatten().filter(|entry| entry.path().join(MANIFEST).is_file());
            names.extend(folders.filter_map(|entry| entry.file_name().into_string().ok()));
        }
        names.retain(|name| check_name(name).is_ok());
        names.into_iter().collect()
    }

    /// Reads and verifies the model `name`.
    pub fn load(&self, name: &str) -> Result<Model, RegistryError> {
        check_name(name)?;
        let folder = self.folder.as_ref().map(|folder| folder.join(name));
        match folder.filter(|folder| folder.join(MANIFEST).is_file()) {
            Some(folder) => {
                let read = |file: &str, limit| read_limited(&folder.join(file), limit).map(Cow::Owned);
                verified(name, Place::Folder(folder.clone()), &read)
            }
            None if BuiltIn::get(&format!("{name}/{MANIFEST}")).is_some() => {
                let read = |file: &str, _| match BuiltIn::get(&format!("{name}/{file}")) {
                    Some(file) => Ok(file.data),
                    None => Err(io::ErrorKind::NotFound.into()),
                };
                verified(name, Place::BuiltIn, &read)
            }
            None => Err(RegistryError::Unknown(name.to_owned())),
        }
    }
}

impl Model {
    /// The bytes of a file that the manifest names.
    pub fn file(&self, name: &str) -> Option<&[u8]> {
        self.files.get(name).map(Vec::as_slice)
    }
}

/// Writes a model's folder: the files first, the manifest last, each whole or not at all.
pub fn write(folder: &Path, manifest: &Manifest, files: &[(&str, &[u8])]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let text = toml::to_string(manifest).map_err(io::Error::other)?;
    for (name, bytes) in files.iter().copied().chain([(MANIFEST, text.as_bytes())]) {
        let part = folder.join(format!("{name}.part"));
        fs::write(&part, bytes)?;
        fs::rename(&part, folder.join(name))?;
    }
    Ok(())
}

/// Reads files by name, up to a limit of bytes.
type Read<'a> = dyn Fn(&str, u64) -> io::Result<Cow<'static, [u8]>> + 'a;

fn verified(model: &str, place: Place, read: &Read<'_>) -> Result<Model, RegistryError> {
    let io = |file: &str| {
        let (model, file) = (model.to_owned(), file.to_owned());
        move |error| RegistryError::Io { model, file, error }
    };
    let bytes = read(MANIFEST, MAX_MANIFEST).map_err(io(MANIFEST))?;
    let manifest = parse(model, &bytes)
        .map_err(|reason| RegistryError::Manifest { model: model.to_owned(), reason })?;
    let mut files = BTreeMap::new();
    for entry in &manifest.files {
        let bytes = read(&entry.name, MAX_FILE).map_err(io(&entry.name))?;
        let changed =
            |reason| RegistryError::Changed { model: model.to_owned(), file: entry.name.clone(), reason };
        if bytes.len() as u64 != entry.bytes {
            return Err(changed(format!("it has {} bytes, not {}", bytes.len(), entry.bytes)));
        }
        if Digest::of(&bytes) != entry.sha256 {
            return Err(changed("its SHA-256 differs".to_owned()));
        }
        files.insert(entry.name.clone(), bytes.into_owned());
    }
    Ok(Model { manifest, place, files })
}

fn parse(model: &str, bytes: &[u8]) -> Result<Manifest, String> {
    let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
    let manifest: Manifest = toml::from_str(text).map_err(|error| error.to_string())?;
    if manifest.id != model {
        return Err(format!("its id is {:?}", manifest.id));
    }
    if manifest.files.is_empty() || manifest.files.len() > 16 {
        return Err(format!("it names {} files; 1 to 16 are allowed", manifest.files.len()));
    }
    for FileEntry { name, bytes, .. } in &manifest.files {
        let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
        if !plain || name.is_empty() || name.starts_with('.') || name.len() > 64 {
            return Err(format!("{name:?} is not a plain file name"));
        }
        if *bytes > MAX_FILE {
            return Err(format!("{name} would have {bytes} bytes; {MAX_FILE} are the most"));
        }
    }
    let input = &manifest.input;
    if input.views.is_empty()
        || input.views.len() > 8
        || input.views.iter().any(|v| !(0.0..=1.0).contains(v))
    {
        return Err("views are 1 to 8 numbers between 0 and 1".to_owned());
    }
    Ok(manifest)
}

fn read_limited(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Err(io::Error::other(format!("it is larger than {limit} bytes")));
    }
    Ok(bytes)
}

fn check_name(name: &str) -> Result<(), RegistryError> {
    let plain = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if plain && (1..=64).contains(&name.len()) { Ok(()) } else { Err(RegistryError::Name(name.to_owned())) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn manifest(bytes: &[u8]) -> Manifest {
        Manifest {
            id: "tiny".to_owned(),
            revision: 1,
            task: Task::DigitClassification,
            architecture: "none".to_owned(),
            licence: "MIT".to_owned(),
            origin: "a test".to_owned(),
            input: Input {
                width: 28,
                height: 28,
                values: String::new(),
                normalisation: String::new(),
                views: vec![1.0],
            },
            measured: Measured { set: String::new(), count: 1, accuracy: 1.0, calibration_error: 0.0 },
            training: Training { seed: 1, parameters: 1, recipe: Recipe::default() },
            files: vec![FileEntry {
                name: "a.bin".to_owned(),
                bytes: bytes.len() as u64,
                sha256: Digest::of(bytes),
            }],
        }
    }

    fn folder() -> (tempfile::TempDir, Registry) {
        let folder = tempfile::tempdir().unwrap();
        write(&folder.path().join("tiny"), &manifest(b"weights"), &[("a.bin", b"weights")]).unwrap();
        let registry = Registry::new(Some(folder.path().to_owned()));
        (folder, registry)
    }

    #[test]
    fn what_is_written_is_found_and_verified() {
        let (_folder, registry) = folder();
        assert!(registry.names().contains(&"tiny".to_owned()));
        let model = registry.load("tiny").unwrap();
        assert_eq!(model.manifest, manifest(b"weights"));
        assert_eq!(model.file("a.bin"), Some(b"weights".as_slice()));
    }

    #[test]
    fn a_changed_file_is_refused() {
        let (folder, registry) = folder();
        for (bytes, word) in [(b"weightz".as_slice(), "SHA-256"), (b"weight", "6 bytes")] {
            fs::write(folder.path().join("tiny/a.bin"), bytes).unwrap();
            let error = registry.load("tiny").unwrap_err();
            assert!(matches!(&error, RegistryError::Changed { .. }));
            assert!(error.to_string().contains(word), "{error}");
        }
    }

    #[test]
    fn names_and_paths_cannot_leave_the_folder() {
        let (folder, registry) = folder();
        assert!(matches!(registry.load("../tiny"), Err(RegistryError::Name(_))));
        assert!(matches!(registry.load("absent"), Err(RegistryError::Unknown(_))));
        let mut escaping = manifest(b"weights");
        escaping.files[0].name = "../a.bin".to_owned();
        let text = toml::to_string(&escaping).unwrap();
        fs::write(folder.path().join("tiny").join(MANIFEST), text).unwrap();
        assert!(matches!(registry.load("tiny"), Err(RegistryError::Manifest { .. })));
    }

    #[test]
    fn an_unknown_field_is_refused() {
        let text = format!("colour = \"red\"\n{}", toml::to_string(&manifest(b"")).unwrap());
        assert!(parse("tiny", text.as_bytes()).unwrap_err().contains("colour"));
    }

    #[test]
    fn every_built_in_model_is_whole() {
        let registry = Registry::default();
        for name in registry.names() {
            registry.load(&name).unwrap();
        }
    }

    proptest! {
        #[test]
        fn any_manifest_is_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            prop_assert!(parse("tiny", &bytes).is_err());
        }
    }
}
