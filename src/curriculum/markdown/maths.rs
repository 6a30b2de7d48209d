//! Formulas: TeX into MathML, with the TeX kept beside it for old browsers and for copying.

use pulldown_latex::config::{DisplayMode, RenderConfig};
use pulldown_latex::event::Content;
use pulldown_latex::{Event, Parser, ParserError, Storage, push_mathml};

use super::guarded;

/// Longer formulas are refused.
const MAX_LENGTH: usize = 4_000;
/// Deeper groups are refused: the TeX parser is recursive.
const MAX_GROUPS: usize = 40;

/// Commands that define, or that write inline styles, which the content security policy forbids.
const FORBIDDEN: [&str; 15] = [
    "def",
    "gdef",
    "edef",
    "xdef",
    "let",
    "futurelet",
    "newcommand",
    "renewcommand",
    "providecommand",
    "color",
    "textcolor",
    "colorbox",
    "fcolorbox",
    "definecolor",
    "relax",
];

/// Why a formula cannot be shown.
#[derive(Debug)]
pub(super) struct Unreadable {
    /// In English.
    pub(super) en: String,
    /// In Chinese.
    pub(super) zh: String,
}

impl Unreadable {
    fn new(en: impl Into<String>, zh: impl Into<String>) -> Self {
        Self { en: en.into(), zh: zh.into() }
    }
}

/// A formula ready for the page.
#[derive(Debug)]
pub(super) struct Formula {
    /// The TeX that was typeset, our macros expanded.
    pub(super) tex: String,
    /// A `math` element.
    pub(super) mathml: String,
}

/// Typesets `tex`.
pub(super) fn typeset(tex: &str, display: bool) -> Result<Formula, Unreadable> {
    if tex.len() > MAX_LENGTH {
        return Err(Unreadable::new(
            format!("longer than {MAX_LENGTH} characters"),
            format!("超过 {MAX_LENGTH} 个字符"),
        ));
    }
    let tex = expand(tex.trim())?;
    let mathml = guarded(|| mathml(&tex, display))
        .unwrap_or_else(|| Err(Unreadable::new("the formula cannot be read", "公式无法读取")))?;
    Ok(Formula { mathml: sanitised(&mathml), tex })
}

fn mathml(tex: &str, display: bool) -> Result<String, Unreadable> {
    let storage = Storage::new();
    let events: Result<Vec<Event<'_>>, ParserError> = Parser::new(tex, &storage).collect();
    let events = events.map_err(|error| {
        let said = error.to_string();
        let first =
            said.lines().next().unwrap_or_default().trim_start_matches("parsing error: ").to_owned();
        Unreadable::new(first.clone(), first)
    })?;
    // The names of operators are written as they are.
    let spells = |event: &Event<'_>| matches!(event, Event::Content(Content::Function(name)) if name.contains(['<', '>', '&']));
    if events.iter().any(spells) {
        return Err(Unreadable::new("an operator's name has letters only", "算符名称只能是文字"));
    }
    let mut out = String::new();
    let config = RenderConfig {
        display_mode: if display { DisplayMode::Block } else { DisplayMode::Inline },
        ..RenderConfig::default()
    };
    push_mathml(&mut out, events.into_iter().map(Ok::<_, ParserError>), config)
        .map_err(|error| Unreadable::new(error.to_string(), error.to_string()))?;
    Ok(out)
}

/// Writes out our macros and refuses what must not stand in a formula.
fn expand(tex: &str) -> Result<String, Unreadable> {
    let mut out = String::with_capacity(tex.len());
    let mut rest = tex;
    let mut groups = 0usize;
    while let Some(c) = rest.chars().next() {
        match c {
            '\\' => {
                let word: &str = word_after(&rest[1..]);
                let after = &rest[1 + word.len()..];
                if FORBIDDEN.contains(&word) {
                    return Err(Unreadable::new(
                        format!("the command `\\{word}` is not allowed"),
                        format!("不允许使用命令 `\\{word}`"),
                    ));
                }
                rest = after;
                match word {
                    "argmax" => out.push_str("\\operatorname{arg\\,max}"),
                    "argmin" => out.push_str("\\operatorname{arg\\,min}"),
                    "R" => out.push_str("\\mathbb{R}"),
                    "E" => out.push_str("\\mathbb{E}"),
                    "bm" => out.push_str("\\boldsymbol"),
                    "norm" => {
                        let (argument, after) = argument(after)?;
                        out.push_str("\\left\\lVert ");
                        out.push_str(&expand(argument)?);
                        out.push_str("\\right\\rVert ");
                        rest = after;
                    }
                    "" => {
                        // A command of one sign, `\{` or `\,`, with its sign.
                        let sign = rest.chars().next().ok_or_else(|| {
                            Unreadable::new("a lone `\\` at the end", "末尾有单独的 `\\`")
                        })?;
                        out.push('\\');
                        out.push(sign);
                        rest = &rest[sign.len_utf8()..];
                    }
                    _ => {
                        out.push('\\');
                        out.push_str(word);
                    }
                }
                continue;
            }
            '%' => {
                return Err(Unreadable::new(
                    "`%` begins a comment; write `\\%`",
                    "`%` 会开始注释，请写作 `\\%`",
                ));
            }
            '{' => groups += 1,
            '}' => groups = groups.saturating_sub(1),
            _ => {}
        }
        if groups > MAX_GROUPS {
            return Err(Unreadable::new(
                format!("more than {MAX_GROUPS} nested groups"),
                format!("嵌套超过 {MAX_GROUPS} 层"),
            ));
        }
        out.push(c);
        rest = &rest[c.len_utf8()..];
    }
    Ok(out)
}

