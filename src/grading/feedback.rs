//! Notes of a grade as sentences, in both languages.

use super::{Grade, Note, Status};
use crate::curriculum::{Html, Letter, Solution};
use crate::language::Language;

impl Note {
    /// The sentence for a person. `None` for an option's note, whose words the author wrote.
    pub fn sentence(&self, language: Language) -> Option<String> {
        let zh = language == Language::Chinese;
        Some(match self {
            Self::Right => language.pick("答对了。", "Right.").to_owned(),
            Self::Wrong => language.pick("还不对。", "Not right yet.").to_owned(),
            Self::Empty => language.pick("没有作答。", "Nothing was answered.").to_owned(),
            Self::Parts { right, all } if zh => format!("{all} 项中对了 {right} 项。"),
            Self::Parts { right, all } => format!("{right} of {all} are right."),
            Self::Option(_) => return None,
            Self::NotANumber => language
                .pick(
                    "没有读出数。请以数字开头，例如 0.25 或 1.2e3，单位写在后面。",
                    "No number was found. Begin with one, such as 0.25 or 1.2e3, and put the unit after it.",
                )
                .to_owned(),
            Self::UnknownUnit(unit) if zh => format!("这道题不认识单位“{unit}”。请换成题目里的单位。"),
            Self::UnknownUnit(unit) => {
                format!("This exercise does not know the unit “{unit}”. Use the unit of the question.")
            }
            Self::PowerOfTen(power) if zh => format!("数字对了，但差了 10 的 {power} 次方：检查单位或小数点。"),
            Self::PowerOfTen(power) => {
                format!("The digits are right, but off by 10 to the power of {power}: check the unit or the decimal point.")
            }
            Self::Sign => {
                language.pick("大小对了，符号反了。", "The size is right, the sign is not.").to_owned()
            }
            Self::Condition { name, required, got, met } => {
                let mark = if *met { "✓" } else { "✗" };
                match got {
                    Some(got) if zh => format!("{mark} {name} {required}：这次运行为 {got:.4}。"),
                    Some(got) => format!("{mark} {name} {required}: this run has {got:.4}."),
                    None if zh => format!("{mark} {name} {required}：这次运行没有这个值。"),
                    None => format!("{mark} {name} {required}: this run has no such value."),
                }
            }
            Self::Unrepeated(reason) if zh => format!("这次运行无法复现：{reason}。"),
            Self::Unrepeated(reason) => format!("The run could not be repeated: {reason}."),
        })
    }
}

impl Grade {
    /// All feedback as plain sentences, for files: verdict, details, what the author says to the
    /// chosen options.
    pub fn feedback_text(&self, solution: &Solution, language: Language) -> String {
        let mut sentences = Vec::new();
        for note in &self.notes {
            match note {
                Note::Option(letter) => {
                    if let Some(html) = option_feedback(solution, *letter, language) {
                        sentences.push(plain(html));
                    }
                }
                other => sentences.extend(other.sentence(language)),
            }
        }
        sentences.join(language.pick("", " "))
    }

    /// Why an answer has no points that stand.
    pub fn reason(&self, language: Language) -> Option<String> {
        match self.status {
            Status::Graded => None,
            _ => self.notes.first().and_then(|note| note.sentence(language)),
        }
    }
}

/// What the author says to who chose the option of that letter.
pub fn option_feedback(solution: &Solution, letter: Letter, language: Language) -> Option<&Html> {
    solution.feedback.get(&letter).map(|words| words.get(language))
}

/// Markup without its tags. Our own renderer made it, so tags are well formed.
pub fn plain(html: &Html) -> String {
    let mut text = String::with_capacity(html.0.len());
    let mut is_tag = false;
    for c in html.0.chars() {
        match c {
            '<' => is_tag = true,
            '>' => is_tag = false,
            c if !is_tag => text.push(c),
            _ => {}
        }
    }
    let text = text
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
