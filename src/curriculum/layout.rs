//! Which file of a curriculum is what.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::markdown::Files;
use super::notes::{Notes, SourceText};
use super::{Diagnostic, Position, Sources, codes};
use crate::language::Language;

/// Larger texts are refused before anything is allocated for them.
const MAX_TEXT: usize = 512 * 1024;
/// Larger pictures are refused: a page should load on a school's network.
const MAX_IMAGE: usize = 2 * 1024 * 1024;
const IMAGES: [&str; 4] = [".png", ".jpg", ".jpeg", ".webp"];

/// The texts of a curriculum by path.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    /// Files of the curriculum.
    pub(crate) files: BTreeMap<String, SourceText>,
    /// Files of keys, by path below the keys folder; their own path begins with `keys/`.
    pub(crate) keys: BTreeMap<String, SourceText>,
}

/// What the place of a file says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place<'p> {
    /// `track.toml`.
    Track,
    /// `components.csv`.
    Components,
    /// `<module>/module.toml`.
    Module(&'p str),
    /// `<module>/<unit>/unit.toml`.
    Unit(&'p str, &'p str),
    /// `<module>/<unit>/<stem>.zh-CN.md` or `.en.md`.
    Lesson { module: &'p str, unit: &'p str, stem: &'p str, language: Language },
    /// A picture.
    Image,
    /// Markdown that is no lesson.
    StrayMarkdown,
    /// Anything else: data that a lesson uses.
    Other,
}

/// What a path says.
pub(crate) fn place(path: &str) -> Place<'_> {
    let parts: Vec<&str> = path.split('/').collect();
    match parts.as_slice() {
        ["track.toml"] => return Place::Track,
        ["components.csv"] => return Place::Components,
        [module, "module.toml"] => return Place::Module(module),
        [module, unit, "unit.toml"] => return Place::Unit(module, unit),
        [module, unit, file] => {
            for language in Language::ALL {
                let ending = match language {
                    Language::Chinese => ".zh-CN.md",
                    Language::English => ".en.md",
                };
                if let Some(stem) = file.strip_suffix(ending) {
                    return Place::Lesson { module, unit, stem, language };
                }
            }
        }
        _ => {}
    }
    let lower = path.to_ascii_lowercase();
    if IMAGES.iter().any(|ending| lower.ends_with(ending)) {
        Place::Image
    } else if lower.ends_with(".md") && !lower.ends_with("readme.md") {
        Place::StrayMarkdown
    } else {
        Place::Other
    }
}

impl Texts {
    /// Decodes all texts; what is no text is reported and left out.
    pub(crate) fn read(sources: &Sources, list: &RefCell<Vec<Diagnostic>>) -> Self {
        let mut texts = Self::default();
        for (path, bytes) in &sources.files {
            match place(path) {
                Place::Image | Place::Other => {}
                Place::StrayMarkdown => {
                    let file = SourceText::absent(path);
                    Notes::new(&file, list)
                        .add(codes::W0115, Position::START, "this file is not read", "这个文件不会被读取")
                        .help(
                            "a lesson is `<module>/<unit>/<id>.zh-CN.md`, its translation `<id>.en.md`",
                            "课文应放在 `<模块>/<单元>/<id>.zh-CN.md`，译文为 `<id>.en.md`",
                        );
                }
                _ => {
                    if let Some(text) = decode(path.clone(), bytes, list) {
                        texts.files.insert(path.clone(), text);
                    }
                }
            }
        }
        for (path, bytes) in &sources.keys {
            // The secret is bytes, read where it is needed.
            if path == "secret" {
                continue;
            }
            if let Some(text) = decode(format!("keys/{path}"), bytes, list) {
                texts.keys.insert(path.clone(), text);
            }
        }
        texts
    }
}

/// The pictures of a curriculum with their sizes; too large ones are reported and left out.
pub(crate) fn images(sources: &Sources, files: &mut Files, list: &RefCell<Vec<Diagnostic>>) {
    for (path, bytes) in sources.files.iter().filter(|(path, _)| place(path) == Place::Image) {
        if bytes.len() > MAX_IMAGE {
            let file = SourceText::absent(path);
            Notes::new(&file, list).add(
                codes::E0102,
                Position::START,
                format!("the picture is larger than {} KiB", MAX_IMAGE / 1024),
                format!("图片超过 {} KiB", MAX_IMAGE / 1024),
            );
            continue;
        }
        files.images.insert(path.clone(), bytes.len());
    }
}

/// Bytes as text with LF newlines and without a byte order mark.
fn decode(path: String, bytes: &[u8], list: &RefCell<Vec<Diagnostic>>) -> Option<SourceText> {
    if bytes.len() > MAX_TEXT {
        let file = SourceText::absent(path);
        Notes::new(&file, list).add(
            codes::E0102,
            Position::START,
            format!("the file is larger than {} KiB", MAX_TEXT / 1024),
            format!("文件超过 {} KiB", MAX_TEXT / 1024),
        );
        return None;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => {
            let text = text.strip_prefix('\u{feff}').unwrap_or(text);
            let text = if text.contains('\r') {
                text.replace("\r\n", "\n").replace('\r', "\n")
            } else {
                text.to_owned()
            };
            Some(SourceText::new(path, text))
        }
        Err(error) => {
            let good = String::from_utf8_lossy(&bytes[..error.valid_up_to()]).into_owned();
            let file = SourceText::new(path, good);
            let end = file.text.len();
            let at = file.at_bytes(end..end);
            Notes::new(&file, list)
                .add(codes::E0101, at, "a byte here is not UTF-8", "这里有字节不是 UTF-8 编码")
                .help("save the file as UTF-8", "请将文件存为 UTF-8 编码");
            None
        }
    }
}
