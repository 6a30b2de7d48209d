//! Code in colour: a few classes by the kind of token, decided once when a lesson is read.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use comrak::html::escape;
use syntect::easy::ScopeRegionIterator;
use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};
use syntect::util::LinesWithEndings;

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(SyntaxSet::load_defaults_newlines);

/// Scopes that get a colour, and the class for it. The innermost one wins.
static CLASSES: LazyLock<Vec<(Scope, &'static str)>> = LazyLock::new(|| {
    [
        ("comment", "hl-comment"),
        ("string", "hl-string"),
        ("constant", "hl-constant"),
        ("keyword", "hl-keyword"),
        ("storage", "hl-keyword"),
        ("entity.name", "hl-name"),
        ("entity.other.attribute-name", "hl-name"),
        ("support", "hl-builtin"),
        ("variable.function", "hl-name"),
        ("markup.inserted", "hl-inserted"),
        ("markup.deleted", "hl-deleted"),
        ("invalid", "hl-invalid"),
    ]
    .into_iter()
    .filter_map(|(scope, class)| Scope::new(scope).ok().map(|scope| (scope, class)))
    .collect()
});

/// Lines longer than this are not coloured: a regular expression would chew on them.
const MAX_LINE: usize = 2_000;
/// Nor are texts longer than this.
const MAX_TEXT: usize = 32_000;

/// Markup of texts seen before. A translation repeats the code of its lesson, and a watcher reads
/// a course again after every change; colouring is most of the cost of reading a lesson.
static SEEN: LazyLock<Mutex<HashMap<(String, String), String>>> = LazyLock::new(Mutex::default);
/// Texts that are kept.
const MAX_SEEN: usize = 2_000;

/// Escaped markup of `code`, with `hl-` spans where the language is known.
pub(super) fn highlight(language: &str, code: &str) -> String {
    let key = (language.to_owned(), code.to_owned());
    if let Some(known) = SEEN.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
        return known.clone();
    }
    let markup = fresh(language, code);
    let mut seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
    if seen.len() >= MAX_SEEN {
        seen.clear();
    }
    seen.insert(key, markup.clone());
    markup
}

fn fresh(language: &str, code: &str) -> String {
    let known = SYNTAXES.find_syntax_by_token(language).filter(|syntax| syntax.name != "Plain Text");
    let fits = code.len() <= MAX_TEXT && code.lines().all(|line| line.len() <= MAX_LINE);
    match known {
        Some(syntax) if fits => coloured(syntax, code).unwrap_or_else(|| escaped(code)),
        _ => escaped(code),
    }
}

fn coloured(syntax: &SyntaxReference, code: &str) -> Option<String> {
    let mut state = ParseState::new(syntax);
    let mut stack = ScopeStack::new();
    let mut out = String::with_capacity(code.len() * 2);
    let mut open: Option<&str> = None;
    for line in LinesWithEndings::from(code) {
        let changes = state.parse_line(line, &SYNTAXES).ok()?;
        for (text, change) in ScopeRegionIterator::new(&changes, line) {
            stack.apply(change).ok()?;
            if text.is_empty() {
                continue;
            }
            // Blanks have no colour of their own: they stay in whatever span is open.
            let class = if text.trim().is_empty() { open } else { class_of(&stack) };
            if class != open {
                if open.is_some() {
                    out.push_str("</span>");
                }
                if let Some(class) = class {
                    out.push_str("<span class=\"");
                    out.push_str(class);
                    out.push_str("\">");
                }
                open = class;
            }
            push_escaped(&mut out, text);
        }
    }
    if open.is_some() {
        out.push_str("</span>");
    }
    Some(out)
}

fn class_of(stack: &ScopeStack) -> Option<&'static str> {
    stack.as_slice().iter().rev().find_map(|&scope| {
        CLASSES.iter().find(|(prefix, _)| prefix.is_prefix_of(scope)).map(|&(_, class)| class)
    })
}

fn escaped(code: &str) -> String {
    let mut out = String::with_capacity(code.len());
    push_escaped(&mut out, code);
    out
}

/// Escapes text for element content and quoted attributes.
pub(super) fn push_escaped(out: &mut String, text: &str) {
    escape(out, text).expect("writing to a String cannot fail");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn python_is_coloured_and_the_unknown_is_plain() {
        let html = highlight("python", "def f(x):\n    return 1  # <one>\n");
        assert!(html.contains(r#"<span class="hl-keyword">return </span>"#), "{html}");
        assert!(html.contains("&lt;one&gt;"), "{html}");
        assert!(!html.contains("style="), "{html}");
        assert_eq!(highlight("klingon", "a < b"), "a &lt; b");
    }
}
