//! The curriculum as files: the one that is built in, or a folder on disk.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rust_embed::RustEmbed;

use crate::curriculum::Sources;
use crate::digest::Digest;

/// Larger files are refused before they are read.
const MAX_FILE: u64 = 4 * 1024 * 1024;
/// More files are refused.
const MAX_FILES: usize = 20_000;
/// Deeper folders are refused.
const MAX_DEPTH: usize = 12;
/// The folder of keys inside a curriculum.
const KEYS: &str = "keys";

#[derive(RustEmbed)]
#[folder = "curriculum/"]
struct Embedded;

/// The curriculum that is built in.
pub fn embedded() -> Sources {
    let mut sources = Sources::default();
    for path in Embedded::iter() {
        let Some(file) = Embedded::get(&path) else { continue };
        put(&mut sources, &path, file.data.into_owned());
    }
    sources
}

/// The curriculum that is built in, with the keys in another folder.
///
/// # Errors
/// If the folder of keys cannot be read.
pub fn embedded_with_keys(keys: &Path) -> io::Result<Sources> {
    Ok(Sources { keys: all(keys)?, ..embedded() })
}

/// Reads the curriculum in `folder`; its keys from `keys`, or from `keys/` inside.
///
/// # Errors
/// If a folder cannot be read, or is larger or deeper than a curriculum may be.
pub fn read_dir(folder: &Path, keys: Option<&Path>) -> io::Result<Sources> {
    let mut sources = Sources::default();
    for (path, place) in files(folder)? {
        put(&mut sources, &path, read(&place)?);
    }
    if let Some(keys) = keys {
        sources.keys = all(keys)?;
    }
    Ok(sources)
}

fn all(folder: &Path) -> io::Result<BTreeMap<String, Vec<u8>>> {
    files(folder)?.into_iter().map(|(path, place)| Ok((path, read(&place)?))).collect()
}

/// A digest of names, sizes and times of the files in `folder`: another one means that something
/// changed. Cheap enough to ask for every second.
///
/// # Errors
/// If the folder cannot be read.
pub fn fingerprint(folder: &Path) -> io::Result<Digest> {
    let mut known = String::new();
    for (path, place) in files(folder)? {
        let about = fs::metadata(&place)?;
        let changed = about
            .modified()
            .ok()
            .and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok())
            .map_or(0, |since| since.as_nanos());
        known.push_str(&format!("{path}\0{}\0{changed}\n", about.len()));
    }
    Ok(Digest::of(known.as_bytes()))
}

fn put(sources: &mut Sources, path: &str, bytes: Vec<u8>) {
    match path.split_once('/') {
        Some((KEYS, rest)) => sources.keys.insert(rest.to_owned(), bytes),
        _ => sources.files.insert(path.to_owned(), bytes),
    };
}

fn read(place: &Path) -> io::Result<Vec<u8>> {
    let size = fs::metadata(place)?.len();
    if size > MAX_FILE {
        return Err(refused(place, &format!("larger than {} MiB", MAX_FILE / 1024 / 1024)));
    }
    fs::read(place)
}

fn refused(place: &Path, why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("{}: {why}", place.display()))
}

/// All files below `folder` by relative path with forward slashes. Hidden files are left out, and
/// so is every link: a curriculum holds its files itself.
fn files(folder: &Path) -> io::Result<BTreeMap<String, PathBuf>> {
    let mut found = BTreeMap::new();
    let mut open = vec![(folder.to_path_buf(), String::new(), 0)];
    while let Some((place, prefix, depth)) = open.pop() {
        if depth > MAX_DEPTH {
            return Err(refused(&place, &format!("deeper than {MAX_DEPTH} folders")));
        }
        for entry in fs::read_dir(&place)? {
            let entry = entry?;
            let name = entry.file_name();
            let Some(name) = name.to_str().filter(|name| !name.starts_with('.')) else { continue };
            let kind = entry.file_type()?;
            let path = format!("{prefix}{name}");
            if kind.is_dir() {
                open.push((entry.path(), format!("{path}/"), depth + 1));
            } else if kind.is_file() {
                found.insert(path, entry.path());
                if found.len() > MAX_FILES {
                    return Err(refused(folder, &format!("more than {MAX_FILES} files")));
                }
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_kept_apart_and_links_are_not_followed() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        fs::create_dir_all(root.join("keys/ml/1-a")).unwrap();
        fs::create_dir_all(root.join("ml/1-a")).unwrap();
        fs::write(root.join("keys/ml/1-a/x.yaml"), "nonce: 0").unwrap();
        fs::write(root.join("ml/1-a/x.zh-CN.md"), "text").unwrap();
        fs::write(root.join(".hidden"), "no").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink("/etc", root.join("ml/etc")).unwrap();
        let sources = read_dir(root, None).unwrap();
        assert_eq!(sources.files.keys().collect::<Vec<_>>(), ["ml/1-a/x.zh-CN.md"]);
        assert_eq!(sources.keys.keys().collect::<Vec<_>>(), ["ml/1-a/x.yaml"]);
        let elsewhere = tempfile::tempdir().unwrap();
        assert!(read_dir(root, Some(elsewhere.path())).unwrap().keys.is_empty());
    }

    #[test]
    fn a_change_changes_the_fingerprint() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("a.md"), "one").unwrap();
        let before = fingerprint(dir.path()).unwrap();
        assert_eq!(before, fingerprint(dir.path()).unwrap());
        fs::write(dir.path().join("a.md"), "three").unwrap();
        assert_ne!(before, fingerprint(dir.path()).unwrap());
    }
}
