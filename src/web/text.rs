//! Small helpers for text that goes into markup.

/// Escapes text for markup, in element content and in quoted attributes.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

/// A title without the word that authors put before it, where the page says it already:
/// "练习：λ 变大时", "Lab: two moons".
pub fn bare_title(title: &str) -> String {
    const WORDS: [&str; 8] =
        ["练习：", "练习:", "Exercise:", "Exercise：", "实验：", "实验:", "Lab:", "Lab："];
    let rest = WORDS.iter().find_map(|word| title.strip_prefix(word)).unwrap_or(title).trim();
    let mut chars = rest.chars();
    // Greek letters are symbols here: λ must stay λ.
    chars
        .next()
        .map_or_else(String::new, |first| format!("{}{}", first.to_ascii_uppercase(), chars.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_lose_the_word_before_them_and_symbols_stay() {
        assert_eq!(bare_title("练习：λ 变大时"), "λ 变大时");
        assert_eq!(bare_title("Exercise: four pairs"), "Four pairs");
        assert_eq!(bare_title("Early stopping"), "Early stopping");
        assert_eq!(bare_title(""), "");
    }

    #[test]
    fn markup_is_escaped() {
        assert_eq!(escape("a<b & \"c'"), "a&lt;b &amp; &quot;c&#39;");
    }
}
