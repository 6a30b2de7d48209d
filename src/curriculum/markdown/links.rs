//! Where a link or a picture leads: to a lesson of the course, into the web, or nowhere.

use std::collections::BTreeMap;

use crate::curriculum::Position;
use crate::id::LessonId;
use crate::language::Language;

/// What the curriculum's files are, as far as links lead to them.
#[derive(Debug, Default)]
pub(crate) struct Files {
    /// Lesson files by path.
    pub(crate) lessons: BTreeMap<String, (LessonId, Language)>,
    /// Pictures by path, with their size in bytes.
    pub(crate) images: BTreeMap<String, usize>,
}

/// A link to an anchor, to be verified once all pages are known.
#[derive(Debug)]
pub(crate) struct AnchorUse {
    /// The file in which the link stands.
    pub(crate) file: String,
    /// Where.
    pub(crate) at: Position,
    /// The lesson it leads to.
    pub(crate) lesson: LessonId,
    /// The language of the page it leads to.
    pub(crate) language: Language,
    /// The anchor.
    pub(crate) anchor: String,
}

/// Where a link leads.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// Into the web.
    Web,
    /// To an anchor of the same page.
    Here(String),
    /// To a lesson.
    Lesson(LessonId, Option<String>),
    /// To a file that is not there.
    Missing(String),
    /// To a file that is no lesson.
    NotALesson(String),
    /// To what is not allowed: the reason in both languages.
    Refused(&'static str, &'static str),
}

/// Resolves the address of a link in a file of `folder`.
pub(super) fn resolve(files: &Files, folder: &str, url: &str) -> Target {
    if let Some(anchor) = url.strip_prefix('#') {
        return Target::Here(decoded(anchor));
    }
    if let Some(scheme) = scheme(url) {
        return match scheme.to_ascii_lowercase().as_str() {
            "https" | "http" | "mailto" => Target::Web,
            _ => Target::Refused(
                "links lead to https, http, mailto or a file of the curriculum",
                "链接只能指向 https、http、mailto 或课程中的文件",
            ),
        };
    }
    if url.starts_with("//") || url.starts_with('/') || url.contains('\\') {
        return Target::Refused(
            "a link inside the curriculum is a relative path, so that it works on a code host too",
            "课程内部的链接要用相对路径，这样在代码托管网站上也能打开",
        );
    }
    let (path, anchor) = match url.split_once('#') {
        Some((path, anchor)) => (path, Some(decoded(anchor))),
        None => (url, None),
    };
    let Some(path) = join(folder, path) else { return Target::Missing(path.to_owned()) };
    match files.lessons.get(&path) {
        Some((lesson, _)) => Target::Lesson(lesson.clone(), anchor),
        None if path.ends_with(".md") => Target::Missing(path),
        None => Target::NotALesson(path),
    }
}

/// The path of a picture, if the address is a relative one.
pub(super) fn picture(folder: &str, url: &str) -> Option<String> {
    if scheme(url).is_some() || url.starts_with('/') || url.contains(['\\', '#', '?']) {
        return None;
    }
    join(folder, url)
}

/// The scheme of an address, `https` of `https://…`.
fn scheme(url: &str) -> Option<&str> {
    let (scheme, _) = url.split_once(':')?;
    let mut chars = scheme.chars();
    let first = chars.next()?;
    (first.is_ascii_alphabetic() && chars.all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c)))
        .then_some(scheme)
}

/// A relative path below `folder`, dots resolved; none where it leaves the curriculum.
fn join(folder: &str, path: &str) -> Option<String> {
    let path = decoded(path);
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Percent-decoding; what does not decode to UTF-8 stays as it is.
fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut index = 0;
    while index < bytes.len() {
        let hex = bytes.get(index + 1..index + 3).and_then(|pair| std::str::from_utf8(pair).ok());
        match (bytes[index], hex.and_then(|pair| u8::from_str_radix(pair, 16).ok())) {
            (b'%', Some(byte)) => {
                out.push(byte);
                index += 3;
            }
            (byte, _) => {
                out.push(byte);
                index += 1;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> Files {
        let mut files = Files::default();
        files.lessons.insert("ml/1-a/x.zh-CN.md".into(), ("x".into(), Language::Chinese));
        files
    }

    #[test]
    fn relative_paths_lead_to_lessons() {
        let files = files();
        let at = |url| resolve(&files, "dl/2-b", url);
        assert_eq!(at("../../ml/1-a/x.zh-CN.md#%E9%A1%B5"), Target::Lesson("x".into(), Some("页".into())));
        assert_eq!(at("y.zh-CN.md"), Target::Missing("dl/2-b/y.zh-CN.md".into()));
        assert_eq!(at("../../../etc/passwd"), Target::Missing("../../../etc/passwd".into()));
        assert_eq!(at("#a"), Target::Here("a".into()));
        assert_eq!(at("https://example.org"), Target::Web);
        assert!(matches!(at("javascript:alert(1)"), Target::Refused(..)));
        assert!(matches!(at("JavaScript:alert(1)"), Target::Refused(..)));
        assert!(matches!(at("data:text/html,x"), Target::Refused(..)));
        assert!(matches!(at("//example.org"), Target::Refused(..)));
    }
}