fn word_after(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    &text[..end]
}

/// The argument at the beginning of `text`, a group or one character, and what follows.
fn argument(text: &str) -> Result<(&str, &str), Unreadable> {
    let missing =
        || Unreadable::new("`\\norm` wants an argument, `\\norm{x}`", "`\\norm` 需要参数，如 `\\norm{x}`");
    let text = text.trim_start();
    let first = text.chars().next().ok_or_else(missing)?;
    if first != '{' {
        return Ok(text.split_at(first.len_utf8()));
    }
    let mut depth = 0usize;
    let mut escaped = false;
    for (index, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '{' => depth += 1,
            '}' => {
                depth -= 1;
                if depth == 0 {
                    return Ok((&text[1..index], &text[index + 1..]));
                }
            }
            _ => {}
        }
    }
    Err(missing())
}

/// Elements that a formula is made of.
const ELEMENTS: [&str; 22] = [
    "math",
    "mi",
    "mn",
    "mo",
    "mtext",
    "mspace",
    "mrow",
    "mfrac",
    "msqrt",
    "mroot",
    "mstyle",
    "mpadded",
    "mphantom",
    "msub",
    "msup",
    "msubsup",
    "munder",
    "mover",
    "munderover",
    "mtable",
    "mtr",
    "mtd",
];

/// Makes sure that the markup is nothing but MathML: the typesetter writes `<` and `&` of a
/// formula as they are, and `style="…"` for some spacing, which the content security policy
/// forbids. Signs are escaped, styles left out.
fn sanitised(mathml: &str) -> String {
    let mut out = String::with_capacity(mathml.len());
    let mut rest = mathml;
    while let Some(special) = rest.find(['<', '>', '&']) {
        let (text, from) = rest.split_at(special);
        out.push_str(text);
        if let Some(length) = tag_length(from) {
            push_tag(&mut out, &from[..length]);
            rest = &from[length..];
            continue;
        }
        let entity =
            ["&nbsp;", "&amp;", "&lt;", "&gt;"].into_iter().find(|entity| from.starts_with(entity));
        let (written, length) = match (entity, &from[..1]) {
            (Some("&nbsp;"), _) => ("\u{a0}", 6),
            (Some(entity), _) => (entity, entity.len()),
            (None, "<") => ("&lt;", 1),
            (None, ">") => ("&gt;", 1),
            (None, _) => ("&amp;", 1),
        };
        out.push_str(written);
        rest = &from[length..];
    }
    out.push_str(rest);
    out
}

/// The length of the tag at the beginning of `text`, if one of ours begins there.
fn tag_length(text: &str) -> Option<usize> {
    let inner = text.strip_prefix('<')?;
    let name = inner.strip_prefix('/').unwrap_or(inner);
    let end = name.find(|c: char| !c.is_ascii_lowercase())?;
    ELEMENTS.contains(&&name[..end]).then(|| text.find('>').map(|close| close + 1))?
}

fn push_tag(out: &mut String, mut tag: &str) {
    while let Some(start) = tag.find(" style=\"") {
        out.push_str(&tag[..start]);
        let value = &tag[start + 8..];
        tag = value.find('"').map_or("", |end| &value[end + 1..]);
    }
    out.push_str(tag);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_teaching_set_is_typeset() {
        for tex in [
            r"\frac{1}{n}\sum_{i=1}^{n} x_i",
            r"\hat{y} = \argmax_{k} p_k",
            r"\R^n \to \E[X]",
            r"\bm{w} \cdot x",
            r"\norm{w}_2^2 \le \lambda",
            r"\left\lfloor \frac{n + 2p - k}{s} \right\rfloor + 1",
            r"\begin{aligned} a &= b \\ c &= d \end{aligned}",
            r"\text{训练} \times 100\%",
            r"\begin{cases} 1 & x > 0 \\ 0 & \text{else} \end{cases}",
        ] {
            for display in [false, true] {
                let formula = typeset(tex, display).unwrap_or_else(|e| panic!("{tex}: {}", e.en));
                assert!(formula.mathml.starts_with("<math"), "{}", formula.mathml);
                assert!(!formula.mathml.contains("style=\""), "{}", formula.mathml);
                assert!(!formula.mathml.contains("merror"), "{}", formula.mathml);
            }
        }
    }

    #[test]
    fn a_formula_is_never_markup() {
        let html = |tex| typeset(tex, false).unwrap().mathml;
        assert!(html("a < b > c").contains("<mo>&lt;</mo>"), "{}", html("a < b > c"));
        for tex in
            [r"\text{<img src=x>}", r"\text{a & b}", r"\& x", r"\not< 3", "<script>alert(1)</script>"]
        {
            if let Ok(formula) = typeset(tex, false) {
                assert!(!formula.mathml.contains("<img") && !formula.mathml.contains("<script"), "{tex}");
            }
        }
        assert!(typeset(r"\operatorname{<b>x</b>}", false).is_err());
        assert!(!html(r"a \! b \hspace{-1em} c").contains("style="));
    }

    #[test]
    fn what_cannot_be_read_says_so() {
        for tex in [r"\frac{1}{2", r"\nosuchcommand", r"\def\x{\x\x}", r"\color{red} x", "a % b", "\\"] {
            assert!(typeset(tex, false).is_err(), "{tex}");
        }
    }
}
